"""Stores that are copies of one migrated earlier in the same run, for tests that are not about migrations."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from programmer.clock import ManualClock
from programmer.randomness import SeededRandomness
from programmer.records.rows import Provenance
from programmer.records.sql import open_records, opening
from programmer.records.sql.engines import connect
from programmer.records.sql.inspecting import make_room
from programmer.records.sql.location import Place
from programmer.records.sql.migrating import CURRENT, Schema, migrate


def copy_instead_of_migrating(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the end of the test a new store begins as a copy, which has the same tables, triggers and version."""
    monkeypatch.setattr(opening, "migrate", _copy_into_memory)
    monkeypatch.setattr(opening, "make_room", _copy_into_file)


@functools.cache
def _migrated() -> Path:
    """A file with nothing in it but the newest schema, in the journal mode that memory understands as well."""
    directory = Path(tempfile.mkdtemp(prefix="migrated-once-"))
    first, copy = Place(directory / "first.sqlite"), directory / "empty.sqlite"
    with pytest.MonkeyPatch.context() as real:
        real.setattr(opening, "migrate", migrate)
        real.setattr(opening, "make_room", make_room)
        open_records(
            first.url, Provenance("nobody", "nowhere", "0"), ManualClock(), SeededRandomness(1)
        ).close()
    connection = connect(first, "rw")
    connection.execute("VACUUM INTO ?", (str(copy),))
    connection.close()
    return copy


def _copy_into_memory(
    engine: Engine, place: Place, schema: Schema, complete: Callable[[Connection], None]
) -> None:
    if schema is not CURRENT or place.path is not None:
        migrate(engine, place, schema, complete)
        return
    source = connect(Place(_migrated()), "ro")
    target = engine.raw_connection()
    assert target.dbapi_connection is not None
    source.backup(target.dbapi_connection)
    target.close()
    source.close()


def _copy_into_file(path: Path) -> None:
    new = not path.exists()
    make_room(path)
    if new:
        path.write_bytes(_migrated().read_bytes())
