"""What befalls the simulated pump is in its status and its log as far as the pump can know it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.delivery.hands import FillRefused
from programmer.delivery.happenings import Happening
from programmer.device.implant.codes import Status
from programmer.device.implant.messages.bolus_events import decode_ended
from programmer.device.implant.messages.commands import Done
from programmer.device.implant.messages.pump_events import decode_clock_set, decode_refill_told
from programmer.device.implant.messages.status import decode_status, encode_status
from programmer.randomness import SeededRandomness
from programmer.simulator.factory import FactoryState, PathFill
from programmer.simulator.pump import SimulatedPump
from programmer.simulator.site import large_factory_state
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.pump import BatteryState, BolusKind, ChangedBy, Delivery, PumpEvent, PumpEventKind
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    PumpTime,
    Seconds,
)
from tests.support.programs import continuous
from tests.support.simulated import DAY, HOUR, Clinic, factory_state

START = PumpTime(1_795_168_800_000_000)
TOKEN = bytes(16)
MINUTE = 60_000_000


def a_pump(factory: FactoryState | None = None) -> SimulatedPump:
    return SimulatedPump(factory or factory_state(program=continuous(500_000)), START, SeededRandomness(1))


def live(pump: SimulatedPump, duration_us: int) -> None:
    pump.live_until(pump.elapsed + duration_us)


def events_of(pump: SimulatedPump) -> list[PumpEvent]:
    """Every record after the one of its making."""
    events: list[PumpEvent] = []
    while part := pump.log.part(len(events) + 1, 255).events:
        events += part
    return events[1:]


def alarms_told(pump: SimulatedPump) -> list[tuple[PumpEventKind, int]]:
    kinds = {PumpEventKind.ALARM_RAISED, PumpEventKind.ALARM_CLEARED}
    return [(event.kind, event.detail[0]) for event in events_of(pump) if event.kind in kinds]


@pytest.mark.requirement(
    "GIP-6.6",
    "GPCA-C06",
    "GPCA-EC08",
    "GPCA-EC10",
    "OPCA-R6.1.0-2",
    "OPCA-R6.4.0-3",
    "OPCA-R6.5.0-11",
    "OPCA-R6.6.0-1",
)
def test_a_stall_that_was_noticed_stands_in_status_and_log_and_ends_by_itself() -> None:
    pump = a_pump()
    pump.stall()
    live(pump, 20 * MINUTE - 1)
    assert pump.status().delivery is Delivery.RUNNING
    live(pump, 1)
    status = pump.status()
    assert (status.delivery, status.delivery_by) == (Delivery.STOPPED, ChangedBy.PUMP)
    assert status.delivery_since == PumpTime(START.value + 20 * MINUTE)
    assert status.active_alarms == status.latched_alarms == (AlarmKind.MOTOR_STALL,)
    assert (status.dose_rate, status.state_rev) == (NanogramsPerDay(0), 2)
    assert decode_status(encode_status(status)) == status
    assert pump.resume(TOKEN) is Status.CANNOT_RESUME
    live(pump, HOUR)
    pump.recover()
    status = pump.status()
    assert (status.delivery, status.active_alarms, status.state_rev) == (Delivery.RUNNING, (), 3)
    stall = AlarmKind.MOTOR_STALL.value
    assert alarms_told(pump) == [(PumpEventKind.ALARM_RAISED, stall), (PumpEventKind.ALARM_CLEARED, stall)]


@pytest.mark.requirement("GIP-6.6")
def test_a_recovery_that_is_not_logged_is_seen_by_the_one_who_reads_and_then_over() -> None:
    usual = factory_state(program=continuous(500_000))
    clinic = Clinic(replace(usual, model=replace(usual.model, recovery_logged=False)))
    clinic.site.pump.stall()
    clinic.clock.wait_us(HOUR)
    clinic.site.tick()
    clinic.site.pump.recover()
    driver = clinic.connect().driver
    driver.read_program()
    for _ in ("the interrogation that finds it", "a look after that"):
        assert driver.status().active_alarms == (AlarmKind.MOTOR_STALL,)
    driver.read_program()
    assert driver.status().active_alarms == ()


@pytest.mark.requirement("OPCA-R6.6.0-1")
def test_the_log_knows_nothing_of_what_only_the_truth_knows() -> None:
    pump = a_pump()
    heard: list[Happening] = []
    pump.listen(heard.append)
    pump.occlude(True)
    pump.leak(100_000)
    pump.calibrate(50_000)
    pump.hands.empty()
    pump.hands.aspirate(Nanolitres(1_000))
    pump.stall()
    pump.recover()
    assert events_of(pump) == []
    assert [one.kind for one in heard] == ["stall", "stall-recovered"]
    assert not any(one.known for one in heard)
    pump.listen(None)
    pump.stall()
    assert len(heard) == 2


@pytest.mark.requirement("GPCA-EC05", "OPCA-R6.6.0-4")
def test_a_reset_keeps_the_log_and_stops_until_somebody_resumes() -> None:
    pump = a_pump()
    live(pump, HOUR)
    before = pump.status()
    pump.reset()
    status = pump.status()
    assert (status.delivery, status.delivery_by) == (Delivery.STOPPED, ChangedBy.PUMP)
    assert status.log.epoch == before.log.epoch
    assert status.delivered_total == before.delivered_total
    assert status.active_alarms == (AlarmKind.RESET,)
    assert isinstance(pump.resume(TOKEN), Done)
    assert pump.status().active_alarms == ()
    assert [event.kind for event in events_of(pump)] == [
        PumpEventKind.ALARM_RAISED,
        PumpEventKind.ALARM_CLEARED,
        PumpEventKind.RESUMED,
    ]


@pytest.mark.requirement("GPCA-EC05", "GPCA-EC22", "OPCA-R7.4.0-3")
def test_a_memory_error_is_over_with_a_program_written_anew_and_resumed() -> None:
    pump = a_pump()
    pump.memory_error()
    assert pump.resume(TOKEN) is Status.CANNOT_RESUME
    pump.install(continuous(250_000), TOKEN)
    assert pump.status().active_alarms == ()
    assert pump.status().delivery is Delivery.STOPPED
    assert isinstance(pump.resume(TOKEN), Done)


@pytest.mark.requirement("OPCA-R7.3.0-5", "OPCA-T4")
def test_at_the_end_of_service_the_pump_delivers_no_more_and_takes_no_program() -> None:
    pump = a_pump()
    pump.battery_left(1)
    live(pump, DAY)
    status = pump.status()
    assert (status.delivery, status.battery.state) == (Delivery.STOPPED, BatteryState.END_OF_SERVICE)
    assert status.active_alarms == (AlarmKind.BATTERY_REPLACE, AlarmKind.END_OF_SERVICE)
    assert pump.objection(continuous(250_000)) is Status.ALARM_BLOCKS
    assert pump.resume(TOKEN) is Status.CANNOT_RESUME
    live(pump, DAY)
    assert pump.status().delivered_total == status.delivered_total


@pytest.mark.requirement("OPCA-R6.6.0-1", "OPCA-R6.6.0-8")
def test_setting_the_clock_is_in_the_log_and_moves_every_time_of_the_status() -> None:
    pump = a_pump()
    live(pump, HOUR)
    pump.set_clock(PumpTime(START.value + 3 * HOUR))
    status = pump.status()
    assert status.pump_time == PumpTime(START.value + 3 * HOUR)
    assert status.mode_since == PumpTime(START.value + 2 * HOUR)
    (event,) = events_of(pump)
    assert (event.kind, event.pump_time) == (PumpEventKind.CLOCK_SET, status.pump_time)
    assert decode_clock_set(event.detail) == PumpTime(START.value + HOUR)
    pump.advance_to(PumpTime(START.value + 4 * HOUR))
    assert pump.elapsed == START.value + 2 * HOUR


@pytest.mark.requirement("OPCA-R6.6.0-1")
def test_a_refill_that_the_pump_is_told_of_is_in_its_log() -> None:
    pump = a_pump(factory_state(fill=1_000_000))
    pump.tell_refill(Nanolitres(18_000_000))
    assert pump.reservoir == Nanolitres(18_000_000)
    told, cleared = events_of(pump)[-2:]
    assert (told.kind, decode_refill_told(told.detail)) == (PumpEventKind.REFILL_TOLD, Nanolitres(18_000_000))
    assert (cleared.kind, cleared.detail) == (PumpEventKind.ALARM_CLEARED, b"\0")


@pytest.mark.requirement("OPCA-R6.4.0-6")
def test_the_log_says_how_much_of_a_single_bolus_was_never_given_because_of_a_low_reservoir() -> None:
    pump = a_pump(factory_state(fill=1_500_000))
    bolus = SingleBolus(Nanograms(1_000), Seconds(60))
    pump.install(replace(continuous(500_000), opening=bolus), TOKEN)
    ended = events_of(pump)[-1]
    assert decode_ended(ended.detail) == (BolusKind.SINGLE, Nanolitres(2_000))
    before = len(events_of(pump))
    pump.give(bolus)
    assert len(events_of(pump)) == before  # who gives it hears the answer


@pytest.mark.requirement("OPCA-R6.5.0-7", "OPCA-R6.6.0-1")
def test_a_bolus_that_a_clinician_gives_is_in_the_log_like_any_other() -> None:
    pump = a_pump()
    pump.give(SingleBolus(Nanograms(1_000), Seconds(60)))
    live(pump, HOUR)
    assert [event.kind for event in events_of(pump)] == [
        PumpEventKind.BOLUS_BEGUN,
        PumpEventKind.BOLUS_ENDED,
    ]


def test_a_pump_can_begin_with_anything_in_it() -> None:
    morphine = DrugFill("morphine", NanogramsPerMillilitre(10_000_000))
    usual = factory_state(program=continuous(500_000))
    other = replace(
        usual,
        reservoir=Nanolitres(3_000_000),
        contents=(morphine,),
        path=PathFill.SPINAL_FLUID,
        calibration_ppm=100_000,
        running=False,
        log_capacity=5,
        log_used=1_000,
    )
    pump = a_pump(other)
    status = pump.status()
    assert (status.delivery, status.delivery_by) == (Delivery.STOPPED, ChangedBy.FACTORY)
    assert (status.log.first_sequence, status.log.last_sequence) == (1_001, 1_001)
    assert status.reservoir == Nanolitres(20_000_000)
    assert pump.totals().reservoir == 3_000_000
    assert dict(pump.engine.tip().at_pump) == {"morphine": 0}
    assert pump.engine.tip().fluid == ()
    pump.resume(TOKEN)
    live(pump, DAY)
    assert pump.totals().delivered == 1_100_000
    assert pump.totals().tip == {"morphine": (1_100_000 - 316_000) * 10}


@pytest.mark.parametrize(
    ("path", "held"), [(PathFill.NOTHING, 0), (PathFill.AS_CONTENTS, 316_000), ((), 316_000)]
)
def test_the_path_is_full_or_empty_as_the_factory_left_it(
    path: PathFill | tuple[DrugFill, ...], held: int
) -> None:
    pump = a_pump(replace(factory_state(), path=path))
    assert pump.totals().path == held


def test_hands_are_told_what_would_fit() -> None:
    pump = a_pump()
    drug = pump.engine.program.drugs
    assert pump.hands.fill(Nanolitres(1), drug) == FillRefused(Fraction(0))


def test_the_large_model_moves_in_pulses_of_fifty_nanolitres() -> None:
    pump = a_pump(large_factory_state())
    live(pump, HOUR)
    assert pump.status().delivered_total.value % 50 == 0
    assert pump.status().delivered_total.value > 0
