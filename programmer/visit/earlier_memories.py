"""What our copies tell of the last 24 hours of a pump whose memory was made anew within them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from programmer.records.ports import UnitOfWork
from programmer.therapy.quantities import MICROSECONDS_PER_DAY
from programmer.visit.day_log import DayLog, day_log
from programmer.visit.log_clock import set_since

_APART_US = 15 * 60 * 1_000_000


def other_memories(work: UnitOfWork, pump_id: bytes, log: DayLog) -> tuple[bytes, ...]:
    """The epochs of other memories that may tell of the same 24 hours, newest first, as far as they were read."""
    if log.reaches_back:
        return ()
    return tuple(one for one in work.events.epochs(pump_id) if one != log.epoch)


def earlier_memories(
    work: UnitOfWork, pump_id: bytes, log: DayLog, offset_us: int, now_utc_us: int
) -> Iterator[DayLog]:
    """The logs of the memories before, the newest first, as far as they tell of the same 24 hours.

    ``offset_us`` is the clock of the present one minus UTC. Each counts as followed at once by the next, so that as
    much of it counts as can, unless two clocks agree on how long a time lies between them.
    """
    later = _Memory(log, offset_us)
    for epoch in other_memories(work, pump_id, log):
        newest = work.events.newest(pump_id, epoch)
        if newest is None or later.log.reaches_back:
            return
        ended, offset = newest.pump_time.value, _offset(work, pump_id, epoch, newest.sequence, now_utc_us)
        age = later.age + later.pause(work, pump_id, ended, offset)
        if age >= MICROSECONDS_PER_DAY:
            return
        later = _Memory(day_log(work, pump_id, epoch, ended + age, newest.sequence), offset)
        yield later.log


@dataclass(frozen=True, slots=True)
class _Memory:
    """Its log, and its clock minus that of the workstation; None where nothing tells."""

    log: DayLog
    offset: int | None

    @property
    def age(self) -> int:
        """How many microseconds ago the first entry was written that we hold."""
        return self.log.now - self.log.events[0].pump_time.value if self.log.events else 0

    def pause(self, work: UnitOfWork, pump_id: bytes, ended: int, offset: int | None) -> int:
        """Microseconds from the last entry of the memory before, at ``ended`` by its clock, to the first of this one.

        A clock that lost its time with the memory, that was set or runs at another pace does not agree with the
        workstation's: then none.
        """
        if not self.log.events or self.offset is None or offset is None:
            return 0
        first = self.log.events[0]
        by_workstation = (first.pump_time.value - self.offset) - (ended - offset)
        settings = work.events.changes(pump_id, self.log.epoch)
        by_pump = first.pump_time.value - set_since(settings, first.sequence) - ended
        agreed = abs(by_pump - by_workstation) <= _APART_US
        return max(0, min(by_pump, by_workstation)) if agreed else 0


def _offset(work: UnitOfWork, pump_id: bytes, epoch: bytes, last: int, now_utc_us: int) -> int | None:
    """That memory's last clock minus the workstation's, by the newest reading or confirmed command."""
    kept = work.sessions.programs_since(pump_id, now_utc_us - MICROSECONDS_PER_DAY, epoch, last)
    told = [(one.at, one.kept_utc_us) for one in kept if one.at is not None and one.at.epoch == epoch]
    if not told:
        return None
    at, kept_utc_us = max(told, key=lambda one: one[0].sequence)
    return at.pump_time.value - kept_utc_us
