"""The history tells of each session what happened in it, in few questions, from any thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from programmer.records.ports import UnitOfWork
from programmer.records.rows import IntentHistory, IntentKind, IntentRow, SessionRow, SessionSummary
from programmer.records.sql import SqlRecords
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.outcome import Confirmed, Uncertain
from programmer.therapy.pump import Delivery
from programmer.therapy.quantities import PumpTime
from tests.unit.records.visit_rows import (
    NOW,
    PROVENANCE,
    a_patient,
    a_program,
    a_sample,
    an_end,
    an_event,
    an_intent,
    an_interrogation,
    an_outcome,
    new_id,
    open_store,
    start_session,
)

CONFIRMED = Confirmed(PumpTime(NOW), 13)


def _count_statements(engine: Engine) -> list[str]:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    return statements


def _write_visit(
    records: SqlRecords, session: SessionRow, doses: tuple[int, ...] = (97_000, 110_000)
) -> None:
    """A reading before and after a confirmed intent, and the end of the session."""
    programs = [a_program(session, dose) for dose in doses]
    intent = an_intent(session)
    with records.unit_of_work() as work:
        for program in programs:
            work.sessions.add_program(program)
        work.sessions.add_interrogation(an_interrogation(session, programs[0], AlarmKind.EMPTY_RESERVOIR))
        work.intents.add(intent)
        work.intents.add_outcome(an_outcome(intent, CONFIRMED))
        work.sessions.add_interrogation(an_interrogation(session, programs[-1], AlarmKind.LOW_RESERVOIR))
        work.samples.add([a_sample(session)])
        work.sessions.end(an_end(session))
        work.commit()


def test_the_history_lists_patients_as_a_unit_of_work_does(records: SqlRecords) -> None:
    with records.unit_of_work() as work:
        for name in ("zoe", "Ada", "bo"):
            work.patients.add(a_patient(name))
        listed = work.patients.all()
        work.commit()
    assert [patient.name for patient in listed] == ["Ada", "bo", "zoe"]
    assert records.history().patients() == listed


def test_an_empty_store_has_no_history(records: SqlRecords) -> None:
    assert records.history().summaries() == ()
    assert records.history().session(new_id()) is None


def test_a_session_that_was_only_started_is_told_as_such(records: SqlRecords, session: SessionRow) -> None:
    with records.unit_of_work() as work:
        pump = work.pumps.by_serial("SIM-0001")
    assert pump is not None
    expected = SessionSummary(
        session=session,
        pump=pump,
        patient=None,
        end=None,
        actor=PROVENANCE.actor,
        program_before=None,
        program_after=None,
        last_intent=None,
        open_intents=0,
        alarms=(),
    )
    assert records.history().summaries() == (expected,)


def test_a_summary_tells_the_programs_before_and_after_and_the_alarms_at_the_end(records: SqlRecords) -> None:
    patient = a_patient()
    session = start_session(records, patient)
    first, tried, last = (a_program(session, dose) for dose in (97_000, 105_000, 110_000))
    readings = (
        an_interrogation(session, first, AlarmKind.EMPTY_RESERVOIR),
        replace(an_interrogation(session, tried), read_utc_us=NOW + 9_000_000),
        # The workstation's clock was set back: what came last is still the last.
        replace(
            an_interrogation(session, last, AlarmKind.BATTERY_REPLACE, AlarmKind.LOW_RESERVOIR),
            read_utc_us=NOW - 9_000_000,
        ),
    )
    end = an_end(session)
    with records.unit_of_work() as work:
        for program in (last, tried, first):
            work.sessions.add_program(program)
        for reading in readings:
            work.sessions.add_interrogation(reading)
        work.sessions.end(end)
        work.commit()
    (summary,) = records.history().summaries()
    assert summary.patient == patient
    assert summary.program_before == first
    assert summary.program_after == last
    assert summary.alarms == ("battery-replace", "low-reservoir")
    assert summary.end == end


def test_latched_alarms_are_not_told_as_active(records: SqlRecords, session: SessionRow) -> None:
    program = a_program(session)
    with records.unit_of_work() as work:
        work.sessions.add_program(program)
        work.sessions.add_interrogation(an_interrogation(session, program))
        work.commit()
    assert records.history().summaries()[0].alarms == ()


def test_a_summary_counts_the_intents_that_are_still_open(records: SqlRecords, session: SessionRow) -> None:
    closed, silent, asked_twice = (an_intent(session) for _ in range(3))
    doubts = (an_outcome(asked_twice, Uncertain("one")), an_outcome(asked_twice, Uncertain("two")))
    with records.unit_of_work() as work:
        for intent in (closed, silent, asked_twice):
            work.intents.add(intent)
        work.intents.add_outcome(an_outcome(closed, Uncertain("zero")))
        work.intents.add_outcome(an_outcome(closed, CONFIRMED))
        for doubt in doubts:
            work.intents.add_outcome(doubt)
        work.commit()
    (summary,) = records.history().summaries()
    assert summary.open_intents == 2
    assert summary.last_intent == IntentHistory(asked_twice, doubts)
    assert summary.known == (CONFIRMED, None, Uncertain("two"))


def test_a_summary_tells_that_the_pump_was_left_stopped(records: SqlRecords, session: SessionRow) -> None:
    """By the last reading; and by a STOP or RESUME that the pump confirmed after it."""
    program = a_program(session)
    read = an_interrogation(session, program)
    stop, resume = (an_intent(session, kind=kind) for kind in (IntentKind.STOP, IntentKind.RESUME))
    later = read.read_utc_us + 1

    def stopped_once_kept(keep: Callable[[UnitOfWork], None]) -> bool:
        with records.unit_of_work() as work:
            keep(work)
            work.commit()
        return records.history().summaries()[0].stopped

    def command(intent: IntentRow, known_utc_us: int) -> Callable[[UnitOfWork], None]:
        def keep(work: UnitOfWork) -> None:
            work.intents.add(intent)
            work.intents.add_outcome(replace(an_outcome(intent, CONFIRMED), known_utc_us=known_utc_us))

        return keep

    def reading(work: UnitOfWork) -> None:
        work.sessions.add_program(program)
        work.sessions.add_interrogation(read)

    def found_stopped(work: UnitOfWork) -> None:
        status = replace(read.status, delivery=Delivery.STOPPED)
        work.sessions.add_interrogation(replace(read, id=new_id(), status=status, read_utc_us=later + 9))

    assert not stopped_once_kept(reading)
    assert stopped_once_kept(command(stop, later))
    assert not stopped_once_kept(command(resume, later + 1))
    assert stopped_once_kept(found_stopped)


def test_sessions_come_newest_first_and_of_one_patient_if_asked(records: SqlRecords) -> None:
    ada, bo = a_patient("Ada"), a_patient("Bo")
    sessions = [
        start_session(records, ada, "SIM-0001", NOW),
        start_session(records, bo, "SIM-0002", NOW + 2_000_000),
        start_session(records, None, "SIM-0003", NOW + 1_000_000),
        start_session(records, ada, "SIM-0001", NOW),
    ]
    history = records.history()
    order = [sessions[1], sessions[2], sessions[3], sessions[0]]
    assert [summary.session for summary in history.summaries()] == order
    assert [summary.session for summary in history.summaries(ada.id)] == [sessions[3], sessions[0]]
    assert history.summaries(new_id()) == ()


def test_each_of_many_sessions_is_told_with_its_own_rows(records: SqlRecords) -> None:
    sessions = [start_session(records, started_utc_us=NOW + number) for number in range(3)]
    for number, session in enumerate(sessions):
        _write_visit(records, session, (1_000 + number, 2_000 + number))
    history = records.history()
    for summary in history.summaries():
        record = history.session(summary.session.id)
        assert record is not None
        assert record.summary == summary
        assert {row.session_id for row in record.programs} == {summary.session.id}
        assert {row.session_id for row in record.interrogations} == {summary.session.id}
        assert {row.session_id for row in record.samples} == {summary.session.id}
        assert (summary.program_before, summary.program_after) == record.programs
        assert summary.last_intent == record.intents[0]
        assert summary.alarms == ("low-reservoir",)


def test_two_hundred_sessions_are_told_in_a_handful_of_questions(records: SqlRecords) -> None:
    for number in range(200):
        _write_visit(records, start_session(records, started_utc_us=NOW + number))
    statements = _count_statements(records._reader)
    summaries = records.history().summaries()
    assert len(summaries) == 200
    assert all(summary.program_after and summary.last_intent and summary.alarms for summary in summaries)
    assert len([statement for statement in statements if statement != "BEGIN"]) <= 8


def test_a_history_of_no_session_is_one_question(records: SqlRecords) -> None:
    statements = _count_statements(records._reader)
    assert records.history().summaries() == ()
    assert len([statement for statement in statements if statement != "BEGIN"]) == 1


def test_a_question_that_was_asked_of_one_session_is_asked_of_the_next(records: SqlRecords) -> None:
    first, second = (start_session(records, started_utc_us=NOW + number) for number in range(2))
    _write_visit(records, first, (1_000, 2_000))
    _write_visit(records, second, (3_000, 4_000))
    told = [records.history().session(session.id) for session in (first, second, first)]
    assert [record.summary.session for record in told if record] == [first, second, first]
    assert told[0] == told[2] != told[1]


@pytest.mark.requirement("CRISYS-077-081")
def test_a_record_holds_everything_of_a_session(records: SqlRecords, session: SessionRow) -> None:
    _write_visit(records, session)
    with records.unit_of_work() as work:
        work.events.add([an_event(session, 1), an_event(session, 2)])
        work.commit()
    record = records.history().session(session.id)
    assert record is not None
    assert len(record.interrogations) == 2
    assert len(record.programs) == 2
    assert len(record.intents) == 1
    assert record.samples == (a_sample(session),)
    assert [row.event.sequence for row in record.events] == [1, 2]


def test_a_program_that_an_earlier_session_stored_is_told_with_the_reading_that_names_it(
    records: SqlRecords, session: SessionRow
) -> None:
    later = start_session(records, started_utc_us=NOW + 1)
    program = a_program(session)
    with records.unit_of_work() as work:
        work.sessions.add_program(program)
        work.sessions.add_interrogation(an_interrogation(later, program))
        work.commit()
    record = records.history().session(later.id)
    assert record is not None
    assert record.programs == (program,)
    assert record.summary.program_before == program


@pytest.mark.parametrize("in_file", [True, False], ids=["file", "memory"])
def test_history_is_read_on_another_thread_than_the_writers(tmp_path: Path, in_file: bool) -> None:
    records = open_store(tmp_path / "records.sqlite" if in_file else ":memory:")
    session = start_session(records)
    told: list[SessionSummary] = []
    reader = threading.Thread(target=lambda: told.extend(records.history().summaries()))
    reader.start()
    reader.join(10)
    assert [summary.session for summary in told] == [session]
    records.close()


def test_history_is_read_while_a_unit_of_work_is_open(tmp_path: Path) -> None:
    """The reader neither waits for the writer nor sees what is not committed."""
    records = open_store(tmp_path / "records.sqlite")
    session = start_session(records)
    with records.unit_of_work() as work:
        work.sessions.end(an_end(session))
        assert records.history().summaries()[0].end is None
        work.commit()
        assert records.history().summaries()[0].end is not None
    records.close()
