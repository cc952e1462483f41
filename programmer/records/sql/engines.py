"""How connections are made: one that writes, and others that can only read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from programmer.records.sql.location import Place
from programmer.records.sql.troubles import known_trouble

BUSY_TIMEOUT_MS = 5000

_COMMON = ("foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON")
# recursive_triggers: without it INSERT OR REPLACE would delete a row past the trigger that forbids it.
_WRITING = ("journal_mode=WAL", "synchronous=FULL", "fullfsync=ON", "recursive_triggers=ON", *_COMMON)
_READING = ("query_only=ON", *_COMMON)


def connect(place: Place, mode: str) -> Any:
    """A bare connection without transactions of its own, usable from any one thread at a time."""
    connection = dbapi2.connect(
        place.connection_uri(mode), uri=True, isolation_level=None, check_same_thread=False
    )
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    return connection


def writer_engine(place: Place) -> Engine:
    """The engine with the one connection that writes; a second user of it waits for the first."""
    return _engine(place, "rw", _WRITING, "BEGIN IMMEDIATE", connections=1)


def reader_engine(place: Place) -> Engine:
    """The engine whose connections cannot change anything, for any thread."""
    return _engine(place, "ro", _READING, "BEGIN", connections=2)


def _engine(place: Place, mode: str, settings: tuple[str, ...], begin: str, connections: int) -> Engine:
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect(place, mode),
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_MS / 1000,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        for setting in settings:
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    @event.listens_for(engine, "handle_error")
    def sort_error(context: ExceptionContext) -> None:
        trouble = known_trouble(context.original_exception, place)
        if trouble is not None:
            raise trouble from context.original_exception

    return engine
