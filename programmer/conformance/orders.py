"""What can be told on the bench beside a program: boluses, alarms seen, the clock, a refill, the mark of a visit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from programmer.conformance.check import Check
from programmer.conformance.commands import record_of
from programmer.conformance.finding import CannotTry, Departure
from programmer.conformance.stand import Stand
from programmer.device.implant.codes import EVENT_CODES, Opcode, Status, alarm_bitmap
from programmer.device.implant.messages.commands import Done
from programmer.device.implant.messages.orders import (
    EARLIEST_CLOCK,
    LATEST_CLOCK,
    Checkpoint,
    GiveBolus,
    Seen,
    TellRefill,
)
from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.wire import PayloadWriter
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import LONGEST_ORDER, SingleBolus
from programmer.therapy.pump import BolusKind, PumpEventKind, PumpStatus
from programmer.therapy.quantities import SECONDS_PER_DAY, Nanograms, Seconds

_A_MINUTE_US = 60_000_000
_TOO_LARGE = 2**63


def _seen(status: PumpStatus) -> Seen:
    return Seen(status.program_hash, status.state_rev)


def _give(stand: Stand, status: PumpStatus, nanograms: int, seconds: int = SECONDS_PER_DAY) -> bytes:
    return GiveBolus(
        stand.token(), _seen(status), SingleBolus(Nanograms(nanograms), Seconds(seconds))
    ).encode()


def _fitting(stand: Stand) -> int:
    """A dose over a day that the pump can add to what it delivers now; it is cut at once."""
    return stand.dose(stand.limits.max_flow.value // 4)


def _able_to_bolus(stand: Stand) -> PumpStatus:
    """The pump, delivering, with no single bolus under way. Raises ``CannotTry``."""
    status = stand.running()
    if AlarmKind.LOW_RESERVOIR in status.active_alarms:
        raise CannotTry("the reservoir is low")
    if status.bolus is BolusKind.SINGLE:
        stand.caller.ask(Opcode.BOLUS_CANCEL, stand.token())
    return stand.status()


def a_bolus_is_given_once(stand: Stand) -> None:
    """What is no bolus, what refuses one, and one that is given; it is cut again."""
    _refuse_what_is_none(stand)
    stopped = stand.stopped()
    case = "BOLUS while delivery is stopped"
    stand.caller.refused(Status.BOLUS_STOPPED, case, Opcode.BOLUS, _give(stand, stopped, _fitting(stand)))
    if stand.status().log != stopped.log:
        raise Departure("a BOLUS that was refused left a trace in the log")
    status = _able_to_bolus(stand)
    fast = _give(stand, status, 4 * stand.dose(stand.limits.max_flow.value))
    stand.caller.refused(Status.BOLUS_TOO_FAST, "BOLUS faster than the pump", Opcode.BOLUS, fast)
    _given(stand, status)


def _given(stand: Stand, status: PumpStatus) -> None:
    payload = _give(stand, status, _fitting(stand))
    since = stand.status().log.last_sequence
    done = stand.obeyed(Opcode.BOLUS, payload)
    try:
        record = record_of(stand, since, done.sequence)
        if (
            record.kind != EVENT_CODES[PumpEventKind.BOLUS_GIVEN]
            or record.detail != payload[:16] + payload[52:]
        ):
            raise Departure("the record of a BOLUS does not hold its token, dose and duration")
        again = stand.caller.ask(Opcode.BOLUS, payload)
        if again.status != LinkStatus.OK or not again.body.startswith(done.encode()):
            raise Departure("BOLUS with the same token was answered otherwise", "X-2")
        another = _give(stand, stand.status(), _fitting(stand))
        stand.caller.refused(Status.BOLUS_UNDER_WAY, "a second BOLUS", Opcode.BOLUS, another)
    finally:
        stand.caller.ask(Opcode.BOLUS_CANCEL, stand.token())


def _refuse_what_is_none(stand: Stand) -> None:
    status = stand.running()
    for nanograms, seconds in ((0, 60), (1000, 0), (_TOO_LARGE, 60), (1000, LONGEST_ORDER.value + 1)):
        writer = _seen(status).write(PayloadWriter().rest(stand.token()))
        payload = writer.u64(nanograms).u32(seconds).done()
        case = f"BOLUS of {nanograms} ng in {seconds} s"
        stand.caller.refused(LinkStatus.MALFORMED, case, Opcode.BOLUS, payload)


def a_bolus_is_cancelled(stand: Stand) -> None:
    """The one that runs; then there is none."""
    status = _able_to_bolus(stand)
    reply = stand.caller.ask(Opcode.BOLUS, _give(stand, status, _fitting(stand)))
    if reply.status != LinkStatus.OK:
        raise CannotTry("no bolus was given")
    token, since = stand.token(), stand.status().log.last_sequence
    done = stand.obeyed(Opcode.BOLUS_CANCEL, token)
    if stand.status().bolus is BolusKind.SINGLE:
        raise Departure("after BOLUS_CANCEL the single bolus runs on")
    record = record_of(stand, since, done.sequence)
    if (record.kind, record.detail) != (EVENT_CODES[PumpEventKind.BOLUS_CANCELLED], token):
        raise Departure("the record of BOLUS_CANCEL does not hold its token")
    stand.caller.refused(Status.NO_BOLUS, "BOLUS_CANCEL without a bolus", Opcode.BOLUS_CANCEL, stand.token())


def alarms_that_are_not_latched(stand: Stand) -> None:
    """None of them ends, and nothing changes."""
    before = stand.status()
    bits = 0xFF & ~alarm_bitmap(before.latched_alarms)
    payload = stand.token() + bits.to_bytes(4, "little")
    case = "ALARM_ACKNOWLEDGE of alarms that are not latched"
    stand.caller.refused(Status.NOTHING_TO_END, case, Opcode.ALARM_ACKNOWLEDGE, payload)
    if stand.status().state_rev != before.state_rev:
        raise Departure("an acknowledgement that ended nothing raised state_rev")


def the_clock_is_set(stand: Stand) -> None:
    """CONFLICT, MALFORMED, a minute forward, and back."""
    now = stand.status()
    ask = stand.caller.refused
    stale = _set(stand, now.state_rev + 1, now.pump_time.value)
    ask(Status.CONFLICT, "CLOCK_SET for another state_rev", Opcode.CLOCK_SET, stale)
    for time_us in (EARLIEST_CLOCK.value - 1, LATEST_CLOCK.value, -(2**63)):
        case = f"CLOCK_SET to {time_us}"
        ask(LinkStatus.MALFORMED, case, Opcode.CLOCK_SET, _set(stand, now.state_rev, time_us))

    with _a_minute_on(stand) as (_, to, done):
        if done.pump_time.value != to or stand.status().pump_time.value < to:
            raise Departure("after CLOCK_SET the clock shows another time")


def _set(stand: Stand, state_rev: int, time_us: int) -> bytes:
    return PayloadWriter().rest(stand.token()).u32(state_rev).i64(time_us).done()


@contextmanager
def _a_minute_on(stand: Stand) -> Iterator[tuple[PumpStatus, int, Done]]:
    """The clock a minute on: the pump as it was, the new time, and what it answered; afterwards it is put back,
    or at the end of the trial where something comes between."""
    before = stand.status()
    to = before.pump_time.value + _A_MINUTE_US
    done = stand.obeyed(Opcode.CLOCK_SET, _set(stand, before.state_rev, to))
    stand.clock_ahead_us += _A_MINUTE_US
    yield before, to, done
    stand.set_clock_back()


def a_clock_that_was_set_is_a_record(stand: Stand) -> None:
    """Stamped with the new time, with the old one as its detail."""
    with _a_minute_on(stand) as (before, to, done):
        record = record_of(stand, before.log.last_sequence, done.sequence)
        old = int.from_bytes(record.detail, "little", signed=True)
        if record.kind != EVENT_CODES[PumpEventKind.CLOCK_SET] or len(record.detail) != 8:
            raise Departure("CLOCK_SET does not name a record of a clock that was set")
        if record.time_us != to or not before.pump_time.value <= old <= stand.status().pump_time.value:
            raise Departure("the record of a clock that was set has other times than the new and the old one")


def a_refill_is_told(stand: Stand) -> None:
    """Too much is refused; what is in the reservoir anyway changes neither program nor drug."""
    before = stand.status()
    too_much = stand.limits.capacity.value + 1
    payload = _seen(before).write(PayloadWriter().rest(stand.token())).u32(too_much).done()
    stand.caller.refused(Status.REFILL_TOO_LARGE, "REFILL beyond the capacity", Opcode.REFILL, payload)
    told = TellRefill(stand.token(), _seen(before), before.reservoir)
    done = stand.obeyed(Opcode.REFILL, told.encode())
    record = record_of(stand, before.log.last_sequence, done.sequence)
    volume = before.reservoir.value.to_bytes(4, "little")
    if (record.kind, record.detail) != (EVENT_CODES[PumpEventKind.REFILL_TOLD], volume):
        raise Departure("REFILL does not name the record of its volume")
    if stand.status().program_hash != before.program_hash:
        raise Departure("REFILL changed the program")


def a_visit_is_marked_once(stand: Stand) -> None:
    """A record, and CHECKPOINT_MADE for a second one of the same visit."""
    before, visit = stand.status(), stand.caller.randomness.token_bytes(16)
    first = Checkpoint(stand.token(), visit, bytes(range(32))).encode()
    done = stand.obeyed(Opcode.CHECKPOINT, first)
    record = record_of(stand, before.log.last_sequence, done.sequence)
    if (record.kind, record.detail) != (EVENT_CODES[PumpEventKind.CHECKPOINT], first):
        raise Departure("the record of CHECKPOINT does not hold what was sent")
    second = Checkpoint(stand.token(), visit, bytes(32)).encode()
    case = "a second CHECKPOINT for the same visit"
    stand.caller.refused(Status.CHECKPOINT_MADE, case, Opcode.CHECKPOINT, second)
    after = stand.status()
    if (after.program_hash, after.delivery) != (before.program_hash, before.delivery):
        raise Departure("CHECKPOINT changed therapy")


CHECKS = (
    Check(("X-14",), a_bolus_is_given_once),
    Check(("X-15",), a_bolus_is_cancelled),
    Check(("X-16",), alarms_that_are_not_latched),
    Check(("X-17",), the_clock_is_set),
    Check(("H-6",), a_clock_that_was_set_is_a_record),
    Check(("X-18",), a_refill_is_told),
    Check(("X-19",), a_visit_is_marked_once),
)
