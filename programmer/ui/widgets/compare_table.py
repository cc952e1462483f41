"""Old beside new: what the pump has, what is proposed, and what that changes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from programmer.ui.widgets.data_table import DataTable
from programmer.ui.widgets.table_rows import Column, Side, TableRow


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One thing, before and after, in words. ``changed`` rows carry bar, tint and bold."""

    what: str
    in_pump: str
    proposed: str
    change: str = ""
    changed: bool = False


class CompareTable(DataTable):
    """Shows ``CompareRow`` rows; ``titles`` replaces "In the pump", "Proposed", "Change" where needed."""

    def __init__(
        self,
        rows: tuple[CompareRow, ...] = (),
        *,
        titles: tuple[str, str, str] = ("In the pump", "Proposed", "Change"),
        fits_rows: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        in_pump, proposed, change = titles
        columns = (
            Column(""),
            Column(in_pump, Side.RIGHT, stretch=True),
            Column(proposed, Side.RIGHT, stretch=True),
            Column(change, Side.RIGHT),  # as wide as its words: the size of a change is never cut off
        )
        super().__init__(columns, name="Comparison of old and new", fits_rows=fits_rows, parent=parent)
        self.set_comparison(rows)

    def set_comparison(self, rows: tuple[CompareRow, ...]) -> None:
        """Show these rows."""
        self.set_rows(
            tuple(
                TableRow((row.what, row.in_pump, row.proposed, row.change), marked=row.changed)
                for row in rows
            )
        )
