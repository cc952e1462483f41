"""Runs the window: from the parts of a running program to the last frame of its pump."""

from __future__ import annotations

import logging
import sys
from typing import Protocol

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from programmer.known_error import KnownError
from programmer.settings import Settings
from programmer.telemetry.links.discovery import found_ports
from programmer.ui.faults import Faults, ToldBug
from programmer.ui.main_window import MainWindow
from programmer.ui.signal_watch import SignalWatch
from programmer.ui.theme import THEMES, foresee_theme, lay_theme
from programmer.ui.viewmodels.assembly import ApplicationParts, assemble

_LOG = logging.getLogger(__name__)
ENDS_WITHIN_MS = 20_000  # STOP, or a command whose bytes are out, is seen through before the visit ends
_LOOK_MS = 10
_TURN_S = 0.0005
"""The window takes the interpreter up again after most calls of Qt. With Python's own 5 ms, a thread that computes
keeps it waiting for so long at each of them."""


class WindowParts(ApplicationParts, Protocol):
    """What the window needs of the running program; ``bootstrap.Application`` is one."""

    settings: Settings


class WindowRun(QObject):
    """One window with its threads. ``begin`` starts them; closing the window ends them, and no window waits for it.

    ``ended`` once the window is closed and the threads are over, so that the records may be closed.
    """

    ended = Signal()

    def __init__(self, parts: WindowParts) -> None:
        super().__init__()
        self._parts = parts
        self._begun = self._over = False
        self._running = assemble(parts, found_ports)
        self._turn_before_s = sys.getswitchinterval()
        self.window = MainWindow(self._running.workstation)
        self.window.closed.connect(self._end)
        self.setParent(self.window)
        self._latest = QDeadlineTimer()
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._look_for_the_end)

    def begin(self) -> bool:
        """Open the records and start to work; whether that was possible. If not, the window says why."""
        try:
            _ = self._parts.records
        except KnownError as trouble:
            self.window.show_trouble(f"{trouble.what}.", f"{trouble.why}. {trouble.remedy}.")
            return False
        self._begun = True
        sys.setswitchinterval(_TURN_S)
        self._running.start()
        return True

    def begin_with_simulated_pump(self) -> None:
        """Start to work, and connect the pump that lives inside this program."""
        if self.begin():
            self.window.connect_simulated()

    def wait_for_the_end(self) -> None:
        """Let events pass until ``ended``; for whoever has no event loop of its own. The window is to be closed."""
        if not self._over:
            loop = QEventLoop()
            self.ended.connect(loop.quit)
            loop.exec()

    def _end(self) -> None:
        if self._look.isActive() or self._over:
            return
        if self._begun:
            self._running.workstation.close()
        self._latest.setRemainingTime(ENDS_WITHIN_MS)
        self._look.start()

    def _look_for_the_end(self) -> None:
        if not self._running.over and not self._latest.hasExpired():
            return
        if not self._running.over:
            _LOG.warning("a thread did not end within %d ms and is left behind", ENDS_WITHIN_MS)
        self._look.stop()
        sys.setswitchinterval(self._turn_before_s)
        self._over = True
        self.ended.emit()


def dressed_run(app: QApplication, parts: WindowParts) -> WindowRun:
    """A window in the theme of the settings, neither shown nor at work."""
    foresee_theme(app, THEMES[parts.settings.theme])
    run = WindowRun(parts)
    lay_theme(app)
    return run


def open_window(parts: WindowParts) -> WindowRun:
    """The window, shown and at work, no pump connected. There must be a QApplication.

    Closing it ends its threads; the records are closed by whoever opened them, after ``wait_for_the_end``.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    run = dressed_run(app, parts)
    run.window.show()
    run.begin()
    return run


def run_window(parts: WindowParts, told_bug: ToldBug) -> int:
    """Run the window until it is closed; returns the exit code. The simulated pump is connected at once.

    Records and plot library are loaded after the first paint, so that the window stands at once.
    """
    app = QApplication(sys.argv[:1])
    app.setApplicationName("intrathecal-programmer")
    app.setDesktopFileName("intrathecal-programmer")
    app.setQuitOnLastWindowClosed(False)  # the visit ends after it
    run = dressed_run(app, parts)
    faults = Faults(run.window, told_bug)
    signals = SignalWatch(run.window)
    run.ended.connect(app.quit)
    run.window.first_painted.connect(run.begin_with_simulated_pump)
    run.window.show()
    try:
        return app.exec()
    finally:
        signals.stop()
        faults.stop()
