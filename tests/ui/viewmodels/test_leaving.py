"""Nobody leaves a stopped or unsettled pump behind by accident."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

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
