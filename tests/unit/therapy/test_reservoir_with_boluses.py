"""Days to the alarm count every allowed bolus, what opens the program, and the fullest days of a week."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy.boluses import (
    BridgeBolus,
    Opening,
    PatientBolus,
    PrimeExtent,
    PrimingBolus,
    SingleBolus,
)
from programmer.therapy.calculations.reservoir import (
    boluses_per_day,
    critical_figures,
    days_until,
    most_volume_per_day,
    opening_volume,
    time_of_reaching,
    volume_per_day,
)
from programmer.therapy.calculations.window import DAY, largest_dose
from programmer.therapy.canonical import encode_program
from programmer.therapy.critical_figures import CriticalFigures, DrugPerDay
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    WeekSchedule,
    steps_on,
)
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    PumpTime,
    Seconds,
    SecondsOfDay,
)
from programmer.therapy.second_opinion import second_opinion
from tests.support.programs import patient_boluses, usual_doses, usual_masses, weeks

MORPHINE = DrugFill("morphine", NanogramsPerMillilitre(20_000_000))
FULL, MARK = Nanolitres(20_000_000), Nanolitres(2_000_000)
# 4.8 mg per day of 20 mg/mL, and 0.2 mg at most six times a day with three hours between: 6 mg per day, 0.3 mL
EVEN = Continuous(NanogramsPerDay(4_800_000))
BOLUS = PatientBolus(Nanograms(200_000), Seconds(60), Seconds(3 * 3600), 6)


@pytest.mark.requirement("CRISYS-018", "GIP-1.9", "IT-8")
def test_the_days_count_every_bolus_the_patient_may_take() -> None:
    program = PumpProgram(MORPHINE, EVEN, (), BOLUS)
    assert volume_per_day(program) == 240_000
    assert most_volume_per_day(program) == 300_000
    assert days_until(program, FULL, MARK) == 60
    assert days_until(replace(program, patient_bolus=None), FULL, MARK) == 75


def test_the_date_is_the_end_of_the_last_whole_day_that_is_sure() -> None:
    start = PumpTime(7 * MICROSECONDS_PER_DAY + 5)
    program = PumpProgram(MORPHINE, EVEN, (), BOLUS)
    assert time_of_reaching(program, FULL, MARK, start) == PumpTime(67 * MICROSECONDS_PER_DAY + 5)
    single = PumpProgram(MORPHINE, EVEN, opening=SingleBolus(Nanograms(2_000_000), Seconds(60)))
    assert time_of_reaching(single, FULL, MARK, start) == PumpTime(81 * MICROSECONDS_PER_DAY + 5)
    never = replace(single, mode=Continuous(NanogramsPerDay(0)))
    assert time_of_reaching(never, FULL, MARK, start) is None


@pytest.mark.parametrize(
    ("opening", "volume", "days"),
    [
        (None, 0, 75),
        (SingleBolus(Nanograms(2_000_000), Seconds(60)), 100_000, 74),
        (PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(240_000), Seconds(600)), 240_000, 74),
        (PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(240_001), Seconds(600)), 240_001, 73),
        (BridgeBolus((MORPHINE,), NanogramsPerDay(4_800_000), Nanolitres(480_000)), 480_000, 75),
        (BridgeBolus((MORPHINE,), NanogramsPerDay(9_600_000), Nanolitres(480_000)), 480_000, 74),
    ],
)
def test_what_opens_the_program_counts_as_gone_at_once_but_for_a_bridge_that_takes_its_time(
    opening: Opening | None, volume: int, days: int
) -> None:
    program = PumpProgram(MORPHINE, EVEN, opening=opening)
    assert opening_volume(program) == volume
    assert days_until(program, FULL, MARK) == days


def test_a_periodic_bolus_counts_as_one_early() -> None:
    # 0.02 mL every six hours on 0.22 mL per day are 0.3 mL per day; 18 mL less one bolus last 59.9 days.
    mode = PeriodicBolus(NanogramsPerDay(4_400_000), Nanograms(400_000), Seconds(60), Seconds(6 * 3600))
    program = PumpProgram(MORPHINE, mode)
    assert days_until(program, FULL, MARK) == 59
    assert days_until(program, Nanolitres(20_020_000), MARK) == 60
    start = PumpTime(0)
    assert time_of_reaching(program, FULL, MARK, start) == PumpTime(59 * MICROSECONDS_PER_DAY)


def even_day(dose: int) -> DaySchedule:
    return DaySchedule((ScheduleStep(SecondsOfDay(0), NanogramsPerDay(dose)),))


def test_the_fullest_days_of_a_week_may_come_at_any_time() -> None:
    # 0.1 mL on five days, 0.4 mL on two: 1.3 mL a week. 18.2 mL are 14 weeks to the drop; 0.4 mL less are a day less.
    quiet, loud = even_day(2_000_000), even_day(8_000_000)
    program = PumpProgram(MORPHINE, WeekSchedule((quiet,) * 5 + (loud,) * 2))
    assert days_until(program, Nanolitres(20_200_000), MARK) == 98
    assert days_until(program, Nanolitres(20_199_999), MARK) == 13 * 7 + 6
    assert days_until(program, Nanolitres(2_399_999), MARK) == 0
    assert days_until(program, Nanolitres(2_400_000), MARK) == 1
    assert days_until(program, Nanolitres(2_800_000), MARK) == 2
    assert days_until(program, Nanolitres(2_900_000), MARK) == 3


@given(weeks(usual_doses, every_s=3600), st.none() | patient_boluses(usual_masses, every_s=3600),
       st.integers(2_000_000, 9_000_000), st.integers(0, 6))  # fmt: skip
def test_no_week_whatever_its_first_day_needs_more_than_there_is(
    week: WeekSchedule, bolus: PatientBolus | None, reservoir: int, first: int
) -> None:
    program = PumpProgram(MORPHINE, week, (), bolus)
    days = days_until(program, Nanolitres(reservoir), MARK)
    if days is None or days > 400:
        return
    asked = (
        largest_dose(program, DAY)["morphine"]
        - largest_dose(replace(program, patient_bolus=None), DAY)["morphine"]
    )
    taken = sum((DaySchedule(steps_on(week, (first + n) % 7)).dose + asked for n in range(days)), Fraction(0))
    assert taken / 20 <= reservoir - MARK.value


def test_the_first_day_of_a_week_schedule_follows_the_pumps_own_calendar() -> None:
    # The pump's clock began on a Thursday: from there Friday is next, and only Fridays deliver.
    week = WeekSchedule((even_day(0),) * 4 + (even_day(2_000_000),) + (even_day(0),) * 2)
    program = PumpProgram(MORPHINE, week)
    assert PumpTime(0).weekday == 3
    reached = time_of_reaching(program, Nanolitres(2_050_000), MARK, PumpTime(0))
    assert reached == PumpTime(MICROSECONDS_PER_DAY * 3 // 2)
    eighth = time_of_reaching(program, Nanolitres(2_150_000), MARK, PumpTime(0))
    assert eighth == PumpTime(MICROSECONDS_PER_DAY * 17 // 2)


def test_the_critical_figures_of_a_mixture_with_boluses() -> None:
    mode = PeriodicBolus(NanogramsPerDay(4_400_000), Nanograms(400_001), Seconds(7), Seconds(6 * 3600))
    clonidine = DrugFill("clonidine", NanogramsPerMillilitre(300_000))
    program = PumpProgram(MORPHINE, mode, (clonidine,), BOLUS)
    # morphine: 4.4 mg, 4 + 1 periodic boluses of 400,001 ng, 6 of 200,000 ng; clonidine 3 / 200 of that, rounded up
    morphine = 4_400_000 + 5 * 400_001 + 6 * 200_000
    found = critical_figures(program, FULL, MARK)
    assert found == CriticalFigures(
        (DrugPerDay("morphine", morphine), DrugPerDay("clonidine", -(-morphine * 3 // 200))),
        4_400_000 + -(-400_001 * 86_400 // 7),
        11,
        FULL,
        days_until(program, FULL, MARK),
    )
    assert boluses_per_day(program) == 11
    assert boluses_per_day(replace(program, patient_bolus=None)) == 4


def test_a_bridge_that_takes_all_there_is_has_its_days_also_where_nothing_comes_after_it() -> None:
    """0.8 mL at 0.2 mL per day are gone in four days, and so is what was above the mark."""
    drug = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
    bridge = BridgeBolus((drug,), NanogramsPerDay(100_000), Nanolitres(800_000))
    silent = PumpProgram(drug, Continuous(NanogramsPerDay(0)), opening=bridge)
    mark = Nanolitres(2_000_000)
    for level, days in ((2_799_999, 3), (2_800_000, 4), (2_800_001, None)):
        assert days_until(silent, Nanolitres(level), mark) == days
        assert critical_figures(silent, Nanolitres(level), mark) == second_opinion(
            encode_program(silent), Nanolitres(level), mark
        )


@pytest.mark.parametrize("level", [1_999_000, 2_000_000])
def test_no_bridge_is_so_slow_that_a_reservoir_at_its_mark_lasts_for_days(level: int) -> None:
    """Half a nanolitre a day: one nanolitre more would be two days."""
    drug = DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))
    bridge = BridgeBolus((drug,), NanogramsPerDay(1), Nanolitres(316_000))
    program = PumpProgram(drug, Continuous(NanogramsPerDay(90_000)), opening=bridge)
    mark = Nanolitres(2_000_000)
    assert days_until(program, Nanolitres(level), mark) == 0
    assert second_opinion(encode_program(program), Nanolitres(level), mark).days_to_alarm == 0
