"""What nobody caught, from whatever thread: shown in the window, its account kept, nothing swallowed."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

from programmer.known_error import KnownError
from programmer.ui.main_window import MainWindow

ToldBug = Callable[[str], str]
"""Keeps the account of a bug and returns what to tell the person who met it."""


class Faults(QObject):
    """Takes Python's last resorts, for slots and for threads, until ``stop``."""

    _caught = Signal(str, str)

    def __init__(self, window: MainWindow, told_bug: ToldBug) -> None:
        super().__init__(window)
        self._told_bug = told_bug
        self._before = (sys.excepthook, threading.excepthook)
        self._caught.connect(window.show_trouble, Qt.ConnectionType.QueuedConnection)
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread

    def stop(self) -> None:
        """Leave exceptions to whoever took them before."""
        sys.excepthook, threading.excepthook = self._before

    def _take(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if isinstance(fault, KnownError):
            self._caught.emit(f"{fault.what}.", f"{fault.why}. {fault.remedy}.")
            return
        words = self._told_bug("".join(traceback.format_exception(kind, fault, trace)))
        self._caught.emit("Something went wrong inside this program.", words)

    def _take_from_thread(self, fault: threading.ExceptHookArgs) -> None:
        if fault.exc_value is not None:
            self._take(fault.exc_type, fault.exc_value, fault.exc_traceback)
