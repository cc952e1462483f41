"""A jump ahead in a pump's time: in slices between which the window lives, with the way out."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from programmer.training import TrainingBench
from programmer.ui.widgets.progress_panel import ProgressState

HOUR_US = 3_600_000_000
SPANS = {"hour": HOUR_US, "day": 24 * HOUR_US, "week": 7 * 24 * HOUR_US}
_SLICES = 96
_AT_ONCE = 4


class TimeJump(QObject):
    """``moved`` after each turn and at the end. One jump at a time; ``cancel`` leaves the pump where it has come."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._bench: TrainingBench | None = None
        self._name = ""
        self._done = 0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._turn)

    @property
    def under_way(self) -> bool:
        """Whether a jump has begun and not ended."""
        return self._bench is not None

    @property
    def progress(self) -> ProgressState | None:
        """How far it is; None without one."""
        if self._bench is None:
            return None
        share = self._done / _SLICES
        return ProgressState(f"Ahead by a{'n' * (self._name == 'hour')} {self._name}", share=share)

    def begin(self, bench: TrainingBench, name: str) -> None:
        """Jump on that bench by one of ``SPANS``. Raises ``KeyError`` for another."""
        _ = SPANS[name]
        if self._bench is None:
            self._bench, self._name, self._done = bench, name, 0
            self._timer.start()
            self.moved.emit()

    def cancel(self) -> None:
        """Go no further."""
        self._timer.stop()
        self._bench = None
        self.moved.emit()

    def _turn(self) -> None:
        bench = self._bench
        if bench is None:
            return
        for _ in range(min(_AT_ONCE, _SLICES - self._done)):
            bench.skip(SPANS[self._name] // _SLICES)
            self._done += 1
        if self._done == _SLICES:
            self.cancel()
        else:
            self.moved.emit()
