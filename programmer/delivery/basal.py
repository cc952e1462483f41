"""What the basal rate asks for, added up: closed form over its day or week, and the wait for a given amount."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from programmer.therapy.quantities import DAYS_PER_WEEK, MICROSECONDS_PER_DAY

WEEK_US = DAYS_PER_WEEK * MICROSECONDS_PER_DAY
# The first Monday of the pump's calendar: 1970-01-01 was a Thursday.
FIRST_MONDAY_US = 4 * MICROSECONDS_PER_DAY


class Basal:
    """Steps that repeat on the pump's clock; amounts in ticks, flows in ticks per microsecond, times in microseconds.

    A step of the schedule is no event: whatever lies between two moments is the difference of two sums.
    """

    __slots__ = ("_before", "_flows", "_origin", "_per_period", "_period", "_starts", "greatest")

    def __init__(self, starts: tuple[int, ...], flows: tuple[int, ...], period: int, origin: int) -> None:
        self._starts, self._flows, self._period, self._origin = starts, flows, period, origin
        ends = (*starts[1:], period)
        amounts = [flow * (end - start) for start, end, flow in zip(starts, ends, flows, strict=True)]
        *self._before, self._per_period = accumulate(amounts, initial=0)
        self.greatest = max(flows)

    def scaled(self, factor: int) -> Basal:
        """The same in smaller ticks."""
        flows = tuple(flow * factor for flow in self._flows)
        return Basal(self._starts, flows, self._period, self._origin)

    def up_to(self, clock: int) -> int:
        """The sum from the origin to that moment of the clock; differences of two of them are what counts."""
        whole, rest = divmod(clock - self._origin, self._period)
        place = bisect_right(self._starts, rest) - 1
        since = rest - self._starts[place]
        return whole * self._per_period + self._before[place] + self._flows[place] * since

    def flow_at(self, clock: int) -> int:
        """The flow in force at that moment."""
        return self._flows[bisect_right(self._starts, (clock - self._origin) % self._period) - 1]

    def next_step(self, clock: int) -> int:
        """The first later moment at which a step begins, were it the same step again."""
        into = (clock - self._origin) % self._period
        place = bisect_right(self._starts, into)
        return clock - into + (self._starts[place] if place < len(self._starts) else self._period)

    def wait(self, clock: int, amount: int, extra: int) -> int | None:
        """Microseconds from ``clock`` until ``amount`` > 0 has come together, rounded up; None: never.

        ``extra`` is an even flow on top.
        """
        per_period = self._per_period + extra * self._period
        if not per_period:
            return None
        periods = (amount - 1) // per_period
        rest, at = amount - periods * per_period, clock
        while True:
            flow, end = self.flow_at(at) + extra, self.next_step(at)
            if flow * (end - at) >= rest:
                return periods * self._period + at - clock - (-rest // flow)
            rest -= flow * (end - at)
            at = end
