"""One line of a comparison, and the words that several of them share."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.notation import dose_rates_text, percent_text
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    MinimumRate,
    PeriodicBolus,
    Stopped,
    WeekSchedule,
)

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One line: what it is about, what holds, what is proposed, and the difference in words."""

    subject: str
    present: str
    proposed: str
    change: str = ""

    @property
    def changed(self) -> bool:
        """Whether the two sides differ."""
        return self.present != self.proposed


def mode_text(mode: DeliveryMode) -> str:
    """A mode for people."""
    match mode:
        case Stopped():
            return "stopped"
        case MinimumRate():
            return "minimum rate"
        case Continuous():
            return "continuous"
        case DaySchedule(steps):
            return f"day schedule, {len(steps)} steps" if len(steps) > 1 else "day schedule, 1 step"
        case WeekSchedule():
            return "week schedule, a schedule for each day"
        case PeriodicBolus():
            return "periodic bolus"


def difference_text(before: Fraction, after: Fraction, amount: str) -> str:
    """The change in figures and per cent, signed: ``+52 mcg per day, +14.9 %``; empty if there is none."""
    if before == after:
        return ""
    sign = "+" if after > before else "−"
    if not before:
        return f"{sign}{amount}, from nothing"
    percent = abs(after - before) * 100 / before
    return f"{sign}{amount}, {sign}{percent_text(percent)}"


def dose_line(subject: str, before: Fraction, after: Fraction) -> ComparedLine:
    """Two doses per day in ng, and their difference, all in one unit."""
    amount, _ = dose_rates_text(abs(after - before), max(before, after))
    return ComparedLine(
        subject, *dose_rates_text(before, after), change=difference_text(before, after, amount)
    )
