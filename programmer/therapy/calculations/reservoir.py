"""How long what is in the reservoir lasts."""

from __future__ import annotations

import math
from fractions import Fraction

from programmer.therapy.critical_figures import CriticalFigures
from programmer.therapy.programs import (
    PumpProgram,
    dose_per_day,
    dose_rate_at,
    peak_dose_rate,
    steps_of,
)
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    NANOLITRES_PER_MILLILITRE,
    SECONDS_PER_DAY,
    Nanolitres,
    PumpTime,
    flow,
)


def volume_per_day(program: PumpProgram) -> Fraction:
    """Nanolitres that the program takes from the reservoir in one whole day, exact."""
    return dose_per_day(program.mode) * NANOLITRES_PER_MILLILITRE / program.drug.concentration.value


def days_until(program: PumpProgram, reservoir: Nanolitres, mark: Nanolitres) -> int | None:
    """Whole days, rounded down, until the level falls to ``mark``; None if it never will."""
    per_day = volume_per_day(program)
    if not per_day:
        return None
    return int(max(0, reservoir.value - mark.value) / per_day)


def time_of_reaching(
    program: PumpProgram, reservoir: Nanolitres, mark: Nanolitres, start: PumpTime
) -> PumpTime | None:
    """When, on the pump's clock, the level falls to ``mark``: exact through every step, then rounded down.

    None if it never will.
    """
    per_day = volume_per_day(program)
    if not per_day:
        return None
    left = Fraction(max(0, reservoir.value - mark.value))
    # Days are leapt over only while something is left after them: the last may reach the mark before a pause.
    whole_days = max(0, math.ceil(left / per_day) - 1)
    left -= whole_days * per_day
    moment = start.value + whole_days * MICROSECONDS_PER_DAY
    while left:
        second_us = moment % MICROSECONDS_PER_DAY
        boundary = _next_boundary(program, second_us)
        rate = _flow_at(program, second_us)
        span = boundary - second_us
        if rate and left <= rate * span:
            return PumpTime(moment + int(left / rate))
        left -= rate * span
        moment += span
    return PumpTime(moment)


def critical_figures(program: PumpProgram, reservoir: Nanolitres, mark: Nanolitres) -> CriticalFigures:
    """The figures that are compared with the pump's own and with the second opinion."""
    total = dose_per_day(program.mode) * SECONDS_PER_DAY
    return CriticalFigures(
        int(total), peak_dose_rate(program.mode).value, reservoir, days_until(program, reservoir, mark)
    )


def _flow_at(program: PumpProgram, day_us: int) -> Fraction:
    dose = dose_rate_at(program.mode, day_us // MICROSECONDS_PER_SECOND)
    return flow(dose, program.drug.concentration).per_microsecond


def _next_boundary(program: PumpProgram, day_us: int) -> int:
    starts = [step.at.value * MICROSECONDS_PER_SECOND for step in steps_of(program.mode)]
    return min([start for start in starts if start > day_us] + [MICROSECONDS_PER_DAY])
