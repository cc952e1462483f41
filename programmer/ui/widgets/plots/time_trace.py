"""One curve as it grows: times and values, with minima and maxima ready at every scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
BASE = 16
_FIRST_CAPACITY = 1024
_FINEST_SHARE = 4  # pick the level whose buckets are at most this part of a pixel column


@dataclass(frozen=True, slots=True)
class TracePicture:
    """Points to draw: ``t`` and ``y``, and for each but the last whether it is joined to the next one."""

    t: Floats
    y: Floats
    joined: Flags

    def __len__(self) -> int:
        return len(self.t)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Pixel columns that have samples: where each starts and ends, and its extremes."""

    starts: Indices
    ends: Indices
    low: Floats
    high: Floats


_EMPTY = TracePicture(np.empty(0), np.empty(0), np.empty(0, dtype=np.bool_))


class _Growing:
    """A float array that is only appended to; room doubles when it runs out."""

    def __init__(self) -> None:
        self._room: Floats = np.empty(_FIRST_CAPACITY)
        self.size = 0

    @property
    def values(self) -> Floats:
        return self._room[: self.size]

    def put(self, start: int, values: Floats) -> None:
        """Write from ``start`` on; everything before stays."""
        end = start + len(values)
        if end > len(self._room):
            grown = np.empty(max(end, 2 * len(self._room)))
            grown[: self.size] = self.values
            self._room = grown
        self._room[start:end] = values
        self.size = end


