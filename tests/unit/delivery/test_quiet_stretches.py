"""Long stretches lived at once are the same as lived from press to press, and samples are what was there."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from programmer.delivery.build import PumpBuild
from programmer.delivery.courses import REMEMBERED_US
from programmer.delivery.engine import Engine
from programmer.delivery.quiet import live_quietly
from programmer.therapy.boluses import BolusWindow, PatientBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, DaySchedule, PeriodicBolus, PumpProgram, ScheduleStep
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)

SECOND = 1_000_000
HOUR = 3600
BEGIN = 1_000 * MICROSECONDS_PER_DAY + 5 * HOUR * SECOND
DRUG = DrugFill("morphine", NanogramsPerMillilitre(1_700_000))
SCHEDULE = DaySchedule(
    (
        ScheduleStep(SecondsOfDay(0), NanogramsPerDay(97_000)),
        ScheduleStep(SecondsOfDay(6 * HOUR), NanogramsPerDay(151_000)),
        ScheduleStep(SecondsOfDay(6 * HOUR + 7), NanogramsPerDay(0)),
        ScheduleStep(SecondsOfDay(21 * HOUR), NanogramsPerDay(83_333)),
    )
)
PATIENT = PatientBolus(Nanograms(2_500), Seconds(420), Seconds(HOUR), 5, BolusWindow(3, Seconds(8 * HOUR)))
PROGRAM = PumpProgram(DRUG, SCHEDULE, patient_bolus=PATIENT)
BUILD = PumpBuild(Nanolitres(20_000_000), Nanolitres(2_000_000), stroke_fl=50_000_000, battery_days=200)
LIVES = {
    "a schedule": (BUILD, PROGRAM, 20_000_000),
    "an ideal pump": (replace(BUILD, stroke_fl=0), PROGRAM, 20_000_000),
    "no patient bolus": (BUILD, replace(PROGRAM, patient_bolus=None), 20_000_000),
    "low on the way": (BUILD, PROGRAM, 3_000_000),
    "empty on the way": (BUILD, PROGRAM, 2_500_000),
    "the battery ends": (replace(BUILD, battery_days=60), PROGRAM, 20_000_000),
    "an even rate": (BUILD, replace(PROGRAM, mode=Continuous(NanogramsPerDay(0))), 20_000_000),
    "never quiet": (
        BUILD,
        replace(
            PROGRAM,
            mode=PeriodicBolus(NanogramsPerDay(9_000), Nanograms(900), Seconds(90), Seconds(5 * HOUR)),
        ),
        20_000_000,
    ),
}


def engine_of(name: str) -> Engine:
    build, program, believed = LIVES[name]
    return Engine(build, program, now=BEGIN, believed=Nanolitres(believed))


def presses(days: int, seed: int = 1) -> list[int]:
    random = Random(seed)
    return sorted(BEGIN + random.randrange(days * MICROSECONDS_PER_DAY) for _ in range(7 * days))


def from_press_to_press(engine: Engine, asked: list[int], until: int) -> None:
    for at in asked:
        engine.advance(at)
        engine.press()
    engine.advance(until)


@pytest.mark.parametrize("name", LIVES)
def test_a_stretch_lived_at_once_is_the_same_as_from_press_to_press(name: str) -> None:
    until = BEGIN + 90 * MICROSECONDS_PER_DAY + 12_345
    at_once, one_by_one = engine_of(name), engine_of(name)
    at_once.run(presses(90), until)
    from_press_to_press(one_by_one, presses(90), until)
    assert at_once.totals() == one_by_one.totals()
    assert at_once.drug_today == one_by_one.drug_today
    assert at_once.take_happened() == one_by_one.take_happened()
    assert at_once.snapshot() == one_by_one.snapshot()


def test_lockout_and_limits_end_at_the_same_microsecond_in_a_stretch_lived_at_once() -> None:
    free, window, day = 4_020 * SECOND, 8 * HOUR * SECOND, MICROSECONDS_PER_DAY
    given = [0, free, 2 * free, window, window + free, day]
    begin = BEGIN + 2 * day
    asked = sorted(begin + at - early for at in given for early in (0, 1))
    at_once, one_by_one = engine_of("a schedule"), engine_of("a schedule")
    at_once.run(asked[1:], BEGIN + 30 * day)
    from_press_to_press(one_by_one, asked[1:], BEGIN + 30 * day)
    happened = at_once.take_happened()
    assert happened == one_by_one.take_happened()
    assert [one.at - begin for one in happened if one.kind == "bolus-started"] == given


def test_a_window_longer_than_the_pump_remembers_counts_366_days() -> None:
    once = PatientBolus(
        Nanograms(2_500), Seconds(420), Seconds(HOUR), 5, BolusWindow(1, Seconds(400 * 86_400))
    )
    lasting, year = replace(BUILD, battery_days=None), 366 * MICROSECONDS_PER_DAY
    pump = Engine(
        lasting, replace(PROGRAM, patient_bolus=once), now=BEGIN, believed=Nanolitres(2_000_000_000)
    )
    pump.run([BEGIN, BEGIN + year - 1, BEGIN + year], BEGIN + year)
    assert [one.at for one in pump.take_happened() if one.kind == "bolus-started"] == [BEGIN, BEGIN + year]


def test_a_bolus_that_runs_at_the_midnight_where_a_stretch_ends_goes_on() -> None:
    midnight = 1_010 * MICROSECONDS_PER_DAY
    at_once, one_by_one = engine_of("a schedule"), engine_of("a schedule")
    asked = [midnight - 100 * SECOND]
    assert live_quietly(at_once, asked, 0, midnight + HOUR) == 1
    assert at_once.now == midnight
    assert at_once.boluses
    from_press_to_press(one_by_one, asked, midnight)
    assert at_once.snapshot() == one_by_one.snapshot()


def test_what_is_not_quiet_is_not_lived_at_once() -> None:
    stopped = engine_of("a schedule")
    stopped.stop()
    until = BEGIN + 30 * MICROSECONDS_PER_DAY
    assert live_quietly(stopped, [BEGIN + 5], 0, until) == 0
    assert live_quietly(engine_of("never quiet"), [BEGIN + 5], 0, until) == 0
    assert live_quietly(engine_of("a schedule"), [BEGIN + 5], 0, BEGIN + HOUR) == 0


@pytest.mark.parametrize("name", LIVES)
@pytest.mark.parametrize("every", [60 * SECOND, 7 * HOUR * SECOND + 1])
def test_samples_are_what_was_pushed_at_their_moments(name: str, every: int) -> None:
    days = 60 if every > HOUR * SECOND else 4
    until = BEGIN + days * MICROSECONDS_PER_DAY
    sampled, looked_at = engine_of(name), engine_of(name)
    taken = sampled.sampled(every, until, presses(days))
    wanted, coming = [], iter([*presses(days), until + 1])
    press = next(coming)
    for at in range(BEGIN + every, until + 1, every):
        while press < at:
            looked_at.advance(press)
            looked_at.press()
            press = next(coming)
        looked_at.advance(at)
        wanted.append(int(looked_at.life_fl))
    assert list(taken) == wanted
    assert sampled.now == until


def test_samples_of_a_program_whose_flows_have_no_small_common_measure_are_exact_too() -> None:
    odd = DrugFill("morphine", NanogramsPerMillilitre(999_999_999_989))  # a prime: its ticks are very small
    program = PumpProgram(odd, Continuous(NanogramsPerDay(10**11 + 7)))
    engine = Engine(replace(BUILD, stroke_fl=0), program, now=BEGIN, believed=Nanolitres(20_000_000))
    taken = engine.sampled(HOUR * SECOND, BEGIN + 5 * HOUR * SECOND)
    per_hour = (10**11 + 7) * 10**12 * HOUR // 86_400
    assert list(taken) == [per_hour * hour // 999_999_999_989 for hour in range(1, 6)]


def test_no_sample_is_taken_of_no_time() -> None:
    assert list(engine_of("a schedule").sampled(60 * SECOND, BEGIN)) == []


def test_a_press_after_the_end_is_refused_before_anything_is_lived() -> None:
    pump, late = engine_of("a schedule"), [BEGIN + SECOND, BEGIN + HOUR]
    with pytest.raises(ValueError, match="at or before the end"):
        pump.run(late, BEGIN + HOUR - 1)
    with pytest.raises(ValueError, match="at or before the end"):
        pump.sampled(60 * SECOND, BEGIN + HOUR - 1, late)
    assert pump.now == BEGIN


def test_boluses_of_more_than_a_year_ago_are_forgotten() -> None:
    lasting = replace(BUILD, battery_days=None)
    engine = Engine(lasting, PROGRAM, now=BEGIN, believed=Nanolitres(2_000_000_000))
    asked = [BEGIN + day * MICROSECONDS_PER_DAY for day in range(100)]
    much_later = BEGIN + 90 * MICROSECONDS_PER_DAY + REMEMBERED_US
    engine.run([*asked, much_later], much_later)
    assert len(engine.starts) == 10  # of the last days, and the one just begun
