"""The rail at the left: every page with its icon and word."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.widgets.hairline import Hairline
from programmer.ui.widgets.rail_button import RailButton

WIDTH = 88


@dataclass(frozen=True, slots=True)
class RailEntry:
    """A page: its key, its word, the name of its icon."""

    key: str
    word: str
    icon_name: str


class NavigationRail(QFrame):
    """Tab goes in, Up and Down move along, Space goes there. ``chosen`` carries the key of a page.

    Entries of ``foot`` stand at the bottom; they do something and are never where one is.
    """

    chosen = Signal(str)

    def __init__(
        self,
        entries: tuple[RailEntry, ...],
        *,
        foot: tuple[RailEntry, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "bar")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("Pages")
        pages = {entry.key: RailButton(entry.word, entry.icon_name) for entry in entries}
        below = {entry.key: RailButton(entry.word, entry.icon_name, checkable=False) for entry in foot}
        self._buttons = pages | below
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(self._build_column(tuple(pages), tuple(below)), 1)
        line = Hairline(upright_height=1)
        line.setMaximumHeight(16_777_215)
        row.addWidget(line)

    def _build_column(self, pages: tuple[str, ...], below: tuple[str, ...]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(7, 12, 7, 12)
        column.setSpacing(4)
        for key in pages:
            self._group.addButton(self._buttons[key])
            self._place(column, key)
        column.addStretch(1)
        for key in below:
            self._place(column, key)
        return column

    def _place(self, column: QVBoxLayout, key: str) -> None:
        button = self._buttons[key]
        button.clicked.connect(lambda _checked=False: self.chosen.emit(key))
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)

    def choose(self, key: str) -> None:
        """Mark the page that is shown, without telling anyone."""
        self._buttons[key].setChecked(True)

    def choose_none(self) -> None:
        """Mark no page: something else is shown."""
        self._group.setExclusive(False)  # a group of which one must hold lets none go
        for button in self._group.buttons():
            button.setChecked(False)
        self._group.setExclusive(True)

    def chosen_key(self) -> str | None:
        """The page that is marked."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), None)

    def button(self, key: str) -> RailButton:
        """The button of a page."""
        return self._buttons[key]

    def set_enabled(self, key: str, enabled: bool, why: str = "") -> None:
        """Let a page be reached or not, and say why not."""
        self._buttons[key].setEnabled(enabled)
        self._buttons[key].setToolTip(why)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        buttons = [button for button in self._buttons.values() if button.isEnabled()]
        focused = next((index for index, button in enumerate(buttons) if button.hasFocus()), 0)
        buttons[(focused + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
