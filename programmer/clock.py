"""The time: the workstation's wall clock and a clock that never jumps, both in whole microseconds."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol

MICROSECONDS = 1_000_000


class Clock(Protocol):
    """What every room below the window uses instead of the machine's own time."""

    def utc_us(self) -> int:
        """Wall-clock time, microseconds since 1970-01-01T00:00Z."""
        ...

    def monotonic_us(self) -> int:
        """A clock that only runs forward, microseconds since an arbitrary moment."""
        ...

    def local_offset_us(self) -> int:
        """What must be added to UTC to get the workstation's local time now, microseconds."""
        ...

    def wait_us(self, duration_us: int) -> None:
        """Let that much time pass. Only byte channels call this."""
        ...


class SystemClock:
    """The clock of the machine we run on."""

    def utc_us(self) -> int:
        return time.time_ns() // 1000

    def monotonic_us(self) -> int:
        return time.monotonic_ns() // 1000

    def local_offset_us(self) -> int:
        offset = datetime.now(UTC).astimezone().utcoffset()
        return 0 if offset is None else int(offset.total_seconds()) * MICROSECONDS

    def wait_us(self, duration_us: int) -> None:
        time.sleep(max(0, duration_us) / MICROSECONDS)


class ManualClock:
    """A clock that moves only when told to, for tests and simulations."""

    def __init__(self, utc_us: int = 1_795_168_800 * MICROSECONDS) -> None:
        self._start_utc_us = utc_us
        self._elapsed_us = 0

    def utc_us(self) -> int:
        return self._start_utc_us + self._elapsed_us

    def monotonic_us(self) -> int:
        return self._elapsed_us

    def local_offset_us(self) -> int:
        return 0

    def wait_us(self, duration_us: int) -> None:
        self._elapsed_us += max(0, duration_us)
