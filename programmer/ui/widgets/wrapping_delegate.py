"""Draws a table's row like every other, but with words that go on to the next line where one has no room."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from programmer.ui.theme import TypeSize, Weight, type_font
from programmer.ui.widgets.row_delegate import PADDING, RowDelegate, paint_ground
from programmer.ui.widgets.table_rows import AnyIndex

_AIR = 5  # above and below the lines of a row
_LOWEST = 30  # a comparison has many rows, and all of them are to be seen
_TALL = 10_000
_WRAPS = Qt.TextFlag.TextWordWrap


class WrappingDelegate(RowDelegate):
    """Breaks between words only: a number stays with its unit."""

    def height(self, index: AnyIndex, width: int) -> int:
        """How high a cell of that width must be for all of its words."""
        return max(_LOWEST, _lines(index, width).height() + 2 * _AIR)

    def has_room(self, index: AnyIndex, width: int, height: int) -> bool:
        """Whether all of its words can be read in a cell of that size."""
        needed = _lines(index, width)
        return needed.width() <= width - 2 * PADDING and needed.height() <= height

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        painter.save()
        paint_ground(painter, option, index)
        alignment = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        space = option.rect.adjusted(PADDING, 0, -PADDING, 0)
        painter.drawText(space, int(alignment.value) | int(_WRAPS.value), str(index.data()))
        painter.restore()


def _lines(index: AnyIndex, width: int) -> QRect:
    """The rectangle of the words of a cell, measured with the wider of the two weights."""
    metrics = QFontMetrics(type_font(TypeSize.TEXT, Weight.SEMIBOLD))
    return metrics.boundingRect(QRect(0, 0, width - 2 * PADDING, _TALL), int(_WRAPS.value), str(index.data()))
