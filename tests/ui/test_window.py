"""The frame around the window: faults are shown, closed records are said, everything that was started ends."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from programmer.bootstrap import Application
from programmer.known_error import RefusedError
from programmer.settings import Settings
from programmer.ui.faults import Faults
from programmer.ui.main_window import MainWindow
from programmer.ui.viewmodels.connect_state import ConnectPhase
from programmer.ui.window import open_window
from tests.ui.views.handmade import HandmadeWorkstation
from tests.ui.window_bench import WindowBench


@pytest.fixture
def faulty(qtbot: QtBot) -> Iterator[tuple[MainWindow, list[str]]]:
    """A window whose faults are told, and the accounts that were kept of them."""
    window = MainWindow(HandmadeWorkstation().as_workstation())
    qtbot.addWidget(window)
    window.show()
    accounts: list[str] = []

    def told(trace: str) -> str:
        accounts.append(trace)
        return "Its account is in bug-1.txt."

    faults = Faults(window, told)
    yield window, accounts
    faults.stop()


@pytest.mark.requirement("OPCA-R7.4.0-3")
def test_a_fault_nobody_caught_is_shown_and_its_account_kept(faulty: tuple[MainWindow, list[str]]) -> None:
    window, accounts = faulty
    sys.excepthook(ValueError, ValueError("a mistake in a slot"), None)
    QCoreApplication.processEvents()
    assert window.trouble.isVisible()
    assert "Its account is in bug-1.txt." in window.trouble.accessibleName()
    assert "a mistake in a slot" in accounts[0]


def test_a_foreseen_trouble_is_shown_in_its_own_words(faulty: tuple[MainWindow, list[str]]) -> None:
    window, accounts = faulty
    trouble = RefusedError("Nothing was done", "The reason", "Do this instead")
    sys.excepthook(RefusedError, trouble, None)
    QCoreApplication.processEvents()
    assert "Nothing was done. The reason. Do this instead." in window.trouble.accessibleName()
    assert accounts == []


def test_a_fault_in_another_thread_is_shown_too(faulty: tuple[MainWindow, list[str]]) -> None:
    window, accounts = faulty

    def fail() -> None:
        raise ValueError("a mistake in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    QCoreApplication.processEvents()
    assert window.trouble.isVisible()
    assert "a mistake in a thread" in accounts[0]


def test_the_hooks_of_before_are_given_back(qtbot: QtBot) -> None:
    before = (sys.excepthook, threading.excepthook)
    window = MainWindow(HandmadeWorkstation().as_workstation())
    qtbot.addWidget(window)
    faults = Faults(window, str)
    assert sys.excepthook != before[0]
    faults.stop()
    assert (sys.excepthook, threading.excepthook) == before


def test_records_that_cannot_be_opened_are_said_across_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    no_database = tmp_path / "letter.txt"
    no_database.write_text("Dear colleague, " * 100)
    application = Application(Settings(database=str(no_database)))
    run = open_window(application)
    window = run.window
    assert window.trouble.isVisible()
    assert window.trouble.accessibleName().startswith("Danger:")
    window.close()
    assert not window.isVisible()
    run.wait_for_the_end()
    application.close()


def test_closing_the_window_ends_its_threads_and_the_visit(bench_window: WindowBench) -> None:
    bench_window.connect_pump()
    assert {"pump", "history"} <= {thread.name for thread in threading.enumerate()}
    bench_window.window.close()
    bench_window.run.wait_for_the_end()
    assert not {"pump", "history"} & {thread.name for thread in threading.enumerate()}


def test_plain_start_begins_with_the_simulated_pump_chosen(bench_window: WindowBench) -> None:
    state = bench_window.desk.connect_page.state
    assert state.link_key == state.links[0].key
    bench_window.window.connect_simulated()
    bench_window.until(lambda: bench_window.desk.connect_page.state.phase is ConnectPhase.CONNECTED)
    assert bench_window.desk.footer.state.footer.left[1].startswith("simulated:")
