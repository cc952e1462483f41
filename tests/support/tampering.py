"""What somebody with an editor can do to the file of the records, past triggers that afterwards stand as before."""

from __future__ import annotations

from pathlib import Path

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
    covers = connection.execute(
        "SELECT covers FROM seals WHERE arrival <= ? ORDER BY arrival", (seals,)
    ).fetchall()
    connection.close()
    last = {span.table: span.last for (text,) in covers for span in spans_of(text)} | {"seals": seals}
    cuts = [f"DELETE FROM {table} WHERE arrival > {last.get(table, 0)}" for table in Base.metadata.tables]
    edit(path, "PRAGMA foreign_keys=OFF", *cuts)
