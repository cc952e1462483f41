"""What every repository does: put a stamped row into the open transaction."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from sqlalchemy import Insert, insert
from sqlalchemy.orm import Session

from programmer.records.sql.stamping import Stamper
from programmer.records.sql.tables import Base


@cache
def _insert_into(table: type[Base]) -> Insert:
    """Past the mapper, which takes as long again as the rest of it: these rows are columns already."""
    return insert(Base.metadata.tables[table.__tablename__])


class Repository:
    """A subject's rows, seen through one transaction."""

    def __init__(self, session: Session, stamper: Stamper, written: Counter[str]) -> None:
        """``written`` counts the new rows of each table until they are sealed."""
        self._session = session
        self._stamper = stamper
        self._written = written

    def _keep(self, *records: Base) -> None:
        """Write now, not at the commit, so that an error comes from the line that caused it."""
        for record in records:
            self._stamper.stamp(record)
        self._session.add_all(records)
        self._session.flush()
        self._written.update(record.__tablename__ for record in records)

    def _keep_many(self, table: type[Base], rows: list[dict[str, Any]]) -> None:
        """The same for many rows of one table at once, as columns."""
        if rows:
            stamp = self._stamper.columns()
            self._session.execute(_insert_into(table), [row | stamp for row in rows])
            self._written[table.__tablename__] += len(rows)
