"""Readings of a pump as numbers to draw, appended and never changed."""

from __future__ import annotations

from array import array


class PlotSamples:
    """Four columns of equal length: ``t`` in seconds of the pump's clock, ``reservoir_ml``, ``rate_mcg`` (per day)
    and ``today_mcg`` (delivered since the pump's midnight). Floats, for drawing only."""

    __slots__ = ("t", "reservoir_ml", "rate_mcg", "today_mcg")

    def __init__(self) -> None:
        self.t = array("d")
        self.reservoir_ml = array("d")
        self.rate_mcg = array("d")
        self.today_mcg = array("d")

    def __len__(self) -> int:
        return len(self.t)

    def append(self, t: float, reservoir_ml: float, rate_mcg: float, today_mcg: float) -> None:
        """Add one reading. One that is not later than the last is left out: a plot's time only rises."""
        if self.t and t <= self.t[-1]:
            return
        self.t.append(t)
        self.reservoir_ml.append(reservoir_ml)
        self.rate_mcg.append(rate_mcg)
        self.today_mcg.append(today_mcg)
