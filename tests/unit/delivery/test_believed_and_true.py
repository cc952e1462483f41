"""What the pump believes and what is true part where pulses move more, less or nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest

from programmer.delivery.happenings import EmptyReservoir, LowReservoir, TrulyEmpty
from programmer.delivery.orders import Kind
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.quantities import Nanolitres
from tests.unit.delivery.bodies import EVEN, NOTICED, RESTART, balanced, body, engine, only, words
from tests.unit.delivery.deliveries import DAY, HOUR, row


@pytest.mark.requirement(
    "CRISYS-019", "GIP-1.10", "GPCA-EC07", "OPCA-R5.1.0-3", "OPCA-R6.4.0-2", "OPCA-R6.8.0-3"
)
def test_a_pump_that_overinfuses_pushes_more_than_it_says() -> None:
    pump = engine(calibration_ppm=50_000)
    pump.advance(10 * HOUR)
    assert pump.believed == Nanolitres(15_000_000 - 200_000)
    assert pump.totals().reservoir == 15_000_000 - 210_000
    assert pump.totals().by[Kind.BASAL] == 210_000
    balanced(pump)


@pytest.mark.parametrize("stroke", [0, 333_333])
def test_the_error_may_change_and_what_was_stays(stroke: int) -> None:
    pump = engine(build=body(stroke_fl=stroke))
    pump.advance(HOUR)
    pump.calibrate(-100_000)
    pump.advance(2 * HOUR)
    assert pump.totals().delivered == pytest.approx(38_000, abs=1)
    balanced(pump)
    with pytest.raises(ValueError, match="parts per million"):
        pump.calibrate(-1_000_000)


@pytest.mark.requirement("CRISYS-019", "GIP-1.13", "GPCA-EC07", "OPCA-R6.4.0-2", "OPCA-R6.8.0-3")
def test_an_overinfusing_pump_runs_truly_empty_and_no_alarm_tells_of_it() -> None:
    pump = engine(believed=3_000_000, calibration_ppm=500_000)
    pump.advance(101 * HOUR)
    assert words(pump) == ["low-reservoir", "alarm-raised", "truly-empty"]
    assert pump.alarms == {AlarmKind.LOW_RESERVOIR}
    assert pump.totals().reservoir == 0
    pump.advance(200 * HOUR)
    assert only(pump, EmptyReservoir) == [150 * HOUR]
    assert pump.totals().delivered == 3_000_000
    balanced(pump)


@pytest.mark.requirement("CRISYS-017", "GPCA-EC08", "OPCA-R6.4.0-3")
def test_an_unnoticed_stall_is_counted_and_moves_nothing() -> None:
    pump = engine(build=body(stall_noticed_after_us=None))
    pump.advance(HOUR)
    pump.stall()
    pump.advance(4 * HOUR)
    assert pump.totals().delivered == 20_000
    assert pump.believed == Nanolitres(15_000_000 - 80_000)
    assert not pump.holds
    pump.recover()
    pump.advance(5 * HOUR)
    assert pump.totals().delivered == 40_000
    assert words(pump) == ["stall", "stall-recovered"]
    balanced(pump)


@pytest.mark.requirement(
    "CRISYS-017",
    "GIP-6.6",
    "GPCA-C06",
    "GPCA-EC08",
    "GPCA-EC10",
    "OPCA-R6.1.0-2",
    "OPCA-R6.4.0-3",
    "OPCA-R7.2.0-4",
)
def test_a_stall_that_is_noticed_is_counted_until_then_and_ends_with_its_cause() -> None:
    pump = engine()
    pump.stall()
    pump.advance(NOTICED)
    assert pump.believed == Nanolitres(15_000_000 - 6_650)  # of 6,667 nL, in whole pulses
    assert words(pump) == ["stall", "stall-noticed", "hold-began", "alarm-raised"]
    pump.advance(DAY)
    assert pump.believed == Nanolitres(15_000_000 - 6_650)
    pump.recover()
    assert words(pump) == ["stall-recovered", "alarm-cleared", "hold-ended"]
    pump.advance(DAY + HOUR)
    assert pump.totals().delivered == 20_000
    balanced(pump)


@pytest.mark.requirement("GIP-6.6")
def test_a_recovery_that_is_not_logged_leaves_the_alarm_until_somebody_has_looked_and_it_inhibits_nothing() -> (
    None
):
    pump = engine(build=body(recovery_logged=False))
    pump.stall()
    pump.advance(HOUR)
    pump.interrogated()
    assert pump.alarms == {AlarmKind.MOTOR_STALL}
    pump.recover()
    assert pump.alarms == {AlarmKind.MOTOR_STALL}
    assert not pump.bolus_blocked
    assert not pump.holds
    pump.interrogated()
    assert not pump.alarms


@pytest.mark.requirement("GIP-6.6")
def test_the_scanner_stalls_the_motor_and_lets_it_go_after_the_model_s_delay() -> None:
    pump = engine()
    pump.hands.enter_scanner()
    pump.advance(HOUR)
    pump.hands.leave_scanner()
    pump.advance(HOUR + RESTART - 1)
    assert pump.stalled_by
    pump.advance(HOUR + RESTART)
    assert not pump.stalled_by
    assert not pump.holds
    pump.advance(2 * HOUR + RESTART)
    assert pump.totals().delivered == 20_000


def test_who_goes_into_the_scanner_again_is_stalled_until_they_have_left_it_for_good() -> None:
    pump = engine()
    pump.hands.enter_scanner()
    pump.hands.leave_scanner()
    pump.advance(RESTART - 1)
    pump.hands.enter_scanner()
    pump.advance(3 * RESTART)
    assert pump.stalled_by
    pump.hands.leave_scanner()
    pump.advance(4 * RESTART)
    assert not pump.stalled_by


def test_a_motor_that_stands_for_two_reasons_turns_when_both_are_over() -> None:
    pump = engine()
    pump.stall()
    pump.hands.enter_scanner()
    pump.recover()
    assert pump.stalled_by
    pump.hands.leave_scanner()
    pump.advance(RESTART)
    assert not pump.stalled_by


@pytest.mark.requirement("GIP-1.7", "GPCA-EC10", "OPCA-R6.1.0-2")
def test_what_is_pushed_into_an_occlusion_is_counted_and_stays_in_the_reservoir() -> None:
    pump = engine()
    pump.occlude(True)
    pump.advance(5 * HOUR)
    assert row(pump.totals().delivered, pump.totals().reservoir) == (0, 15_000_000)
    assert pump.believed == Nanolitres(15_000_000 - 100_000)
    pump.occlude(False)
    pump.advance(6 * HOUR)
    assert pump.totals().delivered == 20_000
    balanced(pump)


@pytest.mark.requirement("GIP-1.7", "GPCA-EC10", "OPCA-R6.1.0-2")
@pytest.mark.requirement("OPCA-R6.1.0-2", "GIP-1.7")
def test_where_the_motor_cannot_turn_against_an_occlusion_its_stall_is_noticed() -> None:
    pump = engine(build=body(stalls_when_occluded=True))
    pump.occlude(True)
    pump.recover()  # of what is no cause of it
    pump.advance(NOTICED - 1)
    assert not pump.alarms
    pump.advance(5 * HOUR)
    assert pump.alarms == {AlarmKind.MOTOR_STALL}
    assert pump.believed == Nanolitres(15_000_000 - 6_650)  # 133 pulses until it was noticed
    pump.occlude(False)
    assert not pump.alarms
    pump.advance(6 * HOUR)
    assert pump.totals().delivered == 20_000
    balanced(pump)


@pytest.mark.requirement("GIP-1.10", "GPCA-EC08")
@pytest.mark.parametrize(("ppm", "lost"), [(250_000, 5_000), (1_000_000, 20_000)])
def test_what_leaks_at_the_connector_never_reaches_the_tip(ppm: int, lost: int) -> None:
    pump = engine()
    pump.leak(ppm)
    pump.advance(HOUR)
    now = pump.totals()
    assert row(now.delivered, now.lost, now.given) == (20_000, lost, 20_000 - lost)
    assert now.tissue == {"baclofen": Fraction(lost, 2)}
    balanced(pump)
    with pytest.raises(ValueError, match="parts per million"):
        pump.leak(1_000_001)


@pytest.mark.requirement("GIP-8.1", "IT-6", "OPCA-R6.8.0-3")
def test_a_pump_that_was_told_too_much_warns_too_late() -> None:
    pump = engine(believed=20_000_000, reservoir=Nanolitres(3_000_000))
    pump.advance(20 * DAY)
    assert only(pump, LowReservoir) == []
    assert pump.totals().reservoir == 0
    assert pump.believed == Nanolitres(20_000_000 - 20 * 480_000)


@pytest.mark.requirement("GIP-8.1", "OPCA-R6.8.0-3")
def test_a_pump_that_was_told_too_little_stops_with_drug_in_it() -> None:
    pump = engine(believed=2_400_000, reservoir=Nanolitres(20_000_000))
    pump.advance(6 * DAY)
    assert only(pump, TrulyEmpty) == []
    assert pump.stopped
    assert pump.totals().reservoir == 17_600_000


@pytest.mark.requirement("CRISYS-045-047", "CRISYS-071", "OPCA-R6.8.0-10")
def test_a_refill_that_is_told_ends_the_alarms_and_starts_nothing() -> None:
    pump = engine(EVEN, 2_040_000)
    pump.advance(10 * DAY)
    assert pump.alarms == {
        AlarmKind.LOW_RESERVOIR,
        AlarmKind.EMPTY_RESERVOIR,
        AlarmKind.STOPPED_TOO_LONG,
    }
    assert not pump.can_resume
    pump.hands.fill(Nanolitres(18_000_000), (EVEN.drug,))
    assert not pump.can_resume
    pump.tell_refill(Nanolitres(18_000_000))
    assert pump.alarms == {AlarmKind.STOPPED_TOO_LONG}
    assert pump.stopped
    assert pump.resume()
    assert not pump.alarms
    pump.advance(11 * DAY)
    assert pump.believed == Nanolitres(18_000_000 - 480_000)
    assert pump.believed_delivered == Nanolitres(2_040_000 + 480_000)


def test_a_refill_below_the_mark_ends_empty_and_leaves_low() -> None:
    pump = engine(EVEN, 0)
    pump.tell_refill(Nanolitres(1_000_000))
    assert pump.alarms == {AlarmKind.LOW_RESERVOIR}
    assert pump.resume()


@pytest.mark.requirement("GIP-1.8", "GIP-1.9")
@pytest.mark.parametrize("told", [0, 500_000])
def test_a_pump_that_is_told_of_too_little_warns_at_once_even_while_it_is_stopped(told: int) -> None:
    pump = engine()
    pump.stop()
    pump.tell_refill(Nanolitres(told))
    assert AlarmKind.LOW_RESERVOIR in pump.alarms
    assert (AlarmKind.EMPTY_RESERVOIR in pump.alarms) == (told == 0)
    assert pump.resume() == (told > 0)


@pytest.mark.requirement("GPCA-C08", "OPCA-R6.8.0-10")
def test_a_model_may_take_itself_for_empty_before_nothing_is_left() -> None:
    pump = engine(EVEN, 2_480_000, build=body(empty_mark=Nanolitres(1_000_000)))
    pump.advance(10 * DAY)
    assert pump.believed == Nanolitres(1_000_000)
    assert pump.alarms >= {AlarmKind.EMPTY_RESERVOIR}
    pump.tell_refill(Nanolitres(1_000_000))
    assert not pump.can_resume
    pump.tell_refill(Nanolitres(1_000_001))
    assert pump.can_resume
