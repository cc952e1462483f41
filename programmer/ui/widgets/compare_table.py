"""Old beside new: what the pump has, what is proposed, and what that changes; every cell whole."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from programmer.ui.widgets.data_table import HEADER_HEIGHT, DataTable
from programmer.ui.widgets.table_rows import Column, Side, TableRow
from programmer.ui.widgets.wrapping_delegate import WrappingDelegate

# How many hundredths of the width each column takes: the values have the same room before and after.
_SHARES = (26, 24, 24, 26)


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

    What has no room on one line goes on to the next, and the row grows with it: nothing is cut off. ``seen_to_end``
    once the last row has stood on the screen; other rows must be seen anew.
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
            Column(in_pump, Side.RIGHT),
            Column(proposed, Side.RIGHT),
            Column(change, Side.RIGHT),
        )
        self._seen = False
        super().__init__(columns, name="Comparison of old and new", fits_rows=fits_rows, parent=parent)
        self._words = WrappingDelegate(self)
        self.setItemDelegate(self._words)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.set_comparison(rows)

    def set_comparison(self, rows: tuple[CompareRow, ...]) -> None:
        """Show these rows, from the top if they are others than before."""
        wanted = tuple(
            TableRow((row.what, row.in_pump, row.proposed, row.change), marked=row.changed) for row in rows
        )
        if wanted != self.rows():
            self._seen = False
            self.set_rows(wanted)
            self._give_room()
            self.scrollToTop()

    @property
    def was_seen_to_end(self) -> bool:
        """Whether the last of these rows has been on the screen."""
        return self._seen

    @property
    def cut_off(self) -> tuple[str, ...]:
        """The cells that have no room even on several lines: the window is too narrow for one of their words."""
        cells = ((row, column) for row in range(len(self.rows())) for column in range(len(_SHARES)))
        indexes = (self.model().index(row, column) for row, column in cells)
        return tuple(
            str(index.data())
            for index in indexes
            if not self._words.has_room(index, self.columnWidth(index.column()), self.rowHeight(index.row()))
        )

    # ---- room ------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        """Share the width out, then make each row as high as its highest cell."""
        width = self.viewport().width()
        for column, share in enumerate(_SHARES[:-1]):
            self.setColumnWidth(column, width * share // 100)
        self.setColumnWidth(len(_SHARES) - 1, width - sum(width * share // 100 for share in _SHARES[:-1]))
        whole = HEADER_HEIGHT + 2 * self.frameWidth()
        for row in range(len(self.rows())):
            height = max(self._height(row, column) for column in range(len(_SHARES)))
            self.setRowHeight(row, height)
            whole += height
        if self.fits_rows and self.height() != whole:
            self.setFixedHeight(whole)

    def _height(self, row: int, column: int) -> int:
        return self._words.height(self.model().index(row, column), self.columnWidth(column))

    # ---- seen ------------------------------------------------------------------------------------------------

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
