"""A column of facts."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from programmer.ui.widgets.fact_row import Fact, FactRow
from programmer.ui.widgets.shown import set_shown


class FactTable(QWidget):
    """Shows ``Fact`` rows 26 to 34 px high, and reuses the rows it has."""

    def __init__(
        self, facts: tuple[Fact, ...] = (), *, row_height: int = 26, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._row_height = row_height
        self._rows: list[FactRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.set_facts(facts)

    def set_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show these, in this order."""
        while len(self._rows) < len(facts):
            row = FactRow(facts[len(self._rows)], height=self._row_height)
            self._column.addWidget(row)
            self._rows.append(row)
        for index, row in enumerate(self._rows):
            set_shown(row, index < len(facts))
            if index < len(facts):
                row.set_fact(facts[index])
