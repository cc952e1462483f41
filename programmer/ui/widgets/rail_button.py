"""One page's place in the rail: an icon above its word."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from programmer.ui.assets import paint_icon
from programmer.ui.theme import TypeSize, Weight, current_tokens, follow_theme, type_font
from programmer.ui.theme.tokens import Tokens

SIZE = QSize(72, 60)
_ICON = 20


class RailButton(QAbstractButton):
    """Checked is where I am: tint, accent and a bolder word, so that it does not rest on colour alone."""

    def __init__(
        self, word: str, icon_name: str, *, checkable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setText(word)
        self.setAccessibleName(word)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(self)

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def sizeHint(self) -> QSize:
        return SIZE

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(QColor(tokens.accent_tint if self.isChecked() else tokens.sunken))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        ink = tokens.accent if self.isChecked() else tokens.muted
        left = (self.width() - _ICON) / 2
        paint_icon(painter, self._icon_name, ink, QRectF(left, 8, _ICON, _ICON))
        painter.setPen(QColor(ink))
        painter.setFont(type_font(TypeSize.LABEL, Weight.SEMIBOLD if self.isChecked() else Weight.REGULAR))
        painter.drawText(QRectF(0, 34, self.width(), 18), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()
