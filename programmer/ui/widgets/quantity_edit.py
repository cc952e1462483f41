"""A line edit for a quantity: keeps what was typed, shows the unit in words right after the number."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QWidget

from programmer.ui.theme import TypeSize, Weight, current_tokens, type_font

_GAP = 10
_INNER = 2  # what QLineEdit itself leaves left and right of its text


class QuantityEdit(QLineEdit):
    """``look`` is ``""`` (36 px), ``"dose"`` (52 px, large digits) or ``"cell"`` (30 px, in a table's row).

    The wheel does nothing, Enter commits nothing, dropped text is refused, and nothing ever rewrites the text.
    """

    def __init__(self, unit: str, *, look: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = unit
        large = look == "dose"
        self.setProperty("look", look)
        self.setFont(
            type_font(TypeSize.DOSE if large else TypeSize.TEXT, Weight.SEMIBOLD if large else Weight.MEDIUM)
        )
        self._unit_font = type_font(TypeSize.NAME if large else TypeSize.TEXT)
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self.setMaxLength(32)
        self._keep_room_for_unit()

    @property
    def unit(self) -> str:
        """The unit in words, as shown."""
        return self._unit

    def set_unit(self, unit: str) -> None:
        """Show another unit behind the number."""
        self._unit = unit
        self._keep_room_for_unit()
        self.update()

    def set_wrong(self, wrong: bool) -> None:
        """Draw the border that says this text is no quantity."""
        if self.property("wrong") != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)
            self._keep_room_for_unit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_room_for_unit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._unit:
            return
        painter = QPainter(self)
        painter.setPen(QColor(current_tokens().muted))
        painter.setFont(self._unit_font)
        painter.drawText(self._unit_at(), self._unit)
        painter.end()

    def _unit_width(self) -> int:
        return QFontMetrics(self._unit_font).horizontalAdvance(self._unit)

    def _keep_room_for_unit(self) -> None:
        room = self._unit_width() + _GAP if self._unit else 0
        self.setTextMargins(0, 0, min(room, max(0, self.width() - 64)), 0)

    def _unit_at(self) -> QPoint:
        """The start of the unit's baseline, shared with the digits."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        contents = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        metrics = QFontMetrics(self.font())
        shown = self.text() or self.placeholderText()
        after_text = contents.left() + _INNER + metrics.horizontalAdvance(shown) + _GAP
        last = contents.right() - self._unit_width()
        baseline = contents.top() + (contents.height() - metrics.height()) // 2 + metrics.ascent()
        return QPoint(max(contents.left() + _INNER, min(after_text, last)), baseline)
