"""What a stranger who hears everything can make: frames with a right checksum and a header taken from another's."""

from __future__ import annotations

from programmer.randomness import Randomness
from programmer.telemetry.frames import SECURED, Frame, FrameDecoder, encode_frame


def forged(overheard: bytes, randomness: Randomness) -> bytes:
    """The frame of next counter in the overheard session, with content of the stranger's own.

    Outside a secured session nothing but noise is made: there, who hears a frame can make one that is as good.
    """
    frames = [event for event in FrameDecoder().receive(overheard) if isinstance(event, Frame)]
    if not frames or not frames[0].flags & SECURED:
        return b"\x00" + randomness.token_bytes(40).replace(b"\x00", b"\x01") + b"\x00"
    heard = frames[0]
    payload, tag = randomness.token_bytes(len(heard.payload)), randomness.token_bytes(len(heard.tag))
    return encode_frame(heard._replace(counter=heard.counter + 1, payload=payload, tag=tag))
