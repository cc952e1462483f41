"""What happened to patients with such pumps happens to the simulated pump, and shows where it could have been seen."""

from __future__ import annotations

from fractions import Fraction

import pytest

from programmer.delivery.ledger import Totals
from programmer.delivery.orders import Kind
from programmer.delivery.preview import look_ahead
from programmer.simulator.scenarios.reading import shipped_scenario
from programmer.simulator.scenarios.running import Run, run_scenario
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.calculations.discrepancy import Verdict, discrepancy
from programmer.therapy.pump import BatteryState, ChangedBy, Delivery, PumpEventKind
from programmer.therapy.quantities import Nanolitres
from tests.unit.simulator.scenarios.scenario_files import PROGRAM, entry, scenario

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
TOLERANCE, ABSOLUTE = Fraction(29, 2), Nanolitres(2_000_000)  # 14.5 % and 2 mL


def when_they_come(name: str, later_us: int = 0) -> Run:
    """A shipped scenario at the moment at which the trainee comes to the pump, or later."""
    told = shipped_scenario(name)
    return run_scenario(told, told.meet_us + later_us)


def truth(run: Run) -> Totals:
    return run.totals[-1].totals


def kinds(run: Run) -> set[str]:
    return {event.kind for event in run.events}


def at_the_refill(filled: int, told: Totals) -> Verdict:
    """What the arithmetic of the clinic makes of what the pump believes and what is there."""
    expected, there = Nanolitres(int(told.believed)), Nanolitres(int(told.reservoir))
    return discrepancy(Nanolitres(filled), expected, there, TOLERANCE, ABSOLUTE).verdict


# ---- stopped, and nobody knew -----------------------------------------------------------------------------------


@pytest.mark.requirement("IT-1", "CRISYS-014-015", "CRISYS-044")
def test_a_pump_left_stopped_is_silent_for_48_hours_and_tells_whoever_reads_it_since_when() -> None:
    run = when_they_come("left-stopped")
    status = run.play.pump.status()
    assert (status.delivery, status.delivery_by) == (Delivery.STOPPED, ChangedBy.PROGRAMMER)
    assert status.pump_time.value - status.delivery_since.value == 30 * HOUR - 2 * MINUTE
    assert status.active_alarms == ()
    later = when_they_come("left-stopped", 18 * HOUR + 2 * MINUTE)
    assert later.play.pump.status().active_alarms == (AlarmKind.STOPPED_TOO_LONG,)


@pytest.mark.requirement("IT-1", "GPCA-EC05", "OPCA-R7.3.0-5")
def test_a_reset_is_no_silent_stop() -> None:
    status = when_they_come("battery-reset").play.pump.status()
    assert (status.delivery, status.delivery_by) == (Delivery.STOPPED, ChangedBy.PUMP)
    assert status.active_alarms == (AlarmKind.BATTERY_REPLACE, AlarmKind.RESET)
    assert status.pump_time.value - status.delivery_since.value == 9 * HOUR


@pytest.mark.requirement("IT-7")
def test_a_pump_left_in_telemetry_mode_delivers_nothing_until_a_session_has_ended_and_raises_no_alarm() -> (
    None
):
    field = entry("1 h", "telemetry", "on = true\nby_interference = true")
    session = entry("25 h", "telemetry", "on = true") + entry("25 h 5 min", "telemetry", "on = false")
    run = run_scenario(scenario(PROGRAM, field, session), 26 * HOUR, [HOUR, 25 * HOUR])
    before, after, again = (one.totals.delivered for one in run.totals)
    assert before == after == 1_000_000
    assert again == 1_000_000 + Fraction(55 * 1_000_000, 60) // 1
    assert "alarm-raised" not in kinds(run)
    # The counter of the pump's life stood still with it: that is where the gap can be seen.
    assert run.play.pump.status().delivered_total.value == again


# ---- the patient's button -----------------------------------------------------------------------------------------


@pytest.mark.requirement("CRISYS-025", "CRISYS-026-027", "GPCA-EC01", "OPCA-R5.2.0-1", "OPCA-R5.2.0-3")
def test_pressing_through_the_lockout_gives_no_more_and_each_refusal_is_in_the_pump_s_log() -> None:
    run = when_they_come("lockout-pressed")
    reasons = [event.more["reason"] for event in run.events if event.kind == "bolus-refused"]
    assert reasons == ["lockout"] * 18
    logged = [event.kind for event in run.play.pump.log.part(1, 255).events]
    assert logged.count(PumpEventKind.BOLUS_BEGUN) == 2
    assert truth(run).by[Kind.PATIENT_BOLUS] == 2 * 10_000


