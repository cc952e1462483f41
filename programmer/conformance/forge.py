"""Frames as they should not be: any header, any checksum, any stuffing, for a pump to drop."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from cobs import cobs
from fastcrc import crc32

from programmer.telemetry.frames import VERSION

ZERO = b"\x00"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it goes on the line, what its answer must name, and its payload in clear."""

    encoded: bytes
    opcode: int
    session: int
    counter: int
    words: str
    payload: bytes = b""


@dataclass(frozen=True, slots=True)
class Forged:
    """A frame whose fields need not agree. ``length`` is what the header says; None: the truth."""

    opcode: int
    counter: int
    payload: bytes = b""
    session: int = 0
    flags: int = 0
    version: int = VERSION
    length: int | None = None
    tag: bytes = b""

    def body(self) -> bytes:
        """Everything before the checksum."""
        length = len(self.payload) if self.length is None else self.length
        head = (self.version, self.flags, self.opcode, self.session, self.counter, length)
        return struct.pack("<BBHHIH", *head) + self.payload + self.tag

    def encode(self) -> bytes:
        """The bytes on the line, with a checksum that is right."""
        return on_the_line(self.body())

    def sent(self) -> Sent:
        """What its answer would have to name."""
        return Sent(self.encode(), self.opcode, self.session, self.counter, "a forged frame")


def on_the_line(body: bytes, spoil: int = 0) -> bytes:
    """A frame's body with its checksum, stuffed, between zero bytes. ``spoil`` is flipped in the checksum."""
    checked = body + struct.pack("<I", crc32.iscsi(body) ^ spoil)
    return ZERO + bytes(cobs.encode(checked)) + ZERO


def unstuffed(encoded: bytes) -> bytes:
    """The body of a frame that is sound on the line, without its checksum."""
    return bytes(cobs.decode(encoded.strip(ZERO)))[:-4]


def flipped(body: bytes, bit: int) -> bytes:
    """The same bytes with one bit changed; bit 0 is the lowest of the first byte."""
    changed = bytearray(body)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
