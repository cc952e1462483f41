"""What the motor has been told to push and has pushed: sums of whole ticks, closed form in time."""

from __future__ import annotations

from fractions import Fraction

from programmer.delivery.orders import BASAL, KINDS, Orders, Portion
from programmer.therapy.pump import BolusKind

Amount = int | Fraction
"""Femtolitres: whole ones where the pump has pulses, fractions with an ideal pump."""


class Course:
    """A bolus or an opening: ``left`` ticks of it at ``since``; it runs unless ``since`` is None.

    ``begun``: of an opening, whether any of it has run.
    """

    __slots__ = ("begun", "bolus", "flow", "left", "place", "since")

    def __init__(self, portion: Portion, bolus: BolusKind | None, left: int) -> None:
        self.bolus, self.left = bolus, left
        self.place, self.flow = portion.place, portion.flow
        self.since: int | None = None
        self.begun = False

    def end(self, now: int) -> int:
        """When it will have been pushed if it runs from ``now``, or since it has begun to."""
        return (now if self.since is None else self.since) - (-self.left // self.flow)

    def left_at(self, now: int) -> int:
        """Ticks still to push."""
        return self.left if self.since is None else max(0, self.left - self.flow * (now - self.since))

    def copy(self) -> Course:
        """Another that goes its own way."""
        twin: Course = object.__new__(Course)
        twin.bolus, twin.left, twin.place, twin.flow = self.bolus, self.left, self.place, self.flow
        twin.since, twin.begun = self.since, self.begun
        return twin


class Motor:
    """Counts what is told to be pushed, by kind, and the pulses that come of it.

    ``base`` fL by kind were told before the orders in force, ``pulsed`` fL of them pushed; ``waiting`` ticks of a
    pulse had come together when these orders began. ``done`` ticks by kind were told since, and what runs on top.
    """

    __slots__ = (
        "base",
        "basal_mark",
        "done",
        "offset",
        "orders",
        "pulsed",
        "running",
        "settled",
        "stroke",
        "stroke_ticks",
        "waiting",
    )

    def __init__(self, orders: Orders, stroke_fl: int, offset: int) -> None:
        self.stroke, self.offset = stroke_fl, offset
        self.base: list[Amount] = [0] * len(KINDS)
        self.pulsed: Amount = 0
        self.running: Course | None = None
        self._begin(orders, 0)

    def _begin(self, orders: Orders, waiting: int) -> None:
        self.orders = orders
        self.stroke_ticks = self.stroke * orders.den
        self.waiting = waiting
        self.done = [0] * len(KINDS)
        self.settled = 0
        self.basal_mark: int | None = None

    def copy(self) -> Motor:
        """Another that goes its own way; what runs has to be given to it anew."""
        twin: Motor = object.__new__(Motor)
        for name in Motor.__slots__:
            setattr(twin, name, getattr(self, name))
        twin.base, twin.done = list(self.base), list(self.done)
        return twin

    # ---- what runs ----------------------------------------------------------------------------------------------

    def start_basal(self, now: int) -> None:
        """From now on the basal flow counts."""
        if self.basal_mark is None:
            self.basal_mark = self.orders.basal.up_to(now + self.offset)

    def stop_basal(self, now: int) -> None:
        """Up to now it counted."""
        if self.basal_mark is not None:
            self.count(BASAL, self.orders.basal.up_to(now + self.offset) - self.basal_mark)
            self.basal_mark = None

    def run(self, course: Course, now: int) -> None:
        """Let it run from now."""
        course.since = now
        self.running = course

    def pause(self, now: int) -> None:
        """What runs waits from now with what it has left."""
        course = self.running
        if course is not None:
            left = course.left_at(now)
            self.count(course.place, course.left - left)
            course.left, course.since = left, None
            self.running = None

    def count(self, place: int, ticks: int) -> None:
        """So many ticks of that kind were told."""
        self.done[place] += ticks
        self.settled += ticks

    def set_offset(self, now: int, offset: int) -> None:
        """The clock is another from now on."""
        counted = self.basal_mark is not None
        self.stop_basal(now)
        self.offset = offset
        if counted:
            self.start_basal(now)

    @property
    def flow_possible(self) -> bool:
        """Whether anything is told to be pushed at all."""
        return self.basal_mark is not None or self.running is not None

    # ---- sums ---------------------------------------------------------------------------------------------------

    def commanded(self, now: int) -> int:
        """Ticks told to be pushed since these orders began."""
        total = self.settled
        if self.basal_mark is not None:
            total += self.orders.basal.up_to(now + self.offset) - self.basal_mark
        course = self.running
        if course is not None:
            pushed = course.flow * (now - course.since)  # type: ignore[operator]
            total += pushed if pushed < course.left else course.left  # noqa: FURB136 - faster than min
        return total

    def pushed(self, now: int) -> Amount:
        """Femtolitres pushed since the motor was made, as the pump counts."""
        ticks = self.commanded(now)
        if not self.stroke:
            return self.pulsed + Fraction(ticks, self.orders.den)
        return self.pulsed + (self.waiting + ticks) // self.stroke_ticks * self.stroke

    def pushed_by_kind(self, now: int) -> list[Fraction]:
        """The same by kind: what was told, less the part of a pulse that waits, in the order of the kinds."""
        ticks, den = self.ticks_by_kind(now), self.orders.den
        if self.stroke:
            return [Fraction(pushed, den) for pushed in self._in_whole_pulses(ticks)]
        return self._told(ticks)

    def pushed_since(self, then: list[int], now: int) -> list[int]:
        """Ticks by kind that were pushed since the moment at which ``then`` of these orders had been told by kind."""
        after, before = self.ticks_by_kind(now), then
        if self.stroke:
            after, before = self._in_whole_pulses(after), self._in_whole_pulses(before)
        return [late - early for late, early in zip(after, before, strict=True)]

    def _in_whole_pulses(self, ticks: list[int]) -> list[int]:
        """Ticks by kind pushed since the motor was made, when so many of these orders had been told."""
        den = self.orders.den  # with pulses what was told before is in whole femtolitres
        told = [int(before) * den + since for before, since in zip(self.base, ticks, strict=True)]
        pulses = (self.waiting + sum(ticks)) // self.stroke_ticks
        waits = sum(told) - int(self.pulsed) * den - pulses * self.stroke_ticks
        for place, amount in enumerate(told):
            taken = min(waits, amount)
            told[place] -= taken
            waits -= taken
        return told

    def told_by_kind(self, now: int) -> list[Fraction]:
        """Femtolitres told to be pushed since the motor was made, exact."""
        return self._told(self.ticks_by_kind(now))

    def ticks_by_kind(self, now: int) -> list[int]:
        """Ticks told to be pushed since these orders began."""
        ticks = list(self.done)
        if self.basal_mark is not None:
            ticks[BASAL] += self.orders.basal.up_to(now + self.offset) - self.basal_mark
        if self.running is not None:
            ticks[self.running.place] += self.running.left - self.running.left_at(now)
        return ticks

    def _told(self, ticks: list[int]) -> list[Fraction]:
        den = self.orders.den
        return [before + Fraction(since, den) for before, since in zip(self.base, ticks, strict=True)]

    def flow(self, now: int) -> int:
        """Ticks per microsecond at this moment."""
        basal = 0 if self.basal_mark is None else self.orders.basal.flow_at(now + self.offset)
        return basal + (self.running.flow if self.running is not None else 0)

    # ---- when an amount is reached ------------------------------------------------------------------------------

    def target(self, pushed: Amount) -> int:
        """The ticks that must have been told since these orders began for that much to be pushed in all."""
        need = (pushed - self.pulsed) * self.orders.den
        if not self.stroke:
            return -int(-need // 1)
        return -int(-need // self.stroke_ticks) * self.stroke_ticks - self.waiting

    def wait(self, target: int, now: int) -> int | None:
        """Microseconds until the target is reached if what runs now ran on; None: never."""
        rest = target - self.commanded(now)
        extra = self.running.flow if self.running is not None else 0
        if rest <= 0:
            return 0
        if self.basal_mark is None:
            return -(-rest // extra) if extra else None
        return self.orders.basal.wait(now + self.offset, rest, extra)

    # ---- other orders -------------------------------------------------------------------------------------------

    def take(self, orders: Orders, now: int) -> None:
        """Follow other orders from now: nothing runs. What of a pulse waits is kept in whole femtolitres."""
        self.pause(now)
        self.stop_basal(now)
        told, pushed = self.told_by_kind(now), self.pushed(now)
        self.base = _whole(told) if self.stroke else list(told)
        self.pulsed = pushed
        self._begin(orders, int(sum(self.base) - pushed) * orders.den if self.stroke else 0)

    def refine(self, factor: int) -> None:
        """Count in smaller ticks; what runs has been refined already."""
        self.orders = self.orders.scaled(factor)
        self.stroke_ticks *= factor
        self.waiting *= factor
        self.settled *= factor
        self.done = [ticks * factor for ticks in self.done]
        if self.basal_mark is not None:
            self.basal_mark *= factor


def _whole(amounts: list[Fraction]) -> list[Amount]:
    """Whole femtolitres whose sum is the sum rounded down."""
    whole: list[Amount] = []
    exact, before = Fraction(0), 0
    for amount in amounts:
        exact += amount
        whole.append(int(exact // 1) - before)
        before = int(exact // 1)
    return whole
