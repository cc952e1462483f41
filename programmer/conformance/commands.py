"""Commands on the bench: once each, never without a session, and what STOP and RESUME do: sections 6 and 12."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from programmer.conformance.check import Check
from programmer.conformance.finding import Departure
from programmer.conformance.history import Record, records_since
from programmer.conformance.reading import decoded
from programmer.conformance.replies import expect, name_of
from programmer.conformance.stand import Stand, preparing
from programmer.device.implant.codes import EVENT_CODES, Opcode, Status
from programmer.device.implant.messages.commands import Commit, Resume, Stop, TokenAnswer
from programmer.device.implant.messages.orders import Checkpoint, GiveBolus, Seen, SetClock, TellRefill
from programmer.telemetry.codes import LinkStatus
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.canonical import program_hash
from programmer.therapy.pump import Delivery, PumpEventKind, PumpStatus
from programmer.therapy.quantities import Nanograms, PumpTime, Seconds

_NO_SUCH_STAGE = 0xFFF0


def no_stop_without_a_session(stand: Stand) -> None:
    """In clear, in session 0 and with the number of the session; delivery runs on."""
    before = stand.running()
    payload = Stop(stand.token()).encode()
    clear = stand.caller.clear(Opcode.STOP, payload)
    answer = stand.caller.insist(clear.encoded, clear.words, clear)
    named = stand.caller.clear(Opcode.STOP, payload, session=stand.caller.session().number)
    named_answer = stand.caller.once(named, patience_us=100_000)
    stand.caller.leave()
    after = stand.status()
    if after.delivery is not before.delivery or after.state_rev != before.state_rev:
        raise Departure("STOP in clear changed the pump")
    if answer is None or answer.status != LinkStatus.NO_SESSION or named_answer is not None:
        raise Departure(
            "STOP in clear was not answered NO_SESSION in session 0, and nothing with a session's number"
        )


def no_command_without_a_session(stand: Stand) -> None:
    """Each as it would be right within the session, in clear, while the pump is stopped."""
    before = stand.stopped()
    for opcode, payload in _commands(stand, before).items():
        reply = stand.caller.ask_clear(opcode, payload)
        expect(reply, f"{opcode.name} in clear in session 0", LinkStatus.NO_SESSION)
    after = stand.status()
    if _state(after) != _state(before):
        raise Departure("a command in clear changed the pump")


def _commands(stand: Stand, now: PumpStatus) -> dict[Opcode, bytes]:
    seen, token = Seen(now.program_hash, now.state_rev), stand.token()
    bolus = SingleBolus(Nanograms(1), Seconds(1))
    named = program_hash(stand.program)
    return {
        Opcode.RESUME: Resume(token, now.program_hash, now.state_rev).encode(),
        Opcode.COMMIT: Commit(token, 1, named, now.program_hash, now.state_rev).encode(),
        Opcode.BOLUS: GiveBolus(token, seen, bolus).encode(),
        Opcode.BOLUS_CANCEL: token,
        Opcode.ALARM_ACKNOWLEDGE: token + bytes(4),
        Opcode.CLOCK_SET: SetClock(token, now.state_rev, now.pump_time).encode(),
        Opcode.REFILL: TellRefill(token, seen, now.reservoir).encode(),
        Opcode.CHECKPOINT: Checkpoint(token, token, bytes(32)).encode(),
    }


def _state(status: PumpStatus) -> tuple[object, ...]:
    return status.state_rev, status.program_hash, status.delivery, status.log


def a_token_is_done_once(stand: Stand) -> None:
    """COMMIT, STOP and a refused RESUME, again in the same session and in another: words, and no deed."""
    stand.running()
    program = stand.another_program()
    commit = stand.commit_payload(stand.verified(program), program)
    _repeat(stand, Opcode.COMMIT, commit, stand.obeyed(Opcode.COMMIT, commit).encode())
    stop = Stop(stand.token()).encode()
    done = stand.obeyed(Opcode.STOP, stop)
    stand.running()
    _repeat(stand, Opcode.STOP, stop, done.encode())
    if stand.status().delivery is not Delivery.RUNNING:
        raise Departure("STOP was done a second time when its token came again")
    refused = stand.resume_payload()
    stand.caller.refused(Status.CANNOT_RESUME, "RESUME while it runs", Opcode.RESUME, refused)
    stand.stopped()
    stand.caller.refused(Status.CANNOT_RESUME, "the same RESUME again", Opcode.RESUME, refused)
    if stand.status().delivery is Delivery.RUNNING:
        raise Departure("a command that was refused was done when its token came again")


def _repeat(stand: Stand, opcode: Opcode, payload: bytes, done: bytes) -> None:
    before = stand.status()
    for session in ("the same session", "a new session"):
        reply = stand.caller.ask(opcode, payload)
        expect(reply, f"{name_of(opcode)} with the same token in {session}", LinkStatus.OK)
        if not reply.body.startswith(done):
            raise Departure(f"{name_of(opcode)} with the same token in {session} was answered otherwise")
        stand.caller.open()
    after = stand.status()
    if _state(before) != _state(after):
        raise Departure(f"{name_of(opcode)} with the same token changed the pump again")


def a_token_belongs_to_one_command(stand: Stand) -> None:
    """Not with another opcode, nor with other bytes."""
    stand.running()
    token = stand.token()
    stand.obeyed(Opcode.STOP, Stop(token).encode())
    before = stand.status()
    ask = stand.caller.refused
    ask(Status.TOKEN_REUSED, "RESUME with the token of a STOP", Opcode.RESUME, stand.resume_payload(token))
    ask(Status.TOKEN_REUSED, "BOLUS_CANCEL with the token of a STOP", Opcode.BOLUS_CANCEL, token)
    if _state(stand.status()) != _state(before):
        raise Departure("a command with the token of another was done")
    payload = stand.resume_payload()
    stand.obeyed(Opcode.RESUME, payload)
    other = payload[:-4] + (int.from_bytes(payload[-4:], "little") + 1).to_bytes(4, "little")
    ask(Status.TOKEN_REUSED, "RESUME with its token and other bytes", Opcode.RESUME, other)


def what_cannot_be_read_uses_up_no_token(stand: Stand) -> None:
    """MALFORMED for its size or for a value, with a token that is new, and with one that was done."""
    status, token = stand.running(), stand.token()
    bolus = GiveBolus(
        token, Seen(status.program_hash, status.state_rev), SingleBolus(Nanograms(1), Seconds(1))
    )
    nothing = bolus.encode()[:-12] + bytes(12)
    long_ago = SetClock(token, status.state_rev, PumpTime(0)).encode()
    stop = Stop(token).encode()
    wrong = (
        ("STOP with a byte too many", Opcode.STOP, stop + b"\0"),
        ("BOLUS of 0 ng", Opcode.BOLUS, nothing),
        ("CLOCK_SET to 1970", Opcode.CLOCK_SET, long_ago),
    )
    for case, opcode, payload in wrong:
        stand.caller.refused(LinkStatus.MALFORMED, case, opcode, payload)
        told = _told(stand, token)
        if told.done is not None or told.refused is not None:
            raise Departure(f"{case} used up its token, though it was MALFORMED")
    reply = stand.caller.ask(Opcode.STOP, stop)
    expect(reply, "STOP with a token that came before in what was MALFORMED", LinkStatus.OK)
    known, case = _told(stand, token), "STOP with two bytes too many"
    stand.caller.refused(
        LinkStatus.MALFORMED, f"{case}, and a token that was done", Opcode.STOP, stop + bytes(2)
    )
    if _told(stand, token) != known:
        raise Departure(f"{case} changed what had become of its token, though it was MALFORMED")


def done_names_its_record(stand: Stand) -> None:
    """STOP, RESUME and COMMIT: the record of that number is of that kind and holds the token."""
    stand.running()
    program = stand.another_program()
    orders: tuple[tuple[Opcode, PumpEventKind, Callable[[], bytes]], ...] = (
        (Opcode.STOP, PumpEventKind.STOPPED, lambda: Stop(stand.token()).encode()),
        (Opcode.RESUME, PumpEventKind.RESUMED, stand.resume_payload),
        (
            Opcode.COMMIT,
            PumpEventKind.PROGRAM_CHANGED,
            lambda: stand.commit_payload(stand.verified(program), program),
        ),
    )
    for opcode, kind, payload_of in orders:
        payload, since = payload_of(), stand.status().log.last_sequence
        done = stand.obeyed(opcode, payload)
        record = record_of(stand, since, done.sequence)
        if record.kind != EVENT_CODES[kind] or record.detail[:16] != payload[:16]:
            raise Departure(f"record {done.sequence}, which {opcode.name} names, is not the one that it made")


def record_of(stand: Stand, since: int, sequence: int) -> Record:
    """The record of that number, which must be a new one. Raises ``Departure`` of X-5."""
    for record in records_since(stand.caller, since):
        if record.sequence == sequence:
            return record
    raise Departure(f"record {sequence}, which a command names, is not among those that it made", "X-5")


def tokens_are_told(stand: Stand) -> None:
    """One that was done, one that was refused; asking changes nothing."""
    stand.running()
    token = stand.token()
    done = stand.obeyed(Opcode.STOP, Stop(token).encode())
    stale = stand.resume_payload(rev_off=1)
    stand.caller.refused(Status.CONFLICT, "RESUME for another state_rev", Opcode.RESUME, stale)
    before = stand.status()
    told, refused = _told(stand, token), _told(stand, stale[:16])
    if told.done != done:
        raise Departure("TOKEN_STATUS does not tell what became of a STOP that was done")
    if refused.refused != Status.CONFLICT:
        raise Departure("TOKEN_STATUS does not tell with which status a RESUME was refused")
    if _state(stand.status()) != _state(before):
        raise Departure("TOKEN_STATUS changed the pump")


def _told(stand: Stand, token: bytes) -> TokenAnswer:
    body = stand.caller.fetch(Opcode.TOKEN_STATUS, token)
    return decoded(TokenAnswer.decode, body, "the answer to TOKEN_STATUS")


def what_was_not_seen_is_a_conflict(stand: Stand) -> None:
    """Another state_rev, another program, for every command that names them; nothing is done."""
    before = stand.stopped()
    other = bytes(32)
    bolus = SingleBolus(Nanograms(1), Seconds(1))
    for active, rev in ((before.program_hash, before.state_rev + 1), (other, before.state_rev)):
        seen = Seen(active, rev)
        payloads = {
            Opcode.RESUME: Resume(stand.token(), active, rev).encode(),
            Opcode.COMMIT: Commit(stand.token(), _NO_SUCH_STAGE, other, active, rev).encode(),
            Opcode.BOLUS: GiveBolus(stand.token(), seen, bolus).encode(),
            Opcode.REFILL: TellRefill(stand.token(), seen, before.reservoir).encode(),
        }
        for opcode, payload in payloads.items():
            case = f"{opcode.name} for {'another program' if active is other else 'another state_rev'}"
            stand.caller.refused(Status.CONFLICT, case, opcode, payload)
    if _state(stand.status()) != _state(before):
        raise Departure("a command for another state than the pump's was done")


def stop_is_always_taken(stand: Stand) -> None:
    """Running, and again; it ends what is staged, and no late RESUME undoes it."""
    stand.running()
    stage = stand.stage(stand.another_program())
    late = stand.resume_payload()
    first = stand.stop()
    status = stand.status()
    if status.delivery is not Delivery.STOPPED or status.program_hash != first.active_hash:
        raise Departure("after STOP delivery is not suspended, or another program is in force")
    reply = stand.caller.ask(Opcode.STAGE_READ, stage.to_bytes(2, "little") + bytes(2))
    expect(reply, "STAGE_READ after STOP", Status.NO_STAGE)
    if stand.stop().state_rev <= first.state_rev:
        raise Departure("a second STOP did not raise state_rev")
    stand.caller.refused(Status.CONFLICT, "a RESUME from before STOP", Opcode.RESUME, late)
    if stand.status().delivery is not Delivery.STOPPED:
        raise Departure("a RESUME from before STOP took delivery up again")


def resume_takes_delivery_up(stand: Stand) -> None:
    """Once; while it runs it is CANNOT_RESUME."""
    stand.stopped()
    stand.resume()
    if stand.status().delivery is not Delivery.RUNNING:
        raise Departure("after RESUME delivery does not run")
    again = stand.resume_payload()
    stand.caller.refused(Status.CANNOT_RESUME, "RESUME while it runs", Opcode.RESUME, again)


def every_command_raises_state_rev(stand: Stand) -> None:
    """COMMIT, STOP and RESUME do, CHECKPOINT does not."""
    stand.running()
    program = stand.another_program()
    stage = stand.verified(program)
    before = stand.status().state_rev
    revs = [before, stand.obeyed(Opcode.COMMIT, stand.commit_payload(stage, program)).state_rev]
    revs += [stand.stop().state_rev, stand.resume().state_rev]
    if any(later <= earlier for earlier, later in pairwise(revs)):
        raise Departure(f"state_rev went through {revs} with COMMIT, STOP and RESUME")
    with preparing("CHECKPOINT was not taken"):
        mark = Checkpoint(stand.token(), stand.token(), bytes(32)).encode()
        done = stand.obeyed(Opcode.CHECKPOINT, mark)
    if not done.state_rev == stand.status().state_rev == revs[-1]:
        raise Departure("CHECKPOINT changed state_rev")


CHECKS = (
    Check(("K-7",), no_stop_without_a_session),
    Check(("X-13",), no_command_without_a_session),
    Check(("X-2",), a_token_is_done_once),
    Check(("X-3",), a_token_belongs_to_one_command),
    Check(("X-3",), what_cannot_be_read_uses_up_no_token),
    Check(("X-5",), done_names_its_record),
    Check(("X-6",), tokens_are_told),
    Check(("X-7",), what_was_not_seen_is_a_conflict),
    Check(("X-10",), stop_is_always_taken),
    Check(("X-12",), resume_takes_delivery_up),
    Check(("R-3",), every_command_raises_state_rev),
)
