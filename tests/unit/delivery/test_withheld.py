"""Drug that is withheld for 48 hours is an alarm, whoever withholds it: a stop, or a program that gives nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programmer.delivery.engine import Engine
from programmer.delivery.happenings import Hold
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import PatientBolus, PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    Stopped,
    WeekSchedule,
)
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, Seconds, SecondsOfDay
from tests.unit.delivery.bodies import EVEN, body, engine, words
from tests.unit.delivery.deliveries import BACLOFEN_500, DAY, HOUR, SECOND

WARNS = {AlarmKind.STOPPED_TOO_LONG}
STOPPED = PumpProgram(BACLOFEN_500, Stopped())
ZERO = PumpProgram(BACLOFEN_500, Continuous(NanogramsPerDay(0)))
DOSE = Nanograms(1_000)


def warned_at(pump: Engine, until: int) -> list[int]:
    """When that alarm begins by then, in elapsed microseconds."""
    pump.take_happened()
    pump.advance(until)
    return [one.at for one in pump.take_happened() if getattr(one, "alarm", None) in WARNS]


@pytest.mark.requirement("CRISYS-014-015", "CRISYS-044", "GPCA-C04")
@pytest.mark.parametrize("program", [STOPPED, ZERO])
def test_a_program_that_gives_nothing_is_told_of_after_48_hours(program: PumpProgram) -> None:
    pump = engine(program)
    assert warned_at(pump, 5 * DAY) == [2 * DAY]
    assert pump.alarms == WARNS
    assert not pump.holds
    assert pump.totals().delivered == 0


def test_less_than_a_step_of_the_pump_s_flow_is_nothing() -> None:
    step = body(flow_step=Nanolitres(100))
    least = replace(ZERO, mode=Continuous(NanogramsPerDay(50)))
    less = replace(ZERO, mode=Continuous(NanogramsPerDay(49)))
    assert warned_at(engine(less, build=step), 3 * DAY) == [2 * DAY]
    assert warned_at(engine(least, build=step), 3 * DAY) == []


ONE_DAY_OF_SEVEN = WeekSchedule(
    tuple(
        DaySchedule((ScheduleStep(SecondsOfDay(0), NanogramsPerDay(dose)),))
        for dose in (240_000, 0, 0, 0, 0, 0, 0)
    )
)
PERIODIC = PeriodicBolus(NanogramsPerDay(0), DOSE, Seconds(60), Seconds(5 * 86_400))


@pytest.mark.parametrize(
    "program",
    [
        replace(ZERO, mode=MinimumRate(NanogramsPerDay(3_000))),
        replace(ZERO, mode=ONE_DAY_OF_SEVEN),
        replace(ZERO, mode=PERIODIC),
        replace(ZERO, patient_bolus=PatientBolus(DOSE, Seconds(60), Seconds(60), 4)),
    ],
)
def test_a_program_that_gives_little_or_seldom_or_when_asked_withholds_nothing(program: PumpProgram) -> None:
    assert warned_at(engine(program), 6 * DAY) == []


@pytest.mark.requirement("CRISYS-044", "GPCA-C04")
def test_from_a_stop_into_such_a_program_and_back_the_hours_go_on() -> None:
    pump = engine()
    pump.advance(DAY)
    pump.install(STOPPED)
    pump.advance(DAY + 10 * HOUR)
    pump.stop()
    pump.advance(DAY + 20 * HOUR)
    pump.reset()
    pump.resume()
    pump.install(ZERO)
    pump.advance(2 * DAY)
    pump.install(STOPPED)
    assert warned_at(pump, 4 * DAY) == [3 * DAY]


def test_resume_into_such_a_program_ends_nothing() -> None:
    pump = engine(STOPPED)
    pump.stop()
    pump.advance(3 * DAY)
    assert pump.resume()
    assert pump.alarms == WARNS
    assert not pump.resume()


def test_a_program_that_gives_something_ends_it_and_starts_nothing_that_is_stopped() -> None:
    pump = engine(STOPPED)
    pump.advance(3 * DAY)
    pump.take_happened()
    pump.install(EVEN)
    assert "alarm-cleared" in words(pump)
    assert not pump.alarms
    stopped = engine(STOPPED)
    stopped.stop()
    stopped.advance(3 * DAY)
    stopped.install(EVEN)
    assert (stopped.alarms, stopped.holds) == (WARNS, {Hold.STOPPED})
    assert stopped.resume()
    assert not stopped.alarms
    assert warned_at(stopped, 6 * DAY) == []


def test_the_hours_begin_anew_behind_a_bolus_and_behind_an_opening() -> None:
    prime = PrimingBolus(PrimeExtent.CATHETER_CHANGED, Nanolitres(100), Seconds(3 * 86_400))
    assert warned_at(engine(replace(ZERO, opening=prime)), 8 * DAY) == [5 * DAY]
    pump = engine(ZERO)
    pump.advance(3 * DAY)
    pump.give(SingleBolus(DOSE, Seconds(3600)))
    assert not pump.alarms
    assert warned_at(pump, 6 * DAY) == [5 * DAY + HOUR]
    pump.give(SingleBolus(DOSE, Seconds(3600)))
    pump.advance(6 * DAY + 600 * SECOND)
    pump.cancel_bolus()
    assert warned_at(pump, 9 * DAY) == [8 * DAY + 600 * SECOND]


def test_a_stall_neither_counts_nor_interrupts_the_count() -> None:
    pump = engine(STOPPED)
    pump.advance(DAY)
    pump.stall()
    pump.advance(DAY + 2 * HOUR)
    pump.recover()
    assert warned_at(pump, 3 * DAY) == [2 * DAY]
    stalled = engine()
    stalled.stall()
    assert warned_at(stalled, 5 * DAY) == []
