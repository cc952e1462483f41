"""How long the window's thread is away from its event loop."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5
_MS, _NS_PER_MS = 1_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time between two beats, in ms; how much of it the thread was computing, and how much of it it was ready
    to compute while the machine had no processor for it. What is left it was waiting: for a lock, a disk, a thread.
    """

    ms: float
    computing_ms: float
    queued_ms: float

    @property
    def own_ms(self) -> float:
        """What the program has to answer for: all but the time in which others had the processors."""
        return self.ms - self.queued_ms


class Heartbeat(QObject):
    """Beats every 5 ms in the thread that made it."""

    def __init__(self) -> None:
        super().__init__()
        self.stretches: list[Stretch] = []
        self._waits = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._last = self._moment()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        """From now on."""
        self.stretches.clear()
        self._last = self._moment()
        self._timer.start()

    def end(self) -> None:
        """Until now."""
        self._timer.stop()
        self._beat()

    @property
    def longest(self) -> Stretch:
        """The longest stretch without a beat that the program has to answer for."""
        return max(self.stretches, key=lambda stretch: stretch.own_ms)

    def _moment(self) -> tuple[float, float, float]:
        """Now, and what this thread has computed and queued for so far, in ms.

        The kernel counts the last (the second figure of ``schedstat``, in ns); elsewhere nothing is known of it.
        """
        queued = int(self._waits.read_text().split()[1]) / _NS_PER_MS if self._waits.exists() else 0.0
        return time.perf_counter() * _MS, time.thread_time() * _MS, queued

    def _beat(self) -> None:
        moment = self._moment()
        self.stretches.append(
            Stretch(*(now - before for now, before in zip(moment, self._last, strict=True)))
        )
        self._last = moment
