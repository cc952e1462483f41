"""The lines of a capture: one JSON object each, written and read again with suspicion."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from programmer.telemetry.exchange import FrameSeen
from programmer.telemetry.frames import MAX_PAYLOAD, TAG_LENGTH, Frame

PROTOCOL = "ITP/1"
FORMAT_VERSION = 1
LONGEST_LINE = 16_384
"""More than any line of a capture has; what is longer is damaged."""
LONGEST_READ = 4_096
"""The most bytes of the line in one entry."""
_CODE = re.compile("0x[0-9a-f]{4}")
_WORDS = {True: "out", False: "in"}
_DIRECTIONS = {word: outgoing for outgoing, word in _WORDS.items()}


class NotACapture(ValueError):
    """A file is no capture, or one that is not understood here. The message is the reason, for a person."""


class DamagedLine(ValueError):
    """A line of a capture cannot be read. The message is the reason, for a person."""


@dataclass(frozen=True, slots=True)
class Started:
    """The first line: who recorded what, and from when on, microseconds since 1970-01-01T00:00Z."""

    url: str
    program: str
    started_utc_us: int


@dataclass(frozen=True, slots=True)
class LineBytes:
    """Bytes that left (``outgoing``) or came, ``at_us`` after the start."""

    at_us: int
    outgoing: bool
    raw: bytes


@dataclass(frozen=True, slots=True)
class FrameNoted:
    """A frame as the programmer understood it, in clear where it could be opened."""

    at_us: int
    seen: FrameSeen


@dataclass(frozen=True, slots=True)
class Ended:
    """The last line of a capture that was ended in good order: why."""

    at_us: int
    why: str


Entry = Started | LineBytes | FrameNoted | Ended


def entry_line(entry: Entry) -> bytes:
    """The line of an entry, its end included."""
    return json.dumps(_words(entry), ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def _words(entry: Entry) -> dict[str, Any]:
    match entry:
        case Started(url, program, started):
            return {
                "capture": PROTOCOL,
                "version": FORMAT_VERSION,
                "program": program,
                "url": url,
                "started_utc_us": started,
            }
        case LineBytes(at_us, outgoing, raw):
            return {"us": at_us, "line": _WORDS[outgoing], "bytes": raw.hex()}
        case FrameNoted(at_us, seen):
            words = {"us": at_us, "frame": _WORDS[seen.outgoing], "verdict": seen.verdict}
            return words if seen.frame is None else {**words, "length": seen.length, **_frame(seen.frame)}
        case Ended(at_us, why):
            return {"us": at_us, "end": why}


def _frame(frame: Frame) -> dict[str, Any]:
    words: dict[str, Any] = {
        "flags": frame.flags,
        "opcode": f"{frame.opcode:#06x}",
        "session": frame.session,
        "counter": frame.counter,
        "payload": frame.payload.hex(),
    }
    return {**words, "tag": frame.tag.hex()} if frame.tag else words


def read_start(line: bytes) -> Started:
    """Read the first line. Raises ``NotACapture``."""
    try:
        words = _Words(line)
        if words.text("capture") != PROTOCOL:
            raise NotACapture(f"It was recorded from a link that is not {PROTOCOL}")
        version = words.number("version", 2**31)
        if version != FORMAT_VERSION:
            raise NotACapture(
                f"It has version {version} of the format, and this program reads version {FORMAT_VERSION}"
            )
        return Started(words.text("url"), words.text("program"), words.number("started_utc_us", 2**63))
    except DamagedLine as trouble:
        raise NotACapture("Its first line is not that of a capture") from trouble


def read_entry(line: bytes) -> Entry:
    """Read any other line. Raises ``DamagedLine``."""
    words = _Words(line)
    at_us = words.number("us", 2**63)
    if "line" in words:
        return LineBytes(at_us, words.outgoing("line"), words.bytes("bytes", LONGEST_READ))
    if "frame" in words:
        return FrameNoted(at_us, _read_seen(words))
    if "end" in words:
        return Ended(at_us, words.text("end"))
    raise DamagedLine("it is of a kind that is not known here")


def _read_seen(words: _Words) -> FrameSeen:
    outgoing, verdict = words.outgoing("frame"), words.text("verdict")
    if "opcode" not in words:
        return FrameSeen(outgoing, None, 0, verdict)
    frame = Frame(
        words.number("flags", 0xFF),
        words.code("opcode"),
        words.number("session", 0xFFFF),
        words.number("counter", 0xFFFFFFFF),
        words.bytes("payload", MAX_PAYLOAD),
        words.bytes("tag", TAG_LENGTH) if "tag" in words else b"",
    )
    return FrameSeen(outgoing, frame, words.number("length", 2**16), verdict)


class _Words:
    """One line's object; everything that is not as it should be raises ``DamagedLine``."""

    def __init__(self, line: bytes) -> None:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as trouble:
            raise DamagedLine("it is not JSON") from trouble
        if not isinstance(found, dict):
            raise DamagedLine("it is not a JSON object")
        self._found: dict[str, Any] = found

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def number(self, name: str, most: int) -> int:
        """A whole number from 0 to ``most``."""
        value = self._found.get(name)
        if type(value) is not int or not 0 <= value <= most:
            raise DamagedLine(f"{name} is not a whole number in its range")
        return value

    def text(self, name: str) -> str:
        """A text."""
        value = self._found.get(name)
        if not isinstance(value, str):
            raise DamagedLine(f"{name} is not a text")
        return value

    def bytes(self, name: str, most: int) -> bytes:
        """Bytes in hexadecimal, so many at most."""
        try:
            value = bytes.fromhex(self.text(name))
        except ValueError as trouble:
            raise DamagedLine(f"{name} is not hexadecimal") from trouble
        if len(value) > most:
            raise DamagedLine(f"{name} has more than {most} bytes")
        return value

    def code(self, name: str) -> int:
        """A code of two bytes, ``0x0606``."""
        text = self.text(name)
        if not _CODE.fullmatch(text):
            raise DamagedLine(f"{name} is not a code of two bytes")
        return int(text, 16)

    def outgoing(self, name: str) -> bool:
        """Which way: ``out`` or ``in``."""
        word = self.text(name)
        if word not in _DIRECTIONS:
            raise DamagedLine(f"{name} is neither out nor in")
        return _DIRECTIONS[word]
