"""Nobody leaves a stopped or unsettled pump behind by accident."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from programmer.records.rows import SessionEnd
from programmer.ui import phrases
from programmer.visit.notices import CommandEnded
from programmer.visit.proposal import reason_gap
from programmer.visit.tasks import EndVisit
from tests.ui.pump_bench import Bench


def test_without_a_pump_the_window_just_closes(bench: Bench) -> None:
    assert bench.workstation.leaving.state.free
    assert bench.workstation.leaving.leave()


def test_a_running_pump_does_not_hold_anybody_back(bench: Bench) -> None:
    bench.connect()
    assert bench.workstation.leaving.state.free


@pytest.mark.requirement("IT-1")
def test_a_stopped_pump_is_left_with_a_reason_that_is_recorded(qapp: QApplication, tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.connect()
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()
    assert not bench.workstation.leaving.leave()
    bench.run(2)
    guard = bench.workstation.leaving
    assert not guard.leave()
    assert "delivers nothing since" in guard.state.reasons[0]
    guard.type_reason("   ")
    assert not guard.leave()
    guard.type_reason("handed over to the ward")
    assert guard.leave()
    bench.workstation.close()
    newest = bench.records.history().summaries()[0]
    assert newest.end is not None
    assert newest.end.note == "handed over to the ward"
    bench.records.close()


@pytest.mark.requirement("IT-1")
def test_a_command_that_is_not_known_holds_back(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.line.lose_all_replies()
    bench.workstation.program.confirm()
    bench.run(8)
    reasons = bench.workstation.leaving.state.reasons
    assert any("not known what became of the program change" in reason for reason in reasons)


def stop(bench: Bench) -> None:
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()


def ways_out_are_shut(bench: Bench) -> bool:
    """Neither the window nor the visit can be closed without a reason."""
    connected = bench.workstation.connect_page.state.connected
    assert connected is not None
    return not bench.workstation.leaving.leave() and not connected.disconnect.offer.enabled


def leave_with(bench: Bench, reason: str) -> SessionEnd:
    """Close the window with this reason; how the session ended by the records."""
    bench.workstation.leaving.type_reason(reason)
    assert bench.workstation.leaving.leave()
    bench.workstation.close()
    newest = bench.records.history().summaries()[0]
    assert newest.end is not None
    assert newest.end.note == reason
    return newest.end.end


@pytest.mark.requirement("IT-1")
def test_a_pump_stopped_by_us_holds_window_and_visit_and_is_not_recorded_as_done(bench: Bench) -> None:
    bench.connect()
    stop(bench)
    bench.run(2)
    assert ways_out_are_shut(bench)
    assert leave_with(bench, "handed over to the ward") is SessionEnd.LEFT_UNRESOLVED


@pytest.mark.requirement("IT-1")
@pytest.mark.parametrize("typed", ["x", ".", "aaaaaaaaaaaa"])
def test_a_stopped_pump_is_left_with_no_less_of_a_reason_than_a_soft_limit_is_passed(
    bench: Bench, typed: str
) -> None:
    bench.connect()
    stop(bench)
    bench.run(2)
    guard, page = bench.workstation.leaving, bench.workstation.connect_page
    guard.type_reason(typed)
    page.type_leaving_reason(typed)
    assert ways_out_are_shut(bench)
    page.disconnect_pump()
    assert not bench.tasks(EndVisit)
    connected = page.state.connected
    assert connected is not None
    for offer, field in (
        (guard.state.leave, guard.state.reason),
        (connected.disconnect.offer, connected.disconnect.reason),
    ):
        assert field.reason == reason_gap(typed)
        assert offer.why_not == phrases.upper_first(reason_gap(typed))
    page.type_leaving_reason("handed over to the ward")
    page.disconnect_pump()
    assert bench.tasks(EndVisit) == [EndVisit("handed over to the ward")]


@pytest.mark.requirement("IT-1")
def test_a_command_of_unknown_outcome_holds_window_and_visit_and_is_not_recorded_as_done(
    bench: Bench,
) -> None:
    bench.connect()
    bench.stage("102")
    bench.line.lose_all_replies()
    bench.workstation.program.confirm()
    bench.run(8)
    assert ways_out_are_shut(bench)
    assert leave_with(bench, "the head was taken away") is SessionEnd.LEFT_UNRESOLVED


@pytest.mark.requirement("IT-1")
def test_a_pump_that_was_not_read_after_a_command_holds_window_and_visit(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.on_notice = lambda notice: bench.line.lose_all_replies(isinstance(notice, CommandEnded))
    bench.workstation.program.confirm()
    bench.run_until(lambda: not bench.workstation.desk.story.live)
    bench.on_notice = None
    assert not bench.workstation.desk.story.unsettled
    assert ways_out_are_shut(bench)
    assert bench.workstation.leaving.state.reasons == ("The pump was not read again after the last command",)
    bench.line.lose_all_replies(False)
    bench.run(5)
    assert bench.workstation.leaving.state.free


@pytest.mark.requirement("IT-1")
def test_a_stop_that_is_being_sent_holds_window_and_visit(bench: Bench) -> None:
    bench.connect()
    stop(bench)
    assert ways_out_are_shut(bench)
    assert "A command to the pump is under way" in bench.workstation.leaving.state.reasons


@pytest.mark.requirement("IT-1")
def test_a_pump_stopped_by_us_holds_although_the_link_is_lost_since(bench: Bench) -> None:
    bench.connect()
    stop(bench)
    bench.run(2)
    bench.line.lose_all_requests()
    bench.run(8)
    assert not bench.workstation.desk.story.live
    assert ways_out_are_shut(bench)
    assert leave_with(bench, "out of reach") is SessionEnd.LEFT_UNRESOLVED


@pytest.mark.requirement("IT-1")
def test_a_stop_that_was_confirmed_late_is_one_of_ours(bench: Bench) -> None:
    bench.connect()
    bench.line.lose_all_replies()
    stop(bench)
    bench.run_until(lambda: not bench.workstation.desk.story.live)
    bench.line.lose_all_replies(False)
    bench.run(10)
    assert ways_out_are_shut(bench)
    assert "was stopped in this visit" in bench.workstation.leaving.state.reasons[0]
    assert leave_with(bench, "handed over") is SessionEnd.LEFT_UNRESOLVED
