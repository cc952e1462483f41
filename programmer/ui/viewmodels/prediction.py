"""What the pump will do if nothing changes, as rows to draw."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, nan

from programmer.delivery.engine import Engine
from programmer.delivery.told import twin_of
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
    pump = twin_of(found.program, status, found.limits)
    rows = [_row(pump)]
    changes_left = _MOST_CHANGES if isinstance(found.program.mode, PeriodicBolus) else inf
    while pump.now < last and changes_left > 0:
        changes_left -= 1
        change = min(pump.next_change() or last, last)
        if change - pump.now > _BEFORE_US:
            # Just before each change the old rate still holds, and midnight has not begun the day's sum anew.
            pump.advance(change - _BEFORE_US)
            rows.append(_row(pump))
        pump.advance(change)
        rows.append(_row(pump))
    return (*rows, *_levels(pump, last))


def _levels(pump: Engine, last: int) -> Iterator[PlotRow]:
    """The level at each whole day from here, in the long run; what no row tells is not a number."""
    per_day = volume_per_day(pump.program)
    days, rest = divmod(last - pump.now, MICROSECONDS_PER_DAY)
    spans = [day * MICROSECONDS_PER_DAY for day in range(1, days + 1)]
    for span in spans if not rest else [*spans, last - pump.now]:
        left = max(0, int(pump.believed.value - per_day * span / MICROSECONDS_PER_DAY))
        at, level, _, _ = plot_row(
            PumpTime(pump.now + span), Nanolitres(left), NanogramsPerDay(0), Nanograms(0)
        )
        yield at, level, nan, nan


def _row(pump: Engine) -> PlotRow:
    return plot_row(pump.pump_time, pump.believed, pump.dose_rate, pump.drug_today)
