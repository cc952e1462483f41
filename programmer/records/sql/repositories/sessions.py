"""Sessions and what was read and written in them, on their tables."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import BindParameter, Select, and_, bindparam, exists, or_, select
from sqlalchemy.sql import ColumnElement

from programmer.records.rows import (
    IntentKind,
    InterrogationRow,
    LogMoment,
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
from programmer.records.sql.repositories.libraries import SqlLibraries, libraries_for, libraries_of
from programmer.records.sql.repositories.repository import Repository
from programmer.records.sql.tables import (
    StoredIntent,
    StoredInterrogation,
    StoredOutcome,
    StoredProgram,
    StoredSession,
)
from programmer.records.sql.tables.commands import CONFIRMED
from programmer.therapy.quantities import PumpTime

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
        self._keep(stored_further(interrogation), *stored_alarms(interrogation, self._stamper.new_id))

    def programs_since(
        self, pump_id: bytes, utc_us: int, epoch: bytes, sequence: int
    ) -> tuple[ProgramInForce, ...]:
        asked = {"pump": pump_id, "moment": utc_us, "log": epoch, "entry": sequence}
        found = [*self._session.scalars(_NEWEST_BEFORE, asked), *self._session.scalars(_SINCE, asked)]
        if not found:
            return ()
        # By a clock that was set, the newest from before may have arrived after some of the others.
        found.sort(key=lambda stored: stored.arrival)
        chosen = {"programs": [stored.id for stored in found]}
        libraries = libraries_of(self._session, _LIBRARIES, chosen)
        told = self._moments(chosen, any(stored.origin == ProgramOrigin.COMMITTED.value for stored in found))
        return tuple(
            ProgramInForce(
                program_of(stored, libraries.get(stored.id, ())), stored.recorded_utc_us, told.get(stored.id)
            )
            for stored in found
        )

    def _moments(self, chosen: Mapping[str, list[bytes]], committed: bool) -> dict[bytes, LogMoment]:
        """Where the pump's log stood when the chosen programs were in force; whether commits tell it of any."""
        moments: dict[bytes, LogMoment] = {}
        for statement in (_TOLD_BY_COMMITS, _TOLD_BY_READINGS) if committed else (_TOLD_BY_READINGS,):
            for program_id, log, entry, time in self._session.execute(statement, chosen):
                assert entry is not None, "the check of a confirmed outcome lets no such row in"
                assert time is not None, "the check of a confirmed outcome lets no such row in"
                moments[program_id] = LogMoment(log, entry, PumpTime(time))
        return moments


def _in_force() -> Select[StoredProgram]:
    """Versions that the pump is known to have run; found by its sessions, which have an index by pump."""
    sessions = select(StoredSession.id).where(StoredSession.pump_id == bindparam("pump"))
    return select(StoredProgram).where(
        StoredProgram.session_id.in_(sessions), StoredProgram.origin.in_(_IN_FORCE)
    )


def _reading() -> ColumnElement[bool]:
    """That it is the reading that found this program; by its session, which has an index."""
    return and_(
        StoredInterrogation.session_id == StoredProgram.session_id,
        StoredInterrogation.program_id == StoredProgram.id,
    )


def _commit() -> ColumnElement[bool]:
    """That it is the confirmed command, with its outcome, that brought this program into force.

    One session may bring the same program into force twice; its outcome was kept before the program was.
    """
    return and_(
        StoredProgram.origin == ProgramOrigin.COMMITTED.value,
        StoredIntent.session_id == StoredProgram.session_id,
        StoredIntent.kind == IntentKind.COMMIT_PROGRAM.value,
        StoredIntent.program_after == StoredProgram.sha256,
        StoredOutcome.intent_id == StoredIntent.id,
        StoredOutcome.kind == CONFIRMED,
        StoredOutcome.known_utc_us <= StoredProgram.recorded_utc_us,
    )


def _since() -> ColumnElement[bool]:
    """After the moment that is asked for by the workstation's clock, or by the pump's log."""
    read = exists().where(
        _reading(),
        StoredInterrogation.log_epoch == bindparam("log"),
        StoredInterrogation.log_last_sequence >= bindparam("entry"),
    )
    committed = exists().where(
        _commit(), StoredIntent.epoch == bindparam("log"), StoredOutcome.sequence >= bindparam("entry")
    )
    return or_(
        StoredProgram.recorded_utc_us > bindparam("moment"),
        read.correlate(StoredProgram),
        committed.correlate(StoredProgram),
    )


# Asked at every reading of a pump: built once.
_NEWEST_BEFORE = _in_force().where(~_since()).order_by(StoredProgram.arrival.desc()).limit(1)
_SINCE = _in_force().where(_since()).order_by(StoredProgram.arrival)
_CHOSEN: BindParameter[bytes] = bindparam("programs", expanding=True)
_LIBRARIES = libraries_for(_CHOSEN)
_TOLD_BY_READINGS = select(
    StoredProgram.id,
    StoredInterrogation.log_epoch,
    StoredInterrogation.log_last_sequence,
    StoredInterrogation.pump_time_us,
).where(_reading(), StoredProgram.id.in_(_CHOSEN))
_TOLD_BY_COMMITS = (
    select(StoredProgram.id, StoredIntent.epoch, StoredOutcome.sequence, StoredOutcome.pump_time_us)
    .where(_commit(), StoredProgram.id.in_(_CHOSEN))
    .order_by(StoredOutcome.arrival)
)
