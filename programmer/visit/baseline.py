"""What the patient had when the last 24 hours began, by the records: what the steps of today are counted from."""

from __future__ import annotations

from programmer.records.ports import UnitOfWork
from programmer.records.rows import ProgramInForce
from programmer.therapy.limits import treats
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.therapy.quantities import MICROSECONDS_PER_DAY
from programmer.visit.interrogation import Interrogation
from programmer.visit.log_clock import on_present_clock
from programmer.visit.stored_programs import stored_program


def treated_before(
    work: UnitOfWork, pump_id: bytes, found: Interrogation, now_utc_us: int
) -> PumpProgram | None:
    """The oldest program that treats among the one in force 24 hours ago and those since; None if none is kept.

    Stopping and the minimum rate in between do not make it another one. What cannot be decoded is passed over.
    """
    start = now_utc_us - MICROSECONDS_PER_DAY
    kept = work.sessions.programs_since(pump_id, start)
    if kept and kept[0].kept_utc_us <= start and _gave_way(work, pump_id, found, kept[0], start):
        kept = kept[1:]
    programs = (stored_program(one.program) for one in kept)
    return next((program for program in programs if program is not None and treats(program)), None)


def _gave_way(
    work: UnitOfWork, pump_id: bytes, found: Interrogation, kept: ProgramInForce, start: int
) -> bool:
    """Whether by the pump's log another programmer changed it since, and before the 24 hours began: then what we
    kept is not what the patient had yesterday, and may be far more or far less.

    The clock may have been set since by hours: every entry counts by the clock of now.
    """
    after, until = kept.kept_utc_us + found.offset_us, start + found.offset_us
    events = on_present_clock(work.events.changes(pump_id, found.status.log.epoch))
    return any(_changes(event) and after < event.pump_time.value <= until for event in events)


def _changes(event: PumpEvent) -> bool:
    return event.kind in {PumpEventKind.PROGRAM_CHANGED, PumpEventKind.MEMORY_MADE}
