"""Draws one trace into a pyqtgraph view: solid for what happened, dashed for what was calculated."""

from __future__ import annotations

from typing import cast

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget
from shiboken6 import wrapInstance

from programmer.ui.widgets.plots.time_trace import Floats, TimeTrace, TracePicture

_CALM_WIDTH = 1.5
_BUSY_INK = (
    12.0  # more vertical travel than so many times the width: one thin hard line draws ten times faster
)
_DASHES = [4.0, 3.0]


class TraceItem(pg.GraphicsObject):  # type: ignore[misc]
    """Asks its trace for what the view shows, at most two points a column, and draws it with one call."""

    def __init__(self, trace: TimeTrace, *, dashed: bool = False) -> None:
        super().__init__()
        self._trace = trace
        self._dashed = dashed
        self._color = QColor("#000000")
        self.points_drawn = 0

    @property
    def trace(self) -> TimeTrace:
        """What is drawn."""
        return self._trace

    def set_trace(self, trace: TimeTrace) -> None:
        """Draw another trace."""
        self._trace = trace
        self.update()

    def set_color(self, color: str) -> None:
        """Draw in this colour."""
        self._color = QColor(color)
        self.update()

    def boundingRect(self) -> QRectF:
        view = self.getViewBox()
        return QRectF() if view is None else QRectF(view.viewRect())

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()
        super().viewTransformChanged()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        view = self.getViewBox()
        (t0, t1), (y0, y1) = view.viewRange()
        width, height = view.width(), view.height()
        if t1 <= t0 or y1 <= y0 or width < 1 or height < 1:
            return
        columns = int(width * painter.device().devicePixelRatioF())
        picture = without_level_middles(self._trace.query(t0, t1, columns))
        self.points_drawn = len(picture)
        x = (picture.t - t0) * (width / (t1 - t0))
        y = height - (picture.y - y0) * (height / (y1 - y0))
        # from here on in pixels of the view: pens keep their width and 1.8e9 seconds lose no digits
        painter.setTransform(self.itemTransform(view)[0].inverted()[0], True)
        self._draw(painter, picture, x, y, width)

    def _draw(self, painter: QPainter, picture: TracePicture, x: Floats, y: Floats, width: float) -> None:
        busy = bool(np.abs(np.diff(y)).sum() > _BUSY_INK * width)
        pen = QPen(self._color, 1.0 if busy else _CALM_WIDTH)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if self._dashed else Qt.PenCapStyle.SquareCap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not busy)
        if self._dashed:
            pen.setDashPattern(_DASHES)
            painter.setPen(pen)
            self._draw_runs(painter, picture, x, y)
            return
        painter.setPen(pen)
        lines = _lines(picture, x, y, stepped=self._trace.stepped)
        if len(lines):
            first = cast("QLineF", wrapInstance(lines.ctypes.data, QLineF))
            painter.drawLines(first, len(lines))

    def _draw_runs(self, painter: QPainter, picture: TracePicture, x: Floats, y: Floats) -> None:
        """Joined points as one polyline each, so that dashes run on from point to point."""
        breaks = np.flatnonzero(~picture.joined) + 1
        for run_x, run_y in zip(np.split(x, breaks), np.split(y, breaks), strict=True):
            if len(run_x) > 1:
                points_x, points_y = _stepped(run_x, run_y) if self._trace.stepped else (run_x, run_y)
                painter.drawPolyline(
                    QPolygonF([QPointF(a, b) for a, b in zip(points_x, points_y, strict=True)])
                )


def without_level_middles(picture: TracePicture) -> TracePicture:
    """The same curve with only the ends of its level stretches: fewer lines, and no seams along them."""
    if len(picture) < 3:
        return picture
    level = picture.y[:-1] == picture.y[1:]
    keep = np.ones(len(picture), dtype=np.bool_)
    keep[1:-1] = ~(level[:-1] & level[1:] & picture.joined[:-1] & picture.joined[1:])
    kept = np.flatnonzero(keep)
    return TracePicture(picture.t[kept], picture.y[kept], picture.joined[kept[:-1]])


def _lines(picture: TracePicture, x: Floats, y: Floats, *, stepped: bool) -> Floats:
    """One row ``x1 y1 x2 y2`` for each line: the layout of ``QLineF``."""
    joined = picture.joined
    if not stepped:
        every = np.column_stack((x[:-1], y[:-1], x[1:], y[1:]))
        return np.ascontiguousarray(every[joined])
    held = np.column_stack((x[:-1], y[:-1], x[1:], y[:-1]))[joined]
    risen = np.column_stack((x[1:], y[:-1], x[1:], y[1:]))[joined]
    return np.ascontiguousarray(np.concatenate((held, risen[risen[:, 1] != risen[:, 3]])))


def _stepped(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """A polyline that holds each value until the next."""
    return np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
