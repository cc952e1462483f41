"""Pumps whose decoder or frames are not as the standard says."""

from __future__ import annotations

from collections.abc import Callable

from cobs import cobs

from programmer.conformance.forge import on_the_line, unstuffed
from programmer.randomness import SeededRandomness
from programmer.telemetry.frames import Dropped, ForeignVersion, FrameDecoder, FrameEvent, decode_frame

_ZERO = b"\0"


class Lenient:
    """Cuts as it should, and then makes its own of each piece."""

    def __init__(self, meaning: Callable[[bytes], FrameEvent]) -> None:
        self._meaning = meaning
        self._pending = b""

    def receive(self, received: bytes) -> list[FrameEvent]:
        """The meanings of all that is complete."""
        *complete, self._pending = (self._pending + received).split(_ZERO)
        pieces = [piece for piece in complete if piece]
        return [self._meaning(piece) if len(piece) <= 600 else Dropped.OVERLONG for piece in pieces]


def without_a_look_at_the_checksum(piece: bytes) -> FrameEvent:
    """A wrong checksum is put right."""
    event = decode_frame(piece)
    if event is not Dropped.BAD_CRC:
        return event
    return decode_frame(on_the_line(cobs.decode(piece)[:-4]).strip(_ZERO))


def without_a_look_at_flags(piece: bytes) -> FrameEvent:
    """Flags that mean nothing are passed over."""
    event = decode_frame(piece)
    if event is not Dropped.UNKNOWN_FLAG:
        return event
    body = bytearray(unstuffed(piece))
    body[1] &= 0x07
    return decode_frame(on_the_line(bytes(body)).strip(_ZERO))


def with_its_own_rules_for_every_version(piece: bytes) -> FrameEvent:
    """Flags of another version are judged as if they were its own."""
    event = decode_frame(piece)
    if isinstance(event, ForeignVersion) and unstuffed(piece)[1] > 0x07:
        return Dropped.UNKNOWN_FLAG
    return event


class Forgetful(FrameDecoder):
    """Begins anew after 600 bytes, instead of with the next zero."""

    def __init__(self) -> None:
        super().__init__()
        self._since_zero = b""

    def receive(self, received: bytes) -> list[FrameEvent]:
        """Byte by byte."""
        events: list[FrameEvent] = []
        for at in range(len(received)):
            one = received[at : at + 1]
            if one == _ZERO and self._since_zero:
                events.append(decode_frame(self._since_zero))
            self._since_zero = b"" if one == _ZERO or len(self._since_zero) >= 600 else self._since_zero + one
        return events


def without_a_zero_before(outgoing: bytes) -> bytes:
    """Each frame is sent with a zero behind it only."""
    return outgoing[1:]


class AlwaysTheSameNonce(SeededRandomness):
    """The sixteen bytes of a pump's nonce never change."""

    def token_bytes(self, length: int) -> bytes:
        """Random, but for nonces."""
        return bytes(16) if length == 16 else super().token_bytes(length)
