"""Rows and columns as a table shows them, and the model that hands them to Qt."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

AnyIndex = QModelIndex | QPersistentModelIndex
MARKED_ROLE = int(Qt.ItemDataRole.UserRole)
MUTED_ROLE = MARKED_ROLE + 1
MOST_ROLE = MARKED_ROLE + 2
_NOWHERE = QModelIndex()


class Side(Enum):
    """Which side the words of a column stand on."""

    LEFT = Qt.AlignmentFlag.AlignLeft
    RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title, its side, its share of the room that is left over, and how many pixels it takes at most."""

    title: str
    side: Side = Side.LEFT
    stretch: bool = False
    most: int = 10_000


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row in words. ``marked`` rows carry bar, tint and bold; ``key`` says to the program what it is."""

    cells: tuple[str, ...]
    marked: bool = False
    muted: bool = False
    key: Hashable = field(default=None)


class RowsModel(QAbstractTableModel):
    """Hands out words; every row must have as many cells as there are columns (``ValueError`` otherwise)."""

    def __init__(self, columns: tuple[Column, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self.rows: tuple[TableRow, ...] = ()

    def set_rows(self, rows: tuple[TableRow, ...]) -> None:
        """Show these rows."""
        wrong = next((row for row in rows if len(row.cells) != len(self.columns)), None)
        if wrong is not None:
            raise ValueError(f"{len(self.columns)} columns, but {len(wrong.cells)} cells in {wrong.cells}")
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return row.cells[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[index.column()].side.value | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.AccessibleTextRole:
            changed = ", changed" if row.marked and index.column() == 0 else ""
            return f"{self.columns[index.column()].title} {row.cells[index.column()]}{changed}".strip()
        column = self.columns[index.column()]
        return {MARKED_ROLE: row.marked, MUTED_ROLE: row.muted, MOST_ROLE: column.most}.get(role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[section].side.value | Qt.AlignmentFlag.AlignVCenter
        return None
