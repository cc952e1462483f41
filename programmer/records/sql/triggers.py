"""The triggers that make every table append-only: a row is written once and is never changed or removed."""

from __future__ import annotations

from sqlalchemy import Connection, text

from programmer.records.sql.tables import Base

_TRIGGER = (
    "CREATE TRIGGER {table}_refuses_{verb} BEFORE {VERB} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
)

# Alembic's own note of the version is the one thing that changes.
VERSION_TABLE = "alembic_version"


def guard(connection: Connection) -> None:
    """Give every table its two triggers and remove all others.

    To be called at the end of a migration: rebuilding a table, as SQLite must for most changes, loses its triggers.
    """
    expected, present = _expected(connection), _present(connection)
    for name, sql in present.items():
        if expected.get(name) != sql:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for name, sql in expected.items():
        if present.get(name) != sql:
            connection.exec_driver_sql(sql)


def is_guarded(connection: Connection) -> bool:
    """Whether every table has exactly its two triggers, word for word."""
    return _present(connection) == _expected(connection)


def missing_tables(connection: Connection) -> list[str]:
    """Tables of this program that the file does not have: one that is gone took its triggers along."""
    return sorted(set(Base.metadata.tables) - set(_tables(connection)))


def _tables(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())


def _expected(connection: Connection) -> dict[str, str]:
    tables = [
        name for name in _tables(connection) if not name.startswith("sqlite_") and name != VERSION_TABLE
    ]
    return {
        f"{table}_refuses_{verb}": _TRIGGER.format(table=table, verb=verb, VERB=verb.upper())
        for table in tables
        for verb in ("update", "delete")
    }


def _present(connection: Connection) -> dict[str, str]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return {row.name: row.sql for row in rows}
