"""A stack of parts that asks only for the room of the one that is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class CurrentStack(QWidget):
    """Qt's own stack is never smaller than its largest part, shown or not, and no override changes that."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[QWidget] = []
        self._current = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def add_part(self, part: QWidget) -> None:
        """Put one more part in; the first one is shown."""
        part.setVisible(not self._parts)
        self._parts.append(part)
        self._column.addWidget(part)

    @property
    def current(self) -> int:
        """The number of the part that is shown."""
        return self._current

    def show_part(self, number: int) -> bool:
        """Show this part and hide the others; whether that changed anything."""
        if number == self._current:
            return False
        self._current = number
        for index, part in enumerate(self._parts):
            if index != number:
                part.hide()
        self._parts[number].show()
        return True
