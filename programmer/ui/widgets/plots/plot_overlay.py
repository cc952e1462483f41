"""What lies over all panes at once: the line of now, the crosshair, the times being swept out."""

from __future__ import annotations

from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, type_font

_DOT = 3.5
_TITLE_LINE = 24.0  # above the curves, as of a pane
_FIRST_TITLE, _UNIT = 76.0, 30.0


@dataclass(frozen=True, slots=True)
class CrosshairDot:
    """A value under the crosshair: its place in the overlay and the token of its colour."""

    at: QPointF
    series: str


@dataclass(frozen=True, slots=True)
class OverlayState:
    """Everything in the overlay's own pixels; ``None`` draws nothing of the kind."""

    area: QRectF
    now_x: float | None = None
    now_words: str = ""
    crosshair_x: float | None = None
    dots: tuple[CrosshairDot, ...] = ()
    sweep: tuple[float, float] | None = None


class PlotOverlay(pg.GraphicsObject):  # type: ignore[misc]
    """Draws one ``OverlayState`` and takes no events."""

    def __init__(self) -> None:
        super().__init__()
        self._state = OverlayState(QRectF())
        self.setZValue(100)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def state(self) -> OverlayState:
        """What is drawn."""
        return self._state

    def set_state(self, state: OverlayState) -> None:
        """Draw this."""
        if state == self._state:
            return
        if state.area != self._state.area:
            self.prepareGeometryChange()
        self._state = state
        self.update()

    def boundingRect(self) -> QRectF:
        return self._state.area.adjusted(0, -_TITLE_LINE, 0, 0)

    def shape(self) -> QPainterPath:
        return QPainterPath()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        tokens = current_tokens()
        if self._state.sweep is not None:
            left, right = self._state.sweep
            tint = QColor(tokens.accent)
            tint.setAlphaF(0.16)
            painter.fillRect(
                QRectF(left, self._state.area.top(), right - left, self._state.area.height()), tint
            )
        if self._state.now_x is not None:
            self._paint_now(painter, tokens, self._state.now_x)
        if self._state.crosshair_x is not None:
            self._paint_crosshair(painter, tokens, self._state.crosshair_x)

    def _paint_now(self, painter: QPainter, tokens: Tokens, x: float) -> None:
        area = self._state.area
        pen = QPen(QColor(tokens.muted), 1.5)
        pen.setDashPattern([1.5, 2.0])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setFont(type_font(TypeSize.LABEL, Weight.SEMIBOLD))
        painter.setPen(QColor(tokens.muted))
        words = self._state.now_words
        width = painter.fontMetrics().horizontalAdvance(words) + 2
        # On the line of the first title, beside the line of now: over the curves it would hide what it speaks of.
        left = min(max(x - width / 2, area.left() + _FIRST_TITLE), area.right() - _UNIT - width)
        line = QRectF(left, area.top() - _TITLE_LINE, width, 18)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_crosshair(self, painter: QPainter, tokens: Tokens, x: float) -> None:
        area = self._state.area
        painter.setPen(QPen(QColor(tokens.muted), 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for dot in self._state.dots:
            painter.setPen(QPen(QColor(tokens.surface), 1.5))
            painter.setBrush(QColor(getattr(tokens, dot.series)))
            painter.drawEllipse(dot.at, _DOT, _DOT)
