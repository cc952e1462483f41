"""Where frames are sealed and opened, and which way a session goes from greeting to closed.

=============  =============================================  ========================
state          what may pass                                  leaves for
=============  =============================================  ========================
CLEAR          HELLO and IDENT, in clear                      GREETED
GREETED        SESSION, PAIR_BEGIN and IDENT, in clear        OPEN, PAIRING, CLEAR
PAIRING        PAIR_END, in clear                             CLEAR
OPEN           every request, secured; nothing in clear       CLEAR
=============  =============================================  ========================

Integrity is never negotiated: there is one suite, and no session without it. A frame's nonce is its counter, which
is never used twice under one key: each direction has its own key, and each session keys of its own. What is bound to
the payload are the frame's first twelve bytes, and so version, flags, opcode, session, counter and length.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from programmer.telemetry.frames import MAX_PAYLOAD, SECURED, TAG_LENGTH, Frame, encode_body, header_of
from programmer.telemetry.noise.cipher import CipherState, NoiseFailure
from programmer.telemetry.noise.handshake import SessionKeys

MOST_FRAMES = 1 << 20
"""The highest counter of a session in either direction; whoever needs more opens another session."""


class ChannelState(Enum):
    """Where a session stands with regard to keys."""

    CLEAR = "clear"
    GREETED = "greeted"
    PAIRING = "pairing"
    OPEN = "open"


NEXT_STATES: dict[ChannelState, frozenset[ChannelState]] = {
    ChannelState.CLEAR: frozenset({ChannelState.GREETED}),
    ChannelState.GREETED: frozenset({ChannelState.OPEN, ChannelState.PAIRING, ChannelState.CLEAR}),
    ChannelState.PAIRING: frozenset({ChannelState.CLEAR}),
    ChannelState.OPEN: frozenset({ChannelState.CLEAR}),
}


class Distrusted(Enum):
    """Why a sound frame is not believed. Unlike a wrong checksum, this is not the line's doing alone."""

    TAG_WRONG = "authentication tag wrong"
    UNSECURED = "in clear within a session"
    REPLAYED = "counter used before"
    OTHER_SESSION = "of another session"


@dataclass(frozen=True, slots=True)
class Seal:
    """The two keys of a session as one side holds them."""

    outgoing: CipherState
    incoming: CipherState

    @classmethod
    def of_programmer(cls, keys: SessionKeys) -> Seal:
        """The programmer began the handshake."""
        return cls(keys.to_responder, keys.to_initiator)

    @classmethod
    def of_pump(cls, keys: SessionKeys) -> Seal:
        """The pump answered it."""
        return cls(keys.to_initiator, keys.to_responder)

    def seal(self, frame: Frame) -> Frame:
        """Return the frame as it may go on the line."""
        flags = frame.flags | SECURED
        header = header_of(flags, frame.opcode, frame.session, frame.counter, len(frame.payload))
        sealed = self.outgoing.seal(frame.counter, header, frame.payload)
        body, tag = sealed[:-TAG_LENGTH], sealed[-TAG_LENGTH:]
        return Frame(flags, frame.opcode, frame.session, frame.counter, body, tag)

    def seal_request(self, opcode: int, session: int, counter: int, payload: bytes) -> bytes:
        """Return the bytes of a request on the line: what ``seal`` and ``encode_frame`` make, in one go.

        Raises ``ValueError`` for a payload that a frame has no room for.
        """
        if len(payload) > MAX_PAYLOAD:
            raise ValueError(f"a payload holds at most {MAX_PAYLOAD} bytes, not {len(payload)}")
        header = header_of(SECURED, opcode, session, counter, len(payload))
        return encode_body(header + self.outgoing.seal(counter, header, payload))

    def payload_of(self, frame: Frame) -> bytes | None:
        """Return the payload in clear, or None if the frame is not what the other side sealed."""
        flags, opcode, session, counter, payload, tag = frame
        header = header_of(flags, opcode, session, counter, len(payload))
        try:
            return self.incoming.open(counter, header, payload + tag)
        except NoiseFailure:
            return None

    def open(self, frame: Frame) -> Frame | None:
        """Return the frame in clear, or None if it is not what the other side sealed."""
        payload = self.payload_of(frame)
        if payload is None:
            return None
        return Frame(frame.flags & ~SECURED, frame.opcode, frame.session, frame.counter, payload)
