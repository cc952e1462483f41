"""The table everything that is a list of like things is shown in."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from programmer.ui.theme import Tokens, TypeSize, Weight, follow_theme, type_font
from programmer.ui.widgets.row_delegate import ROW_HEIGHT, RowDelegate
from programmer.ui.widgets.table_rows import AnyIndex, Column, RowsModel, TableRow

HEADER_HEIGHT = 32


class DataTable(QTableView):
    """Rows of 34 px, read-only.

    With ``choosable`` rows can be chosen by mouse and arrow keys: ``row_chosen`` carries the key of the row, and
    ``row_opened`` (double click or Enter) too. ``fits_rows`` makes it as high as its rows, with no scroll bar.
    """

    row_chosen = Signal(object)
    row_opened = Signal(object)

    def __init__(
        self,
        columns: tuple[Column, ...],
        *,
        name: str,
        choosable: bool = False,
        fits_rows: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = RowsModel(columns, self)
        self._choosable, self._fits_rows = choosable, fits_rows
        self.setModel(self._rows)
        self.setItemDelegate(RowDelegate(self))
        self.setAccessibleName(name)
        self._dress()
        self._build_headers(columns)
        self.selectionModel().currentRowChanged.connect(self._tell_chosen)
        self.doubleClicked.connect(self._tell_opened)
        follow_theme(self)

    def _dress(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.SingleSelection if self._choosable else mode.NoSelection)
        if self._fits_rows and not self._choosable:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nothing to choose and nothing to scroll
        if self._fits_rows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _build_headers(self, columns: tuple[Column, ...]) -> None:
        across = self.horizontalHeader()
        across.setFont(type_font(TypeSize.LABEL, Weight.MEDIUM))
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setFixedHeight(HEADER_HEIGHT)
        across.setMinimumSectionSize(48)
        for index, column in enumerate(columns):
            mode = (
                QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.ResizeToContents
            )
            across.setSectionResizeMode(index, mode)
        down = self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(ROW_HEIGHT)

    def set_rows(self, rows: tuple[TableRow, ...]) -> None:
        """Show these; what was chosen stays chosen where its key is still there."""
        if rows == self._rows.rows:
            return
        kept = self.chosen_key()
        self._rows.set_rows(rows)
        if self._fits_rows:
            self.setFixedHeight(HEADER_HEIGHT + ROW_HEIGHT * len(rows))
        if kept is not None:
            self.choose(kept)

    @property
    def fits_rows(self) -> bool:
        """Whether it is as high as its rows."""
        return self._fits_rows

    def rows(self) -> tuple[TableRow, ...]:
        """What is shown."""
        return self._rows.rows

    def choose(self, key: Hashable) -> None:
        """Mark the row with this key, without telling anyone; a key that is not there marks none."""
        before = self.blockSignals(True)
        index = next((at for at, row in enumerate(self._rows.rows) if row.key == key), -1)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self._rows.index(index, 0), flags)
        self.blockSignals(before)

    def chosen_key(self) -> Hashable | None:
        """The key of the row that is chosen."""
        return self._key_at(self.currentIndex()) if self._choosable else None

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._choosable:
            self._tell_opened(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _key_at(self, index: AnyIndex) -> Hashable | None:
        return self._rows.rows[index.row()].key if index.isValid() else None

    def _tell_chosen(self, current: AnyIndex, _previous: AnyIndex) -> None:
        if self._choosable and current.isValid():
            self.row_chosen.emit(self._key_at(current))

    def _tell_opened(self, index: AnyIndex) -> None:
        if self._choosable and index.isValid():
            self.row_opened.emit(self._key_at(index))
