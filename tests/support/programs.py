"""Hypothesis strategies for drugs and programs, from the usual to the barely possible."""

from __future__ import annotations

from hypothesis import strategies as st

from programmer.therapy.boluses import (
    BolusWindow,
    BridgeBolus,
    PatientBolus,
    PrimeExtent,
    PrimingBolus,
    SingleBolus,
)
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    Stopped,
    WeekSchedule,
)
from programmer.therapy.quantities import (
    SECONDS_PER_DAY,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)

LARGEST = 2**63 - 1

doses = (st.integers(0, 20_000_000) | st.integers(0, LARGEST)).map(NanogramsPerDay)
usual_doses = st.integers(0, 5_000_000).map(NanogramsPerDay)
usual_concentrations = st.integers(1_000, 50_000_000).map(NanogramsPerMillilitre)
drug_names = st.from_regex(r"[a-z][a-z0-9 -]{0,30}[a-z0-9]", fullmatch=True)
drugs = st.builds(
    DrugFill, drug_names, (st.integers(1, 50_000_000) | st.integers(1, LARGEST)).map(NanogramsPerMillilitre)
)
usual_drugs = st.builds(DrugFill, st.sampled_from(("baclofen", "morphine")), usual_concentrations)


@st.composite
def schedules(
    draw: st.DrawFn, dose: st.SearchStrategy[NanogramsPerDay], *, most: int = 14, every_s: int = 1
) -> DaySchedule:
    """A day of up to ``most`` steps whose times are multiples of ``every_s`` seconds."""
    last = SECONDS_PER_DAY // every_s - 1
    later = draw(st.sets(st.integers(1, last), max_size=most - 1))
    times = [0, *(number * every_s for number in sorted(later))]
    return DaySchedule(tuple(ScheduleStep(SecondsOfDay(at), draw(dose)) for at in times))


@st.composite
def weeks(
    draw: st.DrawFn, dose: st.SearchStrategy[NanogramsPerDay], *, most: int = 4, every_s: int = 1
) -> WeekSchedule:
    """Seven days of a few steps each, at least two of them different."""
    day = schedules(dose, most=most, every_s=every_s)
    days = draw(st.lists(day, min_size=7, max_size=7).filter(lambda found: len(set(found)) > 1))
    return WeekSchedule(tuple(days))


@st.composite
def periodic_boluses(
    draw: st.DrawFn,
    dose: st.SearchStrategy[NanogramsPerDay],
    mass: st.SearchStrategy[Nanograms],
    *,
    every_s: int = 1,
) -> PeriodicBolus:
    """A bolus that ends before the next begins; its times are multiples of ``every_s`` seconds."""
    interval = draw(st.integers(2, 2 * SECONDS_PER_DAY // every_s))
    duration = draw(st.integers(1, interval - 1))
    return PeriodicBolus(draw(dose), draw(mass), Seconds(duration * every_s), Seconds(interval * every_s))


@st.composite
def patient_boluses(draw: st.DrawFn, mass: st.SearchStrategy[Nanograms], *, every_s: int = 1) -> PatientBolus:
    """From one in two minutes to one in two days, with or without a second limit."""
    least = max(1, 60 // every_s)
    times = st.integers(least, SECONDS_PER_DAY // every_s).map(lambda count: Seconds(count * every_s))
    window = st.none() | st.builds(BolusWindow, st.integers(1, 30), times)
    return PatientBolus(draw(mass), draw(times), draw(times), draw(st.integers(1, 200)), draw(window))


masses = (st.integers(1, 1_000_000) | st.integers(1, LARGEST)).map(Nanograms)
usual_masses = st.integers(1, 1_000_000).map(Nanograms)
some_seconds = st.integers(1, 200_000).map(Seconds)
paths = st.integers(1, 1_000_000).map(Nanolitres)
primings = st.builds(PrimingBolus, st.sampled_from(PrimeExtent), paths, some_seconds)


def all_modes(
    dose: st.SearchStrategy[NanogramsPerDay], mass: st.SearchStrategy[Nanograms], *, every_s: int = 1
) -> st.SearchStrategy[DeliveryMode]:
    """Every mode there is."""
    return (
        st.just(Stopped())
        | st.builds(MinimumRate, dose)
        | st.builds(Continuous, dose)
        | schedules(dose, every_s=every_s)
        | weeks(dose, every_s=every_s)
        | periodic_boluses(dose, mass, every_s=every_s)
    )


def _mixtures(drug: st.SearchStrategy[DrugFill]) -> st.SearchStrategy[tuple[DrugFill, ...]]:
    return st.lists(drug, min_size=1, max_size=5, unique_by=lambda one: one.name).map(tuple)


@st.composite
def whole_programs(
    draw: st.DrawFn,
    drug: st.SearchStrategy[DrugFill],
    dose: st.SearchStrategy[NanogramsPerDay],
    mass: st.SearchStrategy[Nanograms],
    *,
    every_s: int = 1,
) -> PumpProgram:
    """Any program that can be written: mixtures, boluses and openings with every mode."""
    primary, *others = draw(_mixtures(drug))
    mode = draw(all_modes(dose, mass, every_s=every_s))
    if isinstance(mode, Stopped):
        return PumpProgram(primary, mode, tuple(others))
    bolus = draw(st.none() | patient_boluses(mass, every_s=every_s))
    bridges = st.builds(BridgeBolus, _mixtures(drug), dose.filter(bool), paths)
    opening = draw(st.none() | st.builds(SingleBolus, mass, some_seconds) | primings | bridges)
    return PumpProgram(primary, mode, tuple(others), bolus, opening)


modes = all_modes(doses, masses)
usual_modes = st.just(Stopped()) | st.builds(Continuous, usual_doses) | schedules(usual_doses)
programs = whole_programs(drugs, doses, masses)
usual_programs = st.builds(PumpProgram, usual_drugs, usual_modes)


def continuous(
    nanograms_per_day: int, nanograms_per_millilitre: int = 500_000, drug: str = "baclofen"
) -> PumpProgram:
    """An even rate of that many ng a day."""
    fill = DrugFill(drug, NanogramsPerMillilitre(nanograms_per_millilitre))
    return PumpProgram(fill, Continuous(NanogramsPerDay(nanograms_per_day)))


def schedule(
    *steps: tuple[int, int], nanograms_per_millilitre: int = 500_000, drug: str = "baclofen"
) -> PumpProgram:
    """A day of (second of day, ng per day) steps."""
    fill = DrugFill(drug, NanogramsPerMillilitre(nanograms_per_millilitre))
    rows = tuple(ScheduleStep(SecondsOfDay(at), NanogramsPerDay(dose)) for at, dose in steps)
    return PumpProgram(fill, DaySchedule(rows))
