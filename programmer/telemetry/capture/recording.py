"""Writes a capture as the link is used: line by line, so that a crash leaves everything up to it."""

from __future__ import annotations

import io
import os
from pathlib import Path

from programmer.clock import Clock
from programmer.known_error import RefusedError
from programmer.telemetry.capture.entries import (
    LONGEST_READ,
    Ended,
    Entry,
    FrameNoted,
    LineBytes,
    Started,
    entry_line,
)
from programmer.telemetry.exchange import FrameSeen

MOST_BYTES = 64 * 1024 * 1024
"""Where a capture ends by itself: some hours of polling."""
_ROOM_FOR_THE_END = 4_096


class Recording:
    """A capture that is being written. Only its user can read the file: it holds what a pump says of a person.

    Nothing that goes wrong with the file disturbs the link: ``trouble`` tells of it, and nothing more is written.
    Raises ``RefusedError`` when made, for a file that is there already or cannot be made.
    """

    def __init__(
        self, file: Path, url: str, program: str, clock: Clock, most_bytes: int = MOST_BYTES
    ) -> None:
        self._clock = clock
        self._since_us = clock.monotonic_us()
        self._room = most_bytes - _ROOM_FOR_THE_END
        self._path, self._file = file, _make(file)
        self.trouble: OSError | None = None
        """Why the file could not be written to its end."""
        self.full = False
        """Whether the file has taken as much as it may."""
        self.silent = True
        """Whether nothing was on the line so far."""
        self._write(Started(url, program, clock.utc_us()))

    @property
    def over(self) -> bool:
        """Whether nothing more is written."""
        return self.full or self.trouble is not None

    def note_bytes(self, outgoing: bool, raw: bytes) -> None:
        """Bytes left or came."""
        self.silent = self.silent and not raw
        for at in range(0, len(raw), LONGEST_READ):
            self._write(LineBytes(self._now_us(), outgoing, raw[at : at + LONGEST_READ]))

    def note_frame(self, seen: FrameSeen) -> None:
        """A frame left or came; never raises."""
        self._write(FrameNoted(self._now_us(), seen))

    def end(self, why: str) -> None:
        """Say in the file why it ends here, and close it; where nothing was on the line, there is no file."""
        if self.full:
            self._room += _ROOM_FOR_THE_END
            self.full = False
        self._write(Ended(self._now_us(), why))
        self._file.close()
        if self.silent:
            self._path.unlink(missing_ok=True)

    def _now_us(self) -> int:
        return self._clock.monotonic_us() - self._since_us

    def _write(self, entry: Entry) -> None:
        if self.over:
            return
        line = entry_line(entry)
        if len(line) > self._room:
            self.full = True
            return
        self._room -= len(line)
        try:
            while line:
                line = line[self._file.write(line) or len(line) :]
        except OSError as trouble:
            self.trouble = trouble


def _make(file: Path) -> io.FileIO:
    """A new file that only this user can read; unbuffered, so that a crash takes nothing with it."""
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError as trouble:
        why = f"{file} is there already, and no capture is ever written over"
        raise RefusedError("Nothing was recorded", why, "Name another file") from trouble
    except OSError as trouble:
        why = f"{file} cannot be made ({trouble.strerror or trouble})"
        raise RefusedError("Nothing was recorded", why, "Name a file in a folder that is yours") from trouble
    return io.FileIO(number, "w")
