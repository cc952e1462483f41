"""A part of a page that scrolls by itself, so that what stands above and below it stays in sight."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_LOWEST = 220
_PAST_THE_BAR = 8


class ScrolledPart(QScrollArea):
    """Takes all the room there is; arrows and Page keys scroll it once it has the keyboard."""

    def __init__(self, part: QWidget, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        part.setProperty("look", "page")
        self.setProperty("look", "page")
        self.setWidget(part)

    def minimumSizeHint(self) -> QSize:
        """As wide as its part, but of any height."""
        part = self.widget()
        width = 0 if part is None else part.minimumSizeHint().width()
        return QSize(width + self.verticalScrollBar().sizeHint().width() + _PAST_THE_BAR, _LOWEST)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()
