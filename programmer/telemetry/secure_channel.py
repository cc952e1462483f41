"""Where frames are sealed and opened: clear for now, with the places where keys will stand.

=============  ======================================  ==========================================
state          what may pass                           leaves for
=============  ======================================  ==========================================
CLEAR_HELLO    HELLO and IDENT, unsecured              OPEN_CLEAR, or HANDSHAKE once keys exist
HANDSHAKE      handshake messages, unsecured           OPEN_SECURED, CLOSED
OPEN_CLEAR     every request, unsecured                CLEAR_HELLO, CLOSED
OPEN_SECURED   every request, secured                  CLEAR_HELLO, CLOSED
CLOSED         nothing                                 CLEAR_HELLO
=============  ======================================  ==========================================

A channel never changes between clear and secured within a session, and what is secured is never negotiated.
"""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from programmer.telemetry.frames import SECURED, Frame


class ChannelState(Enum):
    """Where a session stands with regard to keys."""

    CLEAR_HELLO = "clear hello"
    HANDSHAKE = "handshake"
    OPEN_CLEAR = "open, clear"
    OPEN_SECURED = "open, secured"
    CLOSED = "closed"


NEXT_STATES: dict[ChannelState, frozenset[ChannelState]] = {
    ChannelState.CLEAR_HELLO: frozenset({ChannelState.OPEN_CLEAR, ChannelState.HANDSHAKE}),
    ChannelState.HANDSHAKE: frozenset({ChannelState.OPEN_SECURED, ChannelState.CLOSED}),
    ChannelState.OPEN_CLEAR: frozenset({ChannelState.CLEAR_HELLO, ChannelState.CLOSED}),
    ChannelState.OPEN_SECURED: frozenset({ChannelState.CLEAR_HELLO, ChannelState.CLOSED}),
    ChannelState.CLOSED: frozenset({ChannelState.CLEAR_HELLO}),
}


class FrameSeal(Protocol):
    """Seals frames that leave and opens frames that come."""

    def seal(self, frame: Frame) -> Frame:
        """Return the frame as it may go on the line."""
        ...

    def open(self, frame: Frame) -> Frame | None:
        """Return the frame in clear, or None if it may not be believed."""
        ...


class ClearSeal:
    """The seal of a channel without keys: passes what is clear and believes nothing that claims to be secured."""

    def seal(self, frame: Frame) -> Frame:
        return frame

    def open(self, frame: Frame) -> Frame | None:
        return None if frame.flags & SECURED else frame
