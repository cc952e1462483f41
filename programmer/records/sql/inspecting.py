"""What is looked at before a file is trusted with records."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from programmer.known_error import KnownError, RefusedError
from programmer.records.sql.engines import connect
from programmer.records.sql.location import Place
from programmer.records.sql.triggers import VERSION_TABLE
from programmer.records.sql.troubles import damaged, sorting, sorting_files

# "ITPR" in ASCII; with it `file` and this program tell our databases from others.
APPLICATION_ID = 0x49545052


def make_room(path: Path) -> None:
    """Create the directory and an empty file where there is none, for this user's eyes only.

    Raises ``KnownError`` where that cannot be. An existing file is not touched: to open and close it behind
    SQLite's back would drop the locks of a store that this process already has open there.
    """
    with sorting_files(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        if not path.is_file():
            raise KnownError(
                f"The records in {path} cannot be opened",
                "There is a directory or a device of that name",
                "Name a file for the records",
            )


def version_found(place: Place, newest: str) -> str | None:
    """Return the version of the schema in the file, None if it is empty.

    Raises ``RefusedError`` for a file of another program or of a newer version of this one, and ``KnownError``
    for one that is damaged or cannot be read. Changes nothing, not even the kind of journal.
    """
    with sorting(place), closing(connect(place, "ro")) as connection:
        application = _one(connection, "PRAGMA application_id")
        tables = _one(connection, "SELECT count(*) FROM sqlite_master")
        if not tables and application in {0, APPLICATION_ID}:
            return None
        if application != APPLICATION_ID:
            raise _foreign(place)
        version = _version(connection, place)
        if int(version) > int(newest):
            raise _too_new(place, version, newest)
        _check_soundness(connection, place)
        return version


def _one(connection: Any, question: str) -> Any:
    return connection.execute(question).fetchone()[0]


def _version(connection: Any, place: Place) -> str:
    question = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
    if not connection.execute(question, (VERSION_TABLE,)).fetchone()[0]:
        raise damaged(place, "it does not say which version it has")
    versions = [str(row[0]) for row in connection.execute(f"SELECT version_num FROM {VERSION_TABLE}")]  # noqa: S608
    if len(versions) != 1 or not versions[0].isdecimal():
        raise damaged(place, f"it has no plain version but {versions}")
    return versions[0]


def _check_soundness(connection: Any, place: Place) -> None:
    finding = _one(connection, "PRAGMA quick_check(1)")
    if finding != "ok":
        raise damaged(place, finding)


def _foreign(place: Place) -> RefusedError:
    return RefusedError(
        f"{place} does not hold records of this program",
        "It is the database of another program",
        "Choose another file for the records; this one was not changed",
    )


def _too_new(place: Place, version: str, newest: str) -> RefusedError:
    return RefusedError(
        f"The records in {place} were written by a newer version of this program",
        f"They have version {version}, and this program knows up to {newest}",
        "Install the newer program, or choose another file; this one was not changed",
    )
