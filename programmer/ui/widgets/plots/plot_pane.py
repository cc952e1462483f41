"""One pane of a stacked plot: title and unit on a line above, few grid lines, no box, words on the lines."""

from __future__ import annotations

from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, type_font
from programmer.ui.widgets.plots.pane_view import PaneView
from programmer.ui.widgets.plots.time_trace import TimeTrace
from programmer.ui.widgets.plots.trace_item import TraceItem
from programmer.ui.widgets.plots.value_ticks import tick_word, value_ticks

LEFT, RIGHT = 48.0, 4.0
TITLE_HEIGHT = 24.0
_FOOT = 10.0
_HEADROOM = 1.06
_LABEL_GAP = 8.0


@dataclass(frozen=True, slots=True)
class PaneSpec:
    """What a pane shows: its key, title, unit in words, the token of its colour, and whether values are held.

    ``top`` fixes the upper end of the scale; without it the scale fits all values that are there.
    """

    key: str
    title: str
    unit: str
    series: str
    stepped: bool = False
    bottom: float = 0.0
    top: float | None = None
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class PaneMark:
    """A dashed level with its words on it, in the colour of the token ``color``."""

    value: float
    words: str
    color: str = "alarm_medium"


class PlotPane(pg.GraphicsWidget):  # type: ignore[misc]
    """Paints title, grid and marks itself; curves lie in ``view`` above them."""

    def __init__(self, spec: PaneSpec) -> None:
        super().__init__()
        self.spec = spec
        self.mark: PaneMark | None = None
        self._top = spec.top
        self._title = spec.title
        self.measured = TimeTrace(stepped=spec.stepped)
        self.calculated = TimeTrace(stepped=spec.stepped)
        self.view = PaneView(self)
        self._items = (TraceItem(self.measured), TraceItem(self.calculated, dashed=True))
        for item in self._items:
            self.view.addItem(item, ignoreBounds=True)
        self.fit_values()

    @property
    def plot_rect(self) -> QRectF:
        """Where curves are drawn, in the pane's own pixels."""
        size = self.size()
        return QRectF(LEFT, TITLE_HEIGHT, size.width() - LEFT - RIGHT, size.height() - TITLE_HEIGHT - _FOOT)

    @property
    def title(self) -> str:
        """What stands on the line above it."""
        return self._title

    def set_title(self, title: str) -> None:
        """Say what its curves are of, where that is more than the spec knows."""
        self._title = title
        self.update()

    def set_mark(self, mark: PaneMark | None) -> None:
        """Draw a level with words, or none."""
        self.mark = mark
        self.update()

    def set_top(self, top: float | None) -> None:
        """Fix the upper end of the scale, or let it fit."""
        self._top = top
        self.fit_values()

    def fit_values(self) -> None:
        """Fit the scale to all values there are, measured and calculated: panning never changes it."""
        top = self._top
        if top is None:
            bounds = [trace.bounds() for trace in (self.measured, self.calculated)]
            highs = [bound[1] for bound in bounds if bound is not None]
            top = (
                max([*highs, *([self.mark.value] if self.mark is not None else [])], default=0.0) * _HEADROOM
            )
        if top <= self.spec.bottom:
            top = self.spec.bottom + 1.0
        self.view.setYRange(self.spec.bottom, top, padding=0)
        self.update()

    def show_times(self, t0: float, t1: float) -> None:
        """Show these times."""
        self.view.setXRange(t0, t1, padding=0)

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the colours of a theme."""
        for item in self._items:
            item.set_color(getattr(tokens, self.spec.series))
        self.update()

    def refresh(self) -> None:
        """Draw the traces anew."""
        for item in self._items:
            item.update()

    def resizeEvent(self, _event: object) -> None:
        self.view.setGeometry(self.plot_rect)

    def y_of(self, value: float) -> float:
        """The height of a value in the pane's own pixels."""
        low, high = self.view.viewRange()[1]
        rect = self.plot_rect
        return float(rect.bottom() - (value - low) / (high - low) * rect.height())

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        tokens = current_tokens()
        rect = self.plot_rect
        self._paint_title(painter, tokens, rect)
        self._paint_grid(painter, tokens, rect)
        if self.mark is not None:
            self._paint_mark(painter, tokens, rect, self.mark)

    def _paint_title(self, painter: QPainter, tokens: Tokens, rect: QRectF) -> None:
        line = QRectF(rect.left(), 0, rect.width(), 18)
        painter.setFont(type_font(TypeSize.LABEL, Weight.SEMIBOLD))
        painter.setPen(QColor(tokens.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._title)
        painter.setFont(type_font(TypeSize.LABEL))
        painter.setPen(QColor(tokens.muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.spec.unit)

    def _paint_grid(self, painter: QPainter, tokens: Tokens, rect: QRectF) -> None:
        low, high = self.view.viewRange()[1]
        painter.setFont(type_font(TypeSize.LABEL))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value in value_ticks(low, high, rect.height()):
            y = round(self.y_of(value)) + 0.5
            painter.setPen(QPen(QColor(tokens.grid), 1))
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
            painter.setPen(QColor(tokens.muted))
            painter.drawText(QRectF(0, y - 9, rect.left() - _LABEL_GAP, 18), side, tick_word(value))

    def _paint_mark(self, painter: QPainter, tokens: Tokens, rect: QRectF, mark: PaneMark) -> None:
        y = round(self.y_of(mark.value)) + 0.5
        pen = QPen(QColor(getattr(tokens, mark.color)), 1.5)
        pen.setDashPattern([4.0, 3.0])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
        painter.setFont(type_font(TypeSize.LABEL, Weight.SEMIBOLD))
        painter.setPen(QColor(tokens.text))
        words = QRectF(rect.left(), y - 18, rect.width() - 6, 16)
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, mark.words)
