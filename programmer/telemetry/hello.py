"""The greeting that opens a session and ends the one before it.

HELLO request: nonce 16, lowest version u8, highest version u8, features u32 (none so far: 0).

HELLO answer, after ``in_reply_to`` and status: nonce 16 (the request's), version u8, features u32,
session u16, session life u32 in ms, stage life u32 in ms, extensions.
"""

from __future__ import annotations

from dataclasses import dataclass

from programmer.telemetry.frames import VERSION
from programmer.telemetry.wire import PayloadReader, PayloadWriter

NONCE_LENGTH = 16


@dataclass(frozen=True, slots=True)
class HelloRequest:
    """``nonce`` tells one greeting from the repetition of another."""

    nonce: bytes
    lowest: int = VERSION
    highest: int = VERSION
    features: int = 0

    def encode(self) -> bytes:
        """Return the payload."""
        writer = PayloadWriter().fixed(self.nonce, NONCE_LENGTH)
        return writer.u8(self.lowest).u8(self.highest).u32(self.features).done()

    @classmethod
    def decode(cls, payload: bytes) -> HelloRequest:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        request = cls(reader.fixed(NONCE_LENGTH), reader.u8(), reader.u8(), reader.u32())
        reader.end()
        return request


@dataclass(frozen=True, slots=True)
class HelloAnswer:
    """The session that was opened, and how long silence may last (both times on the link's clock)."""

    nonce: bytes
    version: int
    features: int
    session: int
    session_life_ms: int
    stage_life_ms: int

    def encode(self) -> bytes:
        """Return the payload after in_reply_to and status."""
        writer = PayloadWriter().fixed(self.nonce, NONCE_LENGTH).u8(self.version).u32(self.features)
        return writer.u16(self.session).u32(self.session_life_ms).u32(self.stage_life_ms).done()

    @classmethod
    def decode(cls, payload: bytes) -> HelloAnswer:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        answer = cls(
            reader.fixed(NONCE_LENGTH), reader.u8(), reader.u32(), reader.u16(), reader.u32(), reader.u32()
        )
        reader.tail()
        return answer
