"""A unit of work keeps what it was told to keep and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError, PendingRollbackError

from programmer.known_error import KnownError
from programmer.records.rows import SessionRow
from programmer.records.sql import SqlRecords
from tests.unit.records.visit_rows import a_patient, a_sample


def _names(records: SqlRecords) -> list[str]:
    with records.unit_of_work() as work:
        return [patient.name for patient in work.patients.all()]


def test_leaving_without_a_commit_leaves_no_trace(records: SqlRecords) -> None:
    with records.unit_of_work() as work:
        work.patients.add(a_patient("Ada"))
    assert _names(records) == []


def test_an_error_inside_leaves_no_trace(records: SqlRecords) -> None:
    def fail_half_way() -> None:
        with records.unit_of_work() as work:
            work.patients.add(a_patient("Ada"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert _names(records) == []


def test_what_was_committed_stays_when_the_rest_is_dropped(records: SqlRecords) -> None:
    with records.unit_of_work() as work:
        work.patients.add(a_patient("Ada"))
        work.commit()
        work.patients.add(a_patient("Bo"))
    assert _names(records) == ["Ada"]


def test_a_unit_of_work_sees_its_own_rows_before_they_are_committed(records: SqlRecords) -> None:
    with records.unit_of_work() as work:
        work.patients.add(a_patient("Ada"))
        assert [patient.name for patient in work.patients.all()] == ["Ada"]


def test_committing_nothing_is_no_error(records: SqlRecords) -> None:
    with records.unit_of_work() as work:
        work.commit()
    assert _names(records) == []


def test_after_a_refused_row_nothing_of_the_unit_can_be_committed(records: SqlRecords) -> None:
    patient = a_patient("Ada")
    with records.unit_of_work() as work:
        work.patients.add(patient)
        with pytest.raises(IntegrityError):
            work.patients.add(patient)
        with pytest.raises(PendingRollbackError):
            work.commit()
    assert _names(records) == []


def test_a_full_disk_is_told_and_never_taken_for_a_success(records: SqlRecords, session: SessionRow) -> None:
    """SQLite ends the transaction itself then; a commit afterwards would keep nothing and report no error."""
    with records._writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 4}")
    with records.unit_of_work() as work:
        work.patients.add(a_patient("Ada"))
        with pytest.raises(KnownError, match="The disk is full"):
            work.samples.add([a_sample(session, second) for second in range(500)])
        with pytest.raises(RuntimeError, match="an earlier error undid"):
            work.commit()
    assert _names(records) == []
    with records.unit_of_work() as work:
        work.patients.add(a_patient("Bo"))
        work.commit()
    assert _names(records) == ["Bo"]


def test_closed_records_give_no_more_units_of_work(records: SqlRecords) -> None:
    records.close()
    records.close()
    with pytest.raises(RuntimeError, match="closed"):
        records.unit_of_work()
    with pytest.raises(RuntimeError, match="closed"):
        records.history()
