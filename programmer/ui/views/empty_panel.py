"""What a page shows while there is nothing to show: why, and the ways on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.assets import icon_pixmap
from programmer.ui.theme import Tokens, TypeSize, Weight, follow_theme
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.text_label import TextLabel, Tone

_ICON = 48
_WIDTH = 460


class EmptyPanel(QWidget):
    """In the middle of its room: an icon, a title, a sentence, and the buttons given to ``add_action``."""

    def __init__(self, icon_name: str, title: str, words: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._icon = TextLabel()
        self._icon.setFixedSize(_ICON, _ICON)
        self._title = TextLabel(title, size=TypeSize.TITLE, weight=Weight.SEMIBOLD)
        self._words = TextLabel(words, tone=Tone.MUTED, wraps=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._words.setFixedWidth(_WIDTH)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(12)
        self._lay_out()
        follow_theme(self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        for part in (self._icon, self._title, self._words):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._actions)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)

    def add_action(self, button: ActionButton) -> None:
        """Put a way on under the words."""
        self._actions.addWidget(button)

    def set_words(self, title: str, words: str) -> None:
        """Say why there is nothing."""
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.setAccessibleName(f"{title}. {words}")

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw the icon in the colours of the theme."""
        self._icon.setPixmap(icon_pixmap(self._icon_name, tokens.muted, _ICON, self.devicePixelRatioF()))
