"""Sessions and what was read and written in them, on their tables."""

from __future__ import annotations

from programmer.records.rows import InterrogationRow, ProgramRow, SessionEndRow, SessionRow
from programmer.records.sql.mapping.interrogations import stored_alarms, stored_further, stored_interrogation
from programmer.records.sql.mapping.visits import stored_program, stored_session, stored_session_end
from programmer.records.sql.repositories.libraries import SqlLibraries
from programmer.records.sql.repositories.repository import Repository


class SqlSessions(Repository):
    """``ports.Sessions``."""

    def start(self, session: SessionRow) -> None:
        self._keep(stored_session(session))

    def end(self, end: SessionEndRow) -> None:
        self._keep(stored_session_end(end))

    def add_program(self, program: ProgramRow) -> None:
        self._keep(stored_program(program))
        SqlLibraries(self._session, self._stamper).keep(program)

    def add_interrogation(self, interrogation: InterrogationRow) -> None:
        self._keep(stored_interrogation(interrogation))
        self._keep(stored_further(interrogation))
        self._keep(*stored_alarms(interrogation, self._stamper.new_id))
