"""The one clock all flashing follows, so that two alarms never beat against each other."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from programmer.therapy.alarms import Priority

# Half periods in ms: high 2 Hz, medium 0.6 Hz, both lit half the time (IEC 60601-1-8: 1.4–2.8 Hz and
# 0.4–0.8 Hz, 20–60 % lit); high stays under three flashes a second. Low is steady.
_HALF_PERIOD_MS = {Priority.HIGH: 250.0, Priority.MEDIUM: 1000 / 1.2}


def monotonic_ms() -> int:
    """Milliseconds of a clock that only runs forward."""
    return time.monotonic_ns() // 1_000_000


def is_lit(priority: Priority, at_ms: float) -> bool:
    """Whether an alarm of this priority is lit at that moment."""
    half = _HALF_PERIOD_MS.get(priority)
    return half is None or int(at_ms / half) % 2 == 0


def until_next_edge_ms(at_ms: float) -> float:
    """Time until any priority turns lit or dark."""
    return min(half - at_ms % half for half in _HALF_PERIOD_MS.values())


class FlashClock(QObject):
    """Emits ``edge`` whenever some priority turns lit or dark, while running."""

    edge = Signal()

    def __init__(self, now_ms: Callable[[], int] = monotonic_ms, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now_ms = now_ms
        self._start_ms = now_ms()
        self._users = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._pass_edge)

    def lit(self, priority: Priority) -> bool:
        """Whether an alarm of this priority is lit now."""
        return is_lit(priority, self._now_ms() - self._start_ms)

    @property
    def running(self) -> bool:
        """Whether anyone needs it now."""
        return self._users > 0

    def hold(self) -> None:
        """Run for one more user; the first starts lit."""
        self._users += 1
        if self._users == 1:
            self._start_ms = self._now_ms()
            self._wait()

    def release(self) -> None:
        """One user fewer; without any it rests."""
        self._users = max(0, self._users - 1)
        if not self._users:
            self._timer.stop()

    def _wait(self) -> None:
        self._timer.start(int(until_next_edge_ms(self._now_ms() - self._start_ms)) + 1)

    def _pass_edge(self) -> None:
        self.edge.emit()
        self._wait()
