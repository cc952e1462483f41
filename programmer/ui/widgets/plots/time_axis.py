"""The one time axis under all panes."""

from __future__ import annotations

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from programmer.ui.theme import TypeSize, current_tokens, type_font
from programmer.ui.widgets.plots.plot_pane import LEFT, RIGHT
from programmer.ui.widgets.plots.time_ticks import Tick

HEIGHT = 22.0
_BETWEEN = 14.0


class TimeAxis(pg.GraphicsWidget):  # type: ignore[misc]
    """Labels stand under their moment, pushed inward at the ends; one that would touch another is left out."""

    def __init__(self, ticks: Callable[[float, float, float], tuple[Tick, ...]]) -> None:
        super().__init__()
        self._ticks = ticks
        self._times = (0.0, 1.0)

    def show_times(self, t0: float, t1: float) -> None:
        """Mark these times."""
        self._times = (t0, t1)
        self.update()

    def labels(self) -> tuple[tuple[float, str], ...]:
        """Left edge in pixels and words of each label that is drawn."""
        t0, t1 = self._times
        width = self.size().width() - LEFT - RIGHT
        metrics = QFontMetricsF(type_font(TypeSize.LABEL))
        placed: list[tuple[float, str]] = []
        free_from = 0.0
        for tick in self._ticks(t0, t1, width):
            long = metrics.horizontalAdvance(tick.label)
            middle = LEFT + (tick.t - t0) / (t1 - t0) * width
            left = min(max(LEFT, middle - long / 2), LEFT + width - long)
            if left >= free_from:
                placed.append((left, tick.label))
                free_from = left + long + _BETWEEN
        return tuple(placed)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        tokens = current_tokens()
        painter.setFont(type_font(TypeSize.LABEL))
        painter.setPen(QColor(tokens.muted))
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for left, words in self.labels():
            painter.drawText(QRectF(left, 0, 400, HEIGHT - 4), side, words)
