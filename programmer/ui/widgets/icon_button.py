"""A button that is only an icon, and therefore always has a name."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from programmer.ui.assets import paint_icon
from programmer.ui.theme import Tokens, current_tokens, follow_theme

_SIZE = 30
_ICON = 18


class IconButton(QAbstractButton):
    """Its ``name`` is read out and shown as a tooltip."""

    def __init__(self, icon_name: str, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(self)

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_SIZE, _SIZE)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_tint if self.isDown() else tokens.sunken))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        ink = tokens.text if self.isEnabled() and self.underMouse() else tokens.muted
        at = (_SIZE - _ICON) / 2
        paint_icon(painter, self._icon_name, ink, QRectF(at, at, _ICON, _ICON))
        painter.end()
