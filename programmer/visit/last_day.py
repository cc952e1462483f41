"""What boluses of a pump gave within the last 24 hours, by its own log and by the programs in the records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from programmer.records.ports import UnitOfWork
from programmer.therapy.limits import LastDay
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.therapy.quantities import MICROSECONDS_PER_DAY
from programmer.visit.bolus_walk import BolusWalk
from programmer.visit.day_log import DayLog, day_log
from programmer.visit.earlier_memories import earlier_memories, other_memories
from programmer.visit.in_force import in_force_before
from programmer.visit.interrogation import Interrogation
from programmer.visit.stored_programs import stored_program


def last_day(work: UnitOfWork, pump_id: bytes, found: Interrogation, now_utc_us: int) -> LastDay:
    """What boluses gave since 24 hours ago, or could have given, and which programs nobody here has read.

    Of a bolus that was cut counts what was given, of one that still runs, or of a single one that waits, the whole.
    So it does of those that the log of an earlier memory tells, where the present one does not reach back so far.
    """
    status, now = found.status, now_utc_us + found.offset_us
    log = day_log(work, pump_id, status.log.epoch, now, status.log.last_sequence)
    walk = _walked(work, pump_id, log, found, now_utc_us)
    earlier = [
        _walked(work, pump_id, one, found, now_utc_us).told_by_an_earlier_memory()
        for one in earlier_memories(work, pump_id, log, found.offset_us, now_utc_us)
    ]
    lately = replace(
        walk.told(status),
        log_lacks=log.lacks,
        memory_made=bool(other_memories(work, pump_id, log)),
    )
    return _together(lately, earlier)


def _walked(
    work: UnitOfWork, pump_id: bytes, log: DayLog, found: Interrogation, now_utc_us: int
) -> BolusWalk:
    """Along that log, the pump's present one or that of an earlier memory."""
    present = log.epoch == found.status.log.epoch
    end = found.status.log.last_sequence if present else log.events[-1].sequence
    change = next((place for place, one in enumerate(log.events) if _changes(one)), None)
    opens = end if change is None else log.events[change].sequence
    kept = work.sessions.programs_since(pump_id, now_utc_us - MICROSECONDS_PER_DAY, log.epoch, opens)
    programs = {
        one.program.sha256: program for one in kept if (program := stored_program(one.program)) is not None
    }
    programs[found.status.program_hash] = found.program
    if present and change is None:
        first = found.status.program_hash
    else:
        until = end + 1 if change is None else opens
        first = in_force_before(work, pump_id, log.epoch, log.events[:change], kept, until=until)
    walk = BolusWalk(programs, first, log.now)
    for event in log.events:
        walk.take(event)
    return walk


def _changes(event: PumpEvent) -> bool:
    return event.kind is PumpEventKind.PROGRAM_CHANGED


def _together(lately: LastDay, earlier: Sequence[LastDay]) -> LastDay:
    """The present memory's with what earlier ones tell beside it."""
    told = (*earlier, lately)
    ages = [one.single_ago for one in told if one.single_ago is not None]
    return replace(
        lately,
        boluses=tuple(given for one in told for given in one.boluses),
        not_known=sum(one.not_known for one in told),
        repeated=tuple(bolus for one in told for bolus in one.repeated),
        single_ago=min(ages, default=None),
    )
