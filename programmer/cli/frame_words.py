"""A frame in words: its envelope, what it says, and why nothing more can be said; as lines and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from programmer.device.implant.reading_aloud import describe, opcode_name
from programmer.telemetry.exchange import FrameSeen
from programmer.telemetry.frames import (
    EVENT,
    RESPONSE,
    SECURED,
    VERSION,
    Dropped,
    ForeignVersion,
    Frame,
    FrameEvent,
)
from programmer.therapy.notation import decimal_text, plain_words

Words = dict[str, Any]
_QUANTITY = re.compile(r"(?<![\w.,-])[0-9]{4,}(?=(\.[0-9]+)? (mcg|mg|mL)\b)")
"""What stands before the decimal point of a dose, a concentration or a volume, where people are told it in groups."""
_FLAGS = {RESPONSE: "response", EVENT: "event", SECURED: "secured"}
_WHY = {
    Dropped.BAD_COBS: "the bytes are not COBS, so they are no frame as it goes on the line",
    Dropped.TOO_SHORT: "it has fewer than 16 bytes, and no frame is that short",
    Dropped.BAD_CRC: "its checksum is wrong: bytes of it were changed or lost",
    Dropped.BAD_LENGTH: "its length field does not agree with the bytes that there are",
    Dropped.UNKNOWN_FLAG: "it has a flag that this version of the protocol does not know",
    Dropped.OVERLONG: "there is no end of a frame in 600 bytes",
}


def event_words(event: FrameEvent) -> Words:
    """What bytes of the line amount to, without what a programmer thought of it."""
    match event:
        case Frame():
            return frame_words(event)
        case ForeignVersion(version):
            return _foreign(version)
        case Dropped():
            return {"not_read": _WHY[event]}


def foreign_words(at_us: int, version: int) -> Words:
    """A sound frame of another version, that came from the line of a capture."""
    return {"us": at_us, "way": "in", "verdict": "another version", **_foreign(version)}


def _foreign(version: int) -> Words:
    return {
        "not_read": f"it is of version {version} of the protocol, and this program reads version {VERSION}"
    }


def seen_words(at_us: int, seen: FrameSeen) -> Words:
    """A frame of a capture, with when, which way, and what the programmer thought of it."""
    words = {"us": at_us, "way": "out" if seen.outgoing else "in", "verdict": seen.verdict}
    return {**words, "not_read": seen.verdict} if seen.frame is None else {**words, **frame_words(seen.frame)}


def frame_words(frame: Frame) -> Words:
    """The header field by field, and the payload by its table."""
    return {
        "version": VERSION,
        "flags": [word for flag, word in _FLAGS.items() if frame.flags & flag],
        "opcode": f"{frame.opcode:#06x}",
        "name": opcode_name(frame.opcode),
        "kind": _kind(frame),
        "session": frame.session,
        "counter": frame.counter,
        "payload_length": len(frame.payload),
        "payload": frame.payload.hex(),
        **({"tag": frame.tag.hex()} if frame.tag else {}),
        "fields": [{"name": name, "value": plain_words(value)} for name, value in describe(frame)],
    }


def _kind(frame: Frame) -> str:
    return "event" if frame.flags & EVENT else "answer" if frame.flags & RESPONSE else "request"


def frame_lines(words: Words) -> Iterator[str]:
    """The same for people: a line for the frame, and an indented one for each thing it says."""
    moment = f"{_seconds(words['us'])}  {words['way']:<3}  " if "us" in words else ""
    if "not_read" in words:
        yield f"{moment}not read: {words['not_read']}"
        return
    flags = ", ".join(words["flags"]) or "none"
    verdict = f"  {words['verdict']}" if "verdict" in words else ""
    yield (
        f"{moment}{words['name']} {words['kind']} ({words['opcode']})  version {words['version']}  flags {flags}  "
        f"session {words['session']}  counter {words['counter']}  {_bytes(words['payload_length'])}{verdict}"
    )
    for field in words["fields"]:
        yield f"    {field['name']:<26}{_QUANTITY.sub(_grouped, field['value'])}"


def _grouped(quantity: re.Match[str]) -> str:
    return decimal_text(int(quantity[0]))


def _bytes(length: int) -> str:
    return "1 byte" if length == 1 else f"{length} bytes"


def _seconds(microseconds: int) -> str:
    """To the microsecond, so that columns stand below each other."""
    whole, rest = divmod(microseconds, 1_000_000)
    return f"{whole:>5}.{rest:06d} s"
