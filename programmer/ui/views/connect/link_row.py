"""One way to a pump, as a row to choose: a ring, an icon, a title and a line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from programmer.ui.assets import paint_icon
from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme, type_font
from programmer.ui.viewmodels.connect_state import LinkChoice, LinkKind

HEIGHT = 52
_BAR = 3
_RING = 16
_ICON = 20
_WORDS_AT = 82
_ICONS = {
    LinkKind.SIMULATED: "simulated",
    LinkKind.PORT: "link",
    LinkKind.RECENT: "history",
    LinkKind.TYPED: "connect",
}


class LinkRow(QAbstractButton):
    """Checked is the one that is chosen: bar, tint, a filled ring and a bolder title."""

    def __init__(self, choice: LinkChoice, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self.setText(choice.title)
        self.setAccessibleName(f"{choice.title}, {choice.line}" if choice.line else choice.title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_theme(self)

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or (self.underMouse() and self.isEnabled()):
            ground = tokens.accent_tint if self.isChecked() else tokens.sunken
            painter.fillRect(self.rect(), QColor(ground))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens.border))
        if self.isChecked():
            painter.fillRect(0, 0, _BAR, self.height(), QColor(tokens.accent))
        self._paint_ring(painter, tokens)
        icon = QRectF(50, (HEIGHT - _ICON) / 2, _ICON, _ICON)
        paint_icon(
            painter, _ICONS[self.choice.kind], tokens.accent if self.isChecked() else tokens.muted, icon
        )
        self._paint_words(painter, tokens)
        painter.end()

    def _paint_ring(self, painter: QPainter, tokens: Tokens) -> None:
        ring = QRectF(18, (HEIGHT - _RING) / 2, _RING, _RING)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.isChecked():
            painter.setPen(QPen(QColor(tokens.accent), 5))
            painter.drawEllipse(ring.adjusted(2.5, 2.5, -2.5, -2.5))
        else:
            painter.setPen(QPen(QColor(tokens.field_border), 1))
            painter.drawEllipse(ring.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_words(self, painter: QPainter, tokens: Tokens) -> None:
        room = self.width() - _WORDS_AT - 16
        line = self.choice.line
        title_font = type_font(TypeSize.TEXT, Weight.SEMIBOLD if self.isChecked() else Weight.MEDIUM)
        painter.setFont(title_font)
        painter.setPen(QColor(tokens.text if self.isEnabled() else tokens.muted))
        title_top = 7 if line else 0
        title_height = 20 if line else HEIGHT
        words = QFontMetrics(title_font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(
            QRectF(_WORDS_AT, title_top, room, title_height), Qt.AlignmentFlag.AlignVCenter, words
        )
        if line:
            font = type_font(TypeSize.LABEL)
            painter.setFont(font)
            painter.setPen(QColor(tokens.muted))
            words = QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(_WORDS_AT, 28, room, 16), Qt.AlignmentFlag.AlignVCenter, words)
