"""Parts of a program as facts: the same rows as everywhere else, and what the pages add to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from programmer.therapy.boluses import PatientBolus
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.notation import decimal_text, fill_text, in_mass_unit
from programmer.therapy.programs import (
    DeliveryMode,
    PeriodicBolus,
    PumpProgram,
    WeekSchedule,
    dose_per_day,
)
from programmer.ui.widgets.fact_row import Fact
from programmer.visit.comparison import mode_text
from programmer.visit.comparison.boluses import patient_rows, periodic_rows
from programmer.visit.program_rows import most_rows, step_rows

Shown = DrugWords
FULL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def mixture_facts(program: PumpProgram, shown: Shown) -> Iterator[Fact]:
    """The drugs that follow the primary, with what the mode gives of each per day."""
    for drug in program.others:
        dose = shown.rate(drug.name, dose_per_day(program.mode) * program.share(drug))
        yield Fact(f"With {fill_text((drug,), shown)}", dose)


def figure_in(dose: Fraction, unit: str) -> tuple[str, str]:
    """A dose per day as large figures have it, number and unit apart: ``402`` and ``mcg per day``."""
    value, name = in_mass_unit(dose, unit)
    return decimal_text(value, digits=6), f"{name} per day"


def bolus_facts(program: PumpProgram, shown: Shown) -> Iterator[Fact]:
    """The boluses of the mode and of the patient, with every limit."""
    unit = shown.unit(program.drug.name)
    yield from _facts(periodic_rows(program.mode, unit))
    yield from patient_facts(program.patient_bolus, unit)


def mode_facts(mode: DeliveryMode, unit: str) -> Iterator[Fact]:
    """A mode in words, in the drug's ``unit``, its steps or boluses included."""
    yield Fact("Mode", mode_text(mode))
    yield from _facts(periodic_rows(mode, unit))
    yield from step_facts(mode, unit)


def patient_facts(bolus: PatientBolus | None, unit: str) -> Iterator[Fact]:
    """What the patient may ask for, with every limit."""
    return _facts(patient_rows(bolus, unit))


def most_facts(program: PumpProgram, shown: Shown) -> Iterator[Fact]:
    """The largest dose of each drug in any 24 hours, where boluses, a week or what opens it make it more."""
    return _facts(most_rows(program, shown))


def day_may_bring_more(program: PumpProgram) -> bool:
    """Whether some 24 hours can bring more than the mean of a day."""
    return program.patient_bolus is not None or isinstance(program.mode, WeekSchedule | PeriodicBolus)


def step_facts(mode: DeliveryMode, unit: str) -> Iterator[Fact]:
    """The rate from each time of day on; of a week, day by day, days that are the same only once."""
    return _facts(step_rows(mode, unit))


def _facts(rows: Iterable[tuple[str, str]]) -> Iterator[Fact]:
    return (Fact(name, value) for name, value in rows)
