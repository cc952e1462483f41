"""Let time pass for a pump: closed form from one change to the next, exact for any way of cutting the time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from programmer.delivery.state import Crossing, DeliveryState, LevelReached
from programmer.therapy.programs import dose_rate_at, steps_on
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    NanogramsPerDay,
    Nanolitres,
    PumpTime,
    flow,
)


def dose_rate_now(state: DeliveryState) -> NanogramsPerDay:
    """The rate at which drug leaves the pump at this moment, as dose per day."""
    if not state.running or state.empty:
        return NanogramsPerDay(0)
    return dose_rate_at(
        state.program.mode, state.time.weekday, state.microsecond_of_day // MICROSECONDS_PER_SECOND
    )


def advance(
    state: DeliveryState, until: PumpTime, low_mark: Nanolitres
) -> tuple[DeliveryState, tuple[LevelReached, ...]]:
    """Return the state at ``until`` and the levels that were reached on the way, in order.

    ``advance`` to a and then to b gives the same as ``advance`` to b at once. Raises ``ValueError`` for a time
    before the state's own.
    """
    if until < state.time:
        raise ValueError("delivery cannot run backwards")
    reached: list[LevelReached] = []
    while state.time < until:
        end = min(until.value, _next_change(state))
        reached += _levels_within(state, end, low_mark)
        state = _run(state, end)
    return state, tuple(reached)


def _next_change(state: DeliveryState) -> int:
    """The next moment at which the rate may change or the day ends, microseconds on the pump's clock."""
    midnight = state.time.value - state.microsecond_of_day
    starts = [
        midnight + step.at.value * MICROSECONDS_PER_SECOND
        for step in steps_on(state.program.mode, state.time.weekday)
    ]
    return min([start for start in starts if start > state.time.value] + [midnight + MICROSECONDS_PER_DAY])


def _rate(state: DeliveryState) -> Fraction:
    return flow(dose_rate_now(state), state.program.drug.concentration).per_microsecond


def _run(state: DeliveryState, end: int) -> DeliveryState:
    """Deliver at one rate up to ``end``, or until nothing is left."""
    pushed = state.carry + _rate(state) * (end - state.time.value)
    whole = min(int(pushed), state.reservoir.value)
    left = state.reservoir.value - whole
    today = 0 if end % MICROSECONDS_PER_DAY == 0 else state.delivered_today.value + whole
    return replace(
        state,
        time=PumpTime(end),
        reservoir=Nanolitres(left),
        carry=pushed - whole if left else Fraction(0),
        delivered_total=Nanolitres(state.delivered_total.value + whole),
        delivered_today=Nanolitres(today),
    )


def _levels_within(state: DeliveryState, end: int, low_mark: Nanolitres) -> list[LevelReached]:
    marks = ((Crossing.LOW, low_mark.value), (Crossing.EMPTY, 0))
    found = [(crossing, _time_of(state, mark)) for crossing, mark in marks if state.reservoir.value > mark]
    return [LevelReached(crossing, PumpTime(at)) for crossing, at in found if at is not None and at <= end]


def _time_of(state: DeliveryState, mark: int) -> int | None:
    """When the level is first at ``mark``, at the present rate; None at rest."""
    rate = _rate(state)
    if not rate:
        return None
    wait = (state.reservoir.value - mark - state.carry) / rate
    return state.time.value - int(-wait // 1)
