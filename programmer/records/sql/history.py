"""Read-only questions about the past, answered on connections that cannot write."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import BindParameter, Engine, bindparam, func, or_, select
from sqlalchemy.orm import Session

from programmer.records.rows import (
    IntentHistory,
    InterrogationRow,
    PatientRow,
    ProgramRow,
    PumpEventRow,
    SessionRecord,
    SessionSummary,
    Soundness,
)
from programmer.records.sql.mapping.interrogations import interrogation_of
from programmer.records.sql.mapping.readings import event_of
from programmer.records.sql.mapping.visits import program_of
from programmer.records.sql.repositories.intents import OPEN_INTENTS, IntentQuestions
from programmer.records.sql.repositories.libraries import libraries_for, libraries_of
from programmer.records.sql.repositories.patients import every_patient
from programmer.records.sql.repositories.samples import samples_of
from programmer.records.sql.sealing import first_seal, newest_seal
from programmer.records.sql.summarising import every_session, one_session, sessions_of_patient
from programmer.records.sql.tables import (
    StoredAlarm,
    StoredConflict,
    StoredFurtherReading,
    StoredIntent,
    StoredInterrogation,
    StoredProgram,
    StoredPumpEvent,
    StoredSeal,
)
from programmer.records.sql.verifying import soundness
from programmer.therapy.pump import PumpEventKind

_MARKS = (
    select(StoredPumpEvent)
    .where(StoredPumpEvent.kind == PumpEventKind.CHECKPOINT.value)
    .order_by(StoredPumpEvent.arrival)
)
_SEAL_NUMBER = select(StoredSeal.arrival).where(StoredSeal.sha256 == bindparam("sha256"))
_LAST_SEAL_NUMBER = select(func.max(StoredSeal.arrival))

# What belongs to one session. Statements are built once: to build them takes longer than to ask.
_SESSION: BindParameter[bytes] = bindparam("session")
_INTENTS = IntentQuestions(StoredIntent.session_id == _SESSION)
_ALARMS = (
    select(StoredAlarm)
    .join(StoredInterrogation, StoredInterrogation.id == StoredAlarm.interrogation_id)
    .where(StoredInterrogation.session_id == _SESSION)
    .order_by(StoredAlarm.arrival)
)
_READINGS = (
    select(StoredInterrogation, StoredFurtherReading)
    .outerjoin(StoredFurtherReading, StoredFurtherReading.interrogation_id == StoredInterrogation.id)
    .where(StoredInterrogation.session_id == _SESSION)
    .order_by(StoredInterrogation.arrival)
)
# The session's own, and those that its interrogations name although an earlier session stored them.
_SHOWN = or_(
    StoredProgram.session_id == _SESSION,
    StoredProgram.id.in_(
        select(StoredInterrogation.program_id).where(StoredInterrogation.session_id == _SESSION)
    ),
)
_PROGRAMS = select(StoredProgram).where(_SHOWN).order_by(StoredProgram.arrival)
_LIBRARIES = libraries_for(select(StoredProgram.id).where(_SHOWN))
_EVENTS = (
    select(StoredPumpEvent).where(StoredPumpEvent.session_id == _SESSION).order_by(StoredPumpEvent.arrival)
)
_CONFLICTS = (
    select(StoredConflict).where(StoredConflict.session_id == _SESSION).order_by(StoredConflict.arrival)
)


class SqlHistory:
    """``ports.History``. Each answer comes from one moment of the store: one transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def patients(self) -> tuple[PatientRow, ...]:
        with Session(self._engine) as session:
            return every_patient(session)

    def summaries(self, patient_id: bytes | None = None) -> tuple[SessionSummary, ...]:
        with Session(self._engine) as session:
            if patient_id is None:
                return every_session().ask(session)
            return sessions_of_patient().ask(session, {"patient": patient_id})

    def session(self, session_id: bytes) -> SessionRecord | None:
        with Session(self._engine) as session:
            found = one_session().ask(session, {"session": session_id})
            return _record(session, found[0]) if found else None

    def open_commands(self) -> tuple[IntentHistory, ...]:
        with Session(self._engine) as session:
            return tuple(OPEN_INTENTS.ask(session))

    def marks(self) -> tuple[PumpEventRow, ...]:
        with Session(self._engine) as session:
            return tuple(map(event_of, session.scalars(_MARKS)))

    def seals_since(self, sha256: bytes) -> int | None:
        with Session(self._engine) as session:
            found = session.scalar(_SEAL_NUMBER, {"sha256": sha256})
            newest = session.scalar(_LAST_SEAL_NUMBER) or 0
        return None if found is None else newest - found

    def first_seal(self) -> bytes:
        with self._engine.connect() as connection:
            return first_seal(connection)

    def newest_seal(self) -> bytes:
        with self._engine.connect() as connection:
            return newest_seal(connection)

    def soundness(self) -> Soundness:
        with self._engine.connect() as connection:
            return soundness(connection)


def _record(session: Session, summary: SessionSummary) -> SessionRecord:
    asked = {"session": summary.session.id}
    return SessionRecord(
        summary=summary,
        interrogations=_interrogations(session, asked),
        programs=_programs(session, asked),
        intents=tuple(_INTENTS.ask(session, asked)),
        samples=samples_of(session, summary.session.id),
        events=tuple(map(event_of, session.scalars(_EVENTS, asked))),
        conflicts=tuple(map(event_of, session.scalars(_CONFLICTS, asked))),
    )


def _interrogations(session: Session, asked: Mapping[str, bytes]) -> tuple[InterrogationRow, ...]:
    alarms: dict[bytes, list[StoredAlarm]] = {}
    for alarm in session.scalars(_ALARMS, asked):
        alarms.setdefault(alarm.interrogation_id, []).append(alarm)
    return tuple(
        interrogation_of(reading, alarms.get(reading.id, []), further)
        for reading, further in session.execute(_READINGS, asked)
    )


def _programs(session: Session, asked: Mapping[str, bytes]) -> tuple[ProgramRow, ...]:
    libraries = libraries_of(session, _LIBRARIES, asked)
    return tuple(
        program_of(stored, libraries.get(stored.id, ())) for stored in session.scalars(_PROGRAMS, asked)
    )
