"""Runs the window: from the parts of a running program to the last frame of its pump."""

from __future__ import annotations

import sys
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from programmer.known_error import KnownError
from programmer.settings import Settings
from programmer.telemetry.links.discovery import found_ports
from programmer.ui.faults import Faults, ToldBug
from programmer.ui.main_window import MainWindow
from programmer.ui.signal_watch import SignalWatch
from programmer.ui.theme import THEMES, apply_theme
from programmer.ui.viewmodels.assembly import ApplicationParts, assemble


class WindowParts(ApplicationParts, Protocol):
    """What the window needs of the running program; ``bootstrap.Application`` is one."""

    settings: Settings


class WindowRun(QObject):
    """One window with its two threads. ``begin`` starts them, closing the window ends them."""

    def __init__(self, parts: WindowParts) -> None:
        super().__init__()
        self._parts = parts
        self._begun = False
        self._running = assemble(parts, found_ports)
        self.window = MainWindow(self._running.workstation)
        self.window.closed.connect(self._end)
        self.setParent(self.window)

    def begin(self) -> bool:
        """Open the records and start to work; whether that was possible. If not, the window says why."""
        try:
            _ = self._parts.records
        except KnownError as trouble:
            self.window.show_trouble(f"{trouble.what}.", f"{trouble.why}. {trouble.remedy}.")
            return False
        self._begun = True
        self._running.start()
        return True

    def begin_with_simulated_pump(self) -> None:
        """Start to work, and connect the pump that lives inside this program."""
        if self.begin():
            self.window.connect_simulated()

    def _end(self) -> None:
        if self._begun:
            self._begun = False
            self._running.workstation.close()


def open_window(parts: WindowParts) -> MainWindow:
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


def run_window(parts: WindowParts, told_bug: ToldBug) -> int:
    """Run the window until it is closed; returns the exit code. The simulated pump is connected at once.

    Records and plot library are loaded after the first paint, so that the window stands at once.
    """
    app = QApplication(sys.argv[:1])
    app.setApplicationName("intrathecal-programmer")
    app.setDesktopFileName("intrathecal-programmer")
    apply_theme(app, THEMES[parts.settings.theme])
    run = WindowRun(parts)
    faults = Faults(run.window, told_bug)
    signals = SignalWatch(run.window)
    run.window.first_painted.connect(run.begin_with_simulated_pump)
    run.window.show()
    try:
        return app.exec()
    finally:
        signals.stop()
        faults.stop()
