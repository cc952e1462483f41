"""What a program is, and what it delivers in a day."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy.canonical import decode_program, encode_program
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    PumpProgram,
    ScheduleStep,
    Stopped,
    dose_in_step,
    dose_per_day,
    dose_rate_at,
    peak_dose_rate,
    steps_of,
)
from programmer.therapy.quantities import (
    SECONDS_PER_DAY,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    SecondsOfDay,
)
from tests.support.programs import programs, schedule, usual_programs


def step(at: int, dose: int) -> ScheduleStep:
    return ScheduleStep(SecondsOfDay(at), NanogramsPerDay(dose))


@pytest.mark.parametrize("dose", [-1, 2**63])
def test_a_dose_is_neither_negative_nor_beyond_what_can_be_stored(dose: int) -> None:
    with pytest.raises(ValueError, match="a dose per day is 0 or more and less than"):
        Continuous(NanogramsPerDay(dose))
    with pytest.raises(ValueError, match="a dose per day is 0 or more and less than"):
        step(0, dose)


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ((), "at least one step"),
        ((step(60, 1),), "starts at 00:00"),
        ((step(0, 1), step(120, 1), step(60, 1)), "must rise in time"),
        ((step(0, 1), step(60, 1), step(60, 2)), "must rise in time"),
        (tuple(step(at, 1) for at in range(256)), "at most 255 steps"),
    ],
)
def test_a_day_that_cannot_be_followed_is_no_schedule(steps: tuple[ScheduleStep, ...], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        DaySchedule(steps)


def test_the_longest_schedule_there_can_be_has_an_encoding() -> None:
    program = schedule(*((at * 60, at) for at in range(255)))
    assert decode_program(encode_program(program)) == program


def test_steps_last_until_the_next_and_the_last_until_midnight() -> None:
    assert DaySchedule((step(0, 1), step(25_200, 2), step(79_200, 3))).durations() == (25_200, 54_000, 7_200)


@given(programs)
def test_the_steps_of_a_day_fill_it(program: PumpProgram) -> None:
    steps = steps_of(program.mode)
    assert sum(DaySchedule(steps).durations()) == SECONDS_PER_DAY


@given(usual_programs)
def test_the_dose_of_a_day_is_what_its_seconds_add_up_to(program: PumpProgram) -> None:
    mode = program.mode
    changes = sorted({0, *(one.at.value for one in steps_of(mode)), SECONDS_PER_DAY})
    slowly = sum(dose_rate_at(mode, begin).value * (end - begin) for begin, end in pairwise(changes))
    assert dose_per_day(mode) == Fraction(slowly, SECONDS_PER_DAY)
    assert peak_dose_rate(mode).value == max(dose_rate_at(mode, begin).value for begin in changes[:-1])


@given(usual_programs, st.integers(0, SECONDS_PER_DAY - 1))
def test_the_rate_in_force_is_that_of_the_last_step_begun(program: PumpProgram, second: int) -> None:
    begun = [one for one in steps_of(program.mode) if one.at.value <= second]
    assert dose_rate_at(program.mode, second) == begun[-1].dose


def test_a_stopped_program_delivers_nothing() -> None:
    assert dose_per_day(Stopped()) == 0
    assert peak_dose_rate(Stopped()).value == 0
    assert dose_rate_at(Stopped(), 3600).value == 0


def test_the_dose_of_one_step_is_its_share_of_the_day() -> None:
    assert dose_in_step(NanogramsPerDay(97_000), 3600) == Fraction(97_000, 24)


@pytest.mark.parametrize(
    "name", ["", "b", "Baclofen", " baclofen", "baclofen ", "1aclofen", "a" * 33, "mörphine", "a\nb"]
)
def test_a_drug_is_named_in_plain_lower_case(name: str) -> None:
    with pytest.raises(ValueError, match="not a drug name"):
        DrugFill(name, NanogramsPerMillilitre(1))


@pytest.mark.parametrize("concentration", [0, -1, 2**63])
def test_a_drug_has_a_concentration(concentration: int) -> None:
    with pytest.raises(ValueError, match="a concentration"):
        DrugFill("baclofen", NanogramsPerMillilitre(concentration))
