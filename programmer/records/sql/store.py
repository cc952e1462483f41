"""The store as a whole: one engine that writes, one that reads, and how they are let go."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from programmer.records.ports import History, UnitOfWork
from programmer.records.sql.history import SqlHistory
from programmer.records.sql.location import Place
from programmer.records.sql.stamping import Stamper
from programmer.records.sql.troubles import sorting
from programmer.records.sql.unit_of_work import SqlUnitOfWork


class SqlRecords:
    """``ports.Records`` on SQLite.

    ``url`` says where it is. ``copied_aside`` is the copy that was made because the file was of an older version
    and has been migrated; None otherwise.
    """

    def __init__(
        self, place: Place, copied_aside: Path | None, writer: Engine, reader: Engine, stamper: Stamper
    ) -> None:
        self.url = place.url
        self.copied_aside = copied_aside
        self._place = place
        self._writer = writer
        self._reader = reader
        self._stamper = stamper
        self._closed = False

    def unit_of_work(self) -> UnitOfWork:
        self._require_open()
        return SqlUnitOfWork(self._writer, self._stamper)

    def history(self) -> History:
        self._require_open()
        return SqlHistory(self._reader)

    def close(self) -> None:
        """Fold the log into the file and let go of it. Closing twice does nothing more."""
        if self._closed:
            return
        self._closed = True
        self._reader.dispose()
        try:
            self._tidy()
        finally:
            self._writer.dispose()

    def _tidy(self) -> None:
        with sorting(self._place):
            connection = self._writer.raw_connection()
            try:
                for order in ("PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    cursor = connection.cursor()
                    cursor.execute(order)
                    cursor.fetchall()
                    cursor.close()
            finally:
                connection.close()

    def _require_open(self) -> None:
        if self._closed:
            raise RuntimeError("these records are closed")
