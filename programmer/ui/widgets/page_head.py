"""The first line of a page: its title, what it speaks of, and what can be done."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.widgets.elided_label import ElidedLabel
from programmer.ui.widgets.text_label import TextLabel, Tone

HEIGHT = 36


class PageHead(QWidget):
    """Title 20 px semibold, a muted line beside it (or a widget by ``add_beside``), actions at the right."""

    def __init__(self, title: str, line: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self._title = TextLabel(title, size=TypeSize.TITLE, weight=Weight.SEMIBOLD)
        self._line = ElidedLabel(line, tone=Tone.MUTED)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self._row.addWidget(self._title)
        self._row.addWidget(self._line)
        self._row.addStretch(1)
        self._beside = 2
        self._line.setVisible(bool(line))

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)

    def set_line(self, line: str) -> None:
        """Change the muted line."""
        self._line.setText(line)
        self._line.setVisible(bool(line))

    def add_beside(self, widget: QWidget) -> None:
        """Put a widget right after the title and the line."""
        self._row.insertWidget(self._beside, widget)
        self._beside += 1

    def add_action(self, widget: QWidget) -> None:
        """Put a button or a control at the right end."""
        self._row.addWidget(widget)
