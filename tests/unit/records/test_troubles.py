"""Which errors of the store are told to a person, and which are bugs."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError
from sqlcipher3 import dbapi2

from programmer.records.sql import SqlRecords
from programmer.records.sql.troubles import known_trouble, sorting


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("SQLITE_FULL", "The disk is full"),
        ("SQLITE_BUSY", "did not become free within 5 s"),
        ("SQLITE_BUSY_SNAPSHOT", "did not become free within 5 s"),
        ("SQLITE_READONLY_DBMOVED", "may not be written by this user"),
        ("SQLITE_CORRUPT_INDEX", "does not hold together: it hurts"),
        ("SQLITE_NOTADB", "not a database, or it is encrypted"),
        ("SQLITE_CANTOPEN", "is not there"),
        ("SQLITE_IOERR_FSYNC", "The disk reported an error: it hurts"),
    ],
)
def test_a_trouble_of_the_machine_is_told_with_the_place_and_the_cause(name: str, why: str) -> None:
    error = dbapi2.OperationalError("it hurts")
    error.sqlite_errorname = name
    trouble = known_trouble(error, "/var/records.sqlite")
    assert trouble is not None
    assert "/var/records.sqlite" in trouble.what
    assert why in trouble.why
    assert not str(trouble).endswith("..")


@pytest.mark.parametrize(
    "name", ["SQLITE_ERROR", "SQLITE_CONSTRAINT_CHECK", "SQLITE_MISUSE", "", "SQLITE_BUSYBODY"]
)
def test_a_mistake_of_this_program_is_not_told_as_a_trouble(name: str) -> None:
    error = dbapi2.OperationalError("it hurts")
    error.sqlite_errorname = name
    assert known_trouble(error, "here") is None
    assert known_trouble(ValueError(name), "here") is None


def test_a_mistake_comes_through_as_it_is(records: SqlRecords) -> None:
    connection = dbapi2.connect(":memory:")
    with pytest.raises(dbapi2.OperationalError), sorting("here"):
        connection.execute("SELECT nonsense")
    connection.close()
    with records._writer.connect() as writer, pytest.raises(OperationalError):
        writer.exec_driver_sql("SELECT nonsense")
