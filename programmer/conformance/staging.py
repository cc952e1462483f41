"""Writing a program on the bench: section 5 of the standard, and the end of a session with something staged."""

from __future__ import annotations

from dataclasses import replace

from programmer.conformance.check import Check
from programmer.conformance.finding import CannotTry, Departure
from programmer.conformance.reading import decoded, read_program
from programmer.conformance.replies import expect
from programmer.conformance.stand import Stand, preparing
from programmer.device.implant.codes import LIMIT_CODES, Opcode, Status
from programmer.device.implant.messages.commands import Commit
from programmer.device.implant.messages.programs import Piece, decode_figures
from programmer.telemetry.codes import LinkStatus
from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.calculations.reservoir import critical_figures
from programmer.therapy.canonical import decode_program, encode_program, program_hash
from programmer.therapy.drugs import DrugFill
from programmer.therapy.limits import Limit
from programmer.therapy.programs import Continuous
from programmer.therapy.pump import PumpStatus
from programmer.therapy.quantities import NanogramsPerDay, Nanolitres

_MOST = 4096
_NO_SUCH_STAGE = 0xFFF0
_OTHER_DRUG = "conformance trial"
_SOME_PATH = 100_000


def staging_changes_nothing(stand: Stand) -> None:
    """Begin, chunks, verify, read: therapy, state_rev and log stay."""
    before = stand.status()
    program = stand.another_program()
    stage = stand.verified(program)
    _read_back(stand, stage)
    after = stand.status()
    stand.caller.ask(Opcode.STAGE_ABORT, stage.to_bytes(2, "little"))
    if _state(before) != _state(after):
        raise Departure("staging changed therapy, state_rev or log")


def _state(status: PumpStatus) -> tuple[object, ...]:
    return status.state_rev, status.program_hash, status.delivery, status.log


def _read_back(stand: Stand, stage: int) -> bytes:
    body = stand.caller.fetch(Opcode.STAGE_READ, stage.to_bytes(2, "little") + bytes(2))
    return decoded(Piece.decode, body, "the answer to STAGE_READ").part


def _gone(stand: Stand, stage: int, case: str, clause: str = "") -> None:
    reply = stand.caller.ask(Opcode.STAGE_READ, stage.to_bytes(2, "little") + bytes(2))
    if reply.status != Status.NO_STAGE:
        raise Departure(f"{case}: what was staged is still there", clause)


def a_stage_begins_from_what_was_seen(stand: Stand) -> None:
    """CONFLICT, NOT_A_PROGRAM, and the newest stage only."""
    program, other = stand.another_program(), stand.another_program()
    expect(stand.begin(program, rev_off=1), "STAGE_BEGIN for another state_rev", Status.CONFLICT)
    for length in (0, _MOST + 1):
        case = f"STAGE_BEGIN for {length} bytes"
        expect(stand.begin(program, length=length), case, Status.NOT_A_PROGRAM)
    first = stand.stage(program, upto=0)
    second = stand.stage(other, upto=0)
    if 0 in (first, second):
        raise Departure("a stage has the number 0")
    reply = stand.chunk(first, 0, program) if first != second else None
    if reply is None:
        raise Departure("two stages of one session have the same number")
    expect(reply, "STAGE_CHUNK for a stage that gave way to another", Status.NO_STAGE)


def chunks_come_in_order(stand: Stand) -> None:
    """Whatever else is tried changes nothing: in the end the program is whole."""
    program = stand.another_program()
    stage = stand.stage(program, upto=0)
    expect(stand.chunk(stage, 0, program[:10]), "the first chunk", LinkStatus.OK)
    expect(stand.chunk(stage, 0, program[:10]), "the same chunk again", LinkStatus.OK)
    wrong = {
        "other bytes at the same offset": (0, bytes(10)),
        "the beginning of a chunk that came": (0, program[:5]),
        "more than a chunk that came": (0, program[:15]),
        "a chunk behind a gap": (12, program[12:16]),
        "a chunk that overlaps": (5, program[5:15]),
        "an empty chunk": (10, b""),
        "a chunk beyond the length": (10, program[10:] + b"\0"),
    }
    for case, (offset, part) in wrong.items():
        expect(stand.chunk(stage, offset, part), case, Status.BAD_OFFSET)
    expect(stand.chunk(stage, 10, program[10:]), "the rest", LinkStatus.OK)
    expect(stand.verify(stage), "STAGE_VERIFY after chunks that did not fit", LinkStatus.OK)


def verifying_refuses_in_order(stand: Stand) -> None:
    """Hash, form, drug, limits; and the pump's own arithmetic is right."""
    program = stand.another_program()
    expect(stand.verify(stand.stage(program, upto=8)), "while bytes are missing", Status.HASH_DIFFERS)
    expect(stand.verify(stand.stage(program, bytes(32))), "with another hash", Status.HASH_DIFFERS)
    expect(stand.verify(stand.stage(b"no program at all")), "of junk", Status.NOT_A_PROGRAM)
    fast, other, bridged = _refusable(stand)
    expect(stand.verify(stand.stage(other)), "of another drug", Status.OTHER_DRUG)
    expect(stand.verify(stand.stage(bridged)), "of a bridge for what it holds", Status.BRIDGE_UNFOUNDED)
    refused = stand.verify(stand.stage(fast))
    expect(refused, "of a rate that is too high", Status.REFUSED)
    if refused.body[:3] != bytes([1, LIMIT_CODES[Limit.FLOW_TOO_HIGH], 0]):
        raise Departure("a rate that is too high was refused with other reasons")
    _require_figures(stand, program)


