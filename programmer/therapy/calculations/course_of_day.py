"""What a program gives in 24 hours, stretch by stretch, with its boluses and its bridge as they come."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from programmer.therapy.boluses import BridgeBolus, PrimingBolus, SingleBolus, bolus_rate
from programmer.therapy.programs import PeriodicBolus, PumpProgram, steps_on
from programmer.therapy.quantities import (
    DAYS_PER_WEEK,
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    SECONDS_PER_DAY,
    PumpTime,
)

# Boluses that come faster than this cannot be told apart on a day; they count with their mean.
_MOST_BOLUSES = 1440


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``start`` to before ``end``, in seconds from the beginning of the 24 hours, the same is given.

    ``rate`` in ng of the primary drug per day; None where it is another drug, or none, that reaches the patient.
    ``bolus`` is how much of it a bolus gives, ``opening`` whether a bridge or a prime runs in place of the mode.
    """

    start: int
    end: int
    rate: Fraction | None
    bolus: Fraction = Fraction(0)
    opening: bool = False


def course_of_day(
    program: PumpProgram, begins: PumpTime, mode_since: PumpTime | None = None
) -> tuple[Stretch, ...]:
    """The 24 hours from ``begins`` on. Boluses that the patient may ask for are not in it: their times are not known.

    The program takes effect at ``begins``, or had its mode begin at ``mode_since`` and its opening behind it.
    """
    if mode_since is not None:
        return tuple(_joined(_mode(program.settled, begins, _seconds(begins, mode_since), 0)))
    opening = tuple(_opening(program))
    mode_at = opening[-1].end if opening else 0
    return (*opening, *_joined(_mode(program, begins, mode_at, min(mode_at, SECONDS_PER_DAY))))


def _seconds(begins: PumpTime, since: PumpTime) -> int:
    return (since.value - begins.value) // MICROSECONDS_PER_SECOND


def _opening(program: PumpProgram) -> Iterator[Stretch]:
    """What a bridge or a prime does in place of the mode; its end may lie beyond the day."""
    match program.opening:
        case PrimingBolus(_, _, duration):
            yield Stretch(0, duration.value, None, opening=True)
        case BridgeBolus() as bridge:
            same = bridge.old[0].name == program.drug.name
            rate = Fraction(bridge.dose.value) if same else None
            yield Stretch(0, math.ceil(bridge.days * SECONDS_PER_DAY), rate, opening=True)
        case _:
            return


def _mode(program: PumpProgram, begins: PumpTime, mode_at: int, start: int) -> Iterator[Stretch]:
    """The mode from ``start`` on, where it began, or begins, at ``mode_at``."""
    boluses = tuple(_boluses(program, mode_at))
    even = _unseen_mean(program)
    basal = _basal(program, begins)
    inner = [at for at, _ in basal] + [edge for first, last, _ in boluses for edge in (first, last)]
    edges = sorted({start, SECONDS_PER_DAY, *(at for at in inner if start < at < SECONDS_PER_DAY)})
    step = bolus = 0
    for first, last in pairwise(edges):
        while step + 1 < len(basal) and basal[step + 1][0] <= first:
            step += 1
        while bolus < len(boluses) and boluses[bolus][1] <= first:
            bolus += 1
        runs = bolus < len(boluses) and boluses[bolus][0] <= first
        extra = boluses[bolus][2] if runs else Fraction(0)
        yield Stretch(first, last, basal[step][1] + even + extra, extra)


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Neighbours that give the same as one."""
    before: Stretch | None = None
    for one in stretches:
        if before is not None and (before.rate, before.bolus) == (one.rate, one.bolus):
            before = replace(before, end=one.end)
            continue
        if before is not None:
            yield before
        before = one
    if before is not None:
        yield before


def _basal(program: PumpProgram, begins: PumpTime) -> list[tuple[int, Fraction]]:
    """When each basal rate begins, seconds from the beginning, over the two days of the clock that 24 hours touch."""
    second = begins.value % MICROSECONDS_PER_DAY // MICROSECONDS_PER_SECOND
    found = []
    for later in (0, 1):
        midnight = later * SECONDS_PER_DAY - second
        weekday = (begins.weekday + later) % DAYS_PER_WEEK
        found += [
            (midnight + step.at.value, Fraction(step.dose.value)) for step in steps_on(program.mode, weekday)
        ]
    return found


def _boluses(program: PumpProgram, mode_at: int) -> Iterator[tuple[int, int, Fraction]]:
    """Start, end and rate of each bolus in the day; one that is due while another runs waits for its end."""
    free = -SECONDS_PER_DAY
    if isinstance(program.opening, SingleBolus):
        single = program.opening
        free = mode_at + single.duration.value
        yield mode_at, free, bolus_rate(single.dose, single.duration)
    mode = program.mode
    if not isinstance(mode, PeriodicBolus) or mode.boluses_per_day > _MOST_BOLUSES:
        return
    number = max(1, -mode_at // mode.interval.value)  # the last one before the day may still run
    while (start := max(free, mode_at + number * mode.interval.value)) < SECONDS_PER_DAY:
        free = start + mode.duration.value
        yield start, free, bolus_rate(mode.dose, mode.duration)
        number += 1


def _unseen_mean(program: PumpProgram) -> Fraction:
    mode = program.mode
    if not isinstance(mode, PeriodicBolus) or mode.boluses_per_day <= _MOST_BOLUSES:
        return Fraction(0)
    return mode.dose.value * mode.boluses_per_day
