"""The critical figures once more, worked out from the bytes that go to the pump and from nothing else.

It shares no code with the encoder and none with the forms; when the two disagree nothing is sent.
The layout it reads is the one written in ``canonical``; it walks it by hand on purpose.
"""

from __future__ import annotations

from programmer.therapy.critical_figures import CriticalFigures
from programmer.therapy.quantities import Nanolitres

_DAY = 24 * 60 * 60


class NoSecondOpinion(ValueError):
    """The bytes do not read as a program."""


def second_opinion(encoded: bytes, reservoir: Nanolitres, alarm_mark: Nanolitres) -> CriticalFigures:
    """Critical figures of the encoded program, from this reservoir level down to ``alarm_mark``.

    Raises ``NoSecondOpinion`` if the bytes cannot be read.
    """
    try:
        concentration, steps = _walk(encoded)
    except IndexError as trouble:
        raise NoSecondOpinion("the program's bytes end too early") from trouble
    total = peak = 0
    for index, (start, dose) in enumerate(steps):
        end = steps[index + 1][0] if index + 1 < len(steps) else _DAY
        total += dose * (end - start)
        peak = max(peak, dose)
    return CriticalFigures(total, peak, reservoir, _days(total, concentration, reservoir, alarm_mark))


def _days(total: int, concentration: int, reservoir: Nanolitres, alarm_mark: Nanolitres) -> int | None:
    if total == 0:
        return None
    usable = max(0, reservoir.value - alarm_mark.value)
    # days = usable nL / (ng per day / (ng/mL) * 1,000,000 nL/mL), all in whole numbers
    return usable * concentration * _DAY // (total * 1_000_000)


def _number(encoded: bytes, at: int, size: int) -> int:
    if at + size > len(encoded):
        raise IndexError(at)
    return sum(encoded[at + place] << (8 * place) for place in range(size))


def _walk(encoded: bytes) -> tuple[int, list[tuple[int, int]]]:
    if _number(encoded, 0, 2) != 1:
        raise NoSecondOpinion("a program schema that is not known here")
    at, concentration, steps = 2, 0, []
    while at < len(encoded):
        tag, length = _number(encoded, at, 1), _number(encoded, at + 1, 2)
        body = at + 3
        if tag == 0x1E:
            concentration = _number(encoded, body + 2 + _number(encoded, body + 1, 1), 8)
        elif tag == 0x2D:
            steps = _steps(encoded, body)
        at = body + length
    if not concentration or not steps:
        raise NoSecondOpinion("no drug or no delivery in the program's bytes")
    return concentration, steps


def _steps(encoded: bytes, body: int) -> list[tuple[int, int]]:
    mode = _number(encoded, body, 1)
    if mode == 0x33:
        return [(0, 0)]
    if mode == 0x4B:
        return [(0, _number(encoded, body + 1, 8))]
    if mode == 0x55:
        first = body + 2
        count = _number(encoded, body + 1, 1)
        return [
            (_number(encoded, first + 12 * step, 4), _number(encoded, first + 12 * step + 4, 8))
            for step in range(count)
        ]
    raise NoSecondOpinion("a delivery mode that is not known here")
