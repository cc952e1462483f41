"""What a pump has pushed at evenly spaced moments: exact, and a stretch of even flow at a time."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence

from programmer.delivery.holding import Holding
from programmer.delivery.motor import Motor
from programmer.delivery.quiet import answer, arrive, pressed, quiet_until
from programmer.therapy.pump import BolusKind

_MOST = 2**62
"""What a 64-bit number holds with room to spare."""


class Samples:
    """Femtolitres that the pump counts as pushed, whole, at ``first``, ``first`` + ``every``, …

    Noted stretch by stretch (how many samples, strokes before, ticks beyond them, ticks from one to the next) and
    worked out all at once.
    """

    __slots__ = ("_base", "_before", "_every", "_stretches", "_stroke", "_whole", "next")

    def __init__(self, motor: Motor, first: int, every: int) -> None:
        self.next, self._every = first, every
        self._stroke, self._whole = motor.stroke or 1, motor.stroke_ticks or motor.orders.den
        self._base = int(motor.pulsed)
        # an ideal pump may have begun these orders with part of a femtolitre
        self._before = motor.waiting if motor.stroke else int((motor.pulsed - self._base) * motor.orders.den)
        self._stretches: list[tuple[int, int, int, int]] = []

    def along(self, begin: int, end: int, ticks: int, flow: int) -> None:
        """Take those in [``begin``, ``end``), in which ``flow`` is even and ``ticks`` were told at its beginning."""
        if self.next < end:
            count = (end - 1 - self.next) // self._every + 1
            strokes, beyond = divmod(self._before + ticks + flow * (self.next - begin), self._whole)
            self._stretches.append((count, strokes, beyond, flow * self._every))
            self.next += count * self._every

    def taken(self) -> array[int]:
        """All of them."""
        stretches, whole = self._stretches, self._whole
        if not stretches:
            return array("q")
        most = max(strokes for _, strokes, _, _ in stretches) + 1
        longest = max(beyond + step * count for count, _, beyond, step in stretches)
        if max(self._base + (most + longest // whole) * self._stroke, longest, whole) < _MOST:
            return self._at_once()
        # a program whose flows have no small common measure: the same in numbers of any size
        return array(
            "q",
            (
                self._base + (strokes + (beyond + step * number) // whole) * self._stroke
                for count, strokes, beyond, step in stretches
                for number in range(count)
            ),
        )

    def _at_once(self) -> array[int]:
        import numpy as np  # only who samples pays for it

        rows = np.array(self._stretches, dtype=np.int64).T
        counts = rows[0]
        strokes, beyond, step = (np.repeat(row, counts) for row in rows[1:])
        number = np.arange(len(step)) - np.repeat(np.cumsum(counts) - counts, counts)
        found = self._base + (strokes + (beyond + step * number) // self._whole) * self._stroke
        return array("q", found.tobytes())


def sampled(engine: Holding, every_us: int, until: int, presses: Sequence[int] = ()) -> array[int]:
    """Live to ``until``, the patient pressing the button at ``presses``; what was counted as pushed after each
    ``every_us`` from now on, in whole femtolitres.
    """
    samples, index = Samples(engine.motor, engine.now + every_us, every_us), 0
    while engine.now < until or index < len(presses):
        end = quiet_until(engine, until)
        if end is None:
            index = _to_next_change(engine, samples, presses, index, until)
        else:
            behind = bisect_left(presses, end, index)
            begun = answer(engine, presses[index:behind], end)
            _along_boluses(engine.motor, samples, engine.now, begun, end)
            arrive(engine, begun, end)
            index = behind
    _even(engine.motor, samples, until, until + 1, engine.motor.commanded(until))
    return samples.taken()


def _to_next_change(engine: Holding, samples: Samples, presses: Sequence[int], index: int, until: int) -> int:
    """To the next moment at which anything is due, or the button is pressed; which press is the next then."""
    end = min(until, engine.t_next, *presses[index : index + 1])
    _even(engine.motor, samples, engine.now, end, engine.motor.commanded(engine.now))
    engine.advance(end)
    if index < len(presses) and presses[index] == end:
        pressed(engine)
        index += 1
    return index


def _along_boluses(motor: Motor, samples: Samples, now: int, begun: Sequence[int], end: int) -> None:
    """Sample a quiet stretch: the basal rate, and on top of it the boluses that began."""
    at, ticks = now, motor.commanded(now)
    portion = motor.orders.boluses.get(BolusKind.PATIENT)
    if portion is not None:
        for start in begun:
            ticks = _basal(motor, samples, (at, start), ticks, 0)
            at = min(start + portion.lasts, end)
            ticks = _basal(motor, samples, (start, at), ticks, portion.flow)
    _basal(motor, samples, (at, end), ticks, 0)


def _even(motor: Motor, samples: Samples, begin: int, end: int, ticks: int) -> None:
    """Sample a stretch in which nothing but the step of the schedule changes."""
    extra = 0 if motor.running is None else motor.running.flow
    if motor.basal_mark is None:
        samples.along(begin, end, ticks, extra)
    else:
        _basal(motor, samples, (begin, end), ticks, extra)


def _basal(motor: Motor, samples: Samples, stretch: tuple[int, int], ticks: int, extra: int) -> int:
    """Sample from step to step of the schedule, ``extra`` on top; the ticks told at its end."""
    basal, offset, (begin, end) = motor.orders.basal, motor.offset, stretch
    while begin < end:
        step = min(end, basal.next_step(begin + offset) - offset)
        flow = basal.flow_at(begin + offset) + extra
        samples.along(begin, step, ticks, flow)
        ticks += flow * (step - begin)
        begin = step
    return ticks
