"""A surface with a hairline border that holds what belongs together."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from programmer.ui.theme import Weight
from programmer.ui.widgets.shown import set_shown
from programmer.ui.widgets.text_label import TextLabel

PADDING = 16


class Card(QFrame):
    """Padding 16, radius 8, an optional title; put content in by ``add``."""

    def __init__(self, title: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        self._column.setSpacing(8)
        self.title = TextLabel(title, weight=Weight.SEMIBOLD)
        set_shown(self.title, bool(title))
        self._column.addWidget(self.title)
        self._column.addStretch(0)
        if title:
            self.setAccessibleName(title)

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a widget or a layout below what is there.

        Room that is left over stays empty at the bottom, unless something takes it by ``stretch``.
        """
        below = self._column.count() - 1
        if isinstance(item, QWidget):
            self._column.insertWidget(below, item, stretch)
        else:
            self._column.insertLayout(below, item, stretch)

    def insert_first(self, widget: QWidget) -> None:
        """Put a widget above all others, right below the title."""
        self._column.insertWidget(1, widget)

    def set_title(self, title: str) -> None:
        """Change the title; an empty one takes no room."""
        self.title.setText(title)
        set_shown(self.title, bool(title))
        self.setAccessibleName(title)
