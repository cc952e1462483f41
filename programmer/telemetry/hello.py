"""The greeting: who would like to speak to whom, in clear, and bound into whatever handshake follows it.

HELLO request: nonce 16, lowest version u8, highest version u8, features u32 (none so far: 0), fingerprint of the
programmer's key 16.

HELLO answer, after ``in_reply_to`` and status: nonce 16 (the request's), version u8, features u32, session u16
(offered), session life u32 in ms, stage life u32 in ms, the pump's own nonce 16, fingerprint of the pump's key 16,
marks u8 (bit 0: the pump knows this programmer's key; bit 1: it shows a pairing code now), extensions.
"""

from __future__ import annotations

from dataclasses import dataclass

from programmer.telemetry.frames import VERSION
from programmer.telemetry.noise.keys import FINGERPRINT_LENGTH
from programmer.telemetry.wire import Malformed, PayloadReader, PayloadWriter

NONCE_LENGTH = 16
_KNOWS_YOU = 0x01
_SHOWS_CODE = 0x02
_KNOWN_MARKS = _KNOWS_YOU | _SHOWS_CODE


@dataclass(frozen=True, slots=True)
class HelloRequest:
    """``nonce`` tells one greeting from the repetition of another; ``fingerprint`` names the programmer's key."""

    nonce: bytes
    fingerprint: bytes
    lowest: int = VERSION
    highest: int = VERSION
    features: int = 0

    def encode(self) -> bytes:
        """Return the payload."""
        writer = PayloadWriter().fixed(self.nonce, NONCE_LENGTH)
        writer.u8(self.lowest).u8(self.highest).u32(self.features)
        return writer.fixed(self.fingerprint, FINGERPRINT_LENGTH).done()

    @classmethod
    def decode(cls, payload: bytes) -> HelloRequest:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        nonce, lowest, highest, features = reader.fixed(NONCE_LENGTH), reader.u8(), reader.u8(), reader.u32()
        request = cls(nonce, reader.fixed(FINGERPRINT_LENGTH), lowest, highest, features)
        reader.end()
        return request


@dataclass(frozen=True, slots=True)
class HelloAnswer:
    """The session on offer, how long silence may last in it (both times on the link's clock), and who offers it."""

    nonce: bytes
    version: int
    features: int
    session: int
    session_life_ms: int
    stage_life_ms: int
    pump_nonce: bytes
    fingerprint: bytes
    knows_you: bool = False
    shows_code: bool = False

    def encode(self) -> bytes:
        """Return the payload after in_reply_to and status."""
        writer = PayloadWriter().fixed(self.nonce, NONCE_LENGTH).u8(self.version).u32(self.features)
        writer.u16(self.session).u32(self.session_life_ms).u32(self.stage_life_ms)
        writer.fixed(self.pump_nonce, NONCE_LENGTH).fixed(self.fingerprint, FINGERPRINT_LENGTH)
        return writer.u8(_KNOWS_YOU * self.knows_you | _SHOWS_CODE * self.shows_code).done()

    @classmethod
    def decode(cls, payload: bytes) -> HelloAnswer:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        nonce, version, features = reader.fixed(NONCE_LENGTH), reader.u8(), reader.u32()
        session, session_life_ms, stage_life_ms = reader.u16(), reader.u32(), reader.u32()
        pump_nonce, fingerprint = reader.fixed(NONCE_LENGTH), reader.fixed(FINGERPRINT_LENGTH)
        marks = reader.u8()
        if marks & ~_KNOWN_MARKS:
            raise Malformed(f"the greeting's marks {marks:#04x} are not known here")
        knows, shows = bool(marks & _KNOWS_YOU), bool(marks & _SHOWS_CODE)
        reader.tail()
        return cls(
            nonce,
            version,
            features,
            session,
            session_life_ms,
            stage_life_ms,
            pump_nonce,
            fingerprint,
            knows,
            shows,
        )
