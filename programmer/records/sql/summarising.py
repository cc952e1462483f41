"""Sessions as lines of the history, in a fixed number of queries however many there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import ColumnElement

from programmer.records.rows import IntentHistory, IntentKind, ProgramRow, SessionSummary
from programmer.records.sql.mapping.people import patient_of, pump_of
from programmer.records.sql.mapping.visits import program_of, session_end_of, session_of
from programmer.records.sql.repositories.intents import IntentQuestions
from programmer.records.sql.repositories.libraries import libraries_for, libraries_of
from programmer.records.sql.repositories.patients import newest_indications
from programmer.records.sql.tables import (
    StoredAlarm,
    StoredIndication,
    StoredIntent,
    StoredInterrogation,
    StoredPatient,
    StoredProgram,
    StoredPump,
    StoredSession,
    StoredSessionEnd,
)
from programmer.records.sql.tables.visits import ACTIVE
from programmer.therapy.outcome import Confirmed, Uncertain
from programmer.therapy.pump import Delivery

_Head = Row[StoredSession, StoredPump, StoredPatient | None, StoredIndication | None, StoredSessionEnd | None]
_Heads = Select[
    StoredSession, StoredPump, StoredPatient | None, StoredIndication | None, StoredSessionEnd | None
]
_Asked = Mapping[str, bytes] | None
_STOPPED_BY = {IntentKind.STOP: True, IntentKind.RESUME: False}


@dataclass(frozen=True, slots=True)
class _Readings:
    """The programs of the first and of the last interrogation; whether the pump stood at the last, and when it was."""

    before: ProgramRow | None = None
    after: ProgramRow | None = None
    stopped: bool = False
    read_utc_us: int = 0


_NOT_READ = _Readings()


class SummaryQuestions:
    """The questions about the sessions that meet the criteria, built once: to build them takes longer than to ask."""

    def __init__(self, *criteria: ColumnElement[bool]) -> None:
        chosen = select(StoredSession.id).where(*criteria)
        of_chosen = StoredInterrogation.session_id.in_(chosen)
        self._heads = _heads(criteria)
        self._ends = _first_and_last(of_chosen)
        self._libraries = libraries_for(select(StoredInterrogation.program_id).where(of_chosen))
        self._standing = _standing_at_last(of_chosen)
        self._intents = IntentQuestions(StoredIntent.session_id.in_(chosen))

    def ask(self, session: Session, asked: _Asked = None) -> tuple[SessionSummary, ...]:
        """The sessions, newest first. ``asked`` has a value for each parameter of the criteria."""
        heads = session.execute(self._heads, asked).all()
        if not heads:
            return ()
        readings = self._readings(session, asked)
        # An alarm stands at a reading.
        alarms = self._alarms(session, asked) if readings else {}
        intents = self._histories(session, asked)
        return tuple(
            _summary(
                head,
                readings.get(head[0].id, _NOT_READ),
                intents.get(head[0].id, []),
                alarms.get(head[0].id, []),
            )
            for head in heads
        )

    def _readings(self, session: Session, asked: _Asked) -> dict[bytes, _Readings]:
        """What is told of the first and of the last interrogation of each session."""
        ends = session.execute(self._ends, asked).all()
        libraries = libraries_of(session, self._libraries, asked) if ends else {}

        def told(stored: StoredProgram) -> ProgramRow:
            return program_of(stored, libraries.get(stored.id, ()))

        return {
            session_id: _Readings(told(one), told(other), delivery == Delivery.STOPPED.value, read_utc_us)
            for session_id, one, other, delivery, read_utc_us in ends
        }

    def _alarms(self, session: Session, asked: _Asked) -> dict[bytes, list[str]]:
        """The words of the alarms that were active at the last interrogation of each session."""
        alarms: dict[bytes, list[str]] = {}
        for session_id, word in session.execute(self._standing, asked):
            alarms.setdefault(session_id, []).append(word)
        return alarms

    def _histories(self, session: Session, asked: _Asked) -> dict[bytes, list[IntentHistory]]:
        intents: dict[bytes, list[IntentHistory]] = {}
        for history in self._intents.ask(session, asked):
            intents.setdefault(history.intent.session_id, []).append(history)
        return intents


def _heads(criteria: tuple[ColumnElement[bool], ...]) -> _Heads:
    """Each session with its pump, its patient and its end."""
    return (
        select(StoredSession, StoredPump, StoredPatient, StoredIndication, StoredSessionEnd)
        .join(StoredPump, StoredPump.id == StoredSession.pump_id)
        .outerjoin(StoredPatient, StoredPatient.id == StoredSession.patient_id)
        .outerjoin(StoredIndication, newest_indications())
        .outerjoin(StoredSessionEnd, StoredSessionEnd.session_id == StoredSession.id)
        .where(*criteria)
        .order_by(StoredSession.started_utc_us.desc(), StoredSession.arrival.desc())
    )


def _first_and_last(of_chosen: ColumnElement[bool]) -> Select[bytes, StoredProgram, StoredProgram, str, int]:
    """The programs of the first and of the last of the chosen interrogations of each session, and of the last how the
    pump stood, and when it was."""
    ends = (
        select(
            func.min(StoredInterrogation.arrival).label("first"),
            func.max(StoredInterrogation.arrival).label("last"),
        )
        .where(of_chosen)
        .group_by(StoredInterrogation.session_id)
        .subquery()
    )
    first, last = aliased(StoredInterrogation), aliased(StoredInterrogation)
    before, after = aliased(StoredProgram), aliased(StoredProgram)
    return (
        select(first.session_id, before, after, last.delivery, last.read_utc_us)
        .select_from(ends)
        .join(first, first.arrival == ends.c.first)
        .join(last, last.arrival == ends.c.last)
        .join(before, before.id == first.program_id)
        .join(after, after.id == last.program_id)
    )


def _standing_at_last(of_chosen: ColumnElement[bool]) -> Select[bytes, str]:
    """The alarms that were active at the last of the chosen interrogations of each session."""
    last = (
        select(func.max(StoredInterrogation.arrival))
        .where(of_chosen)
        .group_by(StoredInterrogation.session_id)
    )
    return (
        select(StoredInterrogation.session_id, StoredAlarm.kind)
        .join(StoredAlarm, StoredAlarm.interrogation_id == StoredInterrogation.id)
        .where(StoredInterrogation.arrival.in_(last), StoredAlarm.standing == ACTIVE)
        .order_by(StoredAlarm.arrival)
    )


def _summary(
    head: _Head,
    readings: _Readings,
    intents: list[IntentHistory],
    alarms: list[str],
) -> SessionSummary:
    stored, pump, patient, indication, end = head
    return SessionSummary(
        session=session_of(stored),
        pump=pump_of(pump),
        patient=None if patient is None else patient_of(patient, indication),
        end=None if end is None else session_end_of(end),
        actor=stored.actor,
        program_before=readings.before,
        program_after=readings.after,
        last_intent=intents[-1] if intents else None,
        open_intents=sum(map(_is_open, intents)),
        alarms=tuple(alarms),
        passing=tuple(history.intent for history in intents if history.intent.passed),
        known=tuple(history.outcomes[-1].outcome if history.outcomes else None for history in intents),
        stopped=_is_stopped(readings, intents),
    )


def _is_stopped(readings: _Readings, intents: list[IntentHistory]) -> bool:
    """By the last reading, or by what the pump confirmed after it."""
    stopped = readings.stopped
    for history in intents:
        last = history.outcomes[-1] if history.outcomes else None
        if (
            last is not None
            and isinstance(last.outcome, Confirmed)
            and last.known_utc_us > readings.read_utc_us
        ):
            stopped = _STOPPED_BY.get(history.intent.kind, stopped)
    return stopped


def _is_open(history: IntentHistory) -> bool:
    return all(isinstance(row.outcome, Uncertain) and not row.outcome.signed for row in history.outcomes)


# Built when they are first asked: together they take longer than many a command that never asks them.


@cache
def every_session() -> SummaryQuestions:
    return SummaryQuestions()


@cache
def sessions_of_patient() -> SummaryQuestions:
    """They are asked with ``patient``, an id."""
    return SummaryQuestions(StoredSession.patient_id == bindparam("patient"))


@cache
def one_session() -> SummaryQuestions:
    """It is asked with ``session``, an id."""
    return SummaryQuestions(StoredSession.id == bindparam("session"))
