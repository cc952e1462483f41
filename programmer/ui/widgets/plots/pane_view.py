"""The view a pane's curves lie in: it reports wheel and drags in times, and moves nothing by itself."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGraphicsItem, QGraphicsSceneWheelEvent

_WHEEL_NOTCH = 120.0
_ZOOM_A_NOTCH = 0.8


class PaneView(pg.ViewBox):  # type: ignore[misc]
    """``zoomed`` (factor, about which time), ``panned`` (seconds), ``swept`` (from, to, finished).

    Dragging pans; with Shift it sweeps out the times to zoom to.
    """

    zoomed = Signal(float, float)
    panned = Signal(float)
    swept = Signal(float, float, bool)

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent=parent, enableMenu=False, border=None, defaultPadding=0)
        self.disableAutoRange()
        self.setMouseEnabled(x=False, y=False)

    def wheelEvent(self, event: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        factor = _ZOOM_A_NOTCH ** (event.delta() / _WHEEL_NOTCH)
        self.zoomed.emit(factor, float(self.mapToView(event.pos()).x()))
        event.accept()

    def mouseDragEvent(
        self, event: pg.GraphicsScene.mouseEvents.MouseDragEvent, axis: int | None = None
    ) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        event.accept()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            start, end = (float(self.mapToView(point).x()) for point in (event.buttonDownPos(), event.pos()))
            self.swept.emit(min(start, end), max(start, end), bool(event.isFinish()))
        else:
            before, after = (float(self.mapToView(point).x()) for point in (event.lastPos(), event.pos()))
            self.panned.emit(before - after)

    def mouseClickEvent(self, event: pg.GraphicsScene.mouseEvents.MouseClickEvent) -> None:
        event.ignore()
