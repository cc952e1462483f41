"""Reads a program's bytes by hand, byte by byte, along the layout written in ``canonical``."""

from __future__ import annotations

from dataclasses import dataclass, field

_DAY = 24 * 60 * 60


class NoSecondOpinion(ValueError):
    """The bytes do not read as a program."""


@dataclass(slots=True)
class Found:
    """What stands in the bytes, in the units in which it stands there.

    ``drugs`` and ``old`` are (name, ng/mL); ``rows`` (start in s of a day or a week of ``period`` s, ng per day).
    Zero stands for what the program does not have.
    """

    drugs: list[tuple[str, int]] = field(default_factory=list)
    period: int = _DAY
    rows: list[tuple[int, int]] = field(default_factory=list)
    periodic: tuple[int, int, int] = (0, 0, 0)  # dose ng, duration s, interval s
    patient: tuple[int, int, int, int] = (0, 0, 0, 0)  # dose ng, duration s, lockout s, most in 24 h
    window: tuple[int, int] = (0, 0)  # most, length s
    single: tuple[int, int] = (0, 0)  # dose ng, duration s
    primed: int = 0  # nL
    bridge: tuple[int, int] = (0, 0)  # path nL, ng per day of the old primary
    old: list[tuple[str, int]] = field(default_factory=list)


def walk(encoded: bytes) -> Found:
    """Return what stands in the bytes. Raises ``NoSecondOpinion``, or ``IndexError`` where they end too early."""
    if _number(encoded, 0, 2) != 1:
        raise NoSecondOpinion("a program schema that is not known here")
    found, at = Found(), 2
    while at < len(encoded):
        tag, length = _number(encoded, at, 1), _number(encoded, at + 1, 2)
        _section(found, tag, encoded, at + 3, at + 3 + length)
        at += 3 + length
    if not found.drugs or not found.rows:
        raise NoSecondOpinion("no drug or no delivery in the program's bytes")
    return found


def _number(encoded: bytes, at: int, size: int) -> int:
    if at + size > len(encoded):
        raise IndexError(at)
    return sum(encoded[at + place] << (8 * place) for place in range(size))


def _section(found: Found, tag: int, encoded: bytes, at: int, end: int) -> None:
    if tag == 0x1E:
        found.drugs = _drugs(encoded, at)
    elif tag == 0x2D:
        _delivery(found, encoded, at)
    elif tag == 0x33:
        _patient(found, encoded, at, end)
    elif tag == 0x4B:
        _opening(found, encoded, at)
    else:
        raise NoSecondOpinion("a section that is not known here")


def _drugs(encoded: bytes, at: int) -> list[tuple[str, int]]:
    drugs: list[tuple[str, int]] = []
    count, at = _number(encoded, at, 1), at + 1
    for _ in range(count):
        length = _number(encoded, at, 1)
        name = "".join(chr(_number(encoded, at + 1 + place, 1)) for place in range(length))
        concentration = _number(encoded, at + 1 + length, 8)
        if not concentration:
            raise NoSecondOpinion("a drug without a concentration")
        drugs.append((name, concentration))
        at += 1 + length + 8
    return drugs


def _delivery(found: Found, encoded: bytes, at: int) -> None:
    mode = _number(encoded, at, 1)
    if mode == 0x33:
        found.rows = [(0, 0)]
    elif mode in (0x4B, 0x66):
        found.rows = [(0, _number(encoded, at + 1, 8))]
    elif mode == 0x55:
        found.rows, _ = _day(encoded, at + 1, 0)
    elif mode == 0x78:
        _week(found, encoded, at + 1)
    elif mode == 0x87:
        found.rows = [(0, _number(encoded, at + 1, 8))]
        found.periodic = (
            _number(encoded, at + 9, 8),
            _number(encoded, at + 17, 4),
            _number(encoded, at + 21, 4),
        )
    else:
        raise NoSecondOpinion("a delivery mode that is not known here")


def _week(found: Found, encoded: bytes, at: int) -> None:
    found.period, found.rows = 7 * _DAY, []
    for day in range(7):
        rows, at = _day(encoded, at, day * _DAY)
        found.rows += rows


def _day(encoded: bytes, at: int, midnight: int) -> tuple[list[tuple[int, int]], int]:
    """The rows of a day, and where the bytes go on after it."""
    count, first = _number(encoded, at, 1), at + 1
    rows = [
        (midnight + _number(encoded, first + 12 * step, 4), _number(encoded, first + 12 * step + 4, 8))
        for step in range(count)
    ]
    return rows, first + 12 * count


def _patient(found: Found, encoded: bytes, at: int, end: int) -> None:
    found.patient = (
        _number(encoded, at, 8),
        _number(encoded, at + 8, 4),
        _number(encoded, at + 12, 4),
        _number(encoded, at + 16, 2),
    )
    if end > at + 18:
        found.window = (_number(encoded, at + 18, 2), _number(encoded, at + 20, 4))


def _opening(found: Found, encoded: bytes, at: int) -> None:
    kind = _number(encoded, at, 1)
    if kind == 0x1E:
        found.single = (_number(encoded, at + 1, 8), _number(encoded, at + 9, 4))
    elif kind == 0x2D:
        found.primed = _number(encoded, at + 2, 4)
    elif kind == 0x33:
        found.bridge = (_number(encoded, at + 1, 4), _number(encoded, at + 5, 8))
        found.old = _drugs(encoded, at + 13)
    else:
        raise NoSecondOpinion("an opening that is not known here")
