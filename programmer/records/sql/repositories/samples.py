"""Live readings, on their table."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from programmer.records.rows import SampleRow
from programmer.records.sql.mapping.readings import sample_columns, sample_of
from programmer.records.sql.repositories.repository import Repository
from programmer.records.sql.tables import StoredSample

_OF_SESSION = (
    select(StoredSample).where(StoredSample.session_id == bindparam("session")).order_by(StoredSample.arrival)
)


class SqlSamples(Repository):
    """``ports.Samples``."""

    def add(self, samples: Sequence[SampleRow]) -> None:
        rows = [sample_columns(sample) | {"id": self._stamper.new_id()} for sample in samples]
        self._keep_many(StoredSample, rows)

    def of_session(self, session_id: bytes) -> tuple[SampleRow, ...]:
        return samples_of(self._session, session_id)


def samples_of(session: Session, session_id: bytes) -> tuple[SampleRow, ...]:
    """The samples of a session in the order in which they were stored."""
    return tuple(map(sample_of, session.scalars(_OF_SESSION, {"session": session_id})))
