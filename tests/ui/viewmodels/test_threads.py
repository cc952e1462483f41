"""The two threads, with a real pump's thread and real records, seen from the window's thread."""

from collections.abc import Iterator
from pathlib import Path
from threading import current_thread, main_thread

import pytest
from pytestqt.qtbot import QtBot

from programmer.bootstrap import Application
from programmer.settings import Settings
from programmer.ui.viewmodels.assembly import RunningWorkstation, assemble
from programmer.ui.viewmodels.connect_state import ConnectPhase
from programmer.ui.viewmodels.history_state import HistoryPhase
from programmer.ui.viewmodels.program_state import ResultKind
from programmer.ui.widgets.stop_button_state import StopPhase


@pytest.fixture
def running(qtbot: QtBot, tmp_path: Path) -> Iterator[RunningWorkstation]:
    app = Application(Settings(database=str(tmp_path / "records.sqlite"), actor="J. Clinician"))
    running = assemble(app, tuple)
    _ = app.records
    running.start()
    yield running
    running.workstation.close()
    qtbot.waitUntil(lambda: running.over)
    app.close()


def test_a_whole_visit_through_both_threads(running: RunningWorkstation, qtbot: QtBot) -> None:
    station = running.workstation
    heard_in = set()
    running.bridge.notice.connect(lambda _: heard_in.add(current_thread()))
    station.connect_page.connect_pump()
    qtbot.waitUntil(lambda: station.connect_page.state.phase is ConnectPhase.CONNECTED)
    station.program.type_dose("102")
    station.program.stage()
    qtbot.waitUntil(
        lambda: station.program.state.compare is not None and station.program.state.compare.confirm.enabled
    )
    station.program.confirm()
    qtbot.waitUntil(lambda: station.program.state.result is not None)
    assert station.program.state.result is not None
    assert station.program.state.result.kind is ResultKind.CONFIRMED
    station.header.press_stop()
    station.header.press_stop()
    qtbot.waitUntil(lambda: station.header.state.stop.phase is StopPhase.STOPPED)
    station.history.refresh()
    qtbot.waitUntil(lambda: station.history.state.phase is HistoryPhase.READY)
    station.history.open_session(station.history.state.rows[0].key)
    qtbot.waitUntil(
        lambda: (
            station.history.state.record is not None
            and station.history.state.record.phase is HistoryPhase.READY
        )
    )
    assert heard_in == {main_thread()}


def test_a_patient_is_added_through_the_thread_without_a_pump(
    running: RunningWorkstation, qtbot: QtBot
) -> None:
    page = running.workstation.connect_page
    page.open_patient_form()
    page.type_patient_name("Ada Example")
    page.add_patient()
    qtbot.waitUntil(lambda: bool(page.state.patient_key))
