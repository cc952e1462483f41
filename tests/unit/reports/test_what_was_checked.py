"""The report says which drug library was in force, which of its limits were passed, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from programmer.records.rows import IntentRow, ProgramOrigin, SessionRecord
from programmer.records.sql import SqlRecords
from programmer.reports.pdf import write_pdf
from programmer.reports.report import Facts, Report, Table
from programmer.reports.session_report import NO_LIBRARY, session_report
from programmer.ui.assets import load_fonts
from tests.unit.records.visit_rows import (
    CLINICS,
    SHIPPED,
    a_program,
    an_intent,
    an_interrogation,
    open_store,
    start_session,
)

TITLE = "Limits of the drug library that were passed"


@pytest.fixture
def records() -> Iterator[SqlRecords]:
    store = open_store()
    yield store
    store.close()


def _record(records: SqlRecords, intent: dict[str, object], program: dict[str, object]) -> SessionRecord:
    """A session in which a program was read and a command was confirmed."""
    session = start_session(records)
    kept: IntentRow = replace(an_intent(session), **intent)  # type: ignore[arg-type]
    stored = replace(a_program(session), **program)  # type: ignore[arg-type]
    with records.unit_of_work() as work:
        work.sessions.add_program(stored)
        work.sessions.add_interrogation(an_interrogation(session, stored))
        work.intents.add(kept)
        work.commit()
    record = records.history().session(session.id)
    assert record is not None
    return record


def _libraries(record: SessionRecord) -> dict[str, str]:
    session = next(
        part
        for part in session_report(record).sections
        if isinstance(part, Facts) and part.title == "Session"
    )
    return {label: value for label, value in session.rows if "library" in label}


def _passed(report: Report) -> list[Table]:
    return [part for part in report.sections if isinstance(part, Table) and part.title == TITLE]


@pytest.mark.requirement("GIP-5.6")
def test_both_libraries_are_named_with_version_date_signature_and_whole_seal(records: SqlRecords) -> None:
    told = _libraries(_record(records, {}, {}))
    assert told == {
        "Drug library": (
            "Drug library, version 3 of 2026-11-01, seal 53535353, by the makers; SHA-256 " + "53" * 32
        ),
        "Clinic's own library": (
            "Own limits of St. X, version 2 of 2026-11-19, seal 43434343, by pharmacist Y; SHA-256 "
            + "43" * 32
        ),
    }


def test_a_record_without_a_library_says_so(records: SqlRecords) -> None:
    assert _libraries(_record(records, {}, {"library": ()})) == {"Drug library": NO_LIBRARY}


def test_the_library_of_the_committed_program_counts_not_the_one_of_a_later_reading(
    records: SqlRecords,
) -> None:
    record = _record(records, {}, {"library": (SHIPPED,)})
    read = record.programs[0]
    committed = replace(read, origin=ProgramOrigin.COMMITTED, library=(SHIPPED, CLINICS))
    assert list(_libraries(record)) == ["Drug library"]
    for programs in ((read, committed), (committed, read)):
        assert list(_libraries(replace(record, programs=programs))) == [
            "Drug library",
            "Clinic's own library",
        ]


@pytest.mark.requirement("GPCA-EC02", "OPCA-R6.5.0-9")
def test_every_passed_limit_stands_with_the_reason_that_was_given(records: SqlRecords) -> None:
    report = session_report(_record(records, {"passed": ("one", "another"), "reason": "spasms"}, {}))
    (table,) = _passed(report)
    assert [row[1:] for row in table.rows] == [("one", "spasms"), ("another", "spasms")]
    assert len({row[0] for row in table.rows}) == 1


def test_where_no_limit_was_passed_nothing_is_said_of_any(records: SqlRecords) -> None:
    assert _passed(session_report(_record(records, {"passed": (), "reason": ""}, {}))) == []


def test_library_limits_and_reason_are_on_the_paper(
    records: SqlRecords, tmp_path: Path, qtbot: QtBot
) -> None:
    load_fonts()
    file = tmp_path / "report.pdf"
    write_pdf(session_report(_record(records, {}, {})), file)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(file).pages).split())
    for words in (
        "Own limits of St. X, version 2",
        "The step is above 20 %.",
        "a second opinion was asked",
        TITLE,
    ):
        assert words in text
