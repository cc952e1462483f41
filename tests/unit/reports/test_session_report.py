"""The report of a session says what the records hold, on paper as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from programmer.clock import ManualClock
from programmer.device.implant.driver import ImplantDriver
from programmer.known_error import KnownError
from programmer.randomness import SeededRandomness
from programmer.records.rows import IntentKind, IntentRow, OutcomeRow, PatientRow, Provenance, SessionRecord
from programmer.records.sql import SqlRecords, open_records
from programmer.reports.pdf import write_pdf
from programmer.reports.report import Facts, Report, Statement, Table
from programmer.reports.session_report import NOTICE, SIMULATED, outcome_text, session_report
from programmer.simulator.site import PumpSite, default_factory_state
from programmer.telemetry.attention import Attention
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.links.memory_link import MemoryLink
from programmer.telemetry.transceiver import Transceiver
from programmer.therapy.moments import moment_text
from programmer.therapy.outcome import Confirmed, Uncertain
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.quantities import NanogramsPerDay, PumpTime
from programmer.ui.assets import load_fonts
from programmer.visit.context import VisitContext
from programmer.visit.visit import Visit
from tests.support.library import shipped_library
from tests.support.trusted import trusted_by

REASON = "spasms at night"


class Bench:
    """A simulated pump, a database and visits between them, on a clock that the test moves."""

    def __init__(self, database: Path) -> None:
        self.clock = ManualClock()
        self.records: SqlRecords = open_records(
            str(database), Provenance("J. Clinician", "bench", "0"), self.clock, SeededRandomness(1)
        )
        self.context = VisitContext(self.clock, SeededRandomness(2), self.records, shipped_library())
        self.site = PumpSite(default_factory_state(), self.clock, SeededRandomness(3))

    def visit(self) -> Visit:
        link = MemoryLink("simulated:reference-20", self.site.line(), self.clock)
        exchange = Exchange(SeededRandomness(4), trusted_by(self.site))
        driver = ImplantDriver(Transceiver(link, exchange, self.clock, Attention()))
        visit = Visit(driver, self.context)
        visit.begin()
        return visit

    def program(self, visit: Visit, micrograms: int) -> None:
        mode = Continuous(NanogramsPerDay(micrograms * 1000))
        program = PumpProgram(visit.interrogation.program.drug, mode)
        visit.commit(visit.stage(visit.propose(program, REASON)))
        visit.interrogate()

    def newest(self) -> SessionRecord:
        history = self.records.history()
        record = history.session(history.summaries()[0].session.id)
        assert record is not None
        return record


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "records.sqlite")
    yield made
    made.records.close()


def _table(report: Report, title: str) -> Table:
    return next(part for part in report.sections if isinstance(part, Table) and part.title == title)


def _facts(report: Report, title: str) -> dict[str, str]:
    return dict(
        next(part for part in report.sections if isinstance(part, Facts) and part.title == title).rows
    )


def _statements(report: Report) -> list[str]:
    return [part.text for part in report.sections if isinstance(part, Statement)]


def _page_text(file: Path) -> list[str]:
    return [" ".join(page.extract_text().replace("\xa0", " ").split()) for page in PdfReader(file).pages]


def test_old_and_new_dose_stand_beside_each_other_with_the_change_marked(bench: Bench) -> None:
    visit = bench.visit()
    bench.program(visit, 120)
    visit.end()

    table = _table(session_report(bench.newest()), "Program before and after")
    rows = {row[0]: tuple(cell.replace("\u00a0", " ") for cell in row[1:]) for row in table.rows}

    assert rows["Dose per day"] == ("90 mcg per day", "120 mcg per day", "+30 mcg per day, +33.3 %")
    assert "Dose per day" in {table.rows[number][0] for number in table.marked}
    assert "Drug" not in {table.rows[number][0] for number in table.marked}


def test_a_command_is_reported_with_the_pumps_own_confirmation(bench: Bench) -> None:
    visit = bench.visit()
    bench.program(visit, 120)
    visit.end()

    (row,) = _table(session_report(bench.newest()), "Commands to the pump").rows

    assert row[1] == "New program"
    assert row[2].startswith("Confirmed by the pump at ")
    assert row[2].endswith("log entry 2")


def test_a_command_of_a_pump_whose_clock_is_another_is_reported_by_both_clocks() -> None:
    done = Confirmed(PumpTime(1_795_183_320_000_000), 1204)
    assert outcome_text(done, PumpTime(done.pump_time.value - 22 * 60_000_000)) == (
        "Confirmed by the pump at Fri 20 Nov 2026, 14:02:00 by the pump's clock, "
        "Fri 20 Nov 2026, 13:40:00 by the workstation's, log entry 1204"
    )
    assert outcome_text(done, done.pump_time) == (
        "Confirmed by the pump at Fri 20 Nov 2026, 14:02:00, log entry 1204"
    )


def test_a_command_whose_outcome_is_not_known_is_said_in_so_many_words(bench: Bench) -> None:
    visit = bench.visit()
    _an_open_stop(bench, visit)
    visit.end()

    report = session_report(bench.newest())

    (statement,) = [one for one in _statements(report) if "not known" in one]
    assert statement == (
        "It is not known whether STOP was carried out. Until the pump tells, treat the pump as perhaps still "
        "delivering; if it must stand, STOP again is safe and right."
    )
    assert _table(report, "Commands to the pump").rows[0][2] == "Not known: The pump has not been asked yet"


def _an_open_stop(bench: Bench, visit: Visit) -> IntentRow:
    session = bench.newest().summary.session
    status = visit.status
    intent = IntentRow(
        id=bytes(16),
        session_id=session.id,
        pump_id=session.pump_id,
        serial=visit.interrogation.identity.serial,
        kind=IntentKind.STOP,
        token=bytes(16),
        epoch=status.log.epoch,
        log_sequence=status.log.last_sequence,
        state_rev=status.state_rev,
        program_before=status.program_hash,
        program_after=status.program_hash,
        confirmed_utc_us=bench.clock.utc_us(),
    )
    with bench.records.unit_of_work() as work:
        work.intents.add(intent)
        work.commit()
    return intent


def test_a_command_closed_without_an_outcome_is_told_with_when_by_whom_and_the_note(bench: Bench) -> None:
    visit = bench.visit()
    intent = _an_open_stop(bench, visit)
    signed = Uncertain("The pump cannot tell", "memory was made anew")
    row = OutcomeRow(
        b"o" * 16, intent.id, intent.session_id, Uncertain("No reply came"), bench.clock.utc_us()
    )
    closing = OutcomeRow(b"c" * 16, intent.id, intent.session_id, signed, bench.clock.utc_us())
    with bench.records.unit_of_work() as work:
        work.intents.add_outcome(row)
        work.intents.add_outcome(closing)
        work.commit()
    visit.end()

    record = bench.newest()
    report = session_report(record)
    assert not [one for one in _statements(report) if "not known" in one]
    (row_told,) = _table(report, "Commands to the pump").rows
    when = moment_text(PumpTime(closing.known_utc_us + record.summary.session.local_offset_us))

    assert row_told[2] == (
        "Not known: The pump cannot tell. "
        f"Closed without a known outcome on {when} by J. Clinician: memory was made anew"
    )


@pytest.mark.requirement("IT-1")
def test_a_pump_that_was_left_stopped_is_said_at_the_top(bench: Bench) -> None:
    visit = bench.visit()
    visit.stop()
    visit.interrogate()
    visit.end()

    assert any(
        text.startswith("Delivery is stopped since ") for text in _statements(session_report(bench.newest()))
    )


def test_a_simulated_pump_and_an_unidentified_patient_are_named_as_such(bench: Bench) -> None:
    bench.visit().end()

    report = session_report(bench.newest())

    assert SIMULATED in _statements(report)
    assert _facts(report, "Session")["Patient"] == "unidentified"


def test_the_patient_of_the_pump_is_named_with_birth_year_and_reason(bench: Bench) -> None:
    patient = PatientRow(b"p" * 16, "Demo patient 0042", 1961, "spasticity, spinal origin")
    with bench.records.unit_of_work() as work:
        work.patients.add(patient)
        work.commit()
    visit = bench.visit()
    visit.assign(patient.id)
    visit.end()

    name = _facts(session_report(bench.newest()), "Session")["Patient"]

    assert name == "Demo patient 0042, born 1961, spasticity, spinal origin"


def test_every_page_of_the_pdf_names_its_subject_its_number_and_what_the_program_is_not(
    bench: Bench, tmp_path: Path, qtbot: QtBot
) -> None:
    load_fonts()
    visit = bench.visit()
    for dose in range(100, 160):
        bench.program(visit, dose)
    visit.end()
    file = tmp_path / "out" / "report.pdf"

    write_pdf(session_report(bench.newest()), file)
    pages = _page_text(file)

    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert f"page {number} of {len(pages)}" in text
        assert "Unidentified patient, pump RF20-10432" in text
        assert NOTICE in text
    assert "159 mcg per day" in pages[0]


def test_text_from_the_records_cannot_become_markup(tmp_path: Path, qtbot: QtBot) -> None:
    load_fonts()
    report = Report("Title", "<b>sub</b>", "subject", (Facts("Facts", (("Name", "<img src=x> & Co"),)),))
    file = tmp_path / "report.pdf"

    write_pdf(report, file)

    assert "<img src=x> & Co" in _page_text(file)[0]


def test_a_report_that_cannot_be_written_says_where_and_what_to_do(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "report.pdf").mkdir()

    with pytest.raises(KnownError, match="was not written"):
        write_pdf(Report("Title", "", "subject", ()), tmp_path / "report.pdf")


def test_a_whole_visit_leaves_its_library_the_passed_limit_and_the_reason_in_the_report(
    bench: Bench,
) -> None:
    visit = bench.visit()
    bench.program(visit, 120)
    visit.end()

    record = bench.newest()
    (row,) = _table(session_report(record), "Limits of the drug library that were passed").rows

    assert "a large step up: from 90" in row[1]
    assert row[2] == REASON
    assert _facts(session_report(record), "Session")["Drug library"].startswith(
        shipped_library().identity.line
    )
    assert {program.library for program in record.programs} == {shipped_library().identities}
