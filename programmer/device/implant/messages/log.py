"""The pump's log, read from a sequence number on.

LOG_READ request: from sequence u32, at most u8 records.

LOG_READ answer: epoch 16, first sequence held u32, last u32, count u8, then the records.

Record: length of detail u8, sequence u32, pump time i64, kind u16, detail, CRC-16 (IBM-3740) of all before it.
The CRC is made when the record is stored: it tells rot of the memory from trouble on the line.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastcrc import crc16

from programmer.device.implant.codes import EVENT_CODES
from programmer.telemetry.frames import MAX_PAYLOAD
from programmer.telemetry.wire import Malformed, PayloadReader, PayloadWriter
from programmer.therapy.pump import LogPosition, PumpEvent, PumpEventKind
from programmer.therapy.quantities import PumpTime

MAX_RECORDS_BYTES = MAX_PAYLOAD - 40
_FIXED = 15
_CRC = 2


def make_event(sequence: int, pump_time: PumpTime, kind: PumpEventKind, detail: bytes) -> PumpEvent:
    """Return the event with the record that a pump stores for it."""
    writer = PayloadWriter().u8(len(detail)).u32(sequence).i64(pump_time.value).u16(EVENT_CODES[kind])
    body = writer.rest(detail).done()
    return PumpEvent(sequence, pump_time, kind, detail, body + crc16.ibm_3740(body).to_bytes(2, "little"))


def read_event(raw: bytes) -> PumpEvent:
    """Read one stored record. A kind not known here is kept as ``UNKNOWN``. Raises ``Malformed``."""
    body, checksum = raw[:-_CRC], raw[-_CRC:]
    if crc16.ibm_3740(body) != int.from_bytes(checksum, "little"):
        raise Malformed("a log record was damaged in the pump's memory")
    reader = PayloadReader(body)
    reader.u8()
    sequence, pump_time, code = reader.u32(), PumpTime(reader.i64()), reader.u16()
    kinds = {known: kind for kind, known in EVENT_CODES.items()}
    return PumpEvent(sequence, pump_time, kinds.get(code, PumpEventKind.UNKNOWN), reader.rest(), raw)


@dataclass(frozen=True, slots=True)
class LogRequest:
    """Ask for records from ``from_sequence`` on."""

    from_sequence: int
    at_most: int = 255

    def encode(self) -> bytes:
        """Return the payload."""
        return PayloadWriter().u32(self.from_sequence).u8(self.at_most).done()

    @classmethod
    def decode(cls, payload: bytes) -> LogRequest:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        request = cls(reader.u32(), reader.u8())
        reader.end()
        return request


@dataclass(frozen=True, slots=True)
class LogAnswer:
    """Where the log stands, and the records that fit into one answer."""

    position: LogPosition
    events: tuple[PumpEvent, ...]

    def encode(self) -> bytes:
        """Return the body."""
        writer = PayloadWriter().fixed(self.position.epoch, 16).u32(self.position.first_sequence)
        writer.u32(self.position.last_sequence).u8(len(self.events))
        return writer.rest(b"".join(event.raw for event in self.events)).done()

    @classmethod
    def decode(cls, body: bytes) -> LogAnswer:
        """Read the body. Raises ``Malformed``."""
        reader = PayloadReader(body)
        position = LogPosition(reader.fixed(16), reader.u32(), reader.u32())
        count, events = reader.u8(), []
        for _ in range(count):
            length = reader.u8()
            rest = reader.fixed(_FIXED - 1 + length + _CRC)
            events.append(read_event(bytes([length]) + rest))
        reader.tail()
        return cls(position, tuple(events))
