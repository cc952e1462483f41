"""By when a pump must be replaced once its battery has asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from programmer.therapy.calculations.working import Steps
from programmer.therapy.moments import day_text

DAYS_FROM_ERI = 90


@dataclass(frozen=True, slots=True)
class ReplaceBy:
    """The date, or None where it is not known."""

    date: date | None
    steps: Steps


def replace_by(eri: date | None) -> ReplaceBy:
    """90 days after the elective replacement indicator, when the pump stops; never a day later.

    Unknown is None, and so is a day beyond the calendar: a screen that showed “??/??/????” or a later date was
    recalled (Z-1338-2012). Source: the pump stops 90 days after ERI (manufacturer's page on replacement).
    """
    if eri is None:
        return ReplaceBy(None, ("the day of the replacement indicator is not known, so neither is this one",))
    day = day_after(eri, DAYS_FROM_ERI)
    if day is None:
        return ReplaceBy(None, (f"{DAYS_FROM_ERI} days after {day_text(eri)} is beyond the calendar",))
    step = (
        f"replace by = replacement indicator + {DAYS_FROM_ERI} days = {day_text(eri)} + {DAYS_FROM_ERI} days "
        f"= {day_text(day)}"
    )
    return ReplaceBy(day, (step,))


def day_after(start: date, days: int) -> date | None:
    """The day so many days later, or None beyond the calendar."""
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return None
