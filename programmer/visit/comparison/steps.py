"""The lines about the rates of a day, or of each day of a week."""

from __future__ import annotations

from fractions import Fraction

from programmer.therapy.moments import WEEKDAYS
from programmer.therapy.notation import time_of_day_text
from programmer.therapy.programs import (
    DaySchedule,
    DeliveryMode,
    PumpProgram,
    WeekSchedule,
    dose_rate_at,
    steps_on,
)
from programmer.therapy.quantities import DAYS_PER_WEEK
from programmer.visit.comparison.lines import ANOTHER_DRUG, ComparedLine, dose_line


def step_lines(before: PumpProgram, after: PumpProgram) -> list[ComparedLine]:
    """One line for every time of day at which either program changes its rate; of a week, for each of its days."""
    lines = _lines(before.mode, after.mode)
    if before.drug.name == after.drug.name:
        return lines
    return [ComparedLine(line.subject, line.present, line.proposed, ANOTHER_DRUG) for line in lines]


def _lines(present: DeliveryMode, proposed: DeliveryMode) -> list[ComparedLine]:
    if any(isinstance(mode, WeekSchedule) for mode in (present, proposed)):
        return [
            line for day in range(DAYS_PER_WEEK) for line in _day_lines(present, proposed, day, WEEKDAYS[day])
        ]
    if any(isinstance(mode, DaySchedule) for mode in (present, proposed)):
        return _day_lines(present, proposed, 0, "")
    return []


def _day_lines(present: DeliveryMode, proposed: DeliveryMode, day: int, name: str) -> list[ComparedLine]:
    times = sorted({step.at for mode in (present, proposed) for step in steps_on(mode, day)})
    return [
        dose_line(
            f"Rate from {name}{' ' if name else ''}{time_of_day_text(at)}",
            Fraction(dose_rate_at(present, day, at.value).value),
            Fraction(dose_rate_at(proposed, day, at.value).value),
        )
        for at in times
    ]
