"""The command ``decode``: every frame of a capture, or of bytes that were typed, field by field."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from programmer.cli.frame_words import Words, event_words, foreign_words, frame_lines, seen_words
from programmer.cli.output import say, say_json
from programmer.known_error import ExitCode, RefusedError, UsageError
from programmer.telemetry.capture.entries import Ended, Entry, FrameNoted, LineBytes, Started
from programmer.telemetry.capture.reading import Unreadable, read_capture
from programmer.telemetry.frames import ForeignVersion, FrameDecoder
from programmer.therapy.moments import utc_word

_BETWEEN = re.compile(r"[\s,:]+(?:0[xX])?|^0[xX]")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")
_MOST_SHOWN = 40


def run(options: argparse.Namespace) -> int:
    """Read the file if there is one of that name; else what was typed as hexadecimal bytes."""
    if not "".join(options.what).strip():
        raise UsageError(
            "There is nothing to decode",
            "What was given is empty",
            "Name a file that programmer capture has made, or write bytes such as 00 02 01 or 0x000201",
        )
    file = _file_named(options.what)
    if file is None:
        _tell_bytes(_typed_bytes(options.what), as_json=options.json)
    elif options.json:
        say_json(_capture_words(file))
    else:
        _say_capture(file)
    return int(ExitCode.DONE)


# ---- typed ------------------------------------------------------------------------------------------------


def _file_named(typed: Sequence[str]) -> Path | None:
    file = Path(typed[0])
    try:
        return file if len(typed) == 1 and file.exists() else None
    except OSError:
        return None  # no file has a name as long as a frame


def _typed_bytes(typed: Sequence[str]) -> bytes:
    text = " ".join(typed)
    digits = _BETWEEN.sub("", text)
    if not _HEX.fullmatch(digits):
        shown = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
        raise UsageError(
            f"“{shown}” cannot be decoded",
            "There is no such file, and it is not whole bytes in hexadecimal",
            "Name a file that programmer capture has made, or write bytes such as 00 02 01 or 0x000201",
        )
    return bytes.fromhex(digits)


def _tell_bytes(raw: bytes, *, as_json: bool) -> None:
    """Frames may have been typed without the zeros before and after them.

    Raises ``RefusedError``, after what there is to tell, unless they are sound frames and nothing else.
    """
    frames = [event_words(event) for event in FrameDecoder().receive(raw + b"\0")]
    if as_json:
        say_json({"frames": frames})
    else:
        for words in frames:
            _say_frame(words)
    _require_sound(frames)


def _require_sound(frames: Sequence[Words]) -> None:
    damaged = [str(words["not_read"]) for words in frames if "not_read" in words]
    if frames and not damaged:
        return
    zeros = "They are zeros, which only stand between frames"
    why = "; ".join(dict.fromkeys(damaged)) or zeros
    several = f"{len(damaged):,} of {len(frames):,} frames are not sound"
    raise RefusedError(
        several if len(frames) > len(damaged) else "There is no sound frame in these bytes",
        f"{why[:1].upper()}{why[1:]}",
        "Look whether bytes were lost or mistyped: a frame goes from one zero to the next",
    )


# ---- recorded ---------------------------------------------------------------------------------------------


class _Frames:
    """Finds the frames of a capture's entries. What a programmer of another version would have understood is not in
    them, so those of another version are found in the bytes of the line."""

    def __init__(self) -> None:
        self._incoming = FrameDecoder()

    def of(self, entry: Entry | Unreadable) -> list[Words]:
        """The frames that this entry tells of."""
        match entry:
            case FrameNoted(at_us, seen):
                return [seen_words(at_us, seen)]
            case LineBytes(at_us, False, raw):
                events = self._incoming.receive(raw)
                return [
                    foreign_words(at_us, event.version)
                    for event in events
                    if isinstance(event, ForeignVersion)
                ]
            case _:
                return []


def _capture_words(file: Path) -> Words:
    found, words = _Frames(), Words()
    frames: list[Words] = []
    damaged: list[Words] = []
    ended: str | None = None
    for entry in read_capture(file):
        match entry:
            case Started():
                words |= _start_words(entry)
            case Unreadable(line, why):
                damaged.append({"line": line, "why": why})
            case Ended(_, why):
                ended = why
            case _:
                pass
        frames += found.of(entry)
    return {**words, "frames": frames, "damaged_lines": damaged, "ended": ended}


def _start_words(started: Started) -> Words:
    return {
        "url": started.url,
        "program": started.program,
        "started_utc": utc_word(started.started_utc_us),
    }


def _say_capture(file: Path) -> None:
    found, ended = _Frames(), False
    for entry in read_capture(file):
        match entry:
            case Started():
                words = _start_words(entry)
                say(f"{words['url']}, recorded from {words['started_utc']} by program {words['program']}")
            case Unreadable(line, why):
                say(f"line {line} is not read: {why}")
            case Ended(_, why):
                say(f"Ended: {why}.")
                ended = True
            case _:
                pass
        for frame in found.of(entry):
            _say_frame(frame)
    if not ended:
        say("It was cut off: nothing says why it ends here.")


def _say_frame(words: Words) -> None:
    for line in frame_lines(words):
        say(line)
