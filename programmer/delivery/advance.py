"""Let time pass for a pump: closed form from one change to the next, exact for any way of cutting the time.

Every change happens on a whole microsecond. A prime, bridge or bolus pushes its volume exactly; what follows it
begins with the first whole microsecond at which that is done. Only basal flows are rounded to the pump's steps:
what has a volume keeps its volume and its time, as the programmer reckons with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from programmer.delivery.boluses import begin_bolus, begin_mode, cut_boluses, finish_bolus
from programmer.delivery.happenings import Crossing, Happening, LevelReached, OpeningFinished
from programmer.delivery.rates import Push, push_now
from programmer.delivery.state import DeliveryState
from programmer.therapy.programs import PeriodicBolus, steps_on
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    Nanolitres,
    PumpTime,
)


def advance(
    state: DeliveryState, until: PumpTime, low_mark: Nanolitres
) -> tuple[DeliveryState, tuple[Happening, ...]]:
    """Return the state at ``until`` and what happened on the way, in order.

    ``advance`` to a and then to b gives the same as ``advance`` to b at once. Raises ``ValueError`` for a time
    before the state's own.
    """
    if until < state.time:
        raise ValueError("delivery cannot run backwards")
    happened: list[Happening] = []
    while state.time < until:
        push = push_now(state)
        end = min(until.value, *_next_changes(state, push))
        happened += _levels_within(state, push, end - state.time.value, low_mark)
        state, changes = _arrive(state, _run(state, push, end))
        happened += changes
    return state, tuple(happened)


def next_change(state: DeliveryState) -> PumpTime:
    """The next moment at which the rate may change, or at which the pump's day ends."""
    return PumpTime(min(_next_changes(state, push_now(state))))


def _next_changes(state: DeliveryState, push: Push) -> Iterator[int]:
    """The moments after the present one at which something may change, microseconds on the pump's clock."""
    now = state.time.value
    midnight = now - state.microsecond_of_day
    yield midnight + MICROSECONDS_PER_DAY
    if push.lasts is not None:
        yield now + push.lasts
    if push.rate:
        yield now + _wait(state, push, 0)
    starts = (step.at.value for step in steps_on(state.program.mode, state.time.weekday))
    yield from (at for start in starts if (at := midnight + start * MICROSECONDS_PER_SECOND) > now)
    if isinstance(state.program.mode, PeriodicBolus) and state.mode_since is not None:
        interval = state.program.mode.interval.value * MICROSECONDS_PER_SECOND
        yield now + interval - (now - state.mode_since.value) % interval


def _run(state: DeliveryState, push: Push, end: int) -> DeliveryState:
    """Deliver up to ``end``, or until nothing is left; nothing changes on the way."""
    span = end - state.time.value
    pushed = state.carry + push.volume(span)
    whole = min(int(pushed), state.reservoir.value)
    left = state.reservoir.value - whole
    new_day = end % MICROSECONDS_PER_DAY == 0
    return _less(
        replace(
            state,
            time=PumpTime(end),
            reservoir=Nanolitres(left),
            carry=pushed - whole if left else Fraction(0),
            delivered_total=Nanolitres(state.delivered_total.value + whole),
            delivered_today=Nanolitres(0 if new_day else state.delivered_today.value + whole),
            earlier_today=() if new_day else state.earlier_today,
        ),
        push.ended(span),
    )


def _less(state: DeliveryState, pushed: Fraction) -> DeliveryState:
    """Take what was pushed off what prime, bridge or running bolus still has to push."""
    if state.opening_left:
        return replace(state, opening_left=state.opening_left - pushed)
    if not state.boluses:
        return state
    first, *others = state.boluses
    return replace(state, boluses=(replace(first, left=first.left - pushed), *others))


def _arrive(before: DeliveryState, state: DeliveryState) -> tuple[DeliveryState, list[Happening]]:
    """What ends and what begins at the moment that was reached."""
    happened: list[Happening] = []
    if state.boluses and not state.boluses[0].left:
        state, ended = finish_bolus(state)
        happened.append(ended)
    if before.opening_left and not state.opening_left:
        happened.append(OpeningFinished(state.time))
        if state.delivering:
            state, begun = begin_mode(state)
            return state, happened + begun
    if state.empty:
        state, cut = cut_boluses(state)
        return state, happened + cut
    if state.running and _periodic_is_due(state):
        state, one = begin_bolus(state, BolusKind.PERIODIC)
        happened.append(one)
    return state, happened


def _periodic_is_due(state: DeliveryState) -> bool:
    """Whether one begins now. One that finds the one before it still under way is left out."""
    mode = state.program.mode
    if not isinstance(mode, PeriodicBolus) or state.mode_since is None:
        return False
    since = state.time.value - state.mode_since.value
    due = since % (mode.interval.value * MICROSECONDS_PER_SECOND) == 0
    return due and all(bolus.kind is not BolusKind.PERIODIC for bolus in state.boluses)


def _levels_within(
    state: DeliveryState, push: Push, span: int, low_mark: Nanolitres
) -> Iterator[LevelReached]:
    """The levels that are reached within the next ``span`` microseconds."""
    reached = state.reservoir.value - int(state.carry + push.volume(span))
    for crossing, mark in ((Crossing.LOW, low_mark.value), (Crossing.EMPTY, 0)):
        if state.reservoir.value > mark >= reached:
            yield LevelReached(crossing, PumpTime(state.time.value + min(span, _wait(state, push, mark))))


def _wait(state: DeliveryState, push: Push, mark: int) -> int:
    """Microseconds until the level is at ``mark`` at the present rate, rounded up."""
    return -int(-(state.reservoir.value - mark - state.carry) / push.rate // 1)
