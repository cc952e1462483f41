"""The simulated pump gives boluses, primes and bridges, tells of them, and takes no program that breaks a bridge."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programmer.delivery.happenings import BolusRefused, BolusStarted, RefusalReason
from programmer.device.implant.codes import Status
from programmer.device.implant.messages.bolus_events import decode_begun, decode_ended, decode_refused
from programmer.device.implant.messages.commands import Done
from programmer.device.implant.messages.status import decode_status, encode_status
from programmer.randomness import SeededRandomness
from programmer.simulator.pump import SimulatedPump
from programmer.therapy.boluses import BridgeBolus, PatientBolus, PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, PumpProgram, Stopped
from programmer.therapy.pump import BolusKind, PumpEvent, PumpEventKind
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    PumpTime,
    Seconds,
)
from tests.support.simulated import DAY, HOUR, SECOND, factory_state
from tests.unit.delivery.deliveries import any_bridge, programs

START = PumpTime(1_795_168_800_000_000)
TOKEN = bytes(16)
OLD = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
NEW = DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))
DOSE = NanogramsPerDay(400_000)
BRIDGE = BridgeBolus((OLD,), DOSE, Nanolitres(316_000))
BRIDGED = PumpProgram(NEW, Continuous(DOSE), opening=BRIDGE)
BRIDGE_US = 34_128 * SECOND
ASKED = PatientBolus(Nanograms(5_000), Seconds(600), Seconds(3000), 4)
SINGLE = SingleBolus(Nanograms(5_000), Seconds(600))
PATIENT = PumpProgram(OLD, Continuous(DOSE), patient_bolus=ASKED)


def a_pump(program: PumpProgram = PATIENT, fill: int = 20_000_000) -> SimulatedPump:
    return SimulatedPump(factory_state(fill=fill, program=program), START, SeededRandomness(1))


def live(pump: SimulatedPump, duration_us: int) -> None:
    pump.advance_to(PumpTime(pump.now.value + duration_us))


def events_of(pump: SimulatedPump) -> list[PumpEvent]:
    events: list[PumpEvent] = []
    while part := pump.log.part(len(events) + 1, 255).events:
        events += part
    return events


def bridging() -> SimulatedPump:
    pump = a_pump()
    assert pump.objection(BRIDGED) is None
    pump.install(BRIDGED, TOKEN)
    return pump


@pytest.mark.requirement("CRISYS-026-027", "GPCA-EC01", "OPCA-R5.2.0-1")
def test_the_patient_s_button_gives_a_bolus_and_status_and_log_tell_of_it() -> None:
    pump = a_pump()
    assert pump.press_button() == BolusStarted(START.value, START, BolusKind.PATIENT)
    live(pump, 5 * 60 * SECOND)
    status = pump.status()
    assert (status.bolus, status.bolus_until) == (BolusKind.PATIENT, PumpTime(START.value + 600 * SECOND))
    assert status.patient_boluses_today == 1
    assert status.lockout_until == PumpTime(START.value + HOUR)
    assert status.dose_rate.value == 400_000 + 5_000 * 144
    assert decode_status(encode_status(status)) == status
    refused = pump.press_button()
    assert isinstance(refused, BolusRefused)
    assert (refused.reason, refused.until) == (RefusalReason.LOCKOUT, START.value + HOUR)
    live(pump, HOUR)
    status = pump.status()
    assert (status.bolus, status.bolus_until, status.lockout_until) == (None, None, None)
    _, begun, denied, ended = events_of(pump)
    assert decode_begun(begun.detail) is BolusKind.PATIENT
    assert decode_refused(denied.detail) is RefusalReason.LOCKOUT
    assert decode_ended(ended.detail) == (BolusKind.PATIENT, Nanolitres(0))
    assert ended.pump_time == PumpTime(START.value + 600 * SECOND)
    assert status.state_rev == 1  # a bolus does not put out of date what was read or staged


@pytest.mark.requirement("OPCA-R5.2.0-6", "OPCA-R6.4.0-4")
def test_stop_cuts_a_bolus_and_the_log_says_how_much_was_missing() -> None:
    pump = a_pump()
    pump.press_button()
    live(pump, 60 * SECOND)
    pump.stop(TOKEN)
    kinds = [event.kind for event in events_of(pump)][2:]
    assert kinds == [PumpEventKind.BOLUS_ENDED, PumpEventKind.STOPPED]
    assert decode_ended(events_of(pump)[2].detail) == (BolusKind.PATIENT, Nanolitres(9_000))
    assert isinstance(answer := pump.press_button(), BolusRefused)
    assert answer.reason is RefusalReason.STOPPED
    assert isinstance(pump.resume(bytes(16)), Done)
    assert pump.status().bolus is None


def test_the_log_says_why_the_patient_got_nothing_and_the_link_that_delivery_is_held() -> None:
    """Nobody stopped a pump whose motor stands, or that is empty; a programmer is told of both that it is held."""
    stalled, empty = a_pump(), a_pump()
    stalled.stall()
    live(stalled, HOUR)
    empty.tell_refill(Nanolitres(0))
    for pump, reason in ((stalled, RefusalReason.ALARM), (empty, RefusalReason.EMPTY)):
        pump.press_button()
        assert decode_refused(events_of(pump)[-1].detail) is reason
        assert pump.order_bolus(SINGLE, TOKEN) is Status.BOLUS_STOPPED
    nothing = a_pump(PumpProgram(OLD, Stopped()))
    assert nothing.order_bolus(SINGLE, TOKEN) is Status.BOLUS_STOPPED
    assert nothing.totals().delivered == 0


@pytest.mark.requirement("OPCA-R5.3.0-1", "OPCA-R6.7.0-3")
def test_a_single_bolus_begins_with_its_program() -> None:
    pump = a_pump()
    pump.install(replace(PATIENT, opening=SingleBolus(Nanograms(1_000), Seconds(60))), TOKEN)
    assert pump.status().bolus is BolusKind.SINGLE
    assert [event.kind for event in events_of(pump)][1:] == [
        PumpEventKind.PROGRAM_CHANGED,
        PumpEventKind.BOLUS_BEGUN,
    ]


@pytest.mark.requirement("OPCA-R6.8.0-8")
def test_a_program_for_another_concentration_is_taken_with_its_bridge() -> None:
    pump = bridging()
    live(pump, BRIDGE_US // 2)
    status = pump.status()
    assert (status.opening_left, status.mode_since) == (Nanolitres(158_000), None)
    assert status.dose_rate == DOSE
    assert status.state_rev == 2
    live(pump, DAY)
    status = pump.status()
    assert status.opening_left == Nanolitres(0)
    assert status.mode_since == PumpTime(START.value + BRIDGE_US)
    assert status.state_rev == 3
    (finished,) = [event for event in events_of(pump) if event.kind is PumpEventKind.OPENING_FINISHED]
    assert (finished.pump_time, finished.detail) == (PumpTime(START.value + BRIDGE_US), b"")


def prime(extent: PrimeExtent, drug: DrugFill = NEW) -> PumpProgram:
    return PumpProgram(
        drug, Continuous(DOSE), opening=PrimingBolus(extent, Nanolitres(176_000), Seconds(600))
    )


@pytest.mark.requirement("GIP-1.4", "OPCA-R6.8.0-8")
@pytest.mark.parametrize(
    ("program", "answer"),
    [
        (BRIDGED, None),
        (prime(PrimeExtent.PUMP_AND_CATHETER), None),
        (prime(PrimeExtent.CATHETER_CHANGED), None),
        (prime(PrimeExtent.CATHETER_ONLY), Status.OTHER_DRUG),
        (prime(PrimeExtent.CATHETER_ONLY, OLD), None),
        (replace(BRIDGED, opening=None), Status.OTHER_DRUG),
        (replace(BRIDGED, opening=SingleBolus(Nanograms(1), Seconds(1))), Status.OTHER_DRUG),
        (replace(BRIDGED, opening=replace(BRIDGE, old=(NEW,))), Status.OTHER_DRUG),
        (replace(BRIDGED, drug=OLD), Status.BRIDGE_UNFOUNDED),
        (replace(PATIENT, patient_bolus=None), None),
    ],
)
def test_what_the_pump_takes_for_what_it_holds(program: PumpProgram, answer: Status | None) -> None:
    assert a_pump().objection(program) is answer


@pytest.mark.parametrize(
    ("program", "answer"),
    [
        (replace(BRIDGED, mode=Continuous(NanogramsPerDay(800_000))), None),
        (replace(BRIDGED, opening=replace(BRIDGE, path=Nanolitres(158_000))), None),
        (replace(BRIDGED, opening=replace(BRIDGE, path=Nanolitres(157_999))), Status.BRIDGE_UNFINISHED),
        (replace(BRIDGED, opening=None), Status.BRIDGE_UNFINISHED),
        (PATIENT, Status.BRIDGE_UNFINISHED),
        (prime(PrimeExtent.PUMP_AND_CATHETER), None),
        (prime(PrimeExtent.CATHETER_CHANGED), Status.BRIDGE_UNFINISHED),
    ],
)
@pytest.mark.parametrize("stopped", [False, True])
def test_an_unfinished_bridge_is_carried_on_or_the_program_refused(
    program: PumpProgram, answer: Status | None, stopped: bool
) -> None:
    pump = bridging()
    live(pump, BRIDGE_US // 2)
    if stopped:
        pump.stop(TOKEN)
    assert pump.objection(program) is answer


def test_a_bridge_that_is_over_is_not_given_again() -> None:
    pump = bridging()
    live(pump, BRIDGE_US)
    assert pump.objection(BRIDGED) is Status.BRIDGE_UNFOUNDED
    assert pump.objection(replace(BRIDGED, opening=None)) is None


@settings(max_examples=40)
@given(
    programs(any_bridge),
    st.integers(0, 2_300_000),
    st.lists(
        st.tuples(st.integers(0, 2 * DAY), st.sampled_from(["look", "press", "stop", "resume"])), max_size=8
    ),
    st.lists(st.integers(0, 2 * DAY), max_size=8),
)
def test_one_leap_and_many_steps_are_the_same_life_with_every_bolus(
    program: PumpProgram, fill: int, acts: list[tuple[int, str]], cuts: list[int]
) -> None:
    def lived(moments: list[tuple[int, str]]) -> SimulatedPump:
        pump = a_pump(program, fill)
        for at, act in sorted([*moments, (2 * DAY, "look")], key=lambda moment: moment[0]):
            pump.advance_to(PumpTime(START.value + at))
            if act == "press":
                pump.press_button()
            elif act == "stop":
                pump.stop(TOKEN)
            elif act == "resume":
                pump.resume(TOKEN)
        return pump

    at_once, by_steps = lived(acts), lived([*acts, *((cut, "look") for cut in cuts)])
    assert by_steps.status() == at_once.status()
    assert events_of(by_steps) == events_of(at_once)
    times = [event.pump_time for event in events_of(at_once)]
    assert times == sorted(times)
