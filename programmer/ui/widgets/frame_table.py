"""The live list of frames: it takes what is new at its end and drops what is old, and never measures all its rows."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem, QTableView, QWidget

from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme, type_font
from programmer.ui.widgets.data_table import HEADER_HEIGHT
from programmer.ui.widgets.row_delegate import PADDING, ROW_HEIGHT, RowDelegate, paint_ground
from programmer.ui.widgets.table_rows import MARKED_ROLE, MOST_ROLE, MUTED_ROLE, AnyIndex

DISTRUSTED_ROLE = MOST_ROLE + 1
_NOWHERE = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class FrameLine:
    """One frame of the list. ``distrusted``: it was not believed; ``quiet``: it became nothing."""

    number: int
    cells: tuple[str, ...]
    distrusted: bool = False
    quiet: bool = False


class FrameRows(QAbstractTableModel):
    """Lines whose numbers only rise; a set of lines is reached by adding at the end and dropping at the head."""

    def __init__(self, titles: tuple[str, ...], right: frozenset[int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles, self._right = titles, right
        self.lines: list[FrameLine] = []

    def show_lines(self, lines: tuple[FrameLine, ...]) -> None:
        """Show these."""
        last = self.lines[-1].number if self.lines else 0
        first = lines[0].number if lines else last + 1
        gone = sum(1 for line in self.lines if line.number < first)
        if gone:
            self.beginRemoveRows(QModelIndex(), 0, gone - 1)
            del self.lines[:gone]
            self.endRemoveRows()
        fresh = [line for line in lines if line.number > last]
        if fresh:
            self.beginInsertRows(QModelIndex(), len(self.lines), len(self.lines) + len(fresh) - 1)
            self.lines += fresh
            self.endInsertRows()

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return line.cells[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() in self._right else _LEFT
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._titles[index.column()]} {line.cells[index.column()]}"
        if role == DISTRUSTED_ROLE:
            return line.distrusted and index.column() == len(self._titles) - 1
        return {MARKED_ROLE: False, MUTED_ROLE: line.quiet}.get(role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in self._right else _LEFT
        return None


class FrameDelegate(RowDelegate):
    """A frame that was not believed says so in red words; the bar and the tint are the chosen row's."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        if not index.data(DISTRUSTED_ROLE):
            super().paint(painter, option, index)
            return
        painter.save()
        paint_ground(painter, option, index)
        painter.setFont(type_font(TypeSize.TEXT, Weight.SEMIBOLD))
        painter.setPen(QColor(current_tokens().danger))
        painter.drawText(option.rect.adjusted(PADDING, 0, -PADDING, 0), int(_LEFT.value), str(index.data()))
        painter.restore()


class FrameTable(QTableView):
    """Newest last; follows them while its end is in view. ``frame_chosen`` carries the number of a line.

    ``widest`` are words that each column has room for, whatever comes.
    """

    frame_chosen = Signal(int)

    def __init__(
        self,
        titles: tuple[str, ...],
        widest: tuple[str, ...],
        *,
        right: frozenset[int] = frozenset(),
        stretch: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._follows = True
        self._rows = FrameRows(titles, right, self)
        self.setModel(self._rows)
        self.setItemDelegate(FrameDelegate(self))
        self.setAccessibleName("Frames of the link")
        self._dress()
        self._build_headers(widest, stretch)
        self.selectionModel().currentRowChanged.connect(self._tell_chosen)
        self.verticalScrollBar().valueChanged.connect(self._note_place)
        follow_theme(self)

    def _dress(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)

    def _build_headers(self, widest: tuple[str, ...], stretch: int) -> None:
        across, metrics = self.horizontalHeader(), QFontMetrics(type_font(TypeSize.TEXT, Weight.SEMIBOLD))
        across.setFont(type_font(TypeSize.LABEL, Weight.MEDIUM))
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setFixedHeight(HEADER_HEIGHT)
        for column, words in enumerate(widest):
            mode = QHeaderView.ResizeMode.Stretch if column == stretch else QHeaderView.ResizeMode.Fixed
            across.setSectionResizeMode(column, mode)
            across.resizeSection(column, metrics.horizontalAdvance(words) + 2 * PADDING + 4)
        down = self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(ROW_HEIGHT)

    def set_lines(self, lines: tuple[FrameLine, ...]) -> None:
        """Show these; where the end was in view, the new end comes into view."""
        follows = self._follows
        self._rows.show_lines(lines)
        if follows:
            self.scrollToBottom()

    def resizeEvent(self, event: QResizeEvent) -> None:
        follows = self._follows
        super().resizeEvent(event)
        if follows:
            self.scrollToBottom()

    def lines(self) -> tuple[FrameLine, ...]:
        """What is shown."""
        return tuple(self._rows.lines)

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.viewport().update()

    def _note_place(self, value: int) -> None:
        self._follows = value >= self.verticalScrollBar().maximum()

    def _tell_chosen(self, current: AnyIndex, _previous: AnyIndex) -> None:
        if current.isValid():
            self.frame_chosen.emit(self._rows.lines[current.row()].number)
