"""Puts the window together and runs it: from the parts of one running program to the last frame of its pump."""

from __future__ import annotations

import sys
from typing import Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from programmer.clock import Clock
from programmer.known_error import KnownError
from programmer.records.ports import History, Records
from programmer.records.rows import PatientRow, Provenance
from programmer.settings import Settings
from programmer.telemetry.attention import Attention
from programmer.telemetry.links.discovery import found_ports
from programmer.therapy.drug_facts import DrugLibrary
from programmer.ui.faults import Faults, ToldBug
from programmer.ui.history_thread import HistoryThread
from programmer.ui.io_thread import PumpBridge
from programmer.ui.main_window import MainWindow
from programmer.ui.signal_watch import SignalWatch
from programmer.ui.theme import THEMES, apply_theme
from programmer.ui.viewmodels.workstation import Workstation, WorkstationParts
from programmer.visit.tasks import AddPatient
from programmer.visit.visit import Visit


class ApplicationParts(Protocol):
    """What the window needs of a running program; ``bootstrap.Application`` is one."""

    settings: Settings
    clock: Clock
    provenance: Provenance

    @property
    def records(self) -> Records: ...
    def make_visit(self, url: str, attention: Attention, expected_patient: bytes | None = None) -> Visit: ...
    def register_patient(self, task: AddPatient) -> PatientRow: ...
    def drugs(self) -> DrugLibrary: ...


class WindowRun(QObject):
    """One window with its two threads. ``begin`` starts them, closing the window ends them."""

    def __init__(self, parts: ApplicationParts) -> None:
        super().__init__()
        self._parts = parts
        self._begun = False
        self._bridge = PumpBridge(parts.make_visit, parts.clock, parts.register_patient)
        self._history = HistoryThread(self._open_history)
        self.workstation = Workstation(
            WorkstationParts(
                pump=self._bridge,
                history=self._history,
                clock=parts.clock,
                drugs=parts.drugs(),
                provenance=parts.provenance,
                find_ports=found_ports,
            )
        )
        self._bridge.notice.connect(self.workstation.take_notice)
        self._history.answered.connect(self.workstation.take_answer)
        self.window = MainWindow(self.workstation)
        self.window.closed.connect(self._end)
        self.setParent(self.window)

    def _open_history(self) -> History:
        return self._parts.records.history()

    def begin(self) -> bool:
        """Open the records and start to work; whether that was possible. If not, the window says why."""
        try:
            _ = self._parts.records
        except KnownError as trouble:
            self.window.show_trouble(f"{trouble.what}.", f"{trouble.why}. {trouble.remedy}.")
            return False
        self._begun = True
        self._bridge.start()
        self._history.start()
        self.workstation.start()
        return True

    def begin_with_simulated_pump(self) -> None:
        """Start to work, and connect the pump that lives inside this program."""
        if self.begin():
            self.window.connect_simulated()

    def _end(self) -> None:
        if self._begun:
            self._begun = False
            self.workstation.close()


def open_window(parts: ApplicationParts) -> MainWindow:
    """The window, shown and at work, no pump connected. There must be a QApplication.

    Closing it ends its threads; the records are closed by whoever opened them.
    """
    app = QApplication.instance()
    if isinstance(app, QApplication):
        apply_theme(app, THEMES[parts.settings.theme])
    run = WindowRun(parts)
    run.window.show()
    run.begin()
    return run.window


def run_window(parts: ApplicationParts, told_bug: ToldBug) -> int:
    """Run the window until it is closed; returns the exit code. The simulated pump is connected at once."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("intrathecal-programmer")
    app.setApplicationDisplayName("Intrathecal programmer")
    app.setDesktopFileName("intrathecal-programmer")
    apply_theme(app, THEMES[parts.settings.theme])
    run = WindowRun(parts)
    faults = Faults(run.window, told_bug)
    signals = SignalWatch(run.window)
    run.window.show()
    QTimer.singleShot(0, run.begin_with_simulated_pump)
    try:
        return app.exec()
    finally:
        signals.stop()
        faults.stop()
        run.window.deleteLater()
