"""Draws a table's row: hairline below, and bar, tint and bold where it is marked."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from programmer.ui.theme import TypeSize, Weight, current_tokens, type_font
from programmer.ui.widgets.table_rows import MARKED_ROLE, MOST_ROLE, MUTED_ROLE, AnyIndex

ROW_HEIGHT = 34
PADDING = 10
_BAR = 3


class RowDelegate(QStyledItemDelegate):
    """A selected row looks marked: where I am and what changed never meet in one table."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        metrics = QFontMetrics(type_font(TypeSize.TEXT, Weight.SEMIBOLD))
        wanted = metrics.horizontalAdvance(str(index.data())) + 2 * PADDING + 4
        return QSize(min(wanted, int(index.data(MOST_ROLE))), ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        painter.save()
        paint_ground(painter, option, index)
        space = option.rect.adjusted(PADDING, 0, -PADDING, 0)
        words = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, space.width()
        )
        alignment = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        painter.drawText(space, int(alignment.value), words)
        painter.restore()


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
    """Draw a cell without its words, and leave font and pen as the words want them."""
    tokens = current_tokens()
    rect: QRect = option.rect
    state = option.state
    marked = bool(index.data(MARKED_ROLE)) or bool(state & QStyle.StateFlag.State_Selected)
    if marked:
        painter.fillRect(rect, QColor(tokens.accent_tint))
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(tokens.border))
    if marked and index.column() == 0:
        painter.fillRect(QRect(rect.left(), rect.top(), _BAR, rect.height()), QColor(tokens.accent))
    bold = marked and index.column() == 0
    painter.setFont(type_font(TypeSize.TEXT, Weight.SEMIBOLD if bold else Weight.REGULAR))
    painter.setPen(QColor(tokens.muted if index.data(MUTED_ROLE) else tokens.text))
