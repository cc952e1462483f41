"""What a pump is known to have run since a moment, and whether its own log tells of a change in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from programmer.clock import ManualClock
from programmer.records.rows import ProgramInForce, ProgramOrigin, PumpEventRow, SessionRow
from programmer.records.sql import SqlRecords
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.therapy.quantities import PumpTime
from tests.unit.records.visit_rows import EPOCH, NOW, a_program, new_id, open_store, start_session

HOUR = 3_600_000_000


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


def since(records: SqlRecords, session: SessionRow, utc_us: int) -> tuple[ProgramInForce, ...]:
    with records.unit_of_work() as work:
        return work.sessions.programs_since(session.pump_id, utc_us)


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
        assert work.events.changes(session.pump_id, b"F" * 16) == ()
