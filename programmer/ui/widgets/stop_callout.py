"""The panel under an armed STOP button: what stopping means, and how long the second press counts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme
from programmer.ui.widgets.shown import set_shown
from programmer.ui.widgets.text_label import TextLabel

_WIDTH = 400
_ARROW = 10
_GAP = 4
_MARGIN = 16
_BAR = 4


class StopCallout(QWidget):
    """Lies over the page, below the button and below whatever it must keep clear of."""

    def __init__(self, button: QWidget, keep_clear: QWidget | None) -> None:
        super().__init__(button.window())
        self._button = button
        self._keep_clear = keep_clear
        self._left = 1.0
        self.setFixedWidth(_WIDTH)
        self._title = TextLabel(
            "Press STOP again within 5 seconds", size=TypeSize.NAME, weight=Weight.BOLD, wraps=True
        )
        self._words = TextLabel(wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _ARROW + _MARGIN, _MARGIN, _MARGIN + _BAR + 12)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._words)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)
        for watched in (button.window(), keep_clear):
            if watched is not None:
                watched.installEventFilter(self)
        follow_theme(self)

    def show_words(self, words: str) -> None:
        """Say what loss of the drug means, and open."""
        self._words.setText(words)
        set_shown(self._words, bool(words))
        self.setAccessibleName(f"{self._title.text()}. {words}")
        self._place()
        self.show()
        self.raise_()

    def set_time_left(self, share: float) -> None:
        """Draw what is left of the time."""
        self._left = share
        self.update()

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide}:
            self._place()
        return False

    def _place(self) -> None:
        window = self._button.window()
        self.resize(
            _WIDTH, self.heightForWidth(_WIDTH) if self.hasHeightForWidth() else self.sizeHint().height()
        )
        corner = self._button.mapTo(window, QPoint(self._button.width(), self._button.height() + _GAP))
        top = corner.y()
        if self._keep_clear is not None and self._keep_clear.isVisible():
            below = self._keep_clear.mapTo(window, QPoint(0, self._keep_clear.height()))
            top = max(top, below.y() + _GAP)
        self.move(max(0, corner.x() - _WIDTH), top)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.stop), 2))
        painter.setBrush(QColor(tokens.danger_tint))
        painter.drawPath(self._shape())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.stop))
        length = (self.width() - 2 * _MARGIN) * self._left
        painter.drawRoundedRect(QRectF(_MARGIN, self.height() - _MARGIN, length, _BAR), 2, 2)
        painter.end()

    def _shape(self) -> QPainterPath:
        body = QPainterPath()
        body.addRoundedRect(QRectF(1, _ARROW, self.width() - 2, self.height() - _ARROW - 1), 8, 8)
        middle = self.width() - min(self._button.width(), _WIDTH) / 2
        arrow = QPainterPath()
        arrow.moveTo(middle - _ARROW, _ARROW + 1)
        arrow.lineTo(middle, 1)
        arrow.lineTo(middle + _ARROW, _ARROW + 1)
        arrow.closeSubpath()
        return body.united(arrow)
