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


@pytest.mark.parametrize("kind", PumpEventKind)
def test_a_change_is_told_by_the_log_after_the_one_moment_and_not_after_the_other(
    records: SqlRecords, session: SessionRow, kind: PumpEventKind
) -> None:
    event = PumpEvent(1, PumpTime(NOW), kind, b"", b"raw")
    changes = kind in {PumpEventKind.PROGRAM_CHANGED, PumpEventKind.MEMORY_MADE}
    with records.unit_of_work() as work:
        work.events.add([PumpEventRow(new_id(), session.id, session.pump_id, EPOCH, event)])

        def changed(after: int, until: int, epoch: bytes = EPOCH) -> bool:
            return work.events.program_changed(session.pump_id, epoch, PumpTime(after), PumpTime(until))

        assert changed(NOW - 1, NOW) is changes
        assert not changed(NOW, NOW + 1)
        assert not changed(NOW - 2, NOW - 1)
        assert not changed(NOW - 1, NOW, b"F" * 16)
