"""One transaction of the writer, which leaves no trace unless it is committed."""

from __future__ import annotations

from collections import Counter
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from programmer.records.ports import Intents, Patients, PumpEvents, Pumps, Samples, Sessions
from programmer.records.sql.repositories.events import SqlPumpEvents
from programmer.records.sql.repositories.intents import SqlIntents
from programmer.records.sql.repositories.patients import SqlPatients
from programmer.records.sql.repositories.pumps import SqlPumps
from programmer.records.sql.repositories.samples import SqlSamples
from programmer.records.sql.repositories.sessions import SqlSessions
from programmer.records.sql.sealing import seal
from programmer.records.sql.stamping import Stamper


class SqlUnitOfWork:
    """``ports.UnitOfWork``. It holds the right to write from its first question until it is left."""

    def __init__(self, engine: Engine, stamper: Stamper) -> None:
        self._session = Session(engine, autoflush=False, expire_on_commit=False)
        self._stamper = stamper
        self._written: Counter[str] = Counter()
        self._patients = SqlPatients(self._session, stamper, self._written)
        self._pumps = SqlPumps(self._session, stamper, self._written)
        self._sessions = SqlSessions(self._session, stamper, self._written)
        self._intents = SqlIntents(self._session, stamper, self._written)
        self._samples = SqlSamples(self._session, stamper, self._written)
        self._events = SqlPumpEvents(self._session, stamper, self._written)

    @property
    def patients(self) -> Patients:
        return self._patients

    @property
    def pumps(self) -> Pumps:
        return self._pumps

    @property
    def sessions(self) -> Sessions:
        return self._sessions

    @property
    def intents(self) -> Intents:
        return self._intents

    @property
    def samples(self) -> Samples:
        return self._samples

    @property
    def events(self) -> PumpEvents:
        return self._events

    def commit(self) -> None:
        """Make everything since the last commit durable. Raises ``RuntimeError`` if an error undid it before."""
        if not self._session.in_transaction():
            return
        # SQLite ends a transaction by itself on errors such as a full disk, and then takes a commit of nothing
        # for a success. Rows that are gone must not be reported as kept.
        driver = self._session.connection().connection.dbapi_connection
        if not getattr(driver, "in_transaction", False):
            raise RuntimeError("an earlier error undid this unit of work; nothing of it can be committed")
        if self._written:
            seal(self._session.connection(), self._stamper, self._written)
        self._session.commit()
        self._written.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()
