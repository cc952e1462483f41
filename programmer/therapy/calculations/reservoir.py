"""How long what is in the reservoir lasts."""

from __future__ import annotations

import math
from fractions import Fraction

from programmer.therapy.boluses import BridgeBolus, PrimingBolus, SingleBolus
from programmer.therapy.calculations.window import (
    DAY,
    largest_basal_dose,
    largest_dose,
    most_boluses,
    most_periodic_boluses,
)
from programmer.therapy.critical_figures import CriticalFigures, DrugPerDay
from programmer.therapy.programs import (
    PeriodicBolus,
    PumpProgram,
    WeekSchedule,
    basal_steps,
    dose_per_day,
    dose_rate_at,
    peak_dose_rate,
    steps_on,
)
from programmer.therapy.quantities import (
    DAYS_PER_WEEK,
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    NANOLITRES_PER_MILLILITRE,
    SECONDS_PER_DAY,
    Nanolitres,
    PumpTime,
    Seconds,
    flow,
)


def volume_per_day(program: PumpProgram) -> Fraction:
    """Nanolitres that the program takes from the reservoir in a day in the long run, exact.

    Boluses of the patient and what opens the program are not in it.
    """
    return _volume(program, dose_per_day(program.mode))


def most_volume_per_day(program: PumpProgram) -> Fraction:
    """The same with every bolus that the patient may ask for."""
    return _volume(program, dose_per_day(program.mode) + _patient_dose(program))


def opening_volume(program: PumpProgram) -> Fraction:
    """Nanolitres that the opening of the program takes, exact."""
    match program.opening:
        case None:
            return Fraction(0)
        case SingleBolus(dose):
            return _volume(program, Fraction(dose.value))
        case PrimingBolus(_, volume) | BridgeBolus(_, _, volume):
            return Fraction(volume.value)


def days_until(program: PumpProgram, reservoir: Nanolitres, mark: Nanolitres) -> int | None:
    """Whole days until the level falls to ``mark``, every allowed bolus taken; None if it never will.

    Never too many: a prime and a single bolus count as gone at once, a periodic bolus as one early, and of a week,
    whose day of beginning is not known here, the fullest days come last. A bridge takes its own time before it all;
    with anything but an even rate behind it, the whole days of both are added.
    """
    bridge = program.opening if isinstance(program.opening, BridgeBolus) else None
    usable = reservoir.value - mark.value
    if bridge is not None and bridge.path.value >= usable:
        return int(max(0, usable) / bridge.flow.value)
    before = Fraction(0) if bridge is None else bridge.days
    if _even(program):
        per_day = volume_per_day(program)
        left = max(Fraction(0), usable - opening_volume(program))
        return int(before + left / per_day) if per_day else None
    after = _days_after_opening(program, reservoir, mark)
    return None if after is None else after + int(before)


def _even(program: PumpProgram) -> bool:
    """Whether every stretch of the same length takes the same."""
    periodic = isinstance(program.mode, PeriodicBolus)
    return not periodic and program.patient_bolus is None and len(basal_steps(program.mode)) == 1


def _days_after_opening(program: PumpProgram, reservoir: Nanolitres, mark: Nanolitres) -> int | None:
    left = reservoir.value - mark.value - opening_volume(program)
    if isinstance(program.mode, PeriodicBolus):
        left -= _volume(program, Fraction(program.mode.dose.value))
    per_day = most_volume_per_day(program)
    if not per_day:
        return None
    if left <= 0:
        return 0
    if isinstance(program.mode, WeekSchedule):
        return _days_of_weeks(program, left)
    return int(left / per_day)


def _days_of_weeks(program: PumpProgram, left: Fraction) -> int:
    weeks, rest = divmod(left, most_volume_per_day(program) * DAYS_PER_WEEK)
    days = (day for day in range(DAYS_PER_WEEK) if _most_volume_in(program, day) <= rest)
    return int(weeks) * DAYS_PER_WEEK + max(days)


