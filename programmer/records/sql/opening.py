"""From the place of a store to the open store: looked at, brought up to date, and guarded."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection, Engine

from programmer.clock import Clock
from programmer.records.sql.engines import reader_engine, writer_engine
from programmer.records.sql.inspecting import APPLICATION_ID, make_room, version_found
from programmer.records.sql.location import Place
from programmer.records.sql.migrating import Schema, copy_aside, migrate
from programmer.records.sql.sealing import seal_everything
from programmer.records.sql.stamping import Stamper
from programmer.records.sql.store import SqlRecords
from programmer.records.sql.triggers import is_guarded, missing_tables
from programmer.records.sql.troubles import damaged

_FIRST_WITH_SEALS = "0006"


def open_at(place: Place, schema: Schema, stamper: Stamper, clock: Clock) -> SqlRecords:
    """Open the store at ``place`` with the newest version of ``schema``; see ``open_records``."""
    found = None
    if place.path is not None:
        make_room(place.path)
        found = version_found(place, schema.newest)
    copied_aside = None
    if found not in {None, schema.newest}:
        copied_aside = copy_aside(place, schema, str(found), clock.utc_us())
    writer, reader = writer_engine(place), reader_engine(place)
    try:
        _make_ready(writer, place, schema, found, stamper)
    except BaseException:
        writer.dispose()
        raise
    return SqlRecords(place, copied_aside, writer, reader, stamper)


def _make_ready(writer: Engine, place: Place, schema: Schema, found: str | None, stamper: Stamper) -> None:
    if found != schema.newest:
        migrate(writer, place, schema, partial(_seal_what_has_no_seal, found, stamper))
    with writer.connect() as connection:
        # A write that is never committed: a file that cannot be written is to be noticed now, not in front of a
        # patient. SQLite opens such a file without complaint, and even lets a writer's transaction begin.
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        gone = missing_tables(connection)
        if gone:
            raise damaged(place, f"its table {gone[0].replace('_', ' ')} is not there any more")
        if not is_guarded(connection):
            raise damaged(place, "what keeps its rows from being changed is not in place")


def _seal_what_has_no_seal(found: str | None, stamper: Stamper, connection: Connection) -> None:
    """Only what comes from a version without seals: in any other file a row without one is not of this program."""
    if found is not None and found < _FIRST_WITH_SEALS:
        seal_everything(connection, stamper)
