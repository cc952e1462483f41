"""A stored visit tells what its programs were checked against, and why a limit was passed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from programmer.records.rows import ProgramRow, SessionRecord
from programmer.records.sql import SqlRecords
from programmer.therapy.drug_library import LibraryIdentity
from programmer.therapy.outcome import Confirmed, Outcome, Uncertain
from programmer.therapy.quantities import PumpTime
from programmer.ui import phrases
from programmer.ui.viewmodels.history_checks import library_facts, passed_limits, told_afterwards
from tests.unit.records.visit_rows import (
    CLINICS,
    PROVENANCE,
    SHIPPED,
    a_program,
    an_intent,
    an_interrogation,
    an_outcome,
    open_store,
    start_session,
)


@pytest.fixture
def records() -> Iterator[SqlRecords]:
    store = open_store()
    yield store
    store.close()


def _record(records: SqlRecords, library: tuple[LibraryIdentity, ...], *reasons: str) -> SessionRecord:
    session = start_session(records)
    program: ProgramRow = replace(a_program(session), library=library)
    with records.unit_of_work() as work:
        work.sessions.add_program(program)
        work.sessions.add_interrogation(an_interrogation(session, program))
        for reason in reasons:
            passed = ("The dose is above the limit", "The step is large.") if reason else ()
            work.intents.add(replace(an_intent(session), passed=passed, reason=reason))
        work.commit()
    record = records.history().session(session.id)
    assert record is not None
    return record


def _told(record: SessionRecord) -> list[tuple[str, str]]:
    return [(fact.label, fact.value) for fact in library_facts(record)]


@pytest.mark.requirement("GIP-5.6")
def test_the_shipped_library_is_told_with_its_date_and_seal(records: SqlRecords) -> None:
    assert _told(_record(records, (SHIPPED,))) == [
        ("Drug library", "version 3 of Sun 1 Nov 2026"),
        ("Library signed by", "the makers, seal 53535353"),
    ]


def test_a_clinics_own_library_stands_under_it_by_the_clinics_name(records: SqlRecords) -> None:
    assert _told(_record(records, (SHIPPED, CLINICS)))[2:] == [
        ("Library of St. X", "version 2 of Thu 19 Nov 2026"),
        ("Library signed by", "pharmacist Y, seal 43434343"),
    ]


def test_a_visit_of_before_there_were_libraries_says_that_none_is_recorded(records: SqlRecords) -> None:
    assert _told(_record(records, ())) == [("Drug library", "none recorded")]


@pytest.mark.requirement("GPCA-EC02")
def test_each_command_that_passed_limits_is_told_with_when_why_and_which(records: SqlRecords) -> None:
    told = passed_limits(_record(records, (SHIPPED,), "spasms at night", "", "agreed with the patient"))
    assert [limits for _, limits in told] == ["The dose is above the limit. The step is large."] * 2
    assert [why.partition("Reason: ")[2] for why, _ in told] == [
        "“spasms at night”",
        "“agreed with the patient”",
    ]
    assert told[0][0].startswith("Limits exceeded at ")


def _settled(records: SqlRecords, *outcomes: Outcome) -> SessionRecord:
    """A command sent at 11:26:40 UTC of a visit, with what became known of it, each a second after the last."""
    session = start_session(records)
    intent = an_intent(session)
    rows = [an_outcome(intent, outcome) for outcome in outcomes]
    with records.unit_of_work() as work:
        work.intents.add(intent)
        for row in rows:
            work.intents.add_outcome(row)
        work.commit()
    record = records.history().session(session.id)
    assert record is not None
    return record


def test_a_command_closed_as_not_known_is_told_with_when_by_whom_and_the_note(records: SqlRecords) -> None:
    record = _settled(records, Uncertain("no reply came"), Uncertain("no reply came", "memory was made anew"))
    ((command, words),) = told_afterwards(record)
    when = phrases.local_moment(
        record.intents[0].outcomes[1].known_utc_us, record.summary.session.local_offset_us
    )
    assert command.startswith("Program change of ")
    assert words == (f"Closed without a known outcome on {when} by {PROVENANCE.actor}: memory was made anew.")


def test_a_command_confirmed_only_when_asked_again_says_so(records: SqlRecords) -> None:
    record = _settled(records, Uncertain("no reply came"), Confirmed(PumpTime(5), 7))
    ((_, words),) = told_afterwards(record)
    assert words.startswith("Confirmed when asked again on ")
    assert words.endswith(f"by {PROVENANCE.actor}.")


@pytest.mark.parametrize("outcome", [Confirmed(PumpTime(5), 7), Uncertain("no reply came")])
def test_of_a_command_without_a_later_word_nothing_is_said_under_the_table(
    records: SqlRecords, outcome: Outcome
) -> None:
    assert told_afterwards(_settled(records, outcome)) == ()


def test_a_visit_that_passed_nothing_says_nothing_of_limits(records: SqlRecords) -> None:
    assert passed_limits(_record(records, (SHIPPED,), "")) == ()
