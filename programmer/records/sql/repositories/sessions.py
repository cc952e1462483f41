"""Sessions and what was read and written in them, on their tables."""

from __future__ import annotations

from sqlalchemy import Select, bindparam, select

from programmer.records.rows import (
    InterrogationRow,
    ProgramInForce,
    ProgramOrigin,
    ProgramRow,
    SessionEndRow,
    SessionRow,
)
from programmer.records.sql.mapping.interrogations import stored_alarms, stored_further, stored_interrogation
from programmer.records.sql.mapping.visits import (
    program_of,
    stored_program,
    stored_session,
    stored_session_end,
)
from programmer.records.sql.repositories.libraries import SqlLibraries, libraries_of
from programmer.records.sql.repositories.repository import Repository
from programmer.records.sql.tables import StoredProgram, StoredSession

_IN_FORCE = (ProgramOrigin.READ.value, ProgramOrigin.COMMITTED.value)


class SqlSessions(Repository):
    """``ports.Sessions``."""

    def start(self, session: SessionRow) -> None:
        self._keep(stored_session(session))

    def end(self, end: SessionEndRow) -> None:
        self._keep(stored_session_end(end))

    def add_program(self, program: ProgramRow) -> None:
        self._keep(stored_program(program))
        SqlLibraries(self._session, self._stamper, self._written).keep(program)

    def add_interrogation(self, interrogation: InterrogationRow) -> None:
        self._keep(stored_interrogation(interrogation))
        self._keep(stored_further(interrogation))
        self._keep(*stored_alarms(interrogation, self._stamper.new_id))

    def programs_since(self, pump_id: bytes, utc_us: int) -> tuple[ProgramInForce, ...]:
        asked = {"pump": pump_id, "moment": utc_us}
        found = [*self._session.scalars(_NEWEST_BEFORE, asked), *self._session.scalars(_SINCE, asked)]
        if not found:
            return ()
        libraries = libraries_of(
            self._session,
            select(StoredProgram.id).where(StoredProgram.id.in_([stored.id for stored in found])),
        )
        return tuple(
            ProgramInForce(program_of(stored, libraries.get(stored.id, ())), stored.recorded_utc_us)
            for stored in found
        )


def _in_force() -> Select[StoredProgram]:
    """Versions that the pump is known to have run; found by its sessions, which have an index by pump."""
    sessions = select(StoredSession.id).where(StoredSession.pump_id == bindparam("pump"))
    return select(StoredProgram).where(
        StoredProgram.session_id.in_(sessions), StoredProgram.origin.in_(_IN_FORCE)
    )


# Asked at every reading of a pump: built once.
_NEWEST_BEFORE = (
    _in_force()
    .where(StoredProgram.recorded_utc_us <= bindparam("moment"))
    .order_by(StoredProgram.arrival.desc())
    .limit(1)
)
_SINCE = (
    _in_force().where(StoredProgram.recorded_utc_us > bindparam("moment")).order_by(StoredProgram.arrival)
)
