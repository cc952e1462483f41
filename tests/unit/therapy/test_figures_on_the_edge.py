"""Figures where a whole number is just reached: both ways of working them out say the same, and say it right."""

from __future__ import annotations

import pytest

from programmer.therapy.boluses import BridgeBolus, PatientBolus
from programmer.therapy.calculations.reservoir import critical_figures
from programmer.therapy.canonical import encode_program
from programmer.therapy.critical_figures import CriticalFigures
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    WeekSchedule,
)
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)
from programmer.therapy.second_opinion import second_opinion

HOUR = 3_600
MARK = Nanolitres(2_000_000)
BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
STRONG = DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))
CLONIDINE = DrugFill("clonidine", NanogramsPerMillilitre(100_000))


def agreed(program: PumpProgram, usable_nl: int = 18_000_000) -> CriticalFigures:
    """The figures of both ways for a reservoir that holds so much above its mark."""
    level = Nanolitres(MARK.value + usable_nl)
    found = second_opinion(encode_program(program), level, MARK)
    assert found == critical_figures(program, level, MARK)
    return found


def even(dose: int) -> Continuous:
    return Continuous(NanogramsPerDay(dose))


def day(dose: int) -> DaySchedule:
    return DaySchedule((ScheduleStep(SecondsOfDay(0), NanogramsPerDay(dose)),))


def periodic(interval_s: int, dose: int = 1_000) -> PeriodicBolus:
    return PeriodicBolus(NanogramsPerDay(0), Nanograms(dose), Seconds(60), Seconds(interval_s))


@pytest.mark.requirement("IT-4")
@pytest.mark.parametrize(
    ("interval_s", "boluses"),
    [(4 * HOUR, 6), (24 * HOUR, 1), (HOUR, 24), (24 * HOUR - 1, 2), (24 * HOUR + 1, 1), (4 * HOUR - 1, 7)],
)
def test_an_interval_that_divides_the_day_gives_no_bolus_more(interval_s: int, boluses: int) -> None:
    assert agreed(PumpProgram(BACLOFEN, periodic(interval_s))).boluses_per_day == boluses


@pytest.mark.requirement("OPCA-R5.2.0-3")
@pytest.mark.parametrize(
    ("lockout_s", "boluses"), [(4 * HOUR - 60, 6), (4 * HOUR - 61, 7), (86_340, 1), (86_339, 2)]
)
def test_a_lockout_that_divides_the_day_allows_no_bolus_more(lockout_s: int, boluses: int) -> None:
    asked = PatientBolus(Nanograms(1_000), Seconds(60), Seconds(lockout_s), 1_000)
    assert agreed(PumpProgram(BACLOFEN, even(100_000), patient_bolus=asked)).boluses_per_day == boluses


@pytest.mark.requirement("IT-8")
@pytest.mark.parametrize(
    ("usable_nl", "days"), [(999_999, 0), (1_000_000, 1), (2_000_000, 2), (5_999_999, 5)]
)
@pytest.mark.parametrize(
    "mode",
    [even(500_000), WeekSchedule((*(day(500_000) for _ in range(6)), day(250_000)))],
    ids=["every day", "a week"],
)
def test_a_day_that_is_just_full_counts_and_one_that_lacks_a_nanolitre_does_not(
    mode: DeliveryMode, usable_nl: int, days: int
) -> None:
    assert agreed(PumpProgram(BACLOFEN, mode), usable_nl).days_to_alarm == days


def test_the_least_dose_there_is_empties_the_least_volume_there_is_in_a_day() -> None:
    assert agreed(PumpProgram(BACLOFEN, even(1)), 2).days_to_alarm == 1
    assert agreed(PumpProgram(BACLOFEN, even(1)), 1).days_to_alarm == 0


def test_a_periodic_bolus_that_may_come_at_once_is_gone_at_once() -> None:
    """1 mL once a day of 1.5 mL: after the first there is not enough for another day."""
    program = PumpProgram(BACLOFEN, periodic(24 * HOUR, dose=500_000))
    assert agreed(program, 1_500_000).days_to_alarm == 0
    assert agreed(program, 2_000_000).days_to_alarm == 1


@pytest.mark.requirement("OPCA-R5.2.0-5")
def test_a_bridge_of_a_mixture_brings_of_each_drug_what_is_beyond_the_rate_to_come() -> None:
    """Old: 200 mcg of baclofen and 40 of clonidine a day, for 0.25 day; to come: 24 mcg and a twentieth of it."""
    bridge = BridgeBolus((BACLOFEN, CLONIDINE), NanogramsPerDay(200_000), Nanolitres(100_000))
    program = PumpProgram(STRONG, even(24_000), (CLONIDINE,), opening=bridge)
    doses = {each.name: each.nanograms for each in agreed(program).doses}
    assert doses == {
        "baclofen": 24_000 + (200_000 - 24_000) // 4,
        "clonidine": 1_200 + (40_000 - 1_200) // 4,
    }


def test_the_fullest_day_of_a_week_may_begin_in_the_week_before() -> None:
    """It ends on Monday at noon: half a day of 1,000 mcg, and before it the second half of a Sunday of 48 mcg."""
    half = DaySchedule(
        (
            ScheduleStep(SecondsOfDay(0), NanogramsPerDay(1_000_000)),
            ScheduleStep(SecondsOfDay(12 * HOUR), NanogramsPerDay(0)),
        )
    )
    week = WeekSchedule((half, *(day(0) for _ in range(5)), day(48_000)))
    (dose,) = agreed(PumpProgram(BACLOFEN, week)).doses
    assert dose.nanograms == 524_000


def test_days_of_a_tenth_of_a_nanogram_are_counted_without_a_fraction_lost() -> None:
    """1 ng per day for 2.4 h of a day, out of 1 nL that holds 0.7 ng."""
    tenth = DaySchedule(
        (
            ScheduleStep(SecondsOfDay(0), NanogramsPerDay(1)),
            ScheduleStep(SecondsOfDay(8_640), NanogramsPerDay(0)),
        )
    )
    weak = DrugFill("baclofen", NanogramsPerMillilitre(700_000))
    assert agreed(PumpProgram(weak, tenth), 1).days_to_alarm == 7
