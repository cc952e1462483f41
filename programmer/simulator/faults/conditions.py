"""What lasts: a motor that stands still, and a crystal that is off."""

from __future__ import annotations

from collections import deque
from typing import Protocol

from programmer.simulator.faults.kinds import FaultKind
from programmer.simulator.faults.switches import FaultSwitches

MILLION = 1_000_000
SWITCHED = "switched"
"""The cause of a stall that a fault switch holds: neither hands nor scanner end it, nor does it end theirs."""
_PACES_KEPT = 32


class LivingPump(Protocol):
    """What a pump lets happen to it."""

    @property
    def elapsed(self) -> int:
        """Its own microseconds, which no setting of its clock changes."""
        ...

    def live_until(self, elapsed: int) -> None:
        """Let it live up to that moment of its own; earlier ones change nothing."""
        ...

    def stall(self, cause: str) -> None:
        """Its motor stands, for that cause too."""
        ...

    def recover(self, cause: str) -> None:
        """That cause is over; its motor turns again once none is left."""
        ...


class DriftingLife:
    """Lets a pump live by true time, with its crystal as far off and its motor as still as the switches say."""

    def __init__(self, pump: LivingPump, switches: FaultSwitches) -> None:
        self._pump = pump
        self._switches = switches
        self.elapsed_us = 0
        self._ppm = 0
        self._stalled = False
        self._since_true_us, self._since_own_us = 0, pump.elapsed
        self._paces = deque([(self._since_own_us, self._since_true_us, self._ppm)], maxlen=_PACES_KEPT)

    def live_until(self, elapsed_us: int) -> None:
        """Live to that true moment since the beginning; conditions begin now and end at their own moments."""
        self._switches.offer_conditions(None)
        self._take_conditions()
        while (end_us := self._next_end_by(elapsed_us)) is not None:
            self._pump.live_until(end_us)
            self.elapsed_us = max(self.elapsed_us, self.true_moment(end_us))
            self._switches.end_conditions(end_us)
            self._take_conditions()
        if elapsed_us > self.elapsed_us:
            self._pump.live_until(self._own_moment(elapsed_us))
            self.elapsed_us = elapsed_us

    def _next_end_by(self, elapsed_us: int) -> int | None:
        end_us = self._switches.next_end()
        return end_us if end_us is not None and end_us <= self._own_moment(elapsed_us) else None

    def _take_conditions(self) -> None:
        """Where the drift is another, time is counted on from here."""
        ppm = sum(fault.ppm or 0 for fault in self._switches.in_force(FaultKind.DRIFT))
        if ppm != self._ppm:
            self._since_true_us, self._since_own_us = self.elapsed_us, self._pump.elapsed
            self._ppm = ppm
            self._paces.append((self._since_own_us, self._since_true_us, ppm))
        stalled = bool(self._switches.in_force(FaultKind.STALL))
        if stalled != self._stalled:
            self._stalled = stalled
            (self._pump.stall if stalled else self._pump.recover)(SWITCHED)

    def _own_moment(self, elapsed_us: int) -> int:
        """The pump's own time at a true moment, rounded down."""
        lived = (elapsed_us - self._since_true_us) * (MILLION + self._ppm) // MILLION
        return self._since_own_us + lived

    def true_moment(self, own_us: int) -> int:
        """The first true microsecond at which the pump's own time is, or was, at least that."""
        since = next((pace for pace in reversed(self._paces) if pace[0] <= own_us), self._paces[0])
        since_own_us, since_true_us, ppm = since
        return since_true_us - (since_own_us - own_us) * MILLION // (MILLION + ppm)
