"""The scene of a stacked plot: panes above each other, one time axis below, one overlay above all."""

from __future__ import annotations

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtWidgets import QGraphicsItem

from programmer.ui.theme import Tokens
from programmer.ui.widgets.plots.plot_overlay import CrosshairDot, OverlayState, PlotOverlay
from programmer.ui.widgets.plots.plot_pane import LEFT, RIGHT, PaneSpec, PlotPane
from programmer.ui.widgets.plots.plot_readout import reading
from programmer.ui.widgets.plots.time_axis import HEIGHT as AXIS_HEIGHT
from programmer.ui.widgets.plots.time_axis import TimeAxis
from programmer.ui.widgets.plots.time_span import TimeSpan
from programmer.ui.widgets.plots.time_ticks import Tick

_TOP_OF_CURVES = 20.0


class PlotStack(pg.GraphicsWidget):  # type: ignore[misc]
    """Lays its parts out itself and shows one ``TimeSpan`` in all of them. ``laid_out`` after each new size."""

    laid_out = Signal()

    def __init__(
        self, specs: tuple[PaneSpec, ...], ticks: Callable[[float, float, float], tuple[Tick, ...]]
    ) -> None:
        super().__init__()
        self.panes = {spec.key: PlotPane(spec) for spec in specs}
        self.axis = TimeAxis(ticks)
        self.overlay = PlotOverlay()
        parts: tuple[QGraphicsItem, ...] = (*self.panes.values(), self.axis, self.overlay)
        for part in parts:
            part.setParentItem(self)
        self._span = TimeSpan(0.0, 1.0)

    @property
    def times_rect(self) -> QRectF:
        """Where times lie, from the top of the first pane to the axis."""
        size = self.size()
        height = size.height() - AXIS_HEIGHT - _TOP_OF_CURVES
        return QRectF(LEFT, _TOP_OF_CURVES, size.width() - LEFT - RIGHT, height)

    def show_span(self, span: TimeSpan) -> None:
        """Show these times everywhere."""
        self._span = span
        for pane in self.panes.values():
            pane.show_times(span.t0, span.t1)
        self.axis.show_times(span.t0, span.t1)

    def x_of(self, t: float) -> float:
        """Where a time lies, in pixels of the stack."""
        rect = self.times_rect
        return float(rect.left() + (t - self._span.t0) / self._span.length * rect.width())

    def t_at(self, x: float) -> float:
        """The time at a place."""
        rect = self.times_rect
        return float(self._span.t0 + (x - rect.left()) / max(1.0, rect.width()) * self._span.length)

    def overlay_state(
        self, *, now: float | None, now_words: str, crosshair: float | None, sweep: TimeSpan | None
    ) -> OverlayState:
        """What the overlay shows of these times."""
        area = self.times_rect
        inside = now is not None and self._span.t0 <= now <= self._span.t1
        return OverlayState(
            area,
            now_x=round(self.x_of(now)) + 0.5 if inside and now is not None else None,
            now_words=now_words,
            crosshair_x=None if crosshair is None else round(self.x_of(crosshair)) + 0.5,
            dots=() if crosshair is None else self._dots(crosshair),
            sweep=None if sweep is None else (self.x_of(sweep.t0), self.x_of(sweep.t1)),
        )

    def _dots(self, t: float) -> tuple[CrosshairDot, ...]:
        found = []
        for pane in self.panes.values():
            found_value = reading(pane, t)
            if found_value is not None:
                at = QPointF(self.x_of(t), pane.pos().y() + pane.y_of(found_value[0]))
                found.append(CrosshairDot(at, pane.spec.series))
        return tuple(found)

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the colours of a theme."""
        for pane in self.panes.values():
            pane.apply_tokens(tokens)
        self.axis.update()
        self.overlay.update()

    def resizeEvent(self, _event: object) -> None:
        size = self.size()
        room = max(0.0, size.height() - AXIS_HEIGHT)
        shares = sum(pane.spec.share for pane in self.panes.values())
        top = 0.0
        for pane in self.panes.values():
            height = room * pane.spec.share / shares
            pane.setGeometry(QRectF(0, round(top), size.width(), round(height)))
            top += height
        self.axis.setGeometry(QRectF(0, room, size.width(), AXIS_HEIGHT))
        self.laid_out.emit()
