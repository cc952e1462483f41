"""All stored visits in a table, newest first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.history_state import SESSION_COLUMNS, HistoryState
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.data_table import DataTable
from programmer.ui.widgets.table_rows import Column, Side
from programmer.ui.widgets.text_label import TextLabel, Tone

_STRETCHED = "Outcome"
_WIDEST = {"Patient": 170, "By": 130, "Alarms": 170}  # the others are as wide as their words
_UNBOUND = 10_000
_RIGHT = "Dose per day"
_READ_ONLY = "Stored visits are read-only."


class SessionList(QWidget):
    """``opened`` carries the key of a visit when it is double clicked, opened by Enter or by the button."""

    opened = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = DataTable(
            tuple(
                Column(
                    title,
                    Side.RIGHT if title == _RIGHT else Side.LEFT,
                    stretch=title == _STRETCHED,
                    most=_WIDEST.get(title, _UNBOUND),
                )
                for title in SESSION_COLUMNS
            ),
            name="Stored visits",
            choosable=True,
        )
        self.open_button = ActionButton("Open visit", ButtonKind.PRIMARY)
        self.open_button.setEnabled(False)
        self._foot = TextLabel(_READ_ONLY, tone=Tone.MUTED)
        self._lay_out()
        self.table.row_chosen.connect(lambda _key: self.open_button.setEnabled(True))
        self.table.row_opened.connect(lambda key: self.opened.emit(str(key)))
        self.open_button.clicked.connect(self._open_chosen)

    def _lay_out(self) -> None:
        card = Card()
        card.add(self.table, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 8, 0, 0)
        foot.addWidget(self._foot)
        foot.addStretch(1)
        foot.addWidget(self.open_button)
        card.add(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card, 1)

    def render_sessions(self, state: HistoryState) -> None:
        """Show the visits; the chosen one stays chosen."""
        self.table.set_rows(state.rows)
        self._foot.setText(" ".join(part for part in (_READ_ONLY, state.checked) if part))
        self.open_button.setEnabled(self.table.chosen_key() is not None)

    def _open_chosen(self) -> None:
        key = self.table.chosen_key()
        if key is not None:
            self.opened.emit(str(key))
