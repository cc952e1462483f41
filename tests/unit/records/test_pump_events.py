"""The copy of a pump's log: nothing twice, nothing lost, and a contradiction kept apart."""

from __future__ import annotations

import pytest

from programmer.records.rows import PumpEventRow, SessionRecord, SessionRow
from programmer.records.sql import SqlRecords
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.therapy.quantities import PumpTime
from tests.unit.records.visit_rows import EPOCH, an_event, new_id, same_but_for_id, start_session

NEW_EPOCH = b"F" * 16


def _record(records: SqlRecords, session: SessionRow) -> SessionRecord:
    record = records.history().session(session.id)
    assert record is not None
    return record


def _add(records: SqlRecords, *events: PumpEventRow) -> int:
    with records.unit_of_work() as work:
        added = work.events.add(events)
        work.commit()
    return added


@pytest.mark.parametrize("kind", PumpEventKind)
def test_an_event_comes_back(records: SqlRecords, session: SessionRow, kind: PumpEventKind) -> None:
    event = PumpEvent(2**40, PumpTime(-3), kind, b"", b"\x00\xff raw")
    row = PumpEventRow(new_id(), session.id, session.pump_id, EPOCH, event)
    assert _add(records, row) == 1
    assert _record(records, session).events == (row,)


def test_events_that_are_held_already_are_not_new(records: SqlRecords, session: SessionRow) -> None:
    events = [an_event(session, number) for number in (1, 2, 3)]
    assert _add(records, *events[:2]) == 2
    assert _add(records, *map(same_but_for_id, events)) == 1
    assert _add(records, *events) == 0
    record = _record(records, session)
    assert [row.event.sequence for row in record.events] == [1, 2, 3]
    assert record.events[:2] == tuple(events[:2])
    assert record.conflicts == ()


def test_nothing_to_add_is_nothing_new(records: SqlRecords) -> None:
    assert _add(records) == 0


def test_an_event_that_stands_twice_in_one_reading_is_one_event(
    records: SqlRecords, session: SessionRow
) -> None:
    event = an_event(session, 5)
    assert _add(records, event, same_but_for_id(event)) == 1


def test_a_second_event_under_a_taken_number_is_kept_as_a_conflict(
    records: SqlRecords, session: SessionRow, caplog: pytest.LogCaptureFixture
) -> None:
    first, other = an_event(session, 5, raw=b"first"), an_event(session, 5, raw=b"other")
    assert _add(records, first) == 1
    assert _add(records, other, an_event(session, 6)) == 1
    record = _record(records, session)
    assert record.events[0] == first
    assert record.conflicts == (other,)
    assert "another record 5" in caplog.text


def test_a_conflict_within_one_reading_is_kept_too(records: SqlRecords, session: SessionRow) -> None:
    first, other = an_event(session, 5, raw=b"first"), an_event(session, 5, raw=b"other")
    assert _add(records, first, other) == 1
    record = _record(records, session)
    assert (record.events, record.conflicts) == ((first,), (other,))


def test_the_same_conflict_read_again_is_kept_once(records: SqlRecords, session: SessionRow) -> None:
    first, other = an_event(session, 5, raw=b"first"), an_event(session, 5, raw=b"other")
    third = an_event(session, 5, raw=b"third")
    _add(records, first, other)
    assert _add(records, same_but_for_id(other), third, same_but_for_id(third)) == 0
    assert _record(records, session).conflicts == (other, third)


def test_a_new_epoch_and_another_pump_begin_their_own_numbers(
    records: SqlRecords, session: SessionRow
) -> None:
    elsewhere = start_session(records, serial="SIM-0002")
    events = [
        an_event(session, 1),
        an_event(session, 1, b"after the memory was made anew", NEW_EPOCH),
        an_event(elsewhere, 1, b"another pump"),
        an_event(session, 2),
    ]
    assert _add(records, *events) == 4
    assert _record(records, session).conflicts == ()
    with records.unit_of_work() as work:
        assert work.events.last_sequence(session.pump_id, EPOCH) == 2
        assert work.events.last_sequence(session.pump_id, NEW_EPOCH) == 1
        assert work.events.last_sequence(elsewhere.pump_id, EPOCH) == 1
        assert work.events.last_sequence(elsewhere.pump_id, NEW_EPOCH) is None


def test_what_is_held_of_a_log_is_counted_by_its_numbers(records: SqlRecords, session: SessionRow) -> None:
    elsewhere = start_session(records, serial="SIM-0003")
    _add(records, *(an_event(session, number) for number in (2, 3, 5)), an_event(elsewhere, 4))
    _add(records, an_event(session, 4, b"after the memory was made anew", NEW_EPOCH))
    with records.unit_of_work() as work:
        counted = [
            work.events.count(session.pump_id, EPOCH, *span) for span in ((1, 5), (2, 3), (4, 4), (5, 4))
        ]
        newest = work.events.newest(session.pump_id, EPOCH)
        assert work.events.newest(elsewhere.pump_id, NEW_EPOCH) is None
    assert counted == [3, 2, 0, 0]
    assert newest is not None
    assert newest.sequence == 5


def test_the_logs_of_a_pump_are_told_beginning_with_the_one_that_was_read_last(
    records: SqlRecords, session: SessionRow
) -> None:
    elsewhere = start_session(records, serial="SIM-0004")
    _add(records, an_event(session, 7))
    _add(records, an_event(session, 1, b"after the memory was made anew", NEW_EPOCH))
    _add(records, an_event(elsewhere, 1, b"another pump", b"G" * 16))
    with records.unit_of_work() as work:
        assert work.events.epochs(session.pump_id) == (NEW_EPOCH, EPOCH)
    _add(records, an_event(session, 8))
    with records.unit_of_work() as work:
        assert work.events.epochs(session.pump_id) == (EPOCH, NEW_EPOCH)
