"""The shape of the tables: exact types, checks, keys, and rows that are never changed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, Table, Text, insert
from sqlalchemy.exc import IntegrityError

from programmer.records.rows import SessionRow
from programmer.records.sql import SqlRecords
from programmer.records.sql.mapping.readings import event_columns, sample_columns
from programmer.records.sql.tables import Base, StoredPumpEvent, StoredSample
from tests.unit.records.visit_rows import PROVENANCE, a_sample, an_event, new_id

TABLES = Base.metadata.sorted_tables
STAMP = {
    "actor": PROVENANCE.actor,
    "workstation": PROVENANCE.workstation,
    "program_version": PROVENANCE.program_version,
    "recorded_utc_us": 1,
}


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_column_holds_whole_numbers_text_or_bytes(table: Table) -> None:
    """SQLite rounds decimal numbers and drops the zone of a time without a word."""
    assert {type(column.type) for column in table.columns} <= {BigInteger, Text, LargeBinary}


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_table_is_strict_and_has_an_id_and_provenance(table: Table) -> None:
    assert table.dialect_options["sqlite"]["strict"] is True
    names = [column.name for column in table.columns]
    assert names[:2] == ["arrival", "id"]
    assert names[-4:] == ["actor", "workstation", "program_version", "recorded_utc_us"]
    assert not any(table.c[name].nullable for name in names[:2] + names[-4:])


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_id_of_another_row_is_a_foreign_key(table: Table) -> None:
    references = {column.name for column in table.columns if column.name.endswith("_id")}
    assert {key.parent.name for key in table.foreign_keys} == references
    assert {key.column.name for key in table.foreign_keys} <= {"id"}


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_constraint_has_a_name_that_a_migration_can_use(table: Table) -> None:
    assert all(constraint.name for constraint in table.constraints)
    assert all(
        str(check.name).startswith(f"ck_{table.name}_")
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    )


def _good(session: SessionRow) -> dict[str, Any]:
    return sample_columns(a_sample(session)) | STAMP | {"id": new_id()}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", b"too short"),
        ("id", None),
        ("session_id", b"?" * 16),
        ("pump_id", b"?" * 16),
        ("taken_utc_us", -1),
        ("reservoir_nl", -1),
        ("dose_rate_ng_per_day", 1.5),
        ("dose_rate_ng_per_day", "plenty"),
        ("dose_rate_ng_per_day", None),
        ("running", 2),
        ("recorded_utc_us", -1),
        ("actor", None),
    ],
)
def test_a_row_with_nonsense_is_refused(
    records: SqlRecords, session: SessionRow, column: str, value: object
) -> None:
    with records._writer.begin() as connection:
        connection.execute(insert(StoredSample), [_good(session)])
    with pytest.raises(IntegrityError), records._writer.begin() as connection:
        connection.execute(insert(StoredSample), [_good(session) | {column: value}])


@pytest.mark.parametrize(
    ("column", "value"), [("kind", "a word from the future"), ("epoch", b"E" * 15), ("sequence", -1)]
)
def test_an_event_with_nonsense_is_refused(
    records: SqlRecords, session: SessionRow, column: str, value: object
) -> None:
    good = event_columns(an_event(session, 1)) | STAMP
    with pytest.raises(IntegrityError), records._writer.begin() as connection:
        connection.execute(insert(StoredPumpEvent), [good | {column: value}])


OUTCOME = (
    "INSERT INTO outcomes (id, intent_id, session_id, kind, pump_time_us, sequence, reason, proof, known_utc_us,"
    " actor, workstation, program_version, recorded_utc_us)"
    " VALUES (zeroblob(16), zeroblob(16), zeroblob(16), {}, 0, '', '', '', 0)"
)


@pytest.mark.parametrize(
    "filled",
    [
        "'confirmed', NULL, 13, NULL, NULL",
        "'confirmed', 7, NULL, NULL, NULL",
        "'confirmed', 7, 13, 'why', NULL",
        "'refused', NULL, NULL, NULL, NULL",
        "'refused', NULL, NULL, 'why', 'proof'",
        "'failed', NULL, NULL, 'why', NULL",
        "'uncertain', 7, 13, 'why', NULL",
        "'probably', NULL, NULL, 'why', NULL",
    ],
)
def test_an_outcome_that_contradicts_itself_is_refused(records: SqlRecords, filled: str) -> None:
    with pytest.raises(IntegrityError, match="CHECK constraint"), records._writer.begin() as connection:
        connection.exec_driver_sql(OUTCOME.format(filled))