class _Level:
    """Least and greatest value of each bucket of ``width`` samples; the last bucket may still be filling."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.low = _Growing()
        self.high = _Growing()

    def refresh(self, first_changed: int, low: Floats, high: Floats, fan: int) -> int:
        """Reduce ``fan`` finer values to one from ``first_changed`` (a finer index) on; returns the first of ours."""
        first = first_changed // fan
        starts = np.arange(0, len(low) - first * fan, fan)
        self.low.put(first, np.fmin.reduceat(low[first * fan :], starts))
        self.high.put(first, np.fmax.reduceat(high[first * fan :], starts))
        return first


class TimeTrace:
    """Append-only; ``nan`` is a gap. Times must not fall (``ValueError``): a pump's log has an order.

    ``query`` gives at most two points a pixel column, holds every extreme to within one column, and always
    ends with the newest sample when that is in view.
    """

    def __init__(self, *, stepped: bool = False) -> None:
        self.stepped = stepped
        self._t = _Growing()
        self._y = _Growing()
        self._levels: list[_Level] = []

    def __len__(self) -> int:
        return self._t.size

    @property
    def times(self) -> Floats:
        """All times, oldest first; a view, not to be written to."""
        return self._t.values

    @property
    def values(self) -> Floats:
        """All values; ``nan`` where there is a gap."""
        return self._y.values

    def clear(self) -> None:
        """Forget everything."""
        self._t.size = self._y.size = 0
        self._levels = []

    def append(self, t: float, y: float) -> None:
        """Add the newest sample."""
        self.extend((t,), (y,))

    def extend(self, t: Sequence[float] | Floats, y: Sequence[float] | Floats) -> None:
        """Add samples, oldest first."""
        times, values = np.asarray(t, dtype=np.float64), np.asarray(y, dtype=np.float64)
        if len(times) != len(values):
            raise ValueError(f"{len(times)} times, but {len(values)} values")
        if not len(times):
            return
        if np.any(np.diff(times) < 0) or (len(self) and times[0] < self.times[-1]):
            raise ValueError("times of a trace must not fall")
        first_new = len(self)
        self._t.put(first_new, times)
        self._y.put(first_new, values)
        self._refresh_levels(first_new)

    def _refresh_levels(self, first_new: int) -> None:
        low = high = self.values
        changed, fan, depth = first_new, BASE, 0
        while len(low) > fan:
            if depth == len(self._levels):
                self._levels.append(_Level(BASE << depth))
                changed = 0
            level = self._levels[depth]
            changed = level.refresh(changed, low, high, fan)
            low, high = level.low.values, level.high.values
            fan, depth = 2, depth + 1

    def bounds(self) -> tuple[float, float] | None:
        """Least and greatest value of all, or ``None`` without any; as fast on ten million samples as on ten."""
        if not len(self):
            return None
        low, high = self._extremes(np.zeros(1, dtype=np.intp), np.full(1, len(self), dtype=np.intp))
        return None if np.isnan(low[0]) else (float(low[0]), float(high[0]))

    def at(self, t: float) -> float:
        """Value at a moment: held in a stepped trace, interpolated in another; ``nan`` in gaps and outside."""
        after = int(np.searchsorted(self.times, t, side="right"))
        if after == 0:
            return float("nan")
        t0, y0 = self.times[after - 1], self.values[after - 1]
        if after == len(self):
            return float(y0) if t == t0 else float("nan")
        if self.stepped or t == t0:
            return float(y0)
        t1, y1 = self.times[after], self.values[after]
        return float(y0 + (y1 - y0) * (t - t0) / (t1 - t0))

    def query(self, t0: float, t1: float, columns: int) -> TracePicture:
        """What to draw from ``t0`` to ``t1`` on ``columns`` pixel columns; neighbours outside lead to the edges."""
        if not len(self) or t1 <= t0 or columns < 4:
            return _EMPTY
        first = max(0, int(np.searchsorted(self.times, t0, side="left")) - 1)
        last = min(len(self), int(np.searchsorted(self.times, t1, side="right")) + 1)
        if last - first <= 2 * columns:
            return _joined_where_known(self.times[first:last], self.values[first:last])
        return self._by_columns(first, last, t0, t1, columns - 2)

    def _by_columns(self, first: int, last: int, t0: float, t1: float, columns: int) -> TracePicture:
        edges = np.searchsorted(self.times[first:last], np.linspace(t0, t1, columns + 1)[1:-1]) + first
        starts = np.unique(np.concatenate(((first,), edges[(edges > first) & (edges < last)])))
        ends = np.append(starts[1:], last)
        low, high = self._extremes(starts, ends)
        return _two_a_column(self, _Columns(starts, ends, low, high), (t1 - t0) / columns)

    def _extremes(self, starts: Indices, ends: Indices) -> tuple[Floats, Floats]:
        """Least and greatest value of each column, from the coarsest level that is fine enough for it.

        Each column reads at most a few dozen buckets, however many samples it has, and may take in a neighbour's
        sample from less than a quarter of its own width away.
        """
        fit = np.log2(np.maximum(ends - starts, 1) / (BASE * _FINEST_SHARE))
        depth = np.clip(np.floor(fit), -1, len(self._levels) - 1).astype(np.intp)
        low, high = np.empty(len(starts)), np.empty(len(starts))
        for level in np.unique(depth):
            chosen = depth == level
            low[chosen], high[chosen] = self._reduce(int(level), starts[chosen], ends[chosen])
        return low, high

    def _reduce(self, level: int, starts: Indices, ends: Indices) -> tuple[Floats, Floats]:
        """Extremes over the buckets of one level (-1: the samples) that cover each span."""
        width = 1 if level < 0 else self._levels[level].width
        lows = self.values if level < 0 else self._levels[level].low.values
        highs = self.values if level < 0 else self._levels[level].high.values
        first = starts // width
        count = -(-ends // width) - first
        offsets = np.cumsum(count) - count
        at = np.repeat(first - offsets, count) + np.arange(int(count.sum()))
        return np.fmin.reduceat(lows[at], offsets), np.fmax.reduceat(highs[at], offsets)


def _joined_where_known(t: Floats, y: Floats) -> TracePicture:
    """Raw points; a gap joins neither way, and takes no point itself."""
    known = ~np.isnan(y)
    after_gap = np.cumsum(~known)[known]  # how many gaps came before each known point
    return TracePicture(t[known], y[known], np.diff(after_gap) == 0)


def _two_a_column(trace: TimeTrace, columns: _Columns, width: float) -> TracePicture:
    """Two points for each column that has samples: its extremes, ordered so that the curve runs on as it went.

    Where empty columns follow, the last sample itself comes third, for it is what holds on (the empty column's
    points are free). A gap at the end of one column or the start of the next breaks the line between them.
    """
    times, values = trace.times, trace.values
    starts, ends, low, high = columns.starts, columns.ends, columns.low, columns.high
    opening, closing = values[starts], values[ends - 1]
    ends_high = np.abs(closing - high) <= np.abs(closing - low)
    t = np.column_stack((times[starts], times[ends - 1], times[ends - 1]))
    y = np.column_stack((np.where(ends_high, low, high), np.where(ends_high, high, low), closing))
    joined = np.ones(t.shape, dtype=np.bool_)
    joined[:, 2] = ~np.isnan(closing) & ~np.isnan(np.append(opening[1:], np.nan))
    lonely = np.append(np.diff(times[starts]) > 1.5 * width, True) & ~np.isnan(closing)
    keep = np.repeat(~np.isnan(low)[:, None], 3, axis=1)
    keep[:, 2] &= lonely
    joined[:, 1] = np.where(lonely, True, joined[:, 2])
    return TracePicture(t[keep], y[keep], joined[keep][:-1])
