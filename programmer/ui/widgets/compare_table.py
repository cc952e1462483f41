"""Old beside new: what the pump has, what is proposed, and what that changes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent
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
    """Shows ``CompareRow`` rows; ``titles`` replaces "In the pump", "Proposed", "Change" where needed.

    ``seen_to_end`` once the last row has stood on the screen; other rows must be seen anew.
    """

    seen_to_end = Signal()

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
        self._seen = False
        super().__init__(columns, name="Comparison of old and new", fits_rows=fits_rows, parent=parent)
        self.set_comparison(rows)

    def set_comparison(self, rows: tuple[CompareRow, ...]) -> None:
        """Show these rows, from the top if they are others than before."""
        wanted = tuple(
            TableRow((row.what, row.in_pump, row.proposed, row.change), marked=row.changed) for row in rows
        )
        if wanted != self.rows():
            self._seen = False
            self.set_rows(wanted)
            self.scrollToTop()

    @property
    def was_seen_to_end(self) -> bool:
        """Whether the last of these rows has been on the screen."""
        return self._seen

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen and self._last_row_is_seen():
            # told after the painting: who listens may change what is painted
            QTimer.singleShot(0, self, self._tell_seen)

    def _tell_seen(self) -> None:
        if not self._seen and self._last_row_is_seen():
            self._seen = True
            self.seen_to_end.emit()

    def _last_row_is_seen(self) -> bool:
        """Whole, and cut off neither by the table nor by a page that scrolls."""
        last = self.visualRect(self.model().index(len(self.rows()) - 1, 0))
        seen = self.viewport().visibleRegion()
        return not last.isEmpty() and seen.contains(last.topLeft()) and seen.contains(last.bottomLeft())
