"""Closes the window when the process is asked to end."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

from programmer.ui.main_window import MainWindow

_ENDED_FROM_OUTSIDE = "The program was ended from outside, by the system or a signal"


class SignalWatch(QObject):
    """Wakes Qt's loop on a signal, for Python sees signals only when it runs."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._near, self._far = socket.socketpair()
        for end in (self._near, self._far):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)
        self._before_fd = signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        self._before = {
            number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)
        }

    def stop(self) -> None:
        """Give the signals back."""
        for number, before in self._before.items():
            signal.signal(number, before)
        signal.set_wakeup_fd(self._before_fd)
        self._notifier.setEnabled(False)
        self._near.close()
        self._far.close()

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        QTimer.singleShot(0, self._close)

    def _wake(self) -> None:
        """Empty the socket; that Python runs at all lets it see the signal."""
        self._near.recv(64)

    def _close(self) -> None:
        self._window.close_at_once(_ENDED_FROM_OUTSIDE)
