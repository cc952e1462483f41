"""Reads a capture again, also one that a crash has cut off or somebody has damaged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from programmer.known_error import RefusedError
from programmer.telemetry.capture.entries import (
    LONGEST_LINE,
    DamagedLine,
    Entry,
    NotACapture,
    read_entry,
    read_start,
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line of which nothing can be read: its number, from 1, and why."""

    line: int
    why: str


def read_capture(file: Path) -> Iterator[Entry | Unreadable]:
    """The lines of a capture in their order; the first is ``Started``. Raises ``RefusedError`` for what is none."""
    try:
        with file.open("rb") as opened:
            yield from _entries(opened)
    except NotACapture as trouble:
        raise RefusedError(
            f"{file} is no capture that can be read here",
            str(trouble),
            "Name a file that programmer capture has made",
        ) from trouble
    except OSError as trouble:
        reason = trouble.strerror or str(trouble)
        raise RefusedError(f"{file} cannot be read", reason, "Check its name and rights") from trouble


def _entries(opened: BinaryIO) -> Iterator[Entry | Unreadable]:
    yield read_start(opened.readline(LONGEST_LINE))
    for number, line in enumerate(_lines(opened), start=2):
        try:
            yield _entry(line)
        except DamagedLine as trouble:
            yield Unreadable(number, str(trouble))


def _entry(line: bytes) -> Entry:
    if len(line) > LONGEST_LINE:
        raise DamagedLine("it is longer than any line of a capture")
    if not line.endswith(b"\n"):
        raise DamagedLine("it was cut off")
    return read_entry(line)


def _lines(opened: BinaryIO) -> Iterator[bytes]:
    """Line by line; of one that is too long only the beginning, so that memory stays bounded."""
    while line := opened.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = opened.readline(LONGEST_LINE + 1)
