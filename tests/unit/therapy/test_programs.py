"""What a program is, and what it delivers in a day."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy.boluses import BridgeBolus, PatientBolus, SingleBolus
from programmer.therapy.canonical import decode_program, encode_program
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    Stopped,
    WeekSchedule,
    basal_steps,
    bolus_rates,
    dose_in_step,
    dose_per_day,
    dose_rate_at,
    lowest_basal_rate,
    peak_basal_rate,
    peak_dose_rate,
    steps_on,
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
from tests.support.programs import programs, schedule, usual_programs


def step(at: int, dose: int) -> ScheduleStep:
    return ScheduleStep(SecondsOfDay(at), NanogramsPerDay(dose))


@pytest.mark.parametrize("dose", [-1, 2**63])
def test_a_dose_is_neither_negative_nor_beyond_what_can_be_stored(dose: int) -> None:
    why = r"^a dose per day is 0 or more and less than 9,223,372,036,854\.775808 mg$"
    with pytest.raises(ValueError, match=why):
        Continuous(NanogramsPerDay(dose))
    with pytest.raises(ValueError, match=why):
        step(0, dose)


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ((), "^a day schedule needs at least one step$"),
        ((step(60, 1),), "^the first step of a day schedule starts at 00:00$"),
        (
            (step(0, 1), step(120, 1), step(60, 1)),
            "^the steps of a day schedule must rise in time, each time once$",
        ),
        (
            (step(0, 1), step(60, 1), step(60, 2)),
            "^the steps of a day schedule must rise in time, each time once$",
        ),
        (tuple(step(at, 1) for at in range(256)), "^a day schedule has at most 255 steps, not 256$"),
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
    for weekday in range(7):
        assert sum(DaySchedule(steps_on(program.mode, weekday)).durations()) == SECONDS_PER_DAY


@given(usual_programs)
def test_the_dose_of_a_day_is_what_its_seconds_add_up_to(program: PumpProgram) -> None:
    mode = program.mode
    changes = sorted({0, *(one.at.value for one in steps_on(mode, 0)), SECONDS_PER_DAY})
    rates = [dose_rate_at(mode, 0, begin).value for begin in changes[:-1]]
    slowly = sum(rate * (end - begin) for rate, (begin, end) in zip(rates, pairwise(changes), strict=True))
    assert dose_per_day(mode) == Fraction(slowly, SECONDS_PER_DAY)
    assert peak_basal_rate(mode).value == max(rates)
    assert lowest_basal_rate(mode).value == min(rates)


@given(usual_programs, st.integers(0, SECONDS_PER_DAY - 1))
def test_the_rate_in_force_is_that_of_the_last_step_begun(program: PumpProgram, second: int) -> None:
    begun = [one for one in steps_on(program.mode, 3) if one.at.value <= second]
    assert dose_rate_at(program.mode, 3, second) == begun[-1].dose


def test_a_stopped_program_delivers_nothing() -> None:
    assert dose_per_day(Stopped()) == 0
    assert peak_basal_rate(Stopped()).value == 0
    assert dose_rate_at(Stopped(), 6, 3600).value == 0


def test_the_dose_of_one_step_is_its_share_of_the_day() -> None:
    assert dose_in_step(NanogramsPerDay(97_000), 3600) == Fraction(97_000, 24)


@pytest.mark.parametrize(
    "name", ["", "b", "Baclofen", " baclofen", "baclofen ", "1aclofen", "a" * 33, "mörphine", "a\nb"]
)
def test_a_drug_is_named_in_plain_lower_case(name: str) -> None:
    with pytest.raises(ValueError, match=r"^not a drug name: "):
        DrugFill(name, NanogramsPerMillilitre(1))


@pytest.mark.parametrize("concentration", [0, -1, 2**63])
def test_a_drug_has_a_concentration(concentration: int) -> None:
    with pytest.raises(ValueError, match=r"^a concentration must be greater than zero$"):
        DrugFill("baclofen", NanogramsPerMillilitre(concentration))


# ---- a week -------------------------------------------------------------------------------------------------

WORKDAY, SUNDAY = DaySchedule((step(0, 100), step(43_200, 300))), DaySchedule((step(0, 900),))
WEEK = WeekSchedule((WORKDAY,) * 6 + (SUNDAY,))
BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
CLONIDINE = DrugFill("clonidine", NanogramsPerMillilitre(100_000))
BOLUS = PatientBolus(Nanograms(1_000), Seconds(300), Seconds(3_600), 4)
PERIODIC = PeriodicBolus(NanogramsPerDay(10_000), Nanograms(2_000), Seconds(600), Seconds(5 * 3_600))


def test_each_day_of_a_week_has_its_own_steps_and_the_last_is_sunday() -> None:
    assert steps_on(WEEK, 5) == WORKDAY.steps
    assert steps_on(WEEK, 6) == SUNDAY.steps
    assert basal_steps(WEEK) == WORKDAY.steps * 6 + SUNDAY.steps
    assert dose_rate_at(WEEK, 6, 0).value == 900
    assert (peak_basal_rate(WEEK).value, lowest_basal_rate(WEEK).value) == (900, 100)


def test_the_dose_of_a_week_is_the_mean_of_its_days() -> None:
    assert dose_per_day(WEEK) == Fraction(6 * 200 + 900, 7)


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ((WORKDAY,) * 6, r"^a week schedule has 7 days, not 6$"),
        ((WORKDAY,) * 7, r"^all seven days are the same; that is a day schedule$"),
    ],
)
def test_a_week_has_seven_days_that_differ(days: tuple[DaySchedule, ...], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        WeekSchedule(days)


# ---- boluses ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("CRISYS-024", "OPCA-R5.2.0-2")
def test_a_periodic_bolus_adds_to_its_background() -> None:
    assert dose_per_day(PERIODIC) == 10_000 + 2_000 * Fraction(24, 5)
    assert PERIODIC.boluses_per_day == Fraction(24, 5)
    assert steps_on(PERIODIC, 2) == (step(0, 10_000),)


@pytest.mark.parametrize("interval", [600, 599])
def test_a_periodic_bolus_ends_before_the_next_begins(interval: int) -> None:
    with pytest.raises(ValueError, match=r"^a periodic bolus must end before the next begins$"):
        PeriodicBolus(NanogramsPerDay(0), Nanograms(1), Seconds(600), Seconds(interval))
    assert PeriodicBolus(NanogramsPerDay(0), Nanograms(1), Seconds(600), Seconds(601)).duration == Seconds(
        600
    )


def test_an_interval_that_is_none_is_named() -> None:
    why = "^an interval is at least 1 s and less than 1,193,046 h 28 min 16 s, not 0 s$"
    with pytest.raises(ValueError, match=why):
        PeriodicBolus(NanogramsPerDay(0), Nanograms(1), Seconds(1), Seconds(0))


def test_the_minimum_rate_says_the_dose_that_it_gives() -> None:
    mode = MinimumRate(NanogramsPerDay(3_000))
    assert dose_per_day(mode) == 3_000
    assert dose_rate_at(mode, 0, 86_399).value == 3_000


@pytest.mark.requirement("OPCA-R5.2.0-2", "OPCA-R5.3.0-2")
def test_the_peak_is_the_highest_basal_rate_with_the_fastest_bolus_on_top() -> None:
    single = SingleBolus(Nanograms(1_000), Seconds(200))
    program = PumpProgram(BACLOFEN, PERIODIC, (), BOLUS, single)
    assert bolus_rates(program) == (Fraction(1_000 * 288), Fraction(2_000 * 144), Fraction(1_000 * 432))
    assert peak_dose_rate(program) == 10_000 + 432_000
    assert peak_dose_rate(PumpProgram(BACLOFEN, WEEK)) == 900


def test_the_others_of_a_mixture_follow_the_primary_by_their_concentration() -> None:
    program = PumpProgram(BACLOFEN, Stopped(), (CLONIDINE,))
    assert program.drugs == (BACLOFEN, CLONIDINE)
    assert program.share(CLONIDINE) == Fraction(1, 5)
    assert program.share(BACLOFEN) == 1


def test_a_reservoir_holds_five_drugs_at_most_each_once() -> None:
    many = tuple(DrugFill(f"drug {letter}", NanogramsPerMillilitre(1)) for letter in "abcde")
    assert len(PumpProgram(many[0], Stopped(), many[1:]).drugs) == 5
    with pytest.raises(ValueError, match=r"^a reservoir holds 1 to 5 drugs, not 6$"):
        PumpProgram(BACLOFEN, Stopped(), many)
    with pytest.raises(ValueError, match=r"^a mixture names each drug once$"):
        PumpProgram(BACLOFEN, Stopped(), (BACLOFEN,))


@pytest.mark.parametrize(
    "more", [{"patient_bolus": BOLUS}, {"opening": SingleBolus(Nanograms(1), Seconds(1))}]
)
def test_a_stopped_program_gives_no_bolus(more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^a stopped program gives no bolus$"):
        PumpProgram(BACLOFEN, Stopped(), (), **more)


def test_what_opens_a_program_lies_behind_it_once_it_has_settled() -> None:
    single = SingleBolus(Nanograms(1), Seconds(1))
    program = PumpProgram(BACLOFEN, PERIODIC, (CLONIDINE,), BOLUS, single)
    assert program.settled == PumpProgram(BACLOFEN, PERIODIC, (CLONIDINE,), BOLUS)


def test_a_bridge_of_another_drug_raises_the_highest_rate_of_this_one_by_nothing() -> None:
    slow = Continuous(NanogramsPerDay(5))
    bridge = BridgeBolus((CLONIDINE,), NanogramsPerDay(10**9), Nanolitres(316_000))
    assert peak_dose_rate(PumpProgram(BACLOFEN, slow, opening=bridge)) == 5
    same = replace(bridge, old=(CLONIDINE, BACLOFEN), dose=NanogramsPerDay(100))
    assert peak_dose_rate(PumpProgram(BACLOFEN, slow, opening=same)) == 500
