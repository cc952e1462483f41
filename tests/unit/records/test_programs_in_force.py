"""What a pump is known to have run since a moment, and whether its own log tells of a change in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from programmer.clock import ManualClock
from programmer.records.rows import (
    IntentKind,
    LogMoment,
    OutcomeRow,
    ProgramInForce,
    ProgramOrigin,
    PumpEventRow,
    SessionRow,
)
from programmer.records.sql import SqlRecords
from programmer.therapy.outcome import Confirmed, Outcome, Refused
from programmer.therapy.pump import LogPosition, PumpEvent, PumpEventKind
from programmer.therapy.quantities import PumpTime
from tests.unit.records.visit_rows import (
    EPOCH,
    NOW,
    a_program,
    an_intent,
    an_interrogation,
    new_id,
    open_store,
    start_session,
)

HOUR = 3_600_000_000
OTHER_EPOCH = b"F" * 16
LATER = 2**32
"""A number that no log has come to."""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def records(clock: ManualClock) -> Iterator[SqlRecords]:
    store = open_store(clock=clock)
    yield store
    store.close()


def keep(
    records: SqlRecords,
    clock: ManualClock,
    session: SessionRow,
    dose: int,
    origin: ProgramOrigin = ProgramOrigin.READ,
) -> ProgramInForce:
    """Keep a program, and let an hour pass."""
    program = replace(a_program(session, dose), origin=origin)
    kept = ProgramInForce(program, clock.utc_us())
    with records.unit_of_work() as work:
        work.sessions.add_program(program)
        work.commit()
    clock.wait_us(HOUR)
    return kept


def read(
    records: SqlRecords, clock: ManualClock, session: SessionRow, dose: int, at: LogMoment
) -> ProgramInForce:
    """Keep a reading that found this program and that entry as the newest of the log, and let an hour pass."""
    program = a_program(session, dose)
    row = an_interrogation(session, program)
    log = LogPosition(at.epoch, 1, at.sequence)
    kept = ProgramInForce(program, clock.utc_us(), at)
    with records.unit_of_work() as work:
        work.sessions.add_program(program)
        work.sessions.add_interrogation(
            replace(row, status=replace(row.status, log=log, pump_time=at.pump_time))
        )
        work.commit()
    clock.wait_us(HOUR)
    return kept


def commit(
    records: SqlRecords, clock: ManualClock, session: SessionRow, dose: int, outcome: Outcome
) -> ProgramInForce:
    """Ask for a program; keep it as committed where the pump did it. An hour passes."""
    program = replace(a_program(session, dose), origin=ProgramOrigin.COMMITTED)
    intent = replace(an_intent(session), program_after=program.sha256)
    at = LogMoment(EPOCH, outcome.sequence, outcome.pump_time) if isinstance(outcome, Confirmed) else None
    with records.unit_of_work() as work:
        work.intents.add(intent)
        work.intents.add_outcome(OutcomeRow(new_id(), intent.id, session.id, outcome, clock.utc_us()))
        if at is not None:
            work.sessions.add_program(program)
        work.commit()
    kept = ProgramInForce(program, clock.utc_us(), at)
    clock.wait_us(HOUR)
    return kept


def since(
    records: SqlRecords, session: SessionRow, utc_us: int, epoch: bytes = EPOCH, sequence: int = LATER
) -> tuple[ProgramInForce, ...]:
    with records.unit_of_work() as work:
        return work.sessions.programs_since(session.pump_id, utc_us, epoch, sequence)


def test_the_newest_from_before_leads_what_came_since_oldest_first(
    records: SqlRecords, clock: ManualClock, session: SessionRow
) -> None:
    kept = [keep(records, clock, session, dose) for dose in (90_000, 91_000, 92_000)]
    later = start_session(records)
    kept.append(keep(records, clock, later, 93_000, ProgramOrigin.COMMITTED))
    assert since(records, session, NOW + HOUR) == tuple(kept[1:])
    assert since(records, session, NOW + HOUR - 1) == tuple(kept)
    assert since(records, session, NOW - 1) == tuple(kept)
    assert since(records, session, clock.utc_us()) == tuple(kept[-1:])


def test_what_was_only_proposed_or_is_of_another_pump_is_not_among_them(
    records: SqlRecords, clock: ManualClock, session: SessionRow
) -> None:
    keep(records, clock, session, 90_000, ProgramOrigin.PROPOSED)
    keep(records, clock, start_session(records, serial="SIM-0002"), 91_000)
    assert since(records, session, NOW - 1) == ()


def test_what_was_read_is_told_with_where_the_pump_s_log_stood_then(
    records: SqlRecords, clock: ManualClock, session: SessionRow
) -> None:
    places = [LogMoment(EPOCH, 12, PumpTime(NOW - 7)), LogMoment(OTHER_EPOCH, 3, PumpTime(5))]
    kept = tuple(
        read(records, clock, session, dose, at) for dose, at in zip((90_000, 91_000), places, strict=True)
    )
    assert since(records, session, NOW - 1) == kept


def test_what_was_committed_is_told_with_the_entry_of_the_command_that_brought_it(
    records: SqlRecords, clock: ManualClock, session: SessionRow
) -> None:
    """Twice the same program in one session, and once refused: each has its own entry, or none."""
    commit(records, clock, session, 90_000, Refused("an alarm"))
    kept = tuple(
        commit(records, clock, session, dose, Confirmed(PumpTime(NOW + entry), entry))
        for dose, entry in ((90_000, 13), (91_000, 15), (90_000, 18))
    )
    assert since(records, session, NOW - 1) == kept


def test_no_other_command_tells_where_the_log_stood_when_a_program_was_committed(
    records: SqlRecords, clock: ManualClock, session: SessionRow
) -> None:
    """Neither that of another program nor a STOP under the same one."""
    other = commit(records, clock, session, 90_000, Confirmed(PumpTime(NOW), 13))
    named = a_program(session, 91_000).sha256
    stop = replace(an_intent(session, kind=IntentKind.STOP), program_after=named)
    with records.unit_of_work() as work:
        work.intents.add(stop)
        done = Confirmed(PumpTime(NOW), 14)
        work.intents.add_outcome(OutcomeRow(new_id(), stop.id, session.id, done, clock.utc_us()))
        work.commit()
    kept = keep(records, clock, session, 91_000, ProgramOrigin.COMMITTED)
    assert since(records, session, NOW - 1) == (other, kept)


def test_what_the_log_had_come_to_is_among_them_whatever_the_workstation_s_clock_says(
    records: SqlRecords, clock: ManualClock, session: SessionRow
) -> None:
    """All but the last seem to be from before the moment that is asked for."""
    kept = [
        read(records, clock, session, 90_000, LogMoment(OTHER_EPOCH, 30, PumpTime(0))),
        read(records, clock, session, 91_000, LogMoment(EPOCH, 12, PumpTime(0))),
        read(records, clock, session, 92_000, LogMoment(EPOCH, 14, PumpTime(0))),
        commit(records, clock, session, 93_000, Confirmed(PumpTime(0), 20)),
        read(records, clock, session, 94_000, LogMoment(OTHER_EPOCH, 2, PumpTime(0))),
    ]
    moment = kept[-1].kept_utc_us - 1
    assert since(records, session, moment) == tuple(kept[-2:])
    assert since(records, session, moment, sequence=21) == tuple(kept[-2:])
    assert since(records, session, moment, sequence=20) == tuple(kept[-3:])
    assert since(records, session, moment, sequence=14) == tuple(kept[-4:])
    assert since(records, session, moment, sequence=13) == tuple(kept[-4:])
    assert since(records, session, moment, sequence=12) == tuple(kept)
    assert since(records, session, clock.utc_us(), OTHER_EPOCH, 3) == (kept[0], kept[-1])


def test_changes_of_program_and_memory_and_set_clocks_are_told_in_the_pump_s_order(
    records: SqlRecords, session: SessionRow
) -> None:
    """The order is that of the numbers, whatever the clock was set to."""
    kept = tuple(
        PumpEvent(number, PumpTime(NOW - number), kind, b"", b"raw")
        for number, kind in enumerate([*PumpEventKind, *PumpEventKind], 1)
    )
    told = {PumpEventKind.PROGRAM_CHANGED, PumpEventKind.MEMORY_MADE, PumpEventKind.CLOCK_SET}
    with records.unit_of_work() as work:
        work.events.add(
            [PumpEventRow(new_id(), session.id, session.pump_id, EPOCH, event) for event in reversed(kept)]
        )
        expected = tuple(event for event in kept if event.kind in told)
        assert work.events.changes(session.pump_id, EPOCH) == expected
        assert work.events.changes(session.pump_id, OTHER_EPOCH) == ()
