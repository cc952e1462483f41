"""The pump's thread as the window sees it: ask from here, hear back in the window's own thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from programmer.clock import Clock
from programmer.visit.attendant import MakeVisit, Register
from programmer.visit.notices import Notice
from programmer.visit.pump_thread import PumpThread
from programmer.visit.tasks import Task


class PumpBridge(QObject):
    """``notice`` carries every notice, in order, and is emitted in the thread this object lives in."""

    notice = Signal(object)
    _told = Signal(object)

    def __init__(self, make_visit: MakeVisit, clock: Clock, register: Register) -> None:
        super().__init__()
        self._thread = PumpThread(make_visit, clock, self._tell, register)
        # Queued: what the pump's thread tells must never run window code in that thread.
        self._told.connect(self.notice, Qt.ConnectionType.QueuedConnection)

    def _tell(self, notice: Notice) -> None:
        self._told.emit(notice)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def submit(self, task: Task) -> None:
        """Queue a task. Its end is told by a notice."""
        self._thread.submit(task)

    def stop_pump(self) -> None:
        """STOP, before everything that is queued or under way."""
        self._thread.stop_pump()

    def cancel(self) -> None:
        """Give up what is under way, where that is still possible."""
        self._thread.cancel()

    def close(self, note: str) -> None:
        """End the visit with this note, and the thread; returns when both are over."""
        self._thread.close(note)
