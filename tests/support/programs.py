"""Hypothesis strategies for drugs and programs, from the usual to the barely possible."""

from __future__ import annotations

from hypothesis import strategies as st

from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, DaySchedule, PumpProgram, ScheduleStep, Stopped
from programmer.therapy.quantities import (
    SECONDS_PER_DAY,
    NanogramsPerDay,
    NanogramsPerMillilitre,
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


modes = st.just(Stopped()) | st.builds(Continuous, doses) | schedules(doses)
usual_modes = st.just(Stopped()) | st.builds(Continuous, usual_doses) | schedules(usual_doses)
programs = st.builds(PumpProgram, drugs, modes)
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