def _most_volume_in(program: PumpProgram, days: int) -> Fraction:
    basal = largest_basal_dose(program.mode, Seconds(days * SECONDS_PER_DAY))
    return _volume(program, basal + _patient_dose(program) * days)


def _patient_dose(program: PumpProgram) -> Fraction:
    bolus = program.patient_bolus
    return Fraction(0 if bolus is None else most_boluses(bolus, DAY) * bolus.dose.value)


def _volume(program: PumpProgram, nanograms: Fraction) -> Fraction:
    return nanograms * NANOLITRES_PER_MILLILITRE / program.drug.concentration.value


def time_of_reaching(
    program: PumpProgram, reservoir: Nanolitres, mark: Nanolitres, start: PumpTime
) -> PumpTime | None:
    """When, on the pump's clock, the level falls to ``mark`` with every allowed bolus; None if it never will.

    A schedule alone is followed exactly through every step, then rounded down. Where boluses or an opening take
    their part, whose times are not known, it is the end of the last of the whole days that are sure.
    """
    if program.patient_bolus or program.opening or isinstance(program.mode, PeriodicBolus):
        days = days_until(program, reservoir, mark)
        return None if days is None else PumpTime(start.value + days * MICROSECONDS_PER_DAY)
    return _time_by_schedule(program, reservoir, mark, start)


def _time_by_schedule(
    program: PumpProgram, reservoir: Nanolitres, mark: Nanolitres, start: PumpTime
) -> PumpTime | None:
    per_week = volume_per_day(program) * DAYS_PER_WEEK
    if not per_week:
        return None
    left = Fraction(max(0, reservoir.value - mark.value))
    # Weeks are leapt over only while something is left after them: the last may reach the mark before a pause.
    weeks = max(0, math.ceil(left / per_week) - 1)
    left -= weeks * per_week
    moment = PumpTime(start.value + weeks * DAYS_PER_WEEK * MICROSECONDS_PER_DAY)
    while left:
        rate, boundary = _flow_at(program, moment), _next_boundary(program, moment)
        span = boundary.value - moment.value
        if rate and left <= rate * span:
            return PumpTime(moment.value + int(left / rate))
        left -= rate * span
        moment = boundary
    return moment


def critical_figures(program: PumpProgram, reservoir: Nanolitres, mark: Nanolitres) -> CriticalFigures:
    """The figures that are compared with the pump's own and with the second opinion."""
    doses = largest_dose(program, DAY)
    return CriticalFigures(
        tuple(DrugPerDay(name, math.ceil(dose)) for name, dose in doses.items()),
        math.ceil(peak_dose_rate(program)),
        boluses_per_day(program),
        reservoir,
        days_until(program, reservoir, mark),
    )


def boluses_per_day(program: PumpProgram) -> int:
    """The most patient and periodic boluses that any 24 hours can bring."""
    asked = 0 if program.patient_bolus is None else most_boluses(program.patient_bolus, DAY)
    mode = program.mode
    return asked + (most_periodic_boluses(program, mode, DAY) if isinstance(mode, PeriodicBolus) else 0)


def _flow_at(program: PumpProgram, moment: PumpTime) -> Fraction:
    second = moment.value % MICROSECONDS_PER_DAY // MICROSECONDS_PER_SECOND
    dose = dose_rate_at(program.mode, moment.weekday, second)
    return flow(dose, program.drug.concentration).per_microsecond


def _next_boundary(program: PumpProgram, moment: PumpTime) -> PumpTime:
    day_us = moment.value % MICROSECONDS_PER_DAY
    starts = [step.at.value * MICROSECONDS_PER_SECOND for step in steps_on(program.mode, moment.weekday)]
    later = min([start for start in starts if start > day_us] + [MICROSECONDS_PER_DAY])
    return PumpTime(moment.value - day_us + later)
