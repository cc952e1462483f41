"""The workstation's clock in a run: every look at it is a point, and somebody may set it."""

from __future__ import annotations

from programmer.clock import ManualClock
from tests.simulation.points import Place, Points


class PointedClock:
    """``programmer.clock.Clock`` over a clock that is shared with the pump, whose own time no setting changes."""

    def __init__(self, time: ManualClock, points: Points) -> None:
        self._time = time
        self._points = points
        self.set_off_us = 0

    def utc_us(self) -> int:
        self._points.reach(Place.CLOCK)
        return self._time.utc_us() + self.set_off_us

    def monotonic_us(self) -> int:
        self._points.reach(Place.CLOCK)
        return self._time.monotonic_us()

    def local_offset_us(self) -> int:
        self._points.reach(Place.CLOCK)
        return 0

    def wait_us(self, duration_us: int) -> None:
        self._points.reach(Place.CLOCK)
        self._time.wait_us(duration_us)
