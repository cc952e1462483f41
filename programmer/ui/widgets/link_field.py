"""The header's word on the link, which opens the page of the link when it is pressed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from programmer.ui.theme import current_tokens
from programmer.ui.widgets.header_field import HeaderField
from programmer.ui.widgets.text_label import Tone

_AROUND = 8
_PRESS_KEYS = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}


class LinkField(HeaderField):
    """``pressed`` by the mouse, or by Space or Enter."""

    pressed = Signal()

    def __init__(self, *, at_least: int, parent: QWidget | None = None) -> None:
        super().__init__("Link", at_least=at_least, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Show the link (Ctrl+L)")
        self.setAccessibleDescription("Shows the page of the link")

    def show_note(self, note: str) -> None:
        """What is to be said beside the label, such as ``2 frames not believed``; empty for nothing."""
        self._label.setText(f"Link  ·  {note}" if note else "Link")
        self._label.set_tone(Tone.PLAIN if note else Tone.MUTED)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _PRESS_KEYS and not event.isAutoRepeat():
            self.pressed.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.underMouse():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current_tokens().sunken))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, _AROUND, 0, -_AROUND), 6, 6)
        painter.end()
