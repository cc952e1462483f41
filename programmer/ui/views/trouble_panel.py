"""A trouble in three lines: what happened, why, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.assets import icon_pixmap
from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme
from programmer.ui.viewmodels.common_states import Offer, Trouble
from programmer.ui.views.offered import show_offer
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.text_label import TextLabel

_BAR = 4
_ICON = 22


class TroublePanel(QWidget):
    """Shows one ``Trouble``, or nothing. ``action_asked`` when its button (if it was given a word) is pressed."""

    action_asked = Signal()

    def __init__(self, action: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = TextLabel()
        self._icon.setFixedSize(_ICON, _ICON)
        self._what = TextLabel(size=TypeSize.NAME, weight=Weight.SEMIBOLD, wraps=True)
        self._why = TextLabel(wraps=True)
        self._remedy = TextLabel(weight=Weight.MEDIUM, wraps=True)
        self.action = ActionButton(action)
        self.action.setVisible(bool(action))
        self.action.clicked.connect(self.action_asked)
        self._lay_out()
        self.render_trouble(None)
        follow_theme(self)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        for label in (self._what, self._why, self._remedy):
            words.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(_BAR + 14, 14, 16, 14)
        row.setSpacing(14)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)

    def render_trouble(self, trouble: Trouble | None, offer: Offer | None = None) -> None:
        """Show this trouble; ``None`` takes the panel away. ``offer`` is for the button."""
        self.setVisible(trouble is not None)
        if trouble is not None:
            self._what.setText(_sentence(trouble.what))
            self._why.setText(_sentence(trouble.why))
            self._remedy.setText(_sentence(trouble.remedy))
            self.setAccessibleName(f"{trouble.what}. {trouble.why}. {trouble.remedy}.")
        if offer is not None:
            show_offer(self.action, offer)

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the colours of the theme."""
        self._icon.setPixmap(icon_pixmap("alarm-medium", tokens.danger, _ICON, self.devicePixelRatioF()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), QColor(tokens.danger_tint))
        painter.fillRect(QRectF(0, 0, _BAR, self.height()), QColor(tokens.danger))
        painter.end()


def _sentence(words: str) -> str:
    return f"{words}." if words and words[-1] not in ".?!" else words
