"""What the device tells of itself, each message against its table and against the others: sections 4 and 7."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from programmer.conformance.caller import Caller
from programmer.conformance.check import Check
from programmer.conformance.finding import CannotTry, Departure
from programmer.device.implant.codes import BATTERY_CODES, CHANGED_BY_CODES, DELIVERY_CODES, Opcode, Status
from programmer.device.implant.messages.commands import TOKEN_LENGTH, TokenAnswer
from programmer.device.implant.messages.identity import decode_catheter, decode_identity, decode_limits
from programmer.device.implant.messages.programs import Piece
from programmer.device.implant.messages.status import decode_status
from programmer.telemetry.codes import LinkOpcode
from programmer.telemetry.wire import Malformed
from programmer.therapy.canonical import NotCanonical, decode_program, program_hash
from programmer.therapy.programs import Continuous, DaySchedule, MinimumRate, PumpProgram, WeekSchedule
from programmer.therapy.pump import PumpIdentity, PumpLimits, PumpStatus
from programmer.therapy.quantities import NANOLITRES_PER_MILLILITRE

Message = TypeVar("Message")
_MOST_PIECES = 300
_MOST_PROGRAM = 4096
_DELIVERY_AT, _BY_AT, _BATTERY_AT, _BOLUS_AT, _STATUS_LENGTH = 12, 13, 50, 129, 148
_BOLUS_CODES = {0x1E, 0x2D, 0x33, 0x4B}
_TOKEN_CODES = {0x1E, 0x2D, 0x33}
_NO_TIME = -(2**63)


def decoded(decode: Callable[[bytes], Message], body: bytes, what: str, clause: str = "") -> Message:
    """A message as its table says. Raises ``Departure`` of that clause for anything else."""
    try:
        return decode(body)
    except Malformed as trouble:
        raise Departure(f"{what} is not as in its table: {trouble}", clause) from trouble


def read_status(caller: Caller) -> PumpStatus:
    """How the pump is now."""
    return decoded(decode_status, caller.fetch(Opcode.STATUS), "STATUS", "C-2")


def read_limits(caller: Caller) -> PumpLimits:
    """What it can do."""
    return decoded(decode_limits, caller.fetch(Opcode.LIMITS), "LIMITS", "C-4")


def read_identity(caller: Caller) -> PumpIdentity:
    """Who it says that it is, within the session."""
    return decoded(decode_identity, caller.fetch(LinkOpcode.IDENT), "IDENT", "C-6")


def read_program(caller: Caller) -> bytes:
    """The canonical bytes in force, from pieces that fit together. Raises ``Departure`` of R-5."""
    whole, first = b"", piece(caller, 0)
    if first.whole_length > _MOST_PROGRAM:
        raise Departure(
            f"the program in force has {first.whole_length} bytes, and may have {_MOST_PROGRAM}", "R-5"
        )
    for _ in range(_MOST_PIECES):
        if len(whole) >= first.whole_length:
            break
        part = piece(caller, len(whole))
        if (part.whole_length, part.sha256) != (first.whole_length, first.sha256):
            raise Departure("length or hash of the whole differ between two pieces", "R-5")
        if not part.part:
            raise Departure("an empty piece came before the end", "R-5")
        whole += part.part
    if len(whole) != first.whole_length or program_hash(whole) != first.sha256:
        raise Departure("the pieces do not make the program that they name", "R-5")
    return whole


def piece(caller: Caller, offset: int) -> Piece:
    """One piece of the program in force."""
    body = caller.fetch(Opcode.PROGRAM_READ, offset.to_bytes(2, "little"))
    found = decoded(Piece.decode, body, "the answer to PROGRAM_READ", "R-5")
    if found.offset != offset:
        raise Departure(f"PROGRAM_READ from {offset} was answered from {found.offset}", "R-5")
    return found


def the_program_is_read_in_pieces(caller: Caller) -> None:
    """From its start, from the middle, from its end, and from behind it."""
    whole = read_program(caller)
    if read_status(caller).program_hash != program_hash(whole):
        raise Departure("STATUS names another program than PROGRAM_READ gives")
    middle = len(whole) // 2
    if not whole[middle:].startswith(piece(caller, middle).part):
        raise Departure("a piece from the middle is not what stands there")
    if piece(caller, len(whole)).part:
        raise Departure("from the very end of the program a piece came that is not empty")
    behind = (len(whole) + 1).to_bytes(2, "little")
    caller.refused(Status.BAD_OFFSET, "PROGRAM_READ from behind the end", Opcode.PROGRAM_READ, behind)


def the_program_is_canonical(caller: Caller) -> None:
    """The one encoding of a program of schema 1."""
    whole = read_program(caller)
    try:
        decode_program(whole)
    except NotCanonical as trouble:
        raise Departure(f"the program in force cannot be read: {trouble}") from trouble


def a_schedule_is_canonical(caller: Caller) -> None:
    """Where the program in force has one: it was read, so its steps are as they must be."""
    if not isinstance(_readable(caller).mode, DaySchedule | WeekSchedule):
        raise CannotTry("the program in force has no schedule")


def what_is_not_even_is_canonical(caller: Caller) -> None:
    """Where the program in force is not an even or scheduled dose alone; that of the minimum rate is calculated."""
    program = _readable(caller)
    alone = isinstance(program.mode, Continuous | DaySchedule | WeekSchedule)
    if alone and program.patient_bolus is None and program.opening is None:
        raise CannotTry("the program in force has a rate alone")
    if isinstance(program.mode, MinimumRate):
        maintaining = read_limits(caller).maintaining_flow
        due = maintaining.value * program.drug.concentration.value // NANOLITRES_PER_MILLILITRE
        if program.mode.dose.value != due:
            raise Departure(
                f"the dose of the minimum rate is {program.mode.dose.value} and not {due} ng per day"
            )


def _readable(caller: Caller) -> PumpProgram:
    try:
        return decode_program(read_program(caller))
    except NotCanonical as trouble:
        raise CannotTry(f"the program in force cannot be read: {trouble}") from trouble


def enumerations_are_of_the_tables(caller: Caller) -> None:
    """Those of STATUS, and of TOKEN_STATUS."""
    body = caller.fetch(Opcode.STATUS)
    if len(body) < _STATUS_LENGTH:
        raise Departure(f"STATUS has {len(body)} bytes, its table {_STATUS_LENGTH}", "C-4")
    tables = {
        "delivery": (_DELIVERY_AT, set(DELIVERY_CODES.values())),
        "delivery_by": (_BY_AT, set(CHANGED_BY_CODES.values())),
        "battery": (_BATTERY_AT, set(BATTERY_CODES.values())),
        "bolus": (_BOLUS_AT, _BOLUS_CODES),
    }
    for name, (at, codes) in tables.items():
        if body[at] not in codes:
            raise Departure(f"STATUS has {body[at]:#04x} as {name}, which is not in its table")
    token = caller.fetch(Opcode.TOKEN_STATUS, caller.randomness.token_bytes(TOKEN_LENGTH))
    if not token or token[0] not in _TOKEN_CODES:
        raise Departure("TOKEN_STATUS has a state that is not in its table")


def a_token_of_nobody_is_not_known(caller: Caller) -> None:
    """Not known, in the epoch of the log, reaching back to no further than there is a log."""
    body = caller.fetch(Opcode.TOKEN_STATUS, caller.randomness.token_bytes(TOKEN_LENGTH))
    answer = decoded(TokenAnswer.decode, body, "TOKEN_STATUS", "X-6")
    if answer.done is not None or answer.refused is not None:
        raise Departure("TOKEN_STATUS knows a token that was never sent", "X-6")
    log = read_status(caller).log
    if answer.epoch != log.epoch:
        raise Departure("TOKEN_STATUS names another epoch than STATUS", "H-1")
    if answer.reaches_back_to > log.last_sequence + 1:
        raise Departure("the table of tokens begins behind the end of the log", "X-6")


def numbers_make_sense_together(caller: Caller) -> None:
    """Reservoir within capacity, alarms latched among the active, as little-endian numbers of the right unit give."""
    status, limits = read_status(caller), read_limits(caller)
    if status.reservoir > limits.capacity:
        raise Departure("STATUS has more in the reservoir than LIMITS says that it holds")
    if limits.low_reservoir_mark > limits.capacity:
        raise Departure("the low-reservoir mark is above the capacity")
    if not set(status.latched_alarms) <= set(status.active_alarms):
        raise Departure("STATUS has an alarm latched that is not active")
    decoded(decode_catheter, caller.fetch(Opcode.CATHETER), "CATHETER", "C-6")


def times_go_forward(caller: Caller) -> None:
    """Two readings of the clock, and what is never without a time."""
    before, after = read_status(caller), read_status(caller)
    if before.pump_time.value == _NO_TIME or after.pump_time < before.pump_time:
        raise Departure("the pump's clock went backwards between two readings")
    if (after.bolus is None) != (after.bolus_until is None):
        raise Departure("STATUS tells a bolus without its end, or an end without a bolus")


def texts_are_printable(caller: Caller) -> None:
    """Those of IDENT and CATHETER."""
    read_identity(caller)
    decoded(decode_catheter, caller.fetch(Opcode.CATHETER), "CATHETER")


def ident_says_the_same_in_both_ways(caller: Caller) -> None:
    """In clear, and within the session."""
    if caller.fetch(LinkOpcode.IDENT) != caller.ask_clear(LinkOpcode.IDENT).body:
        raise Departure("IDENT says something else in a session than in clear")


def flows_agree(caller: Caller) -> None:
    """The least is not above the greatest; what maintains the pump lies below the least."""
    limits = read_limits(caller)
    if not limits.min_flow <= limits.max_flow:
        raise Departure("the least flow of LIMITS is above the greatest")
    if limits.maintaining_flow > limits.max_flow or not limits.max_steps:
        raise Departure("LIMITS has a maintaining flow above the greatest, or no step at all")


def reading_changes_nothing(caller: Caller) -> None:
    """Everything that can be read, between two readings of the status."""
    for _ in range(2):
        before = read_status(caller)
        for opcode in (Opcode.LIMITS, Opcode.CATHETER, LinkOpcode.IDENT, Opcode.LINK_COUNTERS):
            caller.fetch(opcode)
        read_program(caller)
        caller.fetch(Opcode.LOG_READ, bytes(4) + b"\xff")
        caller.fetch(Opcode.TOKEN_STATUS, bytes(TOKEN_LENGTH))
        after = read_status(caller)
        if _state(before) == _state(after):
            return
        if before.latched_alarms != after.latched_alarms or before.log != after.log:
            continue  # something befell the pump meanwhile: once more
        raise Departure("state_rev, program or delivery changed while the pump was only read")
    raise CannotTry("the pump wrote into its log by itself whenever it was read")


def _state(status: PumpStatus) -> tuple[object, ...]:
    return status.state_rev, status.program_hash, status.delivery, status.log


CHECKS = (
    Check(("C-2",), enumerations_are_of_the_tables),
    Check(("C-4",), numbers_make_sense_together),
    Check(("C-5",), times_go_forward),
    Check(("C-6",), texts_are_printable),
    Check(("R-1",), reading_changes_nothing),
    Check(("R-2",), ident_says_the_same_in_both_ways),
    Check(("R-4",), flows_agree),
    Check(("R-5",), the_program_is_read_in_pieces),
    Check(("N-1", "N-2", "N-4"), the_program_is_canonical),
    Check(("N-5",), a_schedule_is_canonical),
    Check(("N-6",), what_is_not_even_is_canonical),
    Check(("C-2",), a_token_of_nobody_is_not_known),
)
