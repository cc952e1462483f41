"""Readings of a pump as numbers to draw, appended and never changed."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from math import nan

PlotRow = tuple[float, float, float, float]
"""t in seconds of the pump's clock, reservoir in mL, rate in mcg per day, delivered since midnight in mcg; not a
number where there is a gap."""

_NEXT_TO = 0.001


class PlotSamples:
    """Rows as ``PlotRow`` says, in rising time. Floats, for drawing only."""

    __slots__ = ("_columns",)

    def __init__(self) -> None:
        self._columns = (array("d"), array("d"), array("d"), array("d"))

    def __len__(self) -> int:
        return len(self._columns[0])

    @property
    def last_t(self) -> float | None:
        """The time of the last row."""
        times = self._columns[0]
        return times[-1] if times else None

    def append(self, row: PlotRow) -> None:
        """Add one reading. One that is not later than the last is left out: a plot's time only rises."""
        last = self.last_t
        if last is not None and row[0] <= last:
            return
        for column, value in zip(self._columns, row, strict=True):
            column.append(value)

    def append_gap(self) -> None:
        """Say that nothing is known from here to the next reading."""
        if self.last_t is not None and self._columns[1][-1] == self._columns[1][-1]:
            self.append((self.last_t + _NEXT_TO, nan, nan, nan))

    def levels_alone(self) -> PlotSamples:
        """The same readings without their doses: those were of another drug."""
        found = PlotSamples()
        for at, level, _, _ in self.rows(0, len(self)):
            found.append((at, level, nan, nan))
        return found

    def rows(self, start: int, end: int) -> Iterator[PlotRow]:
        """Rows ``start`` to before ``end``."""
        times, levels, rates, sums = self._columns
        for index in range(start, end):
            yield times[index], levels[index], rates[index], sums[index]
