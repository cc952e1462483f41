"""What the patient had when the last 24 hours began, by the records: what the steps of today are counted from."""

from __future__ import annotations

from collections.abc import Sequence

from programmer.records.ports import UnitOfWork
from programmer.records.rows import LogMoment, ProgramInForce
from programmer.therapy.limits import treats
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, PumpTime
from programmer.visit.day_log import holds_all
from programmer.visit.interrogation import Interrogation
from programmer.visit.log_clock import entries_since, on_present_clock, set_since
from programmer.visit.stored_programs import stored_program

_CHANGES = {PumpEventKind.PROGRAM_CHANGED, PumpEventKind.MEMORY_MADE}


def treated_before(
    work: UnitOfWork, pump_id: bytes, found: Interrogation, now_utc_us: int
) -> PumpProgram | None:
    """The oldest program that treats among the one in force 24 hours ago and those since; None if none is kept.

    Stopping and the minimum rate in between do not make it another one. What cannot be decoded is passed over.
    """
    day = _Day(now_utc_us, found)
    epoch, last = found.status.log.epoch, found.status.log.last_sequence
    recent = entries_since(work, pump_id, epoch, day.start, last)
    opens = recent[0].sequence - 1 if recent else last
    kept = work.sessions.programs_since(pump_id, day.start_utc_us, epoch, opens)
    changes = [one for one in work.events.changes(pump_id, epoch) if one.sequence <= last]
    earlier: list[ProgramInForce] = []
    since: list[ProgramInForce] = []
    for one in kept:
        (since if day.holds(one, changes) else earlier).append(one)
    leading = [
        one
        for one in earlier[-1:]
        if not day.gave_way(one, changes) and holds_all(work, pump_id, epoch, day.entry(one) + 1, opens)
    ]
    programs = (stored_program(one.program) for one in (*leading, *since))
    return next((program for program in programs if program is not None and treats(program)), None)


class _Day:
    """The 24 hours that end now, by the workstation's clock and by the pump's, whatever that was set to since."""

    def __init__(self, now_utc_us: int, found: Interrogation) -> None:
        self._epoch = found.status.log.epoch
        self.start_utc_us = now_utc_us - MICROSECONDS_PER_DAY
        self.start = PumpTime(max(0, self.start_utc_us + found.offset_us))

    def holds(self, kept: ProgramInForce, changes: Sequence[PumpEvent]) -> bool:
        """Whether a program was kept since they began: by the pump's own clock, where its log of now tells."""
        at = self._place(kept)
        if at is None:
            return kept.kept_utc_us > self.start_utc_us
        return at.pump_time.value + set_since(changes, at.sequence) > self.start.value

    def gave_way(self, kept: ProgramInForce, changes: Sequence[PumpEvent]) -> bool:
        """Whether by the pump's log another programmer changed it since, and before the 24 hours began: then what we
        kept is not what the patient had yesterday, and may be far more or far less.
        """
        after = self.entry(kept)
        return any(
            event.kind in _CHANGES and event.sequence > after and event.pump_time <= self.start
            for event in on_present_clock(changes)
        )

    def entry(self, kept: ProgramInForce) -> int:
        """The newest of the present log when it was in force; 0 before all of them."""
        at = self._place(kept)
        return 0 if at is None else at.sequence

    def _place(self, kept: ProgramInForce) -> LogMoment | None:
        """None of what another memory of the pump ran: that was before all that the present one tells."""
        return kept.at if kept.at is not None and kept.at.epoch == self._epoch else None