# ---- the path ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("IT-5")
@pytest.mark.parametrize(
    ("name", "meant", "at_first", "hours"),
    [
        ("forgotten-bridge-up", 400_000, 100_000, 37.92),
        ("forgotten-bridge-down", 400_000, 1_600_000, 9.48),
        ("wrong-concentration", 100_000, 400_000, None),
    ],
)
def test_what_arrives_without_a_bridge_is_seen_at_the_tip_and_nowhere_at_the_pump(
    name: str, meant: int, at_first: int, hours: float | None
) -> None:
    run = when_they_come(name)
    engine = run.play.pump.engine
    assert engine.dose_rate.value == meant
    assert dict(engine.tip().rates)["baclofen"] == at_first
    assert "alarm-raised" not in kinds(run)
    if hours is not None:
        ahead = look_ahead(engine, 72 * HOUR)
        arrives = next(knot for knot in ahead.knots if knot.tip_rate("baclofen") == meant)
        begun = run.play.elapsed_us + arrives.at.value - ahead.knots[0].at.value
        assert begun / HOUR == pytest.approx(hours, abs=0.3)


@pytest.mark.requirement("GIP-1.10", "GPCA-EC08", "OPCA-R6.4.0-3")
def test_of_a_connector_that_came_off_not_even_the_refill_tells() -> None:
    run = when_they_come("catheter-disconnected")
    assert truth(run).lost > 0
    assert at_the_refill(18_000_000, truth(run)) is Verdict.WITHIN


@pytest.mark.requirement("IT-5")
def test_a_connector_that_came_off_and_an_occlusion_show_at_the_tip_and_nowhere_at_the_pump() -> None:
    for name in ("catheter-disconnected", "occlusion-after-connector"):
        run = when_they_come(name)
        assert run.play.pump.engine.tip().flow == 0
        assert run.play.pump.status().delivery is Delivery.RUNNING
        assert "alarm-raised" not in kinds(run)


# ---- what is in the reservoir -----------------------------------------------------------------------------------


@pytest.mark.requirement("GIP-8.1", "IT-6", "OPCA-R6.8.0-3")
def test_20_ml_filled_and_40_told_runs_dry_without_an_alarm_and_shows_at_the_refill() -> None:
    told = truth(when_they_come("filled-20-as-40"))
    assert told.believed - told.reservoir == pytest.approx(20_000_000, abs=1_000_000)
    assert at_the_refill(40_000_000, told) is Verdict.OVER_INFUSION
    dry = when_they_come("filled-20-as-40", 60 * DAY)
    assert "truly-empty" in kinds(dry)
    assert not kinds(dry) & {"alarm-raised", "low-reservoir", "empty-reservoir"}


@pytest.mark.requirement(
    "CRISYS-019",
    "GIP-1.10",
    "GPCA-C05",
    "GPCA-EC07",
    "OPCA-R5.1.0-3",
    "OPCA-R6.4.0-2",
    "OPCA-R6.8.0-3",
)
def test_a_pump_that_gives_too_much_raises_no_alarm_and_is_flagged_at_the_third_refill() -> None:
    run = run_scenario(shipped_scenario("over-infusion"), 91 * DAY)
    drawn = [
        Nanolitres(int(float(str(one.more["volume_nl"])))) for one in run.events if one.kind == "withdrawn"
    ]
    verdicts = [
        discrepancy(Nanolitres(18_000_000), Nanolitres(3_000_000), volume, TOLERANCE, ABSOLUTE).verdict
        for volume in drawn
    ]
    assert verdicts == [Verdict.WITHIN, Verdict.WITHIN, Verdict.OVER_INFUSION]
    assert "alarm-raised" not in kinds(run)


@pytest.mark.requirement(
    "CRISYS-017",
    "GIP-1.7",
    "GIP-1.10",
    "GPCA-C06",
    "GPCA-EC08",
    "GPCA-EC10",
    "OPCA-R6.1.0-2",
    "OPCA-R6.4.0-3",
    "OPCA-R6.8.0-3",
)
def test_an_occlusion_raises_no_alarm_and_is_flagged_at_the_refill() -> None:
    run = when_they_come("occlusion-after-connector")
    assert at_the_refill(18_000_000, truth(run)) is Verdict.UNDER_INFUSION
    assert "alarm-raised" not in kinds(run)


# ---- the battery ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("IT-8", "OPCA-R7.3.0-4", "OPCA-R7.3.0-5")
def test_a_battery_past_its_indicator_tells_its_days_and_goes_on_until_they_are_over() -> None:
    even = '[drug]\nname = "baclofen"\nconcentration = "500 mcg/mL"\n'
    even += '[program]\nmode = "continuous"\ndose = "120 mcg/day"'
    old = scenario(even, '[state]\nbattery_age = "2495 days"')
    status = run_scenario(old, 60 * DAY - 1).play.pump.status()
    assert (status.delivery, status.battery.state) == (Delivery.RUNNING, BatteryState.ERI)
    assert status.active_alarms == (AlarmKind.BATTERY_REPLACE,)
    over = run_scenario(old, 60 * DAY).play.pump.status()
    assert (over.delivery, over.battery.state) == (Delivery.STOPPED, BatteryState.END_OF_SERVICE)
    assert AlarmKind.END_OF_SERVICE in over.active_alarms
