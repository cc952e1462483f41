"""Each alarm stops, blocks and lets go on just what its row of the table says, in the pump that raises it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from programmer.delivery.alarm_table import alarm_table
from programmer.delivery.happenings import BolusFinished, BolusRefused, BolusStarted, Happening
from programmer.device.implant.codes import Status
from programmer.device.implant.messages.commands import Done
from programmer.randomness import SeededRandomness
from programmer.simulator.pump import SimulatedPump
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import PatientBolus, SingleBolus
from programmer.therapy.quantities import Nanograms, Nanolitres, PumpTime, Seconds
from tests.support.programs import continuous
from tests.support.simulated import DAY, HOUR, factory_state

TOKEN = bytes(16)
MINUTE = 60_000_000
ASKED = PatientBolus(Nanograms(30_000), Seconds(1_800), Seconds(60), 48)
PROGRAM = replace(continuous(500_000), patient_bolus=ASKED)
SINGLE = SingleBolus(Nanograms(1_000), Seconds(60))
KINDS = [kind for kind in AlarmKind if kind is not AlarmKind.UNKNOWN]
# Stopped too long is left out where delivery must run until the alarm: its cause is that it does not.
WHILE_RUNNING = [kind for kind in KINDS if kind is not AlarmKind.STOPPED_TOO_LONG]


def pump_at_work() -> SimulatedPump:
    return SimulatedPump(factory_state(program=PROGRAM), PumpTime(0), SeededRandomness(1))


def live(pump: SimulatedPump, duration_us: int) -> None:
    pump.live_until(pump.elapsed + duration_us)


def stall(pump: SimulatedPump) -> None:
    pump.stall()
    live(pump, 20 * MINUTE)


def stopped_for_two_days(pump: SimulatedPump) -> None:
    pump.stop(TOKEN)
    live(pump, 2 * DAY)


CAUSES: dict[AlarmKind, Callable[[SimulatedPump], object]] = {
    AlarmKind.LOW_RESERVOIR: lambda pump: pump.tell_refill(Nanolitres(1_900_000)),
    AlarmKind.EMPTY_RESERVOIR: lambda pump: pump.tell_refill(Nanolitres(0)),
    AlarmKind.STOPPED_TOO_LONG: stopped_for_two_days,
    AlarmKind.BATTERY_REPLACE: lambda pump: pump.battery_left(30),
    AlarmKind.MOTOR_STALL: stall,
    AlarmKind.END_OF_SERVICE: lambda pump: pump.battery_left(0),
    AlarmKind.MEMORY_ERROR: SimulatedPump.memory_error,
    AlarmKind.RESET: SimulatedPump.reset,
}


def warning_of(kind: AlarmKind, pump: SimulatedPump | None = None) -> SimulatedPump:
    """A pump that begins to warn of that."""
    pump = pump or pump_at_work()
    CAUSES[kind](pump)
    assert kind in pump.status().active_alarms
    return pump


@pytest.mark.requirement("OPCA-T4", "OPCA-R5.1.0-4", "OPCA-R6.2.0-2", "CRISYS-029-030", "CRISYS-059")
@pytest.mark.parametrize("kind", WHILE_RUNNING)
def test_it_stops_the_basal_rate_if_its_row_says_so(kind: AlarmKind) -> None:
    pump = warning_of(kind)
    before = pump.totals().delivered
    live(pump, HOUR)
    assert (pump.totals().delivered == before) == alarm_table()[kind].stops_basal


@pytest.mark.requirement("OPCA-T4", "OPCA-R5.2.0-6", "CRISYS-059")
@pytest.mark.parametrize("kind", WHILE_RUNNING)
def test_it_cuts_the_patient_s_bolus_if_its_row_says_so(kind: AlarmKind) -> None:
    pump = pump_at_work()
    assert isinstance(pump.press_button(), BolusStarted)
    live(pump, MINUTE)
    heard: list[Happening] = []
    pump.listen(heard.append)
    warning_of(kind, pump)
    cut = [one.missing for one in heard if isinstance(one, BolusFinished)]
    assert bool(cut) == alarm_table()[kind].blocks_boluses
    assert all(missing > 0 for missing in cut)


@pytest.mark.requirement("OPCA-T4", "OPCA-R5.3.0-4", "CRISYS-059")
@pytest.mark.parametrize("kind", WHILE_RUNNING)
def test_it_cuts_the_clinician_s_bolus_if_its_row_says_so(kind: AlarmKind) -> None:
    pump = pump_at_work()
    assert isinstance(pump.give(SingleBolus(Nanograms(30_000), Seconds(1_800))), BolusStarted)
    live(pump, MINUTE)
    heard: list[Happening] = []
    pump.listen(heard.append)
    warning_of(kind, pump)
    assert any(isinstance(one, BolusFinished) for one in heard) == alarm_table()[kind].blocks_boluses


@pytest.mark.requirement("OPCA-T4", "OPCA-R5.2.0-6", "CRISYS-025", "CRISYS-059")
@pytest.mark.parametrize("kind", WHILE_RUNNING)
def test_it_lets_no_bolus_begin_if_its_row_says_so(kind: AlarmKind) -> None:
    pump = warning_of(kind)
    blocks = alarm_table()[kind].blocks_boluses
    assert isinstance(pump.press_button(), BolusRefused) == blocks
    assert isinstance(pump.give(SINGLE), BolusRefused) == blocks


@pytest.mark.requirement("OPCA-T4", "CRISYS-059")
@pytest.mark.parametrize("kind", KINDS)
def test_it_lets_no_program_be_written_if_its_row_says_so(kind: AlarmKind) -> None:
    blocks = alarm_table()[kind].blocks_programming
    assert (warning_of(kind).objection(PROGRAM) is Status.ALARM_BLOCKS) == blocks


@pytest.mark.requirement("OPCA-T4", "CRISYS-045-047")
@pytest.mark.parametrize("kind", KINDS)
def test_resume_is_refused_as_long_as_it_stops_the_basal_rate(kind: AlarmKind) -> None:
    pump = warning_of(kind)
    pump.stop(TOKEN)
    # A reset is over with RESUME, which is how a person ends it.
    refused = alarm_table()[kind].stops_basal and kind is not AlarmKind.RESET
    assert isinstance(pump.resume(TOKEN), Done) == (not refused)


@pytest.mark.requirement("OPCA-T4", "CRISYS-014-015", "CRISYS-044", "GPCA-C04")
def test_what_was_stopped_too_long_delivers_again_with_resume() -> None:
    pump = warning_of(AlarmKind.STOPPED_TOO_LONG)
    assert isinstance(pump.resume(TOKEN), Done)
    assert pump.status().active_alarms == ()
    before = pump.totals().delivered
    live(pump, HOUR)
    assert pump.totals().delivered > before