def _refusable(stand: Stand) -> tuple[bytes, bytes, bytes]:
    """A rate that is too high; that for another drug; and a bridge from what the pump holds."""
    held = decode_program(stand.another_program())
    too_high = NanogramsPerDay(2 * stand.dose(stand.limits.max_flow.value))
    fast = replace(held, mode=Continuous(too_high))
    drug = DrugFill(_OTHER_DRUG, held.drug.concentration)
    even = NanogramsPerDay(stand.dose(2 * stand.limits.min_flow.value))
    bridge = BridgeBolus(held.drugs, even, Nanolitres(_SOME_PATH))
    encoded = [encode_program(one) for one in (fast, replace(fast, drug=drug), replace(held, opening=bridge))]
    return encoded[0], encoded[1], encoded[2]


def _require_figures(stand: Stand, program: bytes) -> None:
    reply = stand.verify(stand.stage(program))
    expect(reply, "STAGE_VERIFY of a program that fits", LinkStatus.OK)
    sha256, figures = decoded(decode_figures, reply.body, "the answer to STAGE_VERIFY")
    if sha256 != program_hash(program):
        raise Departure("STAGE_VERIFY names another hash")
    mark = stand.limits.low_reservoir_mark
    if figures != critical_figures(decode_program(program), figures.reservoir, mark):
        raise Departure(f"the pump's figures are not those of the program: {figures}")


def committing_refuses_in_order(stand: Stand) -> None:
    """CONFLICT, NO_STAGE, NOT_VERIFIED, HASH_DIFFERS; then the program is in force."""
    program = stand.another_program()
    stage = stand.stage(program)
    ask = stand.caller.refused
    conflict = stand.commit_payload(_NO_SUCH_STAGE, program, rev_off=1)
    ask(Status.CONFLICT, "COMMIT for another state_rev", Opcode.COMMIT, conflict)
    missing = stand.commit_payload(_NO_SUCH_STAGE, program)
    ask(Status.NO_STAGE, "COMMIT of no stage", Opcode.COMMIT, missing)
    early = stand.commit_payload(stage, bytes(1))
    ask(Status.NOT_VERIFIED, "COMMIT before STAGE_VERIFY", Opcode.COMMIT, early)
    with preparing("nothing could be verified"):
        expect(stand.verify(stage), "STAGE_VERIFY", LinkStatus.OK)
    other = stand.commit_payload(stage, bytes(1))
    ask(Status.HASH_DIFFERS, "COMMIT of another hash", Opcode.COMMIT, other)
    done = stand.obeyed(Opcode.COMMIT, stand.commit_payload(stage, program))
    if read_program(stand.caller) != program or done.active_hash != program_hash(program):
        raise Departure("after COMMIT another program is in force than the one that was staged")


def committing_leaves_delivery_alone(stand: Stand) -> None:
    """Running it runs on, stopped it stays stopped."""
    for bring in (stand.running, stand.stopped):
        before = bring().delivery
        stand.install(stand.another_program())
        if stand.status().delivery is not before:
            raise Departure(f"COMMIT changed whether delivery runs; it was {before.value} before")


def a_stage_ends_with_any_change(stand: Stand) -> None:
    """With its COMMIT, and with a RESUME in between. Ten minutes are not waited for."""
    program = stand.another_program()
    stage = stand.verified(program)
    stand.obeyed(Opcode.COMMIT, stand.commit_payload(stage, program))
    _gone(stand, stage, "after COMMIT")
    stand.stopped()
    stage = stand.stage(stand.another_program())
    with preparing("delivery could not be resumed"):
        stand.resume()
    _gone(stand, stage, "after state_rev has changed")


def aborting_is_always_right(stand: Stand) -> None:
    """Also where there is no such stage."""
    stage = stand.stage(stand.another_program())
    for case, number in (("the stage", stage), ("no stage", stage), ("no such stage", _NO_SUCH_STAGE)):
        reply = stand.caller.ask(Opcode.STAGE_ABORT, number.to_bytes(2, "little"))
        expect(reply, f"STAGE_ABORT of {case}", LinkStatus.OK)
    _gone(stand, stage, "after STAGE_ABORT")


def a_session_takes_its_stage_along(stand: Stand) -> None:
    """And no therapy."""
    before = stand.running()
    program = stand.another_program()
    stage = stand.verified(program)
    stand.caller.open()
    _gone(stand, stage, "in a new session")
    payload = Commit(
        stand.token(), stage, program_hash(program), before.program_hash, before.state_rev
    ).encode()
    stand.caller.refused(Status.NO_STAGE, "COMMIT in a new session", Opcode.COMMIT, payload)
    after = stand.status()
    if (after.delivery, after.program_hash) != (before.delivery, before.program_hash):
        raise Departure("the end of a session changed therapy")


def doses_are_kept_exactly(stand: Stand) -> None:
    """A dose of which no whole number of nanolitres comes is what is read back."""
    if stand.status().opening_left.value:
        raise CannotTry("a prime or bridge is unfinished")
    program = stand.another_program()
    stand.install(program)
    if read_program(stand.caller) != program:
        raise Departure("a program was read back with other doses than it was written with")


CHECKS = (
    Check(("W-1",), staging_changes_nothing),
    Check(("W-2",), a_stage_begins_from_what_was_seen),
    Check(("W-3",), chunks_come_in_order),
    Check(("W-4",), verifying_refuses_in_order),
    Check(("W-7",), committing_refuses_in_order),
    Check(("W-8",), committing_leaves_delivery_alone),
    Check(("W-9",), a_stage_ends_with_any_change),
    Check(("W-10",), aborting_is_always_right),
    Check(("S-17",), a_session_takes_its_stage_along),
    Check(("N-3",), doses_are_kept_exactly),
)
