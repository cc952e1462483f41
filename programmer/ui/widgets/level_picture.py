"""How the reservoir falls to its low mark: with the proposed program solid, with the one in the pump dashed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme, type_font
from programmer.ui.widgets.arriving_picture import AXIS, LEFT, RIGHT, paint_marks, paint_scale, ticks_to
from programmer.ui.widgets.plots.value_ticks import tick_word, value_ticks

_LINE, _PLOT = 18, 84
_DAY_ROOM = 84.0


@dataclass(frozen=True, slots=True)
class Levels:
    """Days from now and mL, for both programs; ``low_ml`` is the mark, and ``words`` say when each comes to it."""

    proposed: tuple[tuple[float, float], ...] = ()
    present: tuple[tuple[float, float], ...] = ()
    low_ml: float = 0.0
    words: tuple[str, ...] = ()


NO_LEVELS = Levels()


class LevelPicture(QWidget):
    """Shows ``Levels``."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels = NO_LEVELS
        self.setMinimumWidth(260)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Reservoir to the refill")
        follow_theme(self)

    def set_levels(self, levels: Levels) -> None:
        """Show them."""
        if levels != self._levels:
            self._levels = levels
            self.setAccessibleDescription("; ".join(levels.words))
            self.updateGeometry()
            self.update()

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, _LINE * (1 + len(self._levels.words)) + 6 + _PLOT + AXIS)

    def minimumSizeHint(self) -> QSize:
        return QSize(260, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = current_tokens(), QPainter(self)
        top = _LINE * (1 + len(self._levels.words)) + 6
        area = QRectF(LEFT, top, self.width() - LEFT - RIGHT, _PLOT)
        self._paint_words(painter, tokens)
        both = (*self._levels.proposed, *self._levels.present)
        if both:
            days = max((day for day, _ in both), default=1.0) or 1.0
            ticks = ticks_to(max(*(level for _, level in both), self._levels.low_ml) or 1.0, _PLOT)
            paint_scale(painter, tokens, area, ticks, ticks[-1])
            self._paint_mark(painter, tokens, area, ticks[-1])
            self._paint_curves(painter, tokens, area, (days, ticks[-1]))
            self._paint_days(painter, tokens, area, days)
        painter.end()

    def _paint_words(self, painter: QPainter, tokens: Tokens) -> None:
        line = QRectF(0, 0, self.width() - RIGHT, _LINE)
        painter.setFont(type_font(TypeSize.LABEL, Weight.SEMIBOLD))
        painter.setPen(QColor(tokens.text))
        title = f"Reservoir to its low mark, {tick_word(self._levels.low_ml)} mL"
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, title)
        painter.setFont(type_font(TypeSize.LABEL))
        painter.setPen(QColor(tokens.muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, "mL")
        painter.setPen(QColor(tokens.text))
        for words in self._levels.words:
            line.translate(0, _LINE)
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft, words)

    def _paint_mark(self, painter: QPainter, tokens: Tokens, area: QRectF, top: float) -> None:
        y = round(area.bottom() - self._levels.low_ml / top * area.height()) + 0.5
        painter.setPen(QPen(QColor(tokens.alarm_medium), 1.5))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def _paint_curves(
        self, painter: QPainter, tokens: Tokens, area: QRectF, most: tuple[float, float]
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dashes = QPen(QColor(tokens.muted), 1.5)
        dashes.setDashPattern([4.0, 3.0])
        dashes.setCapStyle(Qt.PenCapStyle.FlatCap)
        solid = QPen(QColor(tokens.series_reservoir), 2)
        for pen, levels in ((dashes, self._levels.present), (solid, self._levels.proposed)):
            painter.setPen(pen)
            points = [
                QPointF(
                    area.left() + day / most[0] * area.width(),
                    area.bottom() - level / most[1] * area.height(),
                )
                for day, level in levels
            ]
            painter.drawPolyline(QPolygonF(points))

    def _paint_days(self, painter: QPainter, tokens: Tokens, area: QRectF, days: float) -> None:
        ticks = value_ticks(0.0, days, area.width(), room=_DAY_ROOM)
        words = ((day, "now" if not day else f"day {tick_word(day)}") for day in ticks)
        paint_marks(
            painter, tokens, area, [(area.left() + day / days * area.width(), word) for day, word in words]
        )
