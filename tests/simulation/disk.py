"""The disk under the records of a run: real SQLite files that can fail, and what a kill leaves of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlcipher3 import dbapi2

from programmer.records.sql import engines, inspecting, opening
from programmer.records.sql.location import Place as Where
from tests.simulation.points import Place, Points

_real_connect, _real_writer, _real_reader = engines.connect, engines.writer_engine, engines.reader_engine
_FAILED = "disk I/O error"


class _Cursor(dbapi2.Cursor):  # type: ignore[misc]  # sqlcipher3 has no types
    """A cursor whose statements may fail."""

    def execute(self, *arguments: Any) -> Any:
        self.connection.before(Place.EXECUTE)
        return super().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        self.connection.before(Place.EXECUTE)
        return super().executemany(*arguments)


class _Connection(dbapi2.Connection):  # type: ignore[misc]
    """A connection of the programmer's. ``disk`` is set before it is handed out."""

    disk: Disk | None = None

    def cursor(self, *_arguments: Any, **_options: Any) -> Any:
        return super().cursor(factory=_Cursor)

    def commit(self) -> None:
        self.before(Place.COMMIT)
        super().commit()
        if self.disk is not None:
            self.disk.committed += 1

    def before(self, place: Place) -> None:
        """Raises the error of SQLite that the disk has for this operation, if it has one."""
        if self.disk is not None and self.disk.points.reach_disk(place):
            self._undo()
            error = dbapi2.OperationalError(_FAILED)
            error.sqlite_errorname = "SQLITE_IOERR"
            raise error

    def _undo(self) -> None:
        """SQLite ends the transaction by itself when the disk fails under it."""
        if self.in_transaction:
            super().rollback()


class Disk:
    """The folder of one run. ``path`` is the file of the programmer's present life; a kill leaves a copy of it."""

    def __init__(self, folder: Path, template: Path, points: Points) -> None:
        self.points = points
        self.committed = 0
        self._folder = folder
        self._lives = 1
        self.path = folder / "records-1.sqlite"
        shutil.copyfile(template, self.path)

    def kill(self) -> None:
        """Keep what a kill of the process would leave at this moment: file and log, without what is not written."""
        self._lives += 1
        left = self._folder / f"records-{self._lives}.sqlite"
        for suffix in ("", "-wal"):
            part = Path(f"{self.path}{suffix}")
            if part.exists():
                shutil.copyfile(part, f"{left}{suffix}")
        self.path = left

    def connect(self, mode: str) -> Any:
        """A connection of the programmer's, set up as production sets it up."""
        connection = dbapi2.connect(
            Where(self.path).connection_uri(mode),
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            factory=_Connection,
        )
        connection.execute(f"PRAGMA busy_timeout={engines.BUSY_TIMEOUT_MS}")
        connection.disk = self
        return connection

    def reader(self) -> Any:
        """A connection that only looks, at what is committed; its statements are no points."""
        return _real_connect(Where(self.path), "ro")


class EnginesKept:
    """Production's two engines, made once a process: SQLAlchemy compiles each statement once for an engine.

    Their connections are made anew for each life, to the file of ``disk``.
    """

    def __init__(self) -> None:
        self.disk: Disk | None = None
        self._made: dict[Callable[[Where], Engine], Engine] = {}

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """While this holds, records that are opened lie on ``disk``."""
        with pytest.MonkeyPatch.context() as production:
            production.setattr(engines, "connect", self._connect)
            production.setattr(inspecting, "connect", self._connect)
            production.setattr(opening, "writer_engine", lambda place: self._engine(_real_writer, place))
            production.setattr(opening, "reader_engine", lambda place: self._engine(_real_reader, place))
            yield
        self.let_go()

    def let_go(self) -> None:
        """Close every connection, without folding the log into the file."""
        for engine in self._made.values():
            engine.dispose()

    def _engine(self, make: Callable[[Where], Engine], place: Where) -> Engine:
        if make not in self._made:
            self._made[make] = make(place)
        return self._made[make]

    def _connect(self, place: Where, mode: str) -> Any:
        assert self.disk is not None
        return self.disk.connect(mode)
