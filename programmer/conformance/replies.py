"""What came back, and what the standard calls it."""

from __future__ import annotations

from dataclasses import dataclass, field

from programmer.conformance.finding import Departure
from programmer.conformance.forge import Sent
from programmer.device.implant.codes import ALL_OPCODES, Opcode, Status
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import RESPONSE, Frame
from programmer.telemetry.handshakes import Greeting
from programmer.telemetry.hello import HelloAnswer
from programmer.telemetry.secure_channel import Seal
from programmer.telemetry.wire import Malformed, PayloadReader

_OPCODE_NAMES: dict[int, str] = {int(code): code.name for code in (*LinkOpcode, *Opcode)}
_STATUS_NAMES: dict[int, str] = {int(code): code.name for code in (*LinkStatus, *Status)}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is believed. ``frame`` is in clear; ``piece`` is what came between the zero bytes."""

    status: int
    body: bytes
    frame: Frame
    piece: bytes
    secured: bool


@dataclass(frozen=True, slots=True)
class Greeted:
    """A greeting that was answered."""

    sent: Sent
    reply: Reply
    answer: HelloAnswer
    greeting: Greeting


@dataclass(slots=True)
class OpenSession:
    """A session of ours: its keys, our next counter, and the pump's highest."""

    number: int
    seal: Seal
    last_request_us: int
    next_counter: int = 1
    highest_heard: int = 0
    last_piece: bytes = b""
    over: bool = False
    events: set[bytes] = field(default_factory=set)
    """Those that came, as they stood between two zero bytes."""

    def take(self, counter: int, piece: bytes) -> str:
        """Note the counter of an answer; return what is wrong with it, if anything. The same bytes may come again."""
        before, again = self.highest_heard, piece == self.last_piece
        self.highest_heard, self.last_piece = max(before, counter), piece
        if again or counter == before + 1 or counter > before > 0:
            return ""
        return (
            f"counter {counter} came after {before}" if before else f"a session began with counter {counter}"
        )


def as_reply(sent: Sent, frame: Frame, piece: bytes, *, secured: bool) -> Reply | None:
    """The answer that a frame in clear is to what was sent; None if it is none."""
    if frame.flags != RESPONSE or frame.opcode != sent.opcode:
        return None
    try:
        reader = PayloadReader(frame.payload)
        in_reply_to, status, body = reader.u32(), reader.u16(), reader.rest()
    except Malformed:
        return None
    if in_reply_to != sent.counter:
        return None
    return Reply(status, body, frame, piece, secured)


def expect(reply: Reply, case: str, *wanted: int) -> None:
    """Raise ``Departure`` unless the answer has one of these statuses."""
    if reply.status not in wanted:
        due = " or ".join(status_name(one) for one in wanted)
        raise Departure(f"{case}: answered {status_name(reply.status)} and not {due}")


def name_of(opcode: int) -> str:
    """An opcode by its name in the standard."""
    return _OPCODE_NAMES.get(opcode, f"opcode {opcode:#06x}")


def status_name(status: int) -> str:
    """A status by its name in the standard."""
    return _STATUS_NAMES.get(status, f"{status:#06x}")


def unknown_opcode() -> int:
    """An opcode of the right form that is in no table."""
    return next(
        code * 0x0101
        for code in range(0x40, 0x80)
        if code.bit_count() % 2 == 0 and code * 0x0101 not in ALL_OPCODES
    )
