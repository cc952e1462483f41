"""What somebody with an editor can do to the file of the records, past triggers that afterwards stand as before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from programmer.records.sql.sealing import spans_of
from programmer.records.sql.tables import Base


def edit(path: Path, *statements: str) -> None:
    """Change a file that nobody has open."""
    connection = dbapi2.connect(str(path))
    connection.execute("PRAGMA recursive_triggers=OFF")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()


def cut_back(path: Path, seals: int) -> None:
    """Take away, row by row and seal by seal, all that came after so many commits."""
    connection = dbapi2.connect(str(path))
    covers = connection.execute(_COVERS, (seals,)).fetchall()
    connection.close()
    edit(path, "PRAGMA foreign_keys=OFF", *_cuts(covers, seals))


def cut_back_in_use(connection: Connection, seals: int) -> None:
    """The same under the hands of a program that has the file open; its triggers are gone afterwards."""
    for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for cut in _cuts(connection.exec_driver_sql(_COVERS, (seals,)).all(), seals):
        connection.exec_driver_sql(cut)


_COVERS = "SELECT covers FROM seals WHERE arrival <= ? ORDER BY arrival"


def _cuts(covers: Iterable[Sequence[str]], seals: int) -> list[str]:
    last = {span.table: span.last for (text,) in covers for span in spans_of(text)} | {"seals": seals}
    return [f"DELETE FROM {table} WHERE arrival > {last.get(table, 0)}" for table in Base.metadata.tables]
