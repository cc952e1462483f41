"""What was stored is shown as it was stored."""

import pytest

from programmer.known_error import KnownError
from programmer.records.rows import SessionSummary
from programmer.ui.history_thread import AskSoundness, AskSummaries, HistoryAnswer
from programmer.ui.viewmodels.banner import RECORDS_NOT_SOUND
from programmer.ui.viewmodels.history import NONE_OF_THIS_KIND
from programmer.ui.viewmodels.history_rows import session_row
from programmer.ui.viewmodels.history_state import (
    ALL_KINDS,
    COMMAND_COLUMNS,
    EVENT_COLUMNS,
    REAL,
    SESSION_COLUMNS,
    SIMULATED,
    HistoryPhase,
    HistoryState,
)
from tests.support.tampering import cut_back_in_use
from tests.ui.pump_bench import Bench


def state(bench: Bench) -> HistoryState:
    return bench.workstation.history.state


def a_visit_that_changed_the_dose(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.workstation.program.confirm()
    bench.run(3)
    bench.workstation.connect_page.disconnect_pump()
    bench.run(1)
    bench.workstation.history.refresh()
    bench.turn()


@pytest.mark.requirement("CRISYS-010-011")
def test_without_visits_the_page_says_so(bench: Bench) -> None:
    assert state(bench).phase is HistoryPhase.EMPTY
    assert state(bench).empty_words


def test_before_the_records_answer_the_page_is_loading(bench: Bench) -> None:
    bench.workstation.history.choose_patient("")
    assert state(bench).phase is HistoryPhase.LOADING


def test_a_visit_is_listed_with_doses_outcome_and_end(bench: Bench) -> None:
    a_visit_that_changed_the_dose(bench)
    (row,) = state(bench).rows
    assert len(row.cells) == len(SESSION_COLUMNS)
    words = dict(zip(SESSION_COLUMNS, (cell.replace("\u00a0", " ") for cell in row.cells), strict=True))
    assert words["Patient"] == "Unidentified patient"
    assert words["Pump"] == "RF20-10432, simulated"
    assert words["By"] == "J. Clinician"
    assert words["Dose per day"] == "90 → 102 mcg per day"
    assert words["Outcome"].startswith("Program change confirmed 10:")
    assert words["Ended"] == "closed"
    assert "1 visit" in state(bench).headline


def test_a_visit_opens_with_all_that_was_stored(bench: Bench) -> None:
    a_visit_that_changed_the_dose(bench)
    bench.workstation.history.open_session(state(bench).rows[0].key)
    opened = state(bench).record
    assert opened is not None
    assert opened.phase is HistoryPhase.LOADING
    bench.turn()
    record = state(bench).record
    assert record is not None
    assert record.phase is HistoryPhase.READY
    assert record.before != record.after
    assert [row.cells[1].replace("\u00a0", " ") for row in record.commands] == [
        "Program change, 90 → 102 mcg per day"
    ]
    assert all(len(row.cells) == len(COMMAND_COLUMNS) for row in record.commands)
    assert [row.cells[2] for row in record.events] == ["Memory made anew", "Program changed"]
    assert all(len(row.cells) == len(EVENT_COLUMNS) for row in record.events)
    assert record.samples is not None
    assert len(record.samples) >= 2
    assert ("Drug", "baclofen 500\u00a0mcg/mL") in [(fact.label, fact.value) for fact in record.program]
    bench.workstation.history.close_session()
    assert state(bench).record is None


def test_the_visit_in_progress_is_called_so_and_one_without_an_end_was_cut_off(bench: Bench) -> None:
    bench.connect()
    bench.workstation.history.refresh()
    bench.turn()
    row = state(bench).rows[0]
    assert row.cells[-1] == "in progress"
    bench.workstation.history.open_session(row.key)
    bench.turn()
    record = state(bench).record
    assert record is not None
    assert "in progress" in [fact.value for fact in record.summary if fact.label == "Ended"]
    assert session_row(a_summary(bench)).cells[-1] == "cut off"


def a_summary(bench: Bench) -> SessionSummary:
    (summary,) = bench.records.history().summaries(None)
    return summary


def test_an_opened_visit_is_read_again_after_a_command(bench: Bench) -> None:
    bench.connect()
    bench.workstation.history.refresh()
    bench.turn()
    bench.workstation.history.open_session(state(bench).rows[0].key)
    bench.turn()
    record = state(bench).record
    assert record is not None
    assert record.commands == ()
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()
    bench.run(3)
    record = state(bench).record
    assert record is not None
    assert record.phase is HistoryPhase.READY
    assert [row.cells[1] for row in record.commands] == ["STOP"]
    assert state(bench).rows[0].cells[5].startswith("STOP confirmed ")


def test_a_command_that_is_not_known_marks_its_visit(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.line.lose_all_replies()
    bench.workstation.program.confirm()
    bench.run(8)
    bench.workstation.history.refresh()
    bench.turn()
    row = state(bench).rows[0]
    assert row.marked
    assert "1 command not known" in row.cells
    bench.workstation.history.open_session(row.key)
    bench.turn()
    record = state(bench).record
    assert record is not None
    (told,) = [fact.value for fact in record.summary if fact.label == "Still not known"]
    assert told.endswith("reckon with both programs: the old one or the new one may be running")


def test_what_was_confirmed_is_told_beside_what_is_not_known_and_that_the_pump_was_left_stopped(
    bench: Bench,
) -> None:
    bench.connect()
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()
    bench.run(3)
    row = state(bench).rows[0]
    assert row.cells[5:7] == (row.cells[5], "stopped")
    assert row.cells[5].startswith("STOP confirmed ")
    bench.stage("102")
    bench.line.lose_all_replies()
    bench.workstation.program.confirm()
    bench.run(8)
    bench.workstation.connect_page.type_leaving_reason("the telemetry head broke")
    bench.workstation.connect_page.disconnect_pump()
    bench.run(1)
    bench.workstation.history.refresh()
    bench.turn()
    assert state(bench).rows[0].cells[5:7] == ("1 confirmed, 1 not known", "left stopped")


def test_only_the_chosen_patients_visits_are_listed(bench: Bench) -> None:
    patient = bench.add_patient()
    a_visit_that_changed_the_dose(bench)
    bench.workstation.history.choose_patient(patient.id.hex())
    bench.turn()
    assert state(bench).phase is HistoryPhase.EMPTY
    bench.workstation.history.choose_patient("")
    bench.turn()
    assert len(state(bench).rows) == 1


def test_records_that_cannot_be_read_are_told_with_a_remedy(bench: Bench) -> None:
    bench.workstation.history.choose_patient("")
    number, _ = bench.history.waiting.popleft()
    error = KnownError("The records cannot be read", "The disk reported an error", "Check the disk")
    bench.workstation.take_answer(HistoryAnswer(number, AskSummaries(), error=error))
    trouble = state(bench).trouble
    assert state(bench).phase is HistoryPhase.FAILED
    assert trouble is not None
    assert trouble.remedy == "Check the disk"


def test_visits_at_simulated_pumps_can_be_left_out_or_listed_alone(bench: Bench) -> None:
    bench.connect()
    history = bench.workstation.history
    history.refresh()
    bench.turn()
    assert len(state(bench).rows) == 1
    simulated = a_summary(bench).session.simulated
    kept, dropped = (SIMULATED, REAL) if simulated else (REAL, SIMULATED)
    history.choose_kind(dropped)
    assert (state(bench).phase, state(bench).empty_words) == (HistoryPhase.EMPTY, NONE_OF_THIS_KIND)
    history.choose_kind(kept)
    assert len(state(bench).rows) == 1
    history.choose_kind(ALL_KINDS)
    assert len(state(bench).rows) == 1


def test_records_that_are_as_they_were_written_say_so(bench: Bench) -> None:
    a_visit_that_changed_the_dose(bench)
    assert state(bench).tampered is None
    assert "each as it was written; no pump bears them out yet" in state(bench).checked


def test_records_that_somebody_changed_are_told_above_whatever_they_show(bench: Bench) -> None:
    a_visit_that_changed_the_dose(bench)
    with bench.records._writer.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER intents_refuses_update")
        connection.exec_driver_sql("UPDATE intents SET confirmed_utc_us = confirmed_utc_us + 1")
    bench.workstation.history.refresh()
    bench.turn()
    trouble = state(bench).tampered
    assert trouble is not None
    assert trouble.what == "The records are not what this program wrote"
    assert "intents 1-1" in trouble.why
    assert state(bench).checked == ""
    assert [line.words for line in bench.workstation.banner.state.alarms if line.key == "records"] == [
        RECORDS_NOT_SOUND
    ]
    assert state(bench).phase is HistoryPhase.READY


def test_a_pump_that_holds_more_than_the_records_do_is_told_as_soon_as_it_is_read(bench: Bench) -> None:
    a_visit_that_changed_the_dose(bench)
    seals = bench.records.history().soundness().seals
    with bench.records._writer.begin() as connection:
        cut_back_in_use(connection, seals - 3)
    assert bench.records.history().soundness().sound
    assert not any(line.key == "records" for line in bench.workstation.banner.state.alarms)
    bench.connect()
    bench.run(1)
    bench.turn()
    assert any(line.key == "records" for line in bench.workstation.banner.state.alarms)


def test_the_soundness_is_not_asked_again_and_again_while_a_pump_is_at_hand(bench: Bench) -> None:
    bench.connect()
    bench.workstation.history.refresh()
    bench.turn()
    bench.workstation.history.refresh()
    assert not any(isinstance(question, AskSoundness) for _, question in bench.history.waiting)
