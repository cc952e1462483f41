"""Live readings: many at once, each with an id of its own."""

from __future__ import annotations

from sqlalchemy import event

from programmer.records.rows import SessionRow
from programmer.records.sql import SqlRecords
from tests.unit.records.visit_rows import a_sample, start_session


def test_samples_come_back_in_order_and_by_session(records: SqlRecords, session: SessionRow) -> None:
    other = start_session(records, serial="SIM-0002")
    samples = [a_sample(session, second) for second in (3, 1, 2)]
    with records.unit_of_work() as work:
        work.samples.add(samples)
        work.samples.add([a_sample(other, 9)])
        work.samples.add([])
        work.commit()
    with records.unit_of_work() as work:
        assert work.samples.of_session(session.id) == tuple(samples)
        assert work.samples.of_session(other.id) == (a_sample(other, 9),)


def test_many_samples_are_one_statement(records: SqlRecords, session: SessionRow) -> None:
    inserts: list[bool] = []

    def note(*arguments: object) -> None:
        inserts.append(bool(arguments[5]))

    event.listen(records._writer, "before_cursor_execute", note)
    with records.unit_of_work() as work:
        work.samples.add([a_sample(session, second) for second in range(5_000)])
        work.commit()
        stored = work.samples.of_session(session.id)
    assert len(stored) == 5_000
    assert inserts.count(True) == 1
