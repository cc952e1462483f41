"""What every repository does: put a stamped row into the open transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from programmer.records.sql.stamping import Stamper
from programmer.records.sql.tables import Base


class Repository:
    """A subject's rows, seen through one transaction."""

    def __init__(self, session: Session, stamper: Stamper) -> None:
        self._session = session
        self._stamper = stamper

    def _keep(self, *records: Base) -> None:
        """Write now, not at the commit, so that an error comes from the line that caused it."""
        for record in records:
            self._stamper.stamp(record)
        self._session.add_all(records)
        self._session.flush()
