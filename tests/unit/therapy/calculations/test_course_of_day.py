"""The 24 hours of a program are told stretch by stretch, boluses and bridge as they come."""

from dataclasses import replace
from fractions import Fraction

from programmer.therapy.boluses import BridgeBolus, PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.calculations.course_of_day import Stretch, course_of_day
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
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
    PumpTime,
    Seconds,
    SecondsOfDay,
)

DRUG = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
HOUR = 3600
THURSDAY_NOON = PumpTime(12 * HOUR * 1_000_000)
PERIODIC = PeriodicBolus(NanogramsPerDay(60_000), Nanograms(20_000), Seconds(900), Seconds(6 * HOUR))


def mass(course: tuple[Stretch, ...]) -> Fraction:
    """What it gives in all, ng."""
    return sum(((one.rate or Fraction(0)) * (one.end - one.start) for one in course), Fraction(0)) / 86_400


def schedule(*steps: tuple[int, int]) -> DaySchedule:
    return DaySchedule(
        tuple(ScheduleStep(SecondsOfDay(hour * HOUR), NanogramsPerDay(dose * 1000)) for hour, dose in steps)
    )


def test_periodic_boluses_come_one_interval_after_the_program_takes_effect() -> None:
    course = course_of_day(PumpProgram(DRUG, PERIODIC), THURSDAY_NOON)
    starts = [one.start for one in course if one.bolus]
    assert starts == [6 * HOUR, 12 * HOUR, 18 * HOUR]
    assert [one.end - one.start for one in course if one.bolus] == [900] * 3
    assert {one.rate for one in course if one.bolus} == {Fraction(60_000 + 20_000 * 96)}
    assert mass(course) == 60_000 + 3 * 20_000


def test_boluses_of_a_program_that_runs_keep_the_times_they_have() -> None:
    since = PumpTime(THURSDAY_NOON.value - 8 * HOUR * 1_000_000 + 10 * 60 * 1_000_000)
    course = course_of_day(PumpProgram(DRUG, PERIODIC), THURSDAY_NOON, since)
    starts = [one.start for one in course if one.bolus]
    assert starts == [4 * HOUR + 600, 10 * HOUR + 600, 16 * HOUR + 600, 22 * HOUR + 600]


def test_a_bolus_that_runs_when_the_day_begins_is_not_forgotten() -> None:
    since = PumpTime(THURSDAY_NOON.value - (6 * HOUR + 300) * 1_000_000)
    course = course_of_day(PumpProgram(DRUG, PERIODIC), THURSDAY_NOON, since)
    assert (course[0].start, course[0].end, bool(course[0].bolus)) == (0, 600, True)


def test_a_schedule_goes_on_over_midnight_with_the_steps_of_the_next_day() -> None:
    week = WeekSchedule((schedule((0, 90), (18, 120)),) * 4 + (schedule((0, 60)),) * 3)
    course = course_of_day(PumpProgram(DRUG, week), THURSDAY_NOON)
    assert [one.start // HOUR for one in course] == [0, 6, 12]
    assert [one.rate for one in course] == [90_000, 120_000, 60_000]


def test_a_bridge_of_the_same_drug_has_its_rate_and_the_mode_begins_after_it() -> None:
    weak = DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))
    bridge = BridgeBolus((DRUG,), NanogramsPerDay(100_000), Nanolitres(100_000))
    course = course_of_day(PumpProgram(weak, PERIODIC, opening=bridge), THURSDAY_NOON)
    assert (course[0].start, course[0].end, course[0].opening) == (0, 12 * HOUR, True)
    assert course[0].rate == 100_000
    assert [one.start for one in course if one.bolus] == [18 * HOUR]


def test_the_rate_of_another_drug_is_not_told_in_this_one() -> None:
    morphine = DrugFill("morphine", NanogramsPerMillilitre(20_000_000))
    bridge = BridgeBolus((DRUG,), NanogramsPerDay(100_000), Nanolitres(500_000))
    course = course_of_day(
        PumpProgram(morphine, Continuous(NanogramsPerDay(1)), opening=bridge), THURSDAY_NOON
    )
    assert [(one.rate, one.opening) for one in course] == [(None, True)]
    assert course[0].end == 60 * HOUR


def test_a_prime_comes_before_everything_and_a_single_bolus_at_the_start_of_the_mode() -> None:
    prime = PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(176_000), Seconds(600))
    program = PumpProgram(DRUG, Continuous(NanogramsPerDay(60_000)), opening=prime)
    course = course_of_day(program, THURSDAY_NOON)
    assert [(one.start, one.end, one.opening) for one in course] == [(0, 600, True), (600, 86_400, False)]
    assert [one.rate for one in course] == [None, 60_000]
    single = SingleBolus(Nanograms(10_000), Seconds(300))
    course = course_of_day(replace(program, opening=single), THURSDAY_NOON)
    assert course[0].end == 300
    assert course[0].bolus == 10_000 * 288
    assert mass(course) == 60_000 + 10_000


def test_boluses_too_many_to_be_told_apart_count_with_their_mean() -> None:
    fast = PeriodicBolus(NanogramsPerDay(60_000), Nanograms(10), Seconds(5), Seconds(30))
    (course,) = course_of_day(PumpProgram(DRUG, fast), THURSDAY_NOON)
    assert course.rate == 60_000 + 10 * 2880


def test_a_day_that_begins_within_a_second_is_told_in_whole_seconds_all_the_same() -> None:
    begins = PumpTime(THURSDAY_NOON.value + 500_000)
    program = PumpProgram(DRUG, replace(PERIODIC))
    for course in (
        course_of_day(program, begins, THURSDAY_NOON),
        course_of_day(replace(program, mode=schedule((0, 24), (18, 48))), begins),
    ):
        assert all(isinstance(at, int) for one in course for at in (one.start, one.end))


def test_a_bolus_in_every_minute_is_still_told_by_itself() -> None:
    every_minute = PeriodicBolus(NanogramsPerDay(0), Nanograms(10), Seconds(30), Seconds(60))
    course = course_of_day(PumpProgram(DRUG, every_minute), THURSDAY_NOON)
    assert [one.start for one in course if one.bolus] == [60 * minute for minute in range(1, 1440)]
    assert mass(course) == 1439 * 10
