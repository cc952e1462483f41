"""Bringing a file to the version of the schema that this program writes, or leaving it exactly as it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, text

from programmer.clock import MICROSECONDS
from programmer.known_error import KnownError
from programmer.records.sql.engines import connect
from programmer.records.sql.inspecting import APPLICATION_ID, version_found
from programmer.records.sql.location import Place
from programmer.records.sql.triggers import guard
from programmer.records.sql.troubles import damaged, sorting, sorting_files

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Schema:
    """A line of migrations: the directory of its steps and the version (four digits) of the last one."""

    versions: Path
    newest: str


CURRENT = Schema(SCRIPTS / "versions", "0006")


def copy_aside(place: Place, schema: Schema, found: str, utc_us: int) -> Path:
    """Copy an older file beside itself before it is migrated; return where the copy is.

    The copy is whole and on the disk when this returns: it was opened, checked and is of the same version.
    """
    assert place.path is not None, "a store in memory is never an older one"
    copy = _new_file_beside(place.path, schema, utc_us)
    try:
        with sorting(place), closing(connect(place, "ro")) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        _write_through(copy)
        if version_found(Place(copy), schema.newest) != found:
            raise damaged(copy, "the copy is not of the version of the original")
    except BaseException:
        copy.unlink()
        raise
    return copy


def _new_file_beside(path: Path, schema: Schema, utc_us: int) -> Path:
    moment = datetime.fromtimestamp(utc_us // MICROSECONDS, UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = path.with_name(f"{path.stem}.before-{schema.newest}.{moment}.sqlite")
    with sorting_files(copy):
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    return copy


def _write_through(path: Path) -> None:
    """Make a file and its name in the directory survive a loss of power."""
    for what in (path, path.parent):
        with sorting_files(path):
            descriptor = os.open(what, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def migrate(engine: Engine, place: Place, schema: Schema, complete: Callable[[Connection], None]) -> None:
    """Bring the file to ``schema.newest`` in one transaction, checked before it is kept.

    ``complete`` is called behind the steps, in their transaction.

    Raises ``KnownError`` if the rows do not hold together afterwards. After any error the file is unchanged.
    """
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        # Rebuilding a table drops it for a moment; this can only be said outside of a transaction.
        driver.cursor().execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                _run_steps(connection, schema)
                complete(connection)
                guard(connection)
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                _check(connection, place)
        finally:
            driver.cursor().execute("PRAGMA foreign_keys=ON")


def _run_steps(connection: Connection, schema: Schema) -> None:
    # A third of a second that every other start is spared.
    from alembic import command

    config = alembic_config(schema)
    config.attributes["connection"] = connection
    command.upgrade(config, schema.newest)


def alembic_config(schema: Schema) -> Config:
    """Alembic's settings for these steps: real files beside this module, wherever it is installed."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", _literal(SCRIPTS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", _literal(schema.versions))
    return config


def _literal(path: Path) -> str:
    return str(path).replace("%", "%%")


def _check(connection: Connection, place: Place) -> None:
    orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    finding = connection.execute(text("PRAGMA integrity_check(1)")).scalar_one()
    if orphans or finding != "ok":
        why = f"a row of {orphans[0][0]} refers to nothing" if orphans else finding
        raise KnownError(
            f"The records in {place} could not be brought to this version",
            f"Afterwards {why}",
            "Keep using the version of the program that wrote them, and report this; the file was not changed",
        )
