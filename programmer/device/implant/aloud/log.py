"""The pump's log, read aloud: a line for each record, and one for a record that is damaged."""

from __future__ import annotations

from collections.abc import Callable

from programmer.device.implant.aloud.figures import Lines, alarms, bytes_told, moment, volume_text
from programmer.device.implant.aloud.orders import bolus_lines
from programmer.device.implant.codes import alarms_in
from programmer.device.implant.messages.bolus_events import (
    decode_begun,
    decode_ended,
    decode_given,
    decode_refused,
)
from programmer.device.implant.messages.commands import TOKEN_LENGTH, Stop
from programmer.device.implant.messages.log import read_event
from programmer.device.implant.messages.orders import Checkpoint
from programmer.device.implant.messages.pump_events import (
    decode_acknowledged,
    decode_clock_set,
    decode_refill_told,
)
from programmer.telemetry.wire import Malformed, PayloadReader
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.therapy.quantities import Nanolitres

_BEFORE_DETAIL = 14
_CRC = 2
_HASH_LENGTH = 32


def log(body: bytes) -> Lines:
    """Where the log stands, and its records. Raises ``Malformed``."""
    reader = PayloadReader(body)
    lines = [
        ("log epoch", reader.fixed(16).hex()),
        ("first log record", str(reader.u32())),
        ("last log record", str(reader.u32())),
    ]
    for _ in range(reader.u8()):
        length = reader.u8()
        lines += log_record(bytes([length]) + reader.fixed(_BEFORE_DETAIL + length + _CRC))
    reader.tail()
    return lines


def log_record(raw: bytes) -> Lines:
    """One record as it is stored; a line. What cannot be read of it is said so."""
    try:
        event = read_event(raw)
    except Malformed as trouble:
        return [("log record", f"not readable: {trouble}; {bytes_told(raw)}")]
    return [(f"log record {event.sequence}", f"{moment(event.pump_time)}, {_told(event)}")]


def _told(event: PumpEvent) -> str:
    """The kind of a record and its detail, in words."""
    if event.kind is PumpEventKind.UNKNOWN:
        code = int.from_bytes(event.raw[13:15], "little")
        return f"{code:#06x}, which is not known here; {bytes_told(event.detail)}"
    kind = event.kind.value.replace("-", " ")
    try:
        detail = _DETAILS[event.kind](event.detail)
    except Malformed as trouble:
        return f"{kind}; its detail is not readable: {trouble}; {bytes_told(event.detail)}"
    return f"{kind}: {detail}" if detail else kind


def _nothing(detail: bytes) -> str:
    PayloadReader(detail).end()
    return ""


def _token(detail: bytes) -> str:
    return f"token {Stop.decode(detail).token.hex()}"


def _program(detail: bytes) -> str:
    reader = PayloadReader(detail)
    token, sha256 = reader.fixed(TOKEN_LENGTH), reader.fixed(_HASH_LENGTH)
    reader.end()
    return f"program {sha256.hex()}, token {token.hex()}"


def _alarm(detail: bytes) -> str:
    reader = PayloadReader(detail)
    bit = reader.u8()
    reader.end()
    return alarms(alarms_in(1 << bit))


def _ended(detail: bytes) -> str:
    kind, missing = decode_ended(detail)
    return f"{kind.value}, {_missing(missing)}"


def _missing(missing: Nanolitres) -> str:
    return f"{volume_text(missing)} not pushed" if missing else "given in full"


def _given(detail: bytes) -> str:
    (_, dose), (_, duration) = bolus_lines(decode_given(detail))
    return f"{dose} over {duration}, token {detail[:TOKEN_LENGTH].hex()}"


def _acknowledged(detail: bytes) -> str:
    return f"{alarms(decode_acknowledged(detail))}, token {detail[:TOKEN_LENGTH].hex()}"


def _checkpoint(detail: bytes) -> str:
    mark = Checkpoint.decode(detail)
    return f"session record {mark.visit.hex()}, chain {mark.sha256.hex()}, token {mark.token.hex()}"


_DETAILS: dict[PumpEventKind, Callable[[bytes], str]] = {
    PumpEventKind.MEMORY_MADE: _nothing,
    PumpEventKind.PROGRAM_CHANGED: _program,
    PumpEventKind.STOPPED: _token,
    PumpEventKind.RESUMED: _token,
    PumpEventKind.ALARM_RAISED: _alarm,
    PumpEventKind.ALARM_CLEARED: _alarm,
    PumpEventKind.BOLUS_BEGUN: lambda detail: decode_begun(detail).value,
    PumpEventKind.BOLUS_ENDED: _ended,
    PumpEventKind.BOLUS_REFUSED: lambda detail: decode_refused(detail).value,
    PumpEventKind.OPENING_FINISHED: _nothing,
    PumpEventKind.CLOCK_SET: lambda detail: f"before it showed {moment(decode_clock_set(detail))}",
    PumpEventKind.REFILL_TOLD: lambda detail: volume_text(decode_refill_told(detail)),
    PumpEventKind.BOLUS_GIVEN: _given,
    PumpEventKind.BOLUS_CANCELLED: _token,
    PumpEventKind.ALARMS_ACKNOWLEDGED: _acknowledged,
    PumpEventKind.CHECKPOINT: _checkpoint,
}
