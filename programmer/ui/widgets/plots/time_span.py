"""The times a plot shows, and how zooming and panning change them."""

from __future__ import annotations

from dataclasses import dataclass

SHORTEST_S = 10.0
LONGEST_S = 200 * 365.25 * 86_400


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From ``t0`` to ``t1``, seconds."""

    t0: float
    t1: float

    @property
    def length(self) -> float:
        """How long it is."""
        return self.t1 - self.t0

    def zoomed(self, factor: float, about: float) -> TimeSpan:
        """``factor`` times as long, with ``about`` staying where it is; never beyond ten seconds or two centuries."""
        length = min(LONGEST_S, max(SHORTEST_S, self.length * factor))
        share = (about - self.t0) / self.length
        t0 = about - share * length
        return TimeSpan(t0, t0 + length)

    def panned(self, by: float) -> TimeSpan:
        """Moved by that many seconds."""
        return TimeSpan(self.t0 + by, self.t1 + by)

    def around(self, t: float, share: float) -> TimeSpan:
        """As long, with ``t`` at that share of its length."""
        t0 = t - share * self.length
        return TimeSpan(t0, t0 + self.length)


def spanning(t0: float, t1: float) -> TimeSpan:
    """From one to the other, and never shorter than the shortest."""
    return TimeSpan(t0, max(t1, t0 + SHORTEST_S))
