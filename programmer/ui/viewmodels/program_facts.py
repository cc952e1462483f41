"""A whole program in words, wherever one is told: its drugs, mode, boluses, and the most that a day can bring."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from programmer.therapy.boluses import BridgeBolus, Opening, PatientBolus, PrimingBolus, SingleBolus
from programmer.therapy.calculations.window import DAY, largest_dose, most_boluses
from programmer.therapy.drugs import DrugFill
from programmer.therapy.moments import WEEKDAYS
from programmer.therapy.notation import (
    concentration_text,
    dose_rate_text,
    duration_text,
    hourly_flow_text,
    mass_text,
    time_of_day_text,
    volume_text,
)
from programmer.therapy.programs import (
    DaySchedule,
    DeliveryMode,
    PeriodicBolus,
    PumpProgram,
    WeekSchedule,
    dose_per_day,
)
from programmer.therapy.quantities import SECONDS_PER_DAY, Seconds
from programmer.ui.widgets.fact_row import Fact
from programmer.visit.comparison import mode_text, most_text
from programmer.visit.comparison.boluses import interval_text

Shown = Callable[[str], str]
FULL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def as_it_is(name: str) -> str:
    """The name of a drug where no library says how it must be written."""
    return name


def mixture_facts(program: PumpProgram, shown: Shown) -> Iterator[Fact]:
    """The drugs that follow the primary, with what the mode gives of each per day."""
    for drug in program.others:
        dose = dose_rate_text(dose_per_day(program.mode) * program.share(drug))
        yield Fact(f"With {shown(drug.name)} {concentration_text(drug.concentration)}", dose)


def bolus_facts(program: PumpProgram) -> Iterator[Fact]:
    """The boluses of the mode and of the patient, with every limit."""
    if isinstance(program.mode, PeriodicBolus):
        yield from periodic_facts(program.mode)
    yield from patient_facts(program.patient_bolus)


def mode_facts(mode: DeliveryMode) -> Iterator[Fact]:
    """A mode in words, its steps or boluses included."""
    yield Fact("Mode", mode_text(mode))
    if isinstance(mode, PeriodicBolus):
        yield from periodic_facts(mode)
    yield from step_facts(mode)


def periodic_facts(mode: PeriodicBolus) -> Iterator[Fact]:
    """What a periodic bolus is."""
    yield Fact("Background", dose_rate_text(mode.background))
    yield Fact("Periodic bolus", over(mode.dose.value, mode.duration))
    yield Fact("Interval", interval_text(mode.interval))


def patient_facts(bolus: PatientBolus | None) -> Iterator[Fact]:
    """What the patient may ask for, with every limit."""
    if bolus is None:
        return
    yield Fact("Patient bolus", over(bolus.dose.value, bolus.duration))
    yield Fact("Lockout from its end", duration_text(bolus.lockout))
    most = f"{bolus.most_per_day} per 24 h"
    if bolus.window is not None:
        most += f", {bolus.window.most} per {duration_text(bolus.window.length)}"
    yield Fact("Most patient boluses", most)
    yield Fact("All of them taken", all_taken(bolus))


def all_taken(bolus: PatientBolus) -> str:
    """``6 in 24 h, 60 mcg``: the most that the patient can have."""
    most = most_boluses(bolus, DAY)
    return f"{most} in 24 h, {mass_text(most * bolus.dose.value)}"


def over(dose: int, duration: Seconds) -> str:
    """``10 mcg over 15 min``."""
    return f"{mass_text(dose)} over {duration_text(duration)}"


def once_facts(opening: Opening | None, shown: Shown) -> Iterator[Fact]:
    """What a program gives once, when it takes effect."""
    match opening:
        case None:
            return
        case SingleBolus(dose, duration):
            yield Fact("Once, at the start", f"single bolus, {over(dose.value, duration)}")
        case PrimingBolus(extent, volume, duration):
            rate = hourly_flow_text(opening.flow)
            yield Fact(f"Once, at the start: prime, {extent.value}", f"{volume_text(volume)}, {rate}")
            yield Fact("It takes", duration_text(duration))
        case BridgeBolus():
            lasts = duration_text(Seconds(int(opening.days * SECONDS_PER_DAY)))
            yield Fact("Once, at the start: bridge", f"{volume_text(opening.path)} in {lasts}")
            yield Fact(f"It gives the old {_fills(opening.old, shown)}", dose_rate_text(opening.dose))


def _fills(drugs: tuple[DrugFill, ...], shown: Shown) -> str:
    return " with ".join(f"{shown(drug.name)} {concentration_text(drug.concentration)}" for drug in drugs)


def most_facts(program: PumpProgram, shown: Shown) -> Iterator[Fact]:
    """The largest dose of each drug in any 24 hours, where boluses, a week or what opens it make it more."""
    for name, dose in largest_dose(program, DAY).items():
        yield Fact(f"Most {shown(name)} in any 24 h", most_text(dose))


def day_may_bring_more(program: PumpProgram) -> bool:
    """Whether some 24 hours can bring more than the mean of a day."""
    return program.patient_bolus is not None or isinstance(program.mode, WeekSchedule | PeriodicBolus)


def step_facts(mode: DeliveryMode) -> Iterator[Fact]:
    """The rate from each time of day on; of a week, day by day, days that are the same only once."""
    match mode:
        case DaySchedule():
            yield from _day_facts(mode, "")
        case WeekSchedule(days):
            for day in dict.fromkeys(days):
                which = [WEEKDAYS[index] for index, one in enumerate(days) if one == day]
                yield Fact(", ".join(which), dose_rate_text(day.dose))
                yield from _day_facts(day, f"{', '.join(which)} ")
        case _:
            return


def _day_facts(day: DaySchedule, before: str) -> Iterator[Fact]:
    for step in day.steps:
        yield Fact(f"{before or 'From '}{time_of_day_text(step.at)}", dose_rate_text(step.dose))
