"""By when the pump must be refilled: the low-reservoir alarm, or the drug's stability where that is earlier."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.therapy.calculations.to_come import low_reservoir_at
from programmer.therapy.drug_library import (
    LibraryInForce,
    Stability,
    drugs_of_unknown_stability,
    shortest_stability,
)
from programmer.therapy.pump import PumpStatus
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, PumpTime
from programmer.ui import phrases
from programmer.ui.viewmodels.kept import Kept
from programmer.visit.comparison import BEYOND, FARTHEST_DAYS, refill_by
from programmer.visit.interrogation import Interrogation


@dataclass(frozen=True, slots=True)
class RefillDue:
    """``at`` is the earlier of ``alarm`` and the end of what keeps shortest, None for neither; ``date`` is its day in
    words, the very one of the comparison. ``stability`` is the shortest that the library has, ``unknown`` the drugs
    for which it has none."""

    at: PumpTime | None
    alarm: PumpTime | None
    date: str
    stability: Stability | None
    unknown: tuple[str, ...]

    @property
    def by_stability(self) -> bool:
        """Whether the drug asks for the refill, and not the level."""
        return self.at is not None and self.at != self.alarm


def refill_due(found: Interrogation, status: PumpStatus, drugs: LibraryInForce) -> RefillDue:
    """When the refill is due by the program in force, every allowed bolus taken.

    The pump does not tell when it was filled, so stability counts from the status, as if it was filled that day.
    """
    return _WORKED_OUT(found, status, drugs)


def _work_out(found: Interrogation, status: PumpStatus, drugs: LibraryInForce) -> RefillDue:
    alarm = low_reservoir_at(found.program, status, found.limits)
    held = found.program.drugs
    stability = shortest_stability(held, drugs)
    date, _ = refill_by(status.pump_time, found.program.settled, alarm, drugs)
    unknown = drugs_of_unknown_stability(held, drugs)
    return RefillDue(_earlier(status.pump_time, alarm, stability), alarm, date, stability, unknown)


_WORKED_OUT = Kept(_work_out)
"""Each page that shows it asks for it at every notice, of the same status as all the others."""


def _earlier(now: PumpTime, alarm: PumpTime | None, stability: Stability | None) -> PumpTime | None:
    """Of two on one day the alarm, as everywhere."""
    if stability is None:
        return alarm
    end = PumpTime(now.value + stability.days * MICROSECONDS_PER_DAY)
    return end if alarm is None or _day(end) < _day(alarm) else alarm


def _day(time: PumpTime) -> int:
    return time.value // MICROSECONDS_PER_DAY


def in_days_words(at: PumpTime, now: PumpTime) -> str:
    """``in 22 days``; what no pump lives to see is not counted."""
    return BEYOND if phrases.whole_days(at, now) > FARTHEST_DAYS else phrases.in_days(at, now)
