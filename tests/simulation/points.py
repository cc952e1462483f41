"""The numbered points of a run: every call of the programmer to its channel, its clock and its disk passes one."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from tests.simulation.fates import AtPoint, Fate, OnDisk


class Place(Enum):
    """Where a point is."""

    CHANNEL = "channel"
    CLOCK = "clock"
    EXECUTE = "execute"
    COMMIT = "commit"


class Crash(BaseException):
    """The programmer is gone from one instruction to the next. Nothing of it may catch this."""


class Points:
    """Counts points, asks fate at each, and tells whoever watches that a step is over.

    After a crash every further point of that life raises ``Crash`` again: what unwinds does nothing any more.
    """

    def __init__(self, fate: Fate) -> None:
        self.fate = fate
        self.passed = 0
        self.disk_operations = 0
        self.dead = False
        self.mended = False
        self.crash_next = False
        self.on_step: Callable[[], None] = lambda: None
        self.on_event: Callable[[AtPoint], None] = lambda _event: None
        self.on_disk_error: Callable[[OnDisk, Place], None] = lambda _error, _place: None
        self._disk_broken = False

    def reach(self, place: Place) -> None:
        """One call of the programmer is about to be made. Raises ``Crash``."""
        if self.dead:
            raise Crash
        self.passed += 1
        self.on_step()
        event = None if self.mended else self.fate.point(self.passed)
        if event is AtPoint.CRASH or self.crash_next:
            self.on_event(AtPoint.CRASH)
            self.dead, self.crash_next = True, False
            raise Crash
        if event is not None:
            self.on_event(event)

    def reach_disk(self, place: Place) -> bool:
        """The same for a statement or a commit; return whether it fails."""
        self.reach(place)
        self.disk_operations += 1
        if self.mended:
            return False
        error = self.fate.disk(self.disk_operations)
        if error is not None and not self._disk_broken:
            self.on_disk_error(error, place)
        self._disk_broken = self._disk_broken or error is OnDisk.FROM_NOW_ON
        return error is not None or self._disk_broken

    def mend(self) -> None:
        """From now on nothing goes wrong any more."""
        self.mended = True
        self._disk_broken = False

    def revive(self) -> None:
        """Another life of the programmer begins."""
        self.dead = False
