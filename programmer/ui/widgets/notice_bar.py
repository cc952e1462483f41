"""A line of notice across a page: information, caution or danger, with a bar at its left."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.ui.assets import icon_pixmap
from programmer.ui.theme import Tokens, current_tokens, follow_theme
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.shown import set_shown
from programmer.ui.widgets.text_label import TextLabel

_BAR = 4
_ICON = 20


class NoticeKind(Enum):
    """How much a notice matters; each has its own icon too."""

    INFO = "info"
    CAUTION = "warning"
    DANGER = "alarm-medium"


@dataclass(frozen=True, slots=True)
class Notice:
    """``headline`` in bold, ``text`` after it, and the words of the one thing that can be done about it."""

    kind: NoticeKind
    headline: str
    text: str = ""
    action: str = ""


class NoticeBar(QWidget):
    """Shows one ``Notice``, or nothing. ``action_asked`` when its button is pressed."""

    action_asked = Signal()

    def __init__(self, notice: Notice | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notice = notice
        self._icon = TextLabel()
        self._icon.setFixedSize(_ICON, _ICON)
        self._words = TextLabel(wraps=True)
        self._words.setContentsMargins(0, 0, 0, 3)  # the line height puts its air above the letters
        self._action = ActionButton("")
        self._action.clicked.connect(self.action_asked)
        self._lay_out()
        self.set_notice(notice)
        follow_theme(self)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(_BAR + 12, 10, 12, 10)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        row.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_notice(self, notice: Notice | None) -> None:
        """Show this notice; ``None`` takes the bar away."""
        self._notice = notice
        set_shown(self, notice is not None)
        if notice is None:
            return
        self._words.set_headline(notice.headline, notice.text)
        self._action.setText(notice.action)
        set_shown(self._action, bool(notice.action))
        self.setAccessibleName(f"{notice.kind.name.capitalize()}: {notice.headline} {notice.text}".strip())
        self.apply_tokens(current_tokens())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, super().minimumSizeHint().height())

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the colours of the theme."""
        if self._notice is not None:
            pixmap = icon_pixmap(
                self._notice.kind.value, self._colors(tokens)[2], _ICON, self.devicePixelRatioF()
            )
            self._icon.setPixmap(pixmap)
        self.update()

    def _colors(self, tokens: Tokens) -> tuple[str, str, str]:
        """Ground, bar and icon."""
        kind = self._notice.kind if self._notice is not None else NoticeKind.INFO
        return {
            NoticeKind.INFO: (tokens.accent_tint, tokens.accent, tokens.accent),
            NoticeKind.CAUTION: (tokens.caution_tint, tokens.alarm_medium, tokens.text),
            NoticeKind.DANGER: (tokens.danger_tint, tokens.danger, tokens.danger),
        }[kind]

    def paintEvent(self, event: QPaintEvent) -> None:
        ground, bar, _ = self._colors(current_tokens())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), QColor(ground))
        painter.fillRect(QRectF(0, 0, _BAR, self.height()), QColor(bar))
        painter.end()
