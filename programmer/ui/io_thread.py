"""The pump's thread as the window sees it: ask from here, hear back in the window's own thread."""

from __future__ import annotations

from collections import deque
from threading import Lock

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from programmer.clock import Clock
from programmer.visit.attendant import Correct, MakeVisit, Register, SignGone
from programmer.visit.notices import Notice, StatusRead, TaskProgress
from programmer.visit.pump_thread import PumpThread
from programmer.visit.tasks import Task


class WaitingNotices:
    """Notices on their way to the window, oldest first. Every method may be called from any thread.

    A figure that a newer one of its kind follows at once is passed over: a reading of the status, a progress of
    the same task. Whatever else is told is heard.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[Notice] = deque()

    def put(self, notice: Notice) -> bool:
        """Add one; whether it is the only one, so that somebody has to be woken."""
        with self._lock:
            if self._waiting and _stands_for(notice, self._waiting[-1]):
                self._waiting[-1] = notice
                return False
            self._waiting.append(notice)
            return len(self._waiting) == 1

    def take(self) -> tuple[Notice, bool]:
        """The oldest, and whether there are more. Raises ``IndexError`` where there is none."""
        with self._lock:
            return self._waiting.popleft(), bool(self._waiting)


def _stands_for(newer: Notice, older: Notice) -> bool:
    if isinstance(newer, TaskProgress) and isinstance(older, TaskProgress):
        return newer.task is older.task
    return isinstance(newer, StatusRead) and isinstance(older, StatusRead)


class PumpBridge(QObject):
    """``notice`` carries every notice that ``WaitingNotices`` keeps, in order, in the thread this object lives in.

    One in each turn of that thread's event loop: between two of them the window paints and hears keys, however
    many came at once.
    """

    notice = Signal(object)
    _woken = Signal()

    def __init__(
        self, make_visit: MakeVisit, clock: Clock, register: Register, correct: Correct, sign_gone: SignGone
    ) -> None:
        super().__init__()
        self._thread = PumpThread(make_visit, clock, self._tell, register, correct, sign_gone=sign_gone)
        self._waiting = WaitingNotices()
        self._next_turn = QTimer(self)
        self._next_turn.setSingleShot(True)
        self._next_turn.timeout.connect(self._hear)
        # Queued: what the pump's thread tells must never run window code in that thread.
        self._woken.connect(self._next_turn.start, Qt.ConnectionType.QueuedConnection)

    def _tell(self, notice: Notice) -> None:
        if self._waiting.put(notice):
            self._woken.emit()

    def _hear(self) -> None:
        notice, more = self._waiting.take()
        if more:
            self._next_turn.start()
        self.notice.emit(notice)

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

    def count_link(self, wanted: bool) -> None:
        """Have the pump tell now and then what its side of the link did not take, or no more."""
        self._thread.count_link(wanted)

    def close(self, note: str) -> None:
        """End the visit with this note, and the thread; returns at once, for a silent pump may take seconds."""
        self._thread.ask_to_end(note)

    @property
    def over(self) -> bool:
        """Whether visit and thread have ended."""
        return self._thread.over
