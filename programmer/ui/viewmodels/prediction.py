"""What the pump will do if nothing changes, as rows to draw."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, nan

from programmer.delivery.advance import advance, next_change
from programmer.delivery.rates import dose_rate_now
from programmer.delivery.state import DeliveryState
from programmer.delivery.told import delivery_told
from programmer.therapy.calculations.reservoir import volume_per_day
from programmer.therapy.calculations.to_come import low_reservoir_at
from programmer.therapy.programs import PeriodicBolus
from programmer.therapy.pump import PumpStatus
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    NANOGRAMS_PER_MICROGRAM,
    NANOLITRES_PER_MILLILITRE,
    Nanograms,
    NanogramsPerDay,
    Nanolitres,
    PumpTime,
)
from programmer.ui.viewmodels.plot_samples import PlotRow
from programmer.visit.interrogation import Interrogation

LONGEST_DAYS = 366
_BEFORE_US = 1000
_MOST_CHANGES = 400


def plot_row(at: PumpTime, level: Nanolitres, rate: NanogramsPerDay, today: Nanograms) -> PlotRow:
    """Exact figures as floats for drawing."""
    return (
        at.value / MICROSECONDS_PER_SECOND,
        level.value / NANOLITRES_PER_MILLILITRE,
        rate.value / NANOGRAMS_PER_MICROGRAM,
        today.value / NANOGRAMS_PER_MICROGRAM,
    )


def status_row(status: PumpStatus) -> PlotRow:
    """One status as a row."""
    return plot_row(status.pump_time, status.reservoir, status.dose_rate, status.delivered_today)


def alarm_at(found: Interrogation, status: PumpStatus) -> PumpTime | None:
    """When the low-reservoir mark will be reached, every allowed bolus taken; None while nothing is delivered."""
    return low_reservoir_at(found.program, status, found.limits)


def predicted(found: Interrogation, status: PumpStatus) -> tuple[PlotRow, ...]:
    """Rows from the status to the alarm, at most a year; empty when there is nothing to come.

    What the patient will ask for is not known and not in them. Periodic boluses are followed one by one for
    ``_MOST_CHANGES`` changes of the rate; from there on only the level is told, by the day.
    """
    end = alarm_at(found, status)
    if end is None or end <= status.pump_time:
        return ()
    last = min(end.value, status.pump_time.value + LONGEST_DAYS * MICROSECONDS_PER_DAY)
    state = delivery_told(found.program, status, found.limits)
    rows = [_row(state)]
    changes_left = _MOST_CHANGES if isinstance(found.program.mode, PeriodicBolus) else inf
    while state.time.value < last and changes_left > 0:
        changes_left -= 1
        change = min(next_change(state).value, last)
        if change - state.time.value > _BEFORE_US:
            # Just before each change the old rate still holds, and midnight has not begun the day's sum anew.
            state, _ = advance(state, PumpTime(change - _BEFORE_US), found.limits.low_reservoir_mark)
            rows.append(_row(state))
        state, _ = advance(state, PumpTime(change), found.limits.low_reservoir_mark)
        rows.append(_row(state))
    return (*rows, *_levels(state, last))


def _levels(state: DeliveryState, last: int) -> Iterator[PlotRow]:
    """The level at each whole day from here, in the long run; what no row tells is not a number."""
    per_day = volume_per_day(state.program)
    days, rest = divmod(last - state.time.value, MICROSECONDS_PER_DAY)
    spans = [day * MICROSECONDS_PER_DAY for day in range(1, days + 1)]
    for span in spans if not rest else [*spans, last - state.time.value]:
        left = max(0, int(state.reservoir.value - per_day * span / MICROSECONDS_PER_DAY))
        at, level, _, _ = plot_row(
            PumpTime(state.time.value + span), Nanolitres(left), NanogramsPerDay(0), Nanograms(0)
        )
        yield at, level, nan, nan


def _row(state: DeliveryState) -> PlotRow:
    return plot_row(state.time, state.reservoir, dose_rate_now(state), state.drug_today)
