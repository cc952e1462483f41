"""The shape of what is about to be there, while it is being read."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from programmer.ui.theme import Tokens, current_tokens, follow_theme

_GAP = 14


class Skeleton(QWidget):
    """Bars of the given heights one under the other, each as wide as its share; nothing moves."""

    def __init__(self, bars: tuple[tuple[int, float], ...], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars = bars
        self.setMinimumHeight(sum(height + _GAP for height, _ in bars) - _GAP)
        self.setAccessibleName("Being read")
        follow_theme(self)

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current_tokens().sunken))
        top = 0.0
        for height, share in self._bars:
            painter.drawRoundedRect(QRectF(0, top, self.width() * share, height), 6, 6)
            top += height + _GAP
        painter.end()
