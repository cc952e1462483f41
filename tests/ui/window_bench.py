"""The whole window on a bench: real threads, real records, the simulated pump, and hands that click and type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from programmer.bootstrap import Application
from programmer.records.ports import Records
from programmer.settings import Settings
from programmer.ui.main_window import MainWindow
from programmer.ui.viewmodels.connect_state import ConnectPhase
from programmer.ui.viewmodels.program_state import ProgramStep
from programmer.ui.widgets.table_rows import TableRow
from programmer.ui.window import open_window

PATIENCE_MS = 60_000


class WindowBench:
    """One open window and what a person at it can do."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self._qtbot = qtbot
        self._application = Application(
            Settings(
                database=str(folder / "records.sqlite"),
                actor="J. Clinician",
                keys=str(folder / "keys.json"),
            )
        )
        self.run = open_window(self._application)
        self.window: MainWindow = self.run.window
        self.desk = self.window.workstation
        self.until(lambda: not self.desk.connect_page.state.patients_loading)

    def close(self) -> None:
        """Close the window, whatever is under way, and the records."""
        self.window.close_at_once("the test is over")
        self.run.wait_for_the_end()
        self._application.close()

    @property
    def records(self) -> Records:
        """What the window writes."""
        return self._application.records

    # ---- hands ---------------------------------------------------------------------------------------------

    def until(self, reached: Callable[[], bool]) -> None:
        """Let the window work until something is reached."""
        self._qtbot.waitUntil(reached, timeout=PATIENCE_MS)

    def click(self, button: QWidget) -> None:
        """Press a button with the mouse; one that cannot be pressed is a mistake of the test."""
        assert button.isVisible(), f"{button.accessibleName()} is not to be seen"
        assert button.isEnabled(), f"{button.accessibleName()} cannot be pressed: {button.toolTip()}"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def press(self, key: Qt.Key) -> None:
        """Press a key where the keyboard is."""
        focused = QApplication.focusWidget()
        QTest.keyClick(self.window if focused is None else focused, key)

    def type_into(self, edit: QLineEdit, text: str) -> None:
        """Replace what stands in a field, key by key."""
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, text)

    def go(self, page: str) -> None:
        """Open a page by its button in the rail."""
        self.click(self.window.rail.button(page))

    # ---- what a person does --------------------------------------------------------------------------------

    def connect_pump(self) -> None:
        """Connect the simulated pump and wait until it is shown."""
        self.click(self.window.connect_page.connect_button)
        self.until(lambda: self.desk.connect_page.state.phase is ConnectPhase.CONNECTED)
        self.until(lambda: self.window.page == "pump")

    def propose(self, dose: str) -> None:
        """Go to the Program page and type a dose per day."""
        self.go("program")
        self.type_into(self.window.program_page.edit.dose.dose.edit, dose)

    def stage(self, dose: str) -> None:
        """Propose a dose and go on to the comparison."""
        self.propose(dose)
        self.until(self.window.program_page.next.isEnabled)
        self.click(self.window.program_page.next)
        self.until(lambda: self.desk.program.state.step is ProgramStep.COMPARE)
        self.until(self.seen_to_end)

    def seen_to_end(self) -> bool:
        """Scroll on by a notch of the wheel until the last line of the comparison was seen.

        Not to the end at once: beside a short table the curve and its words may be longer.
        """
        view = self.window.program_page.compare
        bar = view.scrolled.verticalScrollBar()
        bar.setValue(bar.value() + 3 * bar.singleStep())
        return view.table.was_seen_to_end

    def hold_to_confirm(self) -> None:
        """Hold the button until the pump's answer is there."""
        button = self.window.program_page.compare.confirm.hold
        self.until(button.isEnabled)
        QTest.mousePress(button, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
        self.until(lambda: self.desk.program.state.step is not ProgramStep.COMPARE)
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
        self.until(lambda: self.desk.program.state.step is ProgramStep.RESULT)

    # ---- what a person sees --------------------------------------------------------------------------------

    def words(self, part: QWidget | None = None) -> str:
        """All words that are to be seen in a part of the window, one label to a line."""
        whole = self.window if part is None else part
        seen = [label.text() for label in whole.findChildren(QLabel) if label.isVisible()]
        seen += [button.text() for button in whole.findChildren(QAbstractButton) if button.isVisible()]
        return "\n".join(seen).replace("\u00a0", " ")

    def comparison(self) -> dict[str, tuple[str, ...]]:
        """The rows of the comparison by their subject."""
        rows: tuple[TableRow, ...] = self.window.program_page.compare.table.rows()
        return {row.cells[0]: tuple(cell.replace("\u00a0", " ") for cell in row.cells[1:]) for row in rows}
