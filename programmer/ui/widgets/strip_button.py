"""A button on a coloured strip, drawn in the strip's own ink."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from programmer.ui.theme import TypeSize, Weight, type_font

_HEIGHT = 28


class StripButton(QAbstractButton):
    """An outline and a word; no ground of its own."""

    def __init__(self, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = "#000000"
        self.setText(text)
        self.setFont(type_font(TypeSize.TEXT, Weight.SEMIBOLD))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_ink(self, color: str) -> None:
        """Draw outline and word in this colour."""
        self._ink = color
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 24, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(self._ink)
        if self.underMouse() or self.isDown():
            hover = QColor(ink)
            hover.setAlphaF(0.3 if self.isDown() else 0.14)
            painter.setBrush(hover)
        painter.setPen(QPen(ink, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()
