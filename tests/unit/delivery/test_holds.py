"""Delivery is held while anything holds it, goes on when nothing does, and no alarm starts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from programmer.delivery.engine import Engine
from programmer.delivery.happenings import BolusRefused, BolusStarted, Hold, RefusalReason
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import BridgeBolus, PatientBolus, SingleBolus
from programmer.therapy.programs import DaySchedule, PeriodicBolus, PumpProgram, ScheduleStep
from programmer.therapy.programs import Stopped as StoppedMode
from programmer.therapy.pump import BatteryState, BolusKind
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)
from tests.unit.delivery.bodies import EVEN, balanced, body, engine, words
from tests.unit.delivery.deliveries import BACLOFEN_500, BACLOFEN_2000, DAY, HOUR, SECOND, row

ASKED = PatientBolus(Nanograms(5_000), Seconds(600), Seconds(3000), 4)
PATIENT = replace(EVEN, patient_bolus=ASKED)
SINGLE = SingleBolus(Nanograms(10_000), Seconds(1_200))
BRIDGE = BridgeBolus((BACLOFEN_500,), NanogramsPerDay(400_000), Nanolitres(316_000))


def refused(pump: Engine) -> RefusalReason:
    """Why the patient gets nothing."""
    answer = pump.press()
    assert isinstance(answer, BolusRefused)
    return answer.reason


def not_given(pump: Engine) -> RefusalReason:
    """Why the clinician gives nothing."""
    answer = pump.give(SINGLE)
    assert isinstance(answer, BolusRefused)
    return answer.reason


@pytest.mark.requirement("CRISYS-060-064", "CRISYS-066")
def test_two_holds_hold_until_both_are_over() -> None:
    pump = engine(build=body(holds_in_telemetry=True))
    pump.telemetry(True)
    pump.stop()
    assert pump.holds == {Hold.TELEMETRY, Hold.STOPPED}
    assert pump.resume()
    pump.advance(HOUR)
    assert pump.totals().delivered == 0
    pump.telemetry(False)
    pump.advance(2 * HOUR)
    assert pump.totals().delivered == 20_000


@pytest.mark.requirement("IT-7")
def test_telemetry_mode_holds_only_where_the_model_does_and_interference_everywhere() -> None:
    pump = engine()
    pump.telemetry(True)
    assert not pump.holds
    pump.telemetry(False)
    pump.interfere(True)
    pump.telemetry(False)
    assert pump.holds == {Hold.TELEMETRY}
    pump.interfere(False)
    assert not pump.holds


@pytest.mark.requirement("IT-7")
def test_a_session_that_ends_takes_the_pump_out_of_the_mode_that_interference_left_it_in() -> None:
    pump = engine()
    pump.interfere(True)
    pump.telemetry(True)
    assert pump.holds == {Hold.TELEMETRY}
    pump.telemetry(False)
    assert not pump.holds


@pytest.mark.requirement("OPCA-R5.2.0-6", "OPCA-R5.3.0-4")
def test_a_hold_cuts_boluses_and_lets_a_bridge_wait() -> None:
    pump = engine(replace(PATIENT, opening=SINGLE))
    pump.press()
    pump.advance(60 * SECOND)
    pump.take_happened()
    pump.stop()
    assert words(pump) == ["bolus-finished", "bolus-finished", "hold-began", "stopped"]
    bridged = engine(replace(PATIENT, drug=BACLOFEN_2000, opening=BRIDGE))
    bridged.advance(HOUR)
    bridged.stall()
    bridged.advance(30 * HOUR)
    left = bridged.opening_left
    bridged.recover()
    assert bridged.opening_left == left
    bridged.advance(31 * HOUR)
    assert left - bridged.opening_left == pytest.approx(33_333, abs=1)
    balanced(bridged)


@pytest.mark.requirement("CRISYS-002-003")
def test_a_program_installed_while_delivery_is_held_begins_with_its_end() -> None:
    pump = engine()
    pump.stall()
    pump.advance(HOUR)
    hourly = PeriodicBolus(NanogramsPerDay(0), Nanograms(500), Seconds(10), Seconds(3600))
    pump.install(PumpProgram(BACLOFEN_500, hourly))
    pump.advance(2 * HOUR)
    assert row(pump.mode_since) == (None,)
    pump.recover()
    assert row(pump.mode_since) == (2 * HOUR,)
    pump.take_happened()
    pump.advance(3 * HOUR)
    assert words(pump) == ["bolus-started"]


# ---- alarms ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("GPCA-EC20", "OPCA-R5.2.0-6", "OPCA-R5.3.0-4", "OPCA-R6.8.0-9")
def test_a_low_reservoir_cuts_and_blocks_boluses_and_never_the_basal_rate() -> None:
    pump = engine(PATIENT, 2_012_000)
    pump.press()
    pump.advance(HOUR)
    assert words(pump) == ["bolus-started", "low-reservoir", "bolus-finished", "alarm-raised"]
    assert refused(pump) is RefusalReason.LOW_RESERVOIR
    assert pump.flow == 480_000
    answer = pump.give(SINGLE)
    assert isinstance(answer, BolusRefused)
    assert answer.reason is RefusalReason.LOW_RESERVOIR
    pump.install(replace(PATIENT, opening=SINGLE))
    assert "bolus-refused" in words(pump)
    assert pump.boluses == ()


@pytest.mark.requirement("GPCA-EC20")
def test_periodic_boluses_are_therapy_and_go_on_with_a_low_reservoir() -> None:
    periodic = PeriodicBolus(NanogramsPerDay(240_000), Nanograms(5_000), Seconds(600), Seconds(7200))
    pump = engine(PumpProgram(BACLOFEN_500, periodic), 1_900_000)
    pump.advance(2 * HOUR)
    assert [one.kind for one in pump.boluses] == [BolusKind.PERIODIC]


@pytest.mark.requirement("CRISYS-060-064", "CRISYS-066", "OPCA-R6.8.0-10")
def test_the_end_of_one_alarm_never_lifts_what_another_demands() -> None:
    pump = engine(PATIENT, 1_500_000)
    pump.reset()
    pump.memory_error()
    assert not pump.resume()
    pump.install(PATIENT)
    assert pump.alarms == {AlarmKind.LOW_RESERVOIR, AlarmKind.RESET}
    assert pump.resume()
    assert pump.alarms == {AlarmKind.LOW_RESERVOIR}
    assert refused(pump) is RefusalReason.LOW_RESERVOIR


@pytest.mark.requirement("GPCA-EC05", "GPCA-EC22", "OPCA-R7.4.0-3")
def test_a_memory_error_needs_a_program_and_then_a_person() -> None:
    pump = engine()
    pump.memory_error()
    assert words(pump) == ["hold-began", "stopped", "alarm-raised"]
    pump.advance(HOUR)
    pump.install(EVEN)
    pump.advance(2 * HOUR)
    assert pump.totals().delivered == 0
    assert pump.resume()
    pump.advance(3 * HOUR)
    assert pump.totals().delivered == 20_000


@pytest.mark.requirement("GPCA-EC05", "OPCA-R5.2.0-3", "OPCA-R6.6.0-4", "OPCA-R7.3.0-5")
def test_a_reset_keeps_program_counters_and_starts_and_leaves_the_pump_stopped() -> None:
    pump = engine(PATIENT)
    pump.press()
    pump.advance(300 * SECOND)
    delivered = pump.totals().delivered
    pump.reset()
    assert pump.stopped
    assert pump.boluses == ()
    assert row(pump.program, pump.totals().delivered, pump.begun_in_last_day) == (PATIENT, delivered, 1)
    pump.advance(1_000 * SECOND)
    assert pump.resume()
    assert refused(pump) is RefusalReason.LOCKOUT
    assert AlarmKind.RESET not in pump.alarms


@pytest.mark.requirement("GIP-6.6")
def test_a_stall_does_not_count_as_stopped_for_48_hours() -> None:
    pump = engine()
    pump.stall()
    pump.advance(5 * DAY)
    assert pump.alarms == {AlarmKind.MOTOR_STALL}
    assert not pump.stopped
    assert not pump.can_resume


def test_a_stall_is_noticed_before_a_level_of_the_same_moment_and_the_level_is_not_missed() -> None:
    asked = PatientBolus(Nanograms(300), Seconds(600), Seconds(3000), 4)
    hourly = PeriodicBolus(NanogramsPerDay(43_200), Nanograms(1_500), Seconds(3_000), Seconds(3_600))
    program = PumpProgram(BACLOFEN_500, hourly, patient_bolus=asked)
    pump = engine(program, build=body(stroke_fl=0, stall_noticed_after_us=120 * SECOND))
    pump.advance(HOUR + 600 * SECOND)
    pump.press()
    pump.tell_refill(Nanolitres(2_000_240))  # 2 nL a second: the mark is reached in 120 s
    pump.stall()
    pump.take_happened()
    pump.advance(pump.now + 120 * SECOND)
    assert words(pump) == [
        *("stall-noticed", "bolus-finished", "bolus-finished", "hold-began", "alarm-raised"),
        *("low-reservoir", "alarm-raised"),
    ]


def test_an_alarm_that_is_only_still_shown_does_not_refuse_resume_in_the_next_stall_before_it_is_noticed() -> (
    None
):
    pump = engine(build=body(recovery_logged=False))
    pump.stall()
    pump.advance(HOUR)
    pump.recover()
    pump.stop()
    pump.stall()
    assert pump.alarms == {AlarmKind.MOTOR_STALL}
    assert pump.can_resume
    pump.take_happened()
    pump.advance(2 * HOUR)
    assert words(pump) == ["stall-noticed", "hold-began", "alarm-raised"]
    assert not pump.can_resume


@pytest.mark.parametrize(
    "seen",
    [Engine.interrogated, lambda pump: pump.acknowledge([AlarmKind.MOTOR_STALL])],
    ids=["read", "seen"],
)
def test_a_stall_that_is_not_noticed_yet_keeps_no_alarm_that_is_only_still_shown(
    seen: Callable[[Engine], object],
) -> None:
    """The pump does not know that the motor stands again, and acts no differently."""
    pump = engine(build=body(recovery_logged=False))
    pump.stall()
    pump.advance(HOUR)
    pump.recover()
    pump.stall()
    seen(pump)
    assert not pump.alarms
    pump.advance(2 * HOUR)
    assert pump.alarms == {AlarmKind.MOTOR_STALL}
    seen(pump)
    assert pump.alarms == {AlarmKind.MOTOR_STALL}


@pytest.mark.requirement("CRISYS-044", "GPCA-C04")
def test_forty_eight_hours_count_from_the_stop() -> None:
    pump = engine()
    pump.stop()
    pump.advance(DAY)
    pump.stop()
    pump.advance(2 * DAY - 1)
    assert not pump.alarms
    pump.advance(2 * DAY)
    assert pump.alarms == {AlarmKind.STOPPED_TOO_LONG}
    pump.resume()
    assert not pump.alarms


def test_nobody_is_told_that_delivery_is_stopped_where_nobody_stopped_it() -> None:
    """Each reason in its place: the first that holds is told."""
    pump = engine(replace(PATIENT, opening=BRIDGE))
    assert refused(pump) is RefusalReason.OPENING
    pump.stall()
    pump.advance(HOUR)
    assert refused(pump) is RefusalReason.ALARM
    assert not_given(pump) is RefusalReason.ALARM
    pump.interfere(True)
    assert refused(pump) is RefusalReason.STOPPED
    pump.tell_refill(Nanolitres(0))
    assert refused(pump) is RefusalReason.EMPTY
    assert not_given(pump) is RefusalReason.EMPTY
    pump.tell_refill(Nanolitres(15_000_000))
    pump.interfere(False)
    assert refused(pump) is RefusalReason.STOPPED
    ended = engine(PATIENT)
    ended.battery_left(0)
    assert refused(ended) is RefusalReason.ALARM


def test_a_stopped_program_gives_no_clinician_s_bolus_either() -> None:
    pump = engine(replace(EVEN, mode=StoppedMode()))
    assert not_given(pump) is RefusalReason.STOPPED
    pump.advance(HOUR)
    assert pump.totals().delivered == 0


# ---- the battery ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("IT-8", "OPCA-R7.3.0-4", "OPCA-R7.3.0-5")
def test_the_battery_warns_ninety_days_before_it_ends_delivery_for_good() -> None:
    pump = engine(build=body(battery_days=100))
    pump.advance(10 * DAY - 1)
    assert row(pump.battery_state) == (BatteryState.GOOD,)
    pump.advance(10 * DAY)
    assert row(pump.battery_state) == (BatteryState.ERI,)
    assert pump.alarms == {AlarmKind.BATTERY_REPLACE}
    assert pump.replace_by == 100 * DAY
    pump.tell_refill(Nanolitres(2**60))
    pump.advance(100 * DAY - 1)
    assert pump.flow == 480_000
    pump.advance(100 * DAY)
    assert row(pump.flow, pump.battery_state) == (0, BatteryState.END_OF_SERVICE)
    assert pump.holds == {Hold.END_OF_SERVICE}
    assert not pump.can_resume
    pump.stop()
    assert not pump.resume()


@pytest.mark.requirement("OPCA-R7.3.0-4", "OPCA-R7.3.0-5")
def test_a_battery_that_gives_way_early_says_so_at_once() -> None:
    pump = engine()
    pump.battery_left(30)
    assert pump.alarms == {AlarmKind.BATTERY_REPLACE}
    assert pump.battery_days_left == 30
    for_ever = engine(build=body(battery_days=None))
    assert row(for_ever.battery_days_left, for_ever.replace_by) == (None, None)


# ---- the clinician's single bolus ---------------------------------------------------------------------------------


@pytest.mark.requirement("OPCA-R5.3.0-1", "OPCA-R6.5.0-7")
def test_a_single_bolus_is_given_at_any_time_and_one_after_the_other() -> None:
    pump = engine(PATIENT)
    assert isinstance(pump.give(SINGLE), BolusStarted)
    second = pump.give(SINGLE)
    assert isinstance(second, BolusRefused)
    assert second.reason is RefusalReason.UNDER_WAY
    pump.advance(1_200 * SECOND)
    assert isinstance(pump.give(SINGLE), BolusStarted)
    pump.advance(HOUR)
    assert pump.totals().delivered == 20_000 + 40_000
    pump.stop()
    held = pump.give(SINGLE)
    assert isinstance(held, BolusRefused)
    assert held.reason is RefusalReason.STOPPED


@pytest.mark.requirement("OPCA-R5.2.0-2", "OPCA-R5.3.0-2")
@pytest.mark.parametrize(
    ("dose", "most", "least", "reason"),
    [
        # 40,000 nL in 20 min are 2,880,000 nL per day, and 480,000 of basal rate
        (20_000, 3_360_000, 0, None),
        (20_000, 3_359_999, 0, RefusalReason.FLOW_TOO_HIGH),
        (20_000, 3_360_000, 3_360_000, None),
        (20_000, 4_000_000, 3_360_001, RefusalReason.FLOW_TOO_LOW),
    ],
)
def test_a_clinician_s_bolus_and_the_basal_rate_are_together_within_the_pump_s_range(
    dose: int, most: int, least: int, reason: RefusalReason | None
) -> None:
    pump = engine(PATIENT, build=body(max_flow=Nanolitres(most), min_flow=Nanolitres(least)))
    before = pump.snapshot()
    answer = pump.give(SingleBolus(Nanograms(dose), Seconds(1_200)))
    assert (answer.reason if isinstance(answer, BolusRefused) else None) is reason
    assert reason is None or pump.snapshot() == before


@pytest.mark.requirement("OPCA-R5.2.0-2", "OPCA-R5.3.0-2")
def test_a_bolus_that_would_be_too_fast_at_a_later_step_is_refused_now() -> None:
    steps = (
        ScheduleStep(SecondsOfDay(0), NanogramsPerDay(240_000)),
        ScheduleStep(SecondsOfDay(60), NanogramsPerDay(480_000)),
    )
    program = replace(PATIENT, mode=DaySchedule(steps))
    pump = engine(program, build=body(max_flow=Nanolitres(3_500_000)))
    answer = pump.give(SingleBolus(Nanograms(20_000), Seconds(1_200)))
    assert isinstance(answer, BolusRefused)
    assert answer.reason is RefusalReason.FLOW_TOO_HIGH


def test_after_the_end_of_service_no_battery_has_days_left() -> None:
    pump = engine()
    assert pump.battery_left(0)
    ended = pump.snapshot()
    assert not pump.battery_left(30)
    assert pump.snapshot() == ended
    assert (pump.battery_state, pump.battery_days_left) == (BatteryState.END_OF_SERVICE, 0)
