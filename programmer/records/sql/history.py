"""Read-only questions about the past, answered on connections that cannot write."""

from __future__ import annotations

from sqlalchemy import Engine, func, or_, select
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
from programmer.records.sql.repositories.intents import intent_histories, is_open
from programmer.records.sql.repositories.libraries import libraries_of
from programmer.records.sql.repositories.patients import every_patient
from programmer.records.sql.repositories.samples import samples_of
from programmer.records.sql.sealing import first_seal, newest_seal
from programmer.records.sql.summarising import summaries
from programmer.records.sql.tables import (
    StoredAlarm,
    StoredConflict,
    StoredFurtherReading,
    StoredIntent,
    StoredInterrogation,
    StoredProgram,
    StoredPumpEvent,
    StoredSeal,
    StoredSession,
)
from programmer.records.sql.verifying import soundness
from programmer.therapy.pump import PumpEventKind

_MARKS = (
    select(StoredPumpEvent)
    .where(StoredPumpEvent.kind == PumpEventKind.CHECKPOINT.value)
    .order_by(StoredPumpEvent.arrival)
)


class SqlHistory:
    """``ports.History``. Each answer comes from one moment of the store: one transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def patients(self) -> tuple[PatientRow, ...]:
        with Session(self._engine) as session:
            return every_patient(session)

    def summaries(self, patient_id: bytes | None = None) -> tuple[SessionSummary, ...]:
        criteria = [] if patient_id is None else [StoredSession.patient_id == patient_id]
        with Session(self._engine) as session:
            return summaries(session, *criteria)

    def session(self, session_id: bytes) -> SessionRecord | None:
        with Session(self._engine) as session:
            found = summaries(session, StoredSession.id == session_id)
            return _record(session, found[0]) if found else None

    def open_commands(self) -> tuple[IntentHistory, ...]:
        with Session(self._engine) as session:
            return tuple(intent_histories(session, is_open()))

    def marks(self) -> tuple[PumpEventRow, ...]:
        with Session(self._engine) as session:
            return tuple(map(event_of, session.scalars(_MARKS)))

    def seals_since(self, sha256: bytes) -> int | None:
        with Session(self._engine) as session:
            found = session.scalar(select(StoredSeal.arrival).where(StoredSeal.sha256 == sha256))
            newest = session.scalar(select(func.max(StoredSeal.arrival))) or 0
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
    session_id = summary.session.id
    return SessionRecord(
        summary=summary,
        interrogations=_interrogations(session, session_id),
        programs=_programs(session, session_id),
        intents=tuple(intent_histories(session, StoredIntent.session_id == session_id)),
        samples=samples_of(session, session_id),
        events=_events(session, session_id),
        conflicts=_conflicts(session, session_id),
    )


def _interrogations(session: Session, session_id: bytes) -> tuple[InterrogationRow, ...]:
    alarms: dict[bytes, list[StoredAlarm]] = {}
    theirs = (
        select(StoredAlarm)
        .join(StoredInterrogation, StoredInterrogation.id == StoredAlarm.interrogation_id)
        .where(StoredInterrogation.session_id == session_id)
        .order_by(StoredAlarm.arrival)
    )
    for alarm in session.scalars(theirs):
        alarms.setdefault(alarm.interrogation_id, []).append(alarm)
    readings = session.execute(
        select(StoredInterrogation, StoredFurtherReading)
        .outerjoin(StoredFurtherReading, StoredFurtherReading.interrogation_id == StoredInterrogation.id)
        .where(StoredInterrogation.session_id == session_id)
        .order_by(StoredInterrogation.arrival)
    )
    return tuple(
        interrogation_of(reading, alarms.get(reading.id, []), further) for reading, further in readings
    )


def _programs(session: Session, session_id: bytes) -> tuple[ProgramRow, ...]:
    """The session's own, and those that its interrogations name although an earlier session stored them."""
    named = select(StoredInterrogation.program_id).where(StoredInterrogation.session_id == session_id)
    shown = or_(StoredProgram.session_id == session_id, StoredProgram.id.in_(named))
    libraries = libraries_of(session, select(StoredProgram.id).where(shown))
    chosen = session.scalars(select(StoredProgram).where(shown).order_by(StoredProgram.arrival))
    return tuple(program_of(stored, libraries.get(stored.id, ())) for stored in chosen)


def _events(session: Session, session_id: bytes) -> tuple[PumpEventRow, ...]:
    stored = select(StoredPumpEvent).where(StoredPumpEvent.session_id == session_id)
    return tuple(map(event_of, session.scalars(stored.order_by(StoredPumpEvent.arrival))))


def _conflicts(session: Session, session_id: bytes) -> tuple[PumpEventRow, ...]:
    stored = select(StoredConflict).where(StoredConflict.session_id == session_id)
    return tuple(map(event_of, session.scalars(stored.order_by(StoredConflict.arrival))))
