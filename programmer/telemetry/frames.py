"""ITP/1 frames: how a message becomes bytes that survive a noisy line, and how they become a message again.

Before COBS, little-endian:

======  ====  ==============================================================================
offset  size  field
======  ====  ==============================================================================
0       1     version, 1
1       1     flags: bit 0 response, bit 1 event, bit 2 secured; any other bit set: drop
2       2     opcode
4       2     session, 0 before one is open
6       4     counter, per direction, rising, never used twice in a session
10      2     payload length n, at most 480
12      n     payload (ciphertext when secured)
12+n    16    authentication tag, only when secured
end     4     CRC-32C over everything before it
======  ====  ==============================================================================

The whole is COBS-encoded and sent with a zero byte before and after it. Source: docs/protocol.md.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from cobs import cobs
from fastcrc import crc32

VERSION = 1
RESPONSE = 0x01
EVENT = 0x02
SECURED = 0x04
KNOWN_FLAGS = RESPONSE | EVENT | SECURED
MAX_PAYLOAD = 480
TAG_LENGTH = 16
MAX_UNDELIMITED = 600
_HEADER = struct.Struct("<BBHHIH")
_HEADER_LENGTH = _HEADER.size
_CRC_LENGTH = 4
_CRC_RESIDUE = 0x48674BC7  # CRC-32C of anything that is followed by its own CRC-32C, least byte first
_SHORTEST = _HEADER_LENGTH + _CRC_LENGTH
_SECURED_TAIL = TAG_LENGTH + _CRC_LENGTH
_DELIMITER = b"\x00"
_STUFFING = 3


def header_of(flags: int, opcode: int, session: int, counter: int, length: int) -> bytes:
    """Bytes 0 to 11 of a frame with a payload of so many bytes."""
    return _HEADER.pack(VERSION, flags, opcode, session, counter, length)


class Frame(NamedTuple):
    """One message with its envelope. ``tag`` is 16 bytes when the secured flag is set, else empty.

    A tuple, because one is made for every message, and a frozen dataclass takes four times as long to make.
    """

    flags: int
    opcode: int
    session: int
    counter: int
    payload: bytes
    tag: bytes = b""

    @property
    def header(self) -> bytes:
        """Bytes 0 to 11: what a secure channel binds to the payload."""
        return header_of(self.flags, self.opcode, self.session, self.counter, len(self.payload))

    @property
    def line_length(self) -> int:
        """How many bytes it takes on the line, delimiters included (one more where stuffing needs a second code)."""
        return _HEADER.size + len(self.payload) + len(self.tag) + _CRC_LENGTH + _STUFFING


class Dropped(Enum):
    """Why bytes did not become a frame."""

    BAD_COBS = "not COBS"
    TOO_SHORT = "too short for a frame"
    BAD_CRC = "checksum wrong"
    BAD_LENGTH = "length field wrong"
    UNKNOWN_FLAG = "unknown flag"
    OVERLONG = "no end of frame in 600 bytes"


@dataclass(frozen=True, slots=True)
class ForeignVersion:
    """A sound frame of another major version than ours."""

    version: int


FrameEvent = Frame | Dropped | ForeignVersion


def encode_frame(frame: Frame) -> bytes:
    """Return the bytes of a frame as they go on the line, delimiters included.

    Raises ``ValueError`` for a payload or a tag that the layout has no room for.
    """
    if len(frame.payload) > MAX_PAYLOAD:
        raise ValueError(f"a payload holds at most {MAX_PAYLOAD} bytes, not {len(frame.payload)}")
    if len(frame.tag) != (TAG_LENGTH if frame.flags & SECURED else 0):
        raise ValueError("a tag belongs to a secured frame and only to one")
    return encode_body(frame.header + frame.payload + frame.tag)


def encode_body(body: bytes) -> bytes:
    """Return header, payload and tag as they go on the line: with the checksum, stuffed, delimiters included."""
    stuffed: bytes = cobs.encode(body + crc32.iscsi(body).to_bytes(_CRC_LENGTH, "little"))
    return _DELIMITER + stuffed + _DELIMITER


def decode_frame(encoded: bytes) -> FrameEvent:
    """Return what lies between two delimiters (which are not part of ``encoded``)."""
    if len(encoded) > MAX_UNDELIMITED:
        return Dropped.OVERLONG
    try:
        raw = cobs.decode(encoded)
    except cobs.DecodeError:
        return Dropped.BAD_COBS
    if len(raw) < _SHORTEST:
        return Dropped.TOO_SHORT
    if crc32.iscsi(raw) != _CRC_RESIDUE:
        return Dropped.BAD_CRC
    version, flags, opcode, session, counter, length = _HEADER.unpack_from(raw)
    if version != VERSION:
        return ForeignVersion(version)
    if flags & ~KNOWN_FLAGS:
        return Dropped.UNKNOWN_FLAG
    end = _HEADER_LENGTH + length
    if length > MAX_PAYLOAD or len(raw) != end + (_SECURED_TAIL if flags & SECURED else _CRC_LENGTH):
        return Dropped.BAD_LENGTH
    return tuple.__new__(  # what Frame(…) comes to, in less than half its time: one is made for every answer
        Frame, (flags, opcode, session, counter, raw[_HEADER_LENGTH:end], raw[end:-_CRC_LENGTH])
    )


class FrameDecoder:
    """Collects bytes as they come and gives back what they amount to. Never raises, never grows past its cap."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._skipping = False

    def receive(self, received: bytes) -> list[FrameEvent]:
        """Take more bytes; return the frames that they complete and what had to be dropped, in order."""
        parts = received.split(_DELIMITER)
        rest = parts.pop()
        if parts and (self._pending or self._skipping):
            parts[0] = self._complete(parts[0])
        events = [decode_frame(part) for part in parts if part]
        if rest:
            self._keep(rest, events)
        return events

    def _complete(self, part: bytes) -> bytes:
        """With what came before and belongs to it; nothing, where that had no end for too long."""
        whole = b"" if self._skipping else bytes(self._pending) + part
        self._pending.clear()
        self._skipping = False
        return whole

    def _keep(self, rest: bytes, events: list[FrameEvent]) -> None:
        self._pending += rest
        if len(self._pending) > MAX_UNDELIMITED:
            self._pending.clear()
            if not self._skipping:
                events.append(Dropped.OVERLONG)
            self._skipping = True
