"""What the implant is told beside its program: boluses, alarms, clock, refill, the mark of a visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from programmer.delivery.orders import Kind
from programmer.device.driver import CommandReply
from programmer.device.implant.driver import ImplantDriver
from programmer.device.implant.messages.bolus_events import decode_ended, decode_given
from programmer.device.implant.messages.orders import Checkpoint
from programmer.device.implant.messages.pump_events import decode_acknowledged, decode_refill_told
from programmer.telemetry.secure_channel import Distrusted
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import BridgeBolus, SingleBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import PeriodicBolus, PumpProgram
from programmer.therapy.pump import BolusKind, Delivery, PumpEvent, PumpEventKind, PumpStatus
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    PumpTime,
    Seconds,
)
from tests.support.programs import continuous
from tests.support.simulated import (
    HOUR,
    SECOND,
    Clinic,
    Connection,
    committed,
    done,
    factory_state,
    refused,
    staged,
)

BOLUS = SingleBolus(Nanograms(50_000), Seconds(600))
Order = Callable[[Clinic, ImplantDriver, PumpStatus, bytes], CommandReply]


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


@pytest.fixture
def at(clinic: Clinic) -> Connection:
    return clinic.connect()


@pytest.fixture
def driver(at: Connection) -> ImplantDriver:
    return at.driver


def give(clinic: Clinic, driver: ImplantDriver, bolus: SingleBolus = BOLUS) -> CommandReply:
    """A bolus to the pump as it is now."""
    now = driver.status()
    return driver.give_bolus(bolus, now.program_hash, now.state_rev, clinic.token())


def logged(clinic: Clinic, kind: PumpEventKind) -> list[PumpEvent]:
    return [event for event in clinic.site.pump.log.part(1, 1000).events if event.kind is kind]


# ---- each of them, whatever it is -----------------------------------------------------------------------------

ORDERS: dict[PumpEventKind, Order] = {
    PumpEventKind.BOLUS_GIVEN: lambda _clinic, driver, now, token: driver.give_bolus(
        BOLUS, now.program_hash, now.state_rev, token
    ),
    PumpEventKind.CLOCK_SET: lambda _clinic, driver, now, token: driver.set_clock(
        PumpTime(now.pump_time.value + HOUR), now.state_rev, token
    ),
    PumpEventKind.REFILL_TOLD: lambda _clinic, driver, now, token: driver.tell_refill(
        Nanolitres(19_000_000), now.program_hash, now.state_rev, token
    ),
    PumpEventKind.BOLUS_CANCELLED: lambda _clinic, driver, _now, token: driver.cancel_bolus(token),
    PumpEventKind.ALARMS_ACKNOWLEDGED: lambda _clinic, driver, _now, token: driver.acknowledge(
        (AlarmKind.RESET,), token
    ),
    PumpEventKind.CHECKPOINT: lambda _clinic, driver, _now, token: driver.mark(b"v" * 16, b"h" * 32, token),
}
KINDS = list(ORDERS)


def ready(kind: PumpEventKind, clinic: Clinic, driver: ImplantDriver) -> PumpStatus:
    """Bring the pump to where the order makes sense."""
    if kind is PumpEventKind.BOLUS_CANCELLED:
        done(give(clinic, driver))
    if kind is PumpEventKind.ALARMS_ACKNOWLEDGED:
        clinic.site.pump.reset()
    return driver.status()


@pytest.mark.parametrize("kind", KINDS)
def test_an_order_is_done_and_its_answer_names_the_record_it_made(
    kind: PumpEventKind, clinic: Clinic, driver: ImplantDriver
) -> None:
    now, token = ready(kind, clinic, driver), clinic.token()
    reply = done(ORDERS[kind](clinic, driver, now, token))
    (record,) = logged(clinic, kind)
    assert (record.sequence, record.pump_time) == (reply.sequence, reply.pump_time)
    assert reply.active_hash == now.program_hash == clinic.site.pump.active_hash
    assert driver.status().state_rev == reply.state_rev


@pytest.mark.parametrize("kind", KINDS)
def test_an_order_raises_state_rev_so_that_who_has_not_seen_it_conflicts_but_a_mark_does_not(
    kind: PumpEventKind, clinic: Clinic, driver: ImplantDriver
) -> None:
    now = ready(kind, clinic, driver)
    done(ORDERS[kind](clinic, driver, now, clinic.token()))
    assert (driver.status().state_rev > now.state_rev) is (kind is not PumpEventKind.CHECKPOINT)


@pytest.mark.requirement("IT-2")
@pytest.mark.parametrize("kind", KINDS)
def test_an_order_with_the_same_token_is_done_once_also_in_a_later_session(
    kind: PumpEventKind, clinic: Clinic, driver: ImplantDriver
) -> None:
    now, token = ready(kind, clinic, driver), clinic.token()
    first = ORDERS[kind](clinic, driver, now, token)
    assert ORDERS[kind](clinic, driver, now, token) == first
    driver.new_session()
    assert ORDERS[kind](clinic, driver, now, token) == first
    assert driver.token_status(token).reply == first
    assert len(logged(clinic, kind)) == 1


@pytest.mark.requirement("IT-1")
@pytest.mark.parametrize("kind", KINDS)
def test_an_order_whose_reply_is_lost_is_done_once(
    kind: PumpEventKind, clinic: Clinic, at: Connection
) -> None:
    now = ready(kind, clinic, at.driver)
    at.line.lose_reply(at.line.next_reply, at.line.next_reply + 1)
    reply = done(ORDERS[kind](clinic, at.driver, now, clinic.token()))
    (record,) = logged(clinic, kind)
    assert record.sequence == reply.sequence


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_of_an_order_is_good_for_no_other(
    kind: PumpEventKind, clinic: Clinic, driver: ImplantDriver
) -> None:
    now, token = ready(kind, clinic, driver), clinic.token()
    done(ORDERS[kind](clinic, driver, now, token))
    assert "token before" in refused(driver.stop(token))
    assert clinic.site.pump.status().delivery is now.delivery


@pytest.mark.parametrize(
    "kind", [PumpEventKind.BOLUS_GIVEN, PumpEventKind.CLOCK_SET, PumpEventKind.REFILL_TOLD]
)
def test_an_order_to_another_pump_than_was_seen_conflicts_and_changes_nothing(
    kind: PumpEventKind, clinic: Clinic, driver: ImplantDriver
) -> None:
    now = driver.status()
    committed(clinic.connect().driver, continuous(95_000), clinic.token())
    driver.new_session()
    before = driver.status()
    assert "has changed since it was read" in refused(ORDERS[kind](clinic, driver, now, clinic.token()))
    assert driver.status().log == before.log
    assert logged(clinic, kind) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_order_starts_delivery_that_is_stopped(
    kind: PumpEventKind, clinic: Clinic, driver: ImplantDriver
) -> None:
    ready(kind, clinic, driver)
    done(driver.stop(clinic.token()))
    ORDERS[kind](clinic, driver, driver.status(), clinic.token())
    assert driver.status().delivery is Delivery.STOPPED


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not PumpEventKind.CHECKPOINT])
def test_an_order_ends_a_stage_that_was_made_before_it(
    kind: PumpEventKind, clinic: Clinic, driver: ImplantDriver
) -> None:
    ready(kind, clinic, driver)
    readback, now = staged(driver, continuous(95_000)), driver.status()
    after = done(ORDERS[kind](clinic, driver, now, clinic.token()))
    reply = driver.commit(readback, after.active_hash, after.state_rev, clinic.token())
    assert "no longer holds the staged program" in refused(reply)


# ---- boluses --------------------------------------------------------------------------------------------------


def test_a_bolus_is_given_on_top_of_the_basal_rate(clinic: Clinic, driver: ImplantDriver) -> None:
    basal = driver.status().dose_rate.value
    done(give(clinic, driver))
    running = driver.status()
    assert running.bolus is BolusKind.SINGLE
    assert running.bolus_until == PumpTime(running.pump_time.value + 600 * SECOND)
    assert running.dose_rate.value == basal + 50_000 * 144
    clinic.wait(driver, 601 * SECOND)
    assert driver.status().bolus is None
    assert clinic.site.pump.totals().by[Kind.BOLUS] == 100_000  # nL: 50 mcg at 500 mcg/mL


def test_the_log_tells_what_a_programmer_gave_before_it_tells_that_it_began(
    clinic: Clinic, driver: ImplantDriver
) -> None:
    done(give(clinic, driver))
    given, begun = clinic.site.pump.log.part(1, 1000).events[-2:]
    assert (given.kind, begun.kind) == (PumpEventKind.BOLUS_GIVEN, PumpEventKind.BOLUS_BEGUN)
    assert decode_given(given.detail) == BOLUS


def _stopped(clinic: Clinic, driver: ImplantDriver) -> None:
    done(driver.stop(clinic.token()))


def _under_way(clinic: Clinic, driver: ImplantDriver) -> None:
    done(give(clinic, driver))


def _low(clinic: Clinic, _driver: ImplantDriver) -> None:
    clinic.site.pump.tell_refill(Nanolitres(1_500_000))


FAST = SingleBolus(Nanograms(50_000), Seconds(1))
SLOW = SingleBolus(Nanograms(1), Seconds(86_400))


@pytest.mark.parametrize(
    ("befalls", "bolus", "said"),
    [
        (_stopped, BOLUS, "delivery is stopped or held"),
        (_low, BOLUS, "what is left in its reservoir goes to the basal rate"),
        (_under_way, BOLUS, "a single bolus is under way already"),
        (None, FAST, "faster than the pump can deliver"),
    ],
)
def test_a_bolus_that_cannot_be_given_is_refused_with_the_pump_s_reason_and_remembered(
    befalls: Callable[[Clinic, ImplantDriver], None] | None,
    bolus: SingleBolus,
    said: str,
    clinic: Clinic,
    driver: ImplantDriver,
) -> None:
    if befalls is not None:
        befalls(clinic, driver)
    now, token = driver.status(), clinic.token()
    reply = driver.give_bolus(bolus, now.program_hash, now.state_rev, token)
    assert said in refused(reply)
    assert driver.status().log == now.log
    assert driver.token_status(token).reply == reply
    assert driver.give_bolus(bolus, now.program_hash, now.state_rev, token) == reply


def test_a_bolus_too_slow_for_a_pump_that_gives_nothing_else_is_refused() -> None:
    drug = continuous(90_000).drug
    nothing = PeriodicBolus(NanogramsPerDay(0), Nanograms(20_000), Seconds(600), Seconds(6 * 3600))
    clinic = Clinic(factory_state(program=PumpProgram(drug, nothing)))
    assert "slower than the pump can deliver" in refused(give(clinic, clinic.connect().driver, SLOW))


def test_a_bolus_is_refused_until_the_bridge_is_finished(clinic: Clinic, driver: ImplantDriver) -> None:
    held = clinic.site.pump.engine.program.drug
    bridge = BridgeBolus((held,), NanogramsPerDay(90_000), Nanolitres(316_000))
    stronger = DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))
    committed(driver, PumpProgram(stronger, continuous(120_000).mode, opening=bridge), clinic.token())
    assert "priming or bridge bolus is not finished" in refused(give(clinic, driver))


def test_a_bolus_that_is_cancelled_is_cut_and_what_is_missing_is_told(
    clinic: Clinic, driver: ImplantDriver
) -> None:
    done(give(clinic, driver))
    clinic.wait(driver, 150 * SECOND)
    done(driver.cancel_bolus(clinic.token()))
    assert driver.status().bolus is None
    (ended,) = logged(clinic, PumpEventKind.BOLUS_ENDED)
    kind, missing = decode_ended(ended.detail)
    assert kind is BolusKind.SINGLE
    assert abs(missing.value - 75_000) <= 1
    basal = driver.status().dose_rate.value
    assert basal == 90_000


def test_where_no_single_bolus_runs_there_is_nothing_to_cancel(clinic: Clinic, driver: ImplantDriver) -> None:
    token = clinic.token()
    reply = driver.cancel_bolus(token)
    assert "nothing to cancel" in refused(reply)
    done(give(clinic, driver))
    assert driver.cancel_bolus(token) == reply
    assert driver.status().bolus is BolusKind.SINGLE


# ---- refill, clock, alarms, marks -----------------------------------------------------------------------------


def test_a_refill_that_is_told_ends_the_low_reservoir_alarm_and_changes_no_therapy() -> None:
    clinic = Clinic(factory_state(fill=1_500_000))
    driver = clinic.connect().driver
    before = driver.status()
    assert before.active_alarms == (AlarmKind.LOW_RESERVOIR,)
    reply = driver.tell_refill(Nanolitres(20_000_000), before.program_hash, before.state_rev, clinic.token())
    assert done(reply).active_hash == before.program_hash
    after = driver.status()
    assert (after.reservoir, after.active_alarms) == (Nanolitres(20_000_000), ())
    assert (after.dose_rate, after.delivery) == (before.dose_rate, before.delivery)
    (record,) = logged(clinic, PumpEventKind.REFILL_TOLD)
    assert decode_refill_told(record.detail) == Nanolitres(20_000_000)


def test_more_than_the_reservoir_holds_cannot_be_in_it(clinic: Clinic, driver: ImplantDriver) -> None:
    now, capacity = driver.status(), driver.limits().capacity
    more = Nanolitres(capacity.value + 1)
    reply = driver.tell_refill(more, now.program_hash, now.state_rev, clinic.token())
    assert "does not hold that much" in refused(reply)
    assert logged(clinic, PumpEventKind.REFILL_TOLD) == []
    done(driver.tell_refill(capacity, now.program_hash, now.state_rev, clinic.token()))


def test_a_clock_that_is_set_moves_no_bolus_and_no_lockout(clinic: Clinic, driver: ImplantDriver) -> None:
    done(give(clinic, driver))
    before = driver.status()
    to = PumpTime(before.pump_time.value + 5 * HOUR)
    assert done(driver.set_clock(to, before.state_rev, clinic.token())).pump_time == to
    after = driver.status()
    assert after.pump_time == to
    assert before.bolus_until is not None
    assert after.bolus_until == PumpTime(before.bolus_until.value + 5 * HOUR)


def test_a_reset_is_acknowledged_and_delivery_stays_stopped_until_it_is_resumed(
    clinic: Clinic, driver: ImplantDriver
) -> None:
    clinic.site.pump.reset()
    done(driver.acknowledge(driver.status().latched_alarms, clinic.token()))
    now = driver.status()
    assert (now.active_alarms, now.delivery) == ((), Delivery.STOPPED)
    (record,) = logged(clinic, PumpEventKind.ALARMS_ACKNOWLEDGED)
    assert decode_acknowledged(record.detail) == (AlarmKind.RESET,)
    done(driver.resume(now.program_hash, now.state_rev, clinic.token()))


def test_an_alarm_whose_cause_lasts_is_not_silenced(clinic: Clinic, driver: ImplantDriver) -> None:
    clinic.site.pump.memory_error()
    clinic.site.pump.stall()
    clinic.wait(driver, HOUR)
    before = driver.status()
    assert set(before.active_alarms) == {AlarmKind.MEMORY_ERROR, AlarmKind.MOTOR_STALL}
    reply = driver.acknowledge(tuple(AlarmKind), clinic.token())
    assert "their cause lasts" in refused(reply)
    assert set(driver.status().active_alarms) == set(before.active_alarms)


def test_only_the_alarms_that_a_person_has_seen_are_acknowledged(
    clinic: Clinic, driver: ImplantDriver
) -> None:
    clinic.site.pump.reset()
    assert "waiting to be seen" in refused(driver.acknowledge((AlarmKind.MOTOR_STALL,), clinic.token()))
    assert driver.status().active_alarms == (AlarmKind.RESET,)


def test_a_stall_that_is_over_and_still_shown_ends_when_it_is_acknowledged() -> None:
    usual = factory_state()
    clinic = Clinic(replace(usual, model=replace(usual.model, recovery_logged=False)))
    driver = clinic.connect().driver
    clinic.site.pump.stall()
    clinic.wait(driver, HOUR)
    assert driver.status().active_alarms == (AlarmKind.MOTOR_STALL,)
    assert "their cause lasts" in refused(driver.acknowledge((AlarmKind.MOTOR_STALL,), clinic.token()))
    clinic.site.pump.recover()
    done(driver.acknowledge((AlarmKind.MOTOR_STALL,), clinic.token()))
    assert driver.status().active_alarms == ()


def test_a_visit_leaves_one_mark_in_the_log_and_no_second(clinic: Clinic, driver: ImplantDriver) -> None:
    done(driver.mark(b"v" * 16, b"h" * 32, clinic.token()))
    assert "already" in refused(driver.mark(b"v" * 16, b"i" * 32, clinic.token()))
    done(driver.mark(b"w" * 16, b"i" * 32, clinic.token()))
    first, second = (Checkpoint.decode(one.detail) for one in logged(clinic, PumpEventKind.CHECKPOINT))
    assert (first.visit, first.sha256) == (b"v" * 16, b"h" * 32)
    assert (second.visit, second.sha256) == (b"w" * 16, b"i" * 32)


def test_the_pump_counts_what_it_did_not_believe_and_what_the_line_spoilt(
    clinic: Clinic, at: Connection
) -> None:
    before = at.driver.link_counters()
    at.line.corrupt_request(at.line.next_request, 77)
    at.driver.status()
    found = at.driver.link_counters()
    assert found.dropped == before.dropped + 1
    assert found.distrusted == dict.fromkeys(Distrusted, 0)
