"""What our copy of a pump's log holds of the last 24 hours, and whether some of that may be missing."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.records.ports import UnitOfWork
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, PumpTime
from programmer.visit.log_clock import entries_since


@dataclass(frozen=True, slots=True)
class DayLog:
    """``events`` of the 24 hours that end ``now``, both by the clock of that log.

    ``lacks`` tells that entries which may be of these hours are not in our copy: they were lost, or gave way before
    we read them. ``reaches_back`` tells that our copy holds something from before these hours.
    """

    epoch: bytes
    now: int
    events: tuple[PumpEvent, ...]
    lacks: bool
    reaches_back: bool


def holds_all(work: UnitOfWork, pump_id: bytes, epoch: bytes, first: int, last: int) -> bool:
    """Whether our copy of that log has every entry from the one to the other, both included."""
    return work.events.count(pump_id, epoch, first, last) == max(0, last - first + 1)


def day_log(work: UnitOfWork, pump_id: bytes, epoch: bytes, now: int, last: int) -> DayLog:
    """``last`` is the newest entry by the pump's own word; our copy may hold newer ones.

    What is missing before an entry that is older than these hours is older still, whatever it told, a clock that was
    set included. What is missing just before the first of these hours may be of them.
    """
    events = entries_since(work, pump_id, epoch, PumpTime(now - MICROSECONDS_PER_DAY))
    held = events[-1].sequence if events else work.events.last_sequence(pump_id, epoch) or 0
    newest, first = max(held, last), events[0].sequence if events else held + 1
    # By its kind the first of all, whatever its number: nothing was before it.
    begins = bool(events) and events[0].kind is PumpEventKind.MEMORY_MADE
    start = first if begins else max(1, first - 1)
    lacks = not holds_all(work, pump_id, epoch, start, newest)
    reaches_back = first > 1 and (
        (start < first and not lacks) or bool(work.events.count(pump_id, epoch, 1, first - 1))
    )
    return DayLog(epoch, now, events, lacks, reaches_back)
