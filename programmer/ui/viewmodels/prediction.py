"""What the pump will do if nothing changes, as rows to draw."""

from __future__ import annotations

from fractions import Fraction

from programmer.delivery.advance import advance
from programmer.delivery.rates import dose_rate_now
from programmer.delivery.state import DeliveryState
from programmer.therapy.calculations.reservoir import time_of_reaching
from programmer.therapy.programs import steps_on
from programmer.therapy.pump import Delivery, PumpStatus
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
    """When the low-reservoir mark will be reached; None while nothing is delivered."""
    if status.delivery is Delivery.STOPPED:
        return None
    mark = found.limits.low_reservoir_mark
    return time_of_reaching(found.program, status.reservoir, mark, status.pump_time)


def predicted(found: Interrogation, status: PumpStatus) -> tuple[PlotRow, ...]:
    """Rows from the status to the alarm, at most a year; empty when there is nothing to come."""
    end = alarm_at(found, status)
    if end is None or end <= status.pump_time:
        return ()
    last = min(end.value, status.pump_time.value + LONGEST_DAYS * MICROSECONDS_PER_DAY)
    state = _state(found, status)
    rows = [_row(state)]
    while state.time.value < last:
        change = min(_next_change(state), last)
        if change - state.time.value > _BEFORE_US:
            # Just before each change the old rate still holds, and midnight has not begun the day's sum anew.
            state, _ = advance(state, PumpTime(change - _BEFORE_US), found.limits.low_reservoir_mark)
            rows.append(_row(state))
        state, _ = advance(state, PumpTime(change), found.limits.low_reservoir_mark)
        rows.append(_row(state))
    return tuple(rows)


def _state(found: Interrogation, status: PumpStatus) -> DeliveryState:
    concentration = found.program.drug.concentration
    today = status.delivered_today.value * NANOLITRES_PER_MILLILITRE // concentration.value
    return DeliveryState(
        time=status.pump_time,
        program=found.program,
        running=True,
        reservoir=status.reservoir,
        carry=Fraction(0),
        delivered_total=status.delivered_total,
        delivered_today=Nanolitres(today),
    )


def _next_change(state: DeliveryState) -> int:
    midnight = state.time.value - state.microsecond_of_day
    starts = [
        midnight + step.at.value * MICROSECONDS_PER_SECOND
        for step in steps_on(state.program.mode, state.time.weekday)
    ]
    return min([start for start in starts if start > state.time.value] + [midnight + MICROSECONDS_PER_DAY])


def _row(state: DeliveryState) -> PlotRow:
    return plot_row(state.time, state.reservoir, dose_rate_now(state), state.drug_today)
