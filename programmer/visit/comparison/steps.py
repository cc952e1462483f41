"""The lines about the rates of a day, or of each day of a week."""

from __future__ import annotations

from fractions import Fraction

from programmer.therapy.drug_library.drug_words import DrugWords
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

Rates = tuple[Fraction, Fraction]
"""ng per day, at present and as proposed."""


def step_lines(before: PumpProgram, after: PumpProgram, shown: DrugWords) -> list[ComparedLine]:
    """One line for every time of day at which either program changes its rate; of a week, for each of its days."""
    return [
        _line(subject, (before, after), rates, shown) for subject, rates in _steps(before.mode, after.mode)
    ]


def _line(
    subject: str, programs: tuple[PumpProgram, PumpProgram], rates: Rates, shown: DrugWords
) -> ComparedLine:
    """Of two drugs each rate stands in the unit of its own."""
    names = [program.drug.name for program in programs]
    if names[0] == names[1]:
        return dose_line(subject, *rates, unit=shown.unit(names[0]))
    words = [shown.rate(name, rate) for name, rate in zip(names, rates, strict=True)]
    return ComparedLine(subject, words[0], words[1], ANOTHER_DRUG)


def _steps(present: DeliveryMode, proposed: DeliveryMode) -> list[tuple[str, Rates]]:
    if any(isinstance(mode, WeekSchedule) for mode in (present, proposed)):
        return [
            step for day in range(DAYS_PER_WEEK) for step in _of_day(present, proposed, day, WEEKDAYS[day])
        ]
    if any(isinstance(mode, DaySchedule) for mode in (present, proposed)):
        return _of_day(present, proposed, 0, "")
    return []


def _of_day(present: DeliveryMode, proposed: DeliveryMode, day: int, name: str) -> list[tuple[str, Rates]]:
    times = sorted({step.at for mode in (present, proposed) for step in steps_on(mode, day)})
    return [
        (
            f"Rate from {name}{' ' if name else ''}{time_of_day_text(at)}",
            (
                Fraction(dose_rate_at(present, day, at.value).value),
                Fraction(dose_rate_at(proposed, day, at.value).value),
            ),
        )
        for at in times
    ]
