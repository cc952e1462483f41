"""A row that was written is never changed or removed, by any statement, and the file is refused without that."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2

from programmer.known_error import KnownError
from programmer.records.sql import SqlRecords
from programmer.records.sql.tables import Base
from tests.unit.records.visit_rows import open_store, write_a_visit

TABLES = sorted(Base.metadata.tables)


@pytest.mark.requirement("CRISYS-085-086", "GPCA-C14", "OPCA-R6.6.0-6")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET actor = 'somebody else'",
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ],
)
def test_no_statement_changes_a_row(records: SqlRecords, table: str, statement: str) -> None:
    write_a_visit(records)
    with (
        pytest.raises(IntegrityError, match=f"rows of {table} are never changed"),
        records._writer.begin() as connection,
    ):
        connection.exec_driver_sql(statement.format(table=table))


@pytest.mark.parametrize(
    "tampering",
    [
        "DROP TRIGGER intents_refuses_update",
        "DROP TRIGGER samples_refuses_delete",
        (
            "DROP TRIGGER intents_refuses_update; "
            "CREATE TRIGGER intents_refuses_update BEFORE UPDATE ON intents BEGIN SELECT 1; END"
        ),
        "CREATE TRIGGER forget BEFORE INSERT ON intents BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TABLE notes (text TEXT)",
    ],
)
def test_a_file_without_exactly_its_protection_is_refused(tmp_path: Path, tampering: str) -> None:
    path = tmp_path / "records.sqlite"
    open_store(path).close()
    connection = dbapi2.connect(str(path))
    connection.executescript(tampering)
    connection.close()
    with pytest.raises(KnownError, match="keeps its rows from being changed is not in place"):
        open_store(path)


@pytest.mark.parametrize("table", TABLES)
def test_a_file_that_lacks_a_table_is_refused_with_the_name_of_the_table(tmp_path: Path, table: str) -> None:
    path = tmp_path / "records.sqlite"
    open_store(path).close()
    connection = dbapi2.connect(str(path))
    connection.executescript(f"PRAGMA foreign_keys=OFF; DROP TABLE {table}")
    connection.close()
    with pytest.raises(KnownError, match=f"its table {table.replace('_', ' ')} is not there any more"):
        open_store(path)
