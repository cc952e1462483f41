"""A separator one pixel wide."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget


class Hairline(QFrame):
    """Upright with a fixed height, or level across all the width it gets."""

    def __init__(self, *, upright_height: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "hairline")
        if upright_height is None:
            self.setFixedHeight(1)
        else:
            self.setFixedSize(1, upright_height)
