"""One check that was passed: a tick and its sentence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.ui.assets import icon_pixmap
from programmer.ui.theme import Tokens, follow_theme
from programmer.ui.widgets.text_label import TextLabel

_ICON = 16


class CheckLine(QWidget):
    """Takes no room without words."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = TextLabel()
        self._icon.setFixedSize(_ICON, 20)
        self._words = TextLabel(wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        follow_theme(self)

    def show_words(self, words: str) -> None:
        """Say what was checked."""
        self._words.setText(words)
        self.setVisible(bool(words))

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw the tick in the colours of the theme."""
        self._icon.setPixmap(icon_pixmap("check", tokens.done, _ICON, self.devicePixelRatioF()))
