"""Several curves over one time axis, with zoom, pan, crosshair and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from programmer.ui.theme import Tokens, TypeSize, follow_theme
from programmer.ui.widgets.elided_label import ElidedLabel
from programmer.ui.widgets.plots.plot_menu import plot_menu
from programmer.ui.widgets.plots.plot_pane import PaneMark, PaneSpec, PlotPane
from programmer.ui.widgets.plots.plot_readout import sentence_at
from programmer.ui.widgets.plots.plot_stack import PlotStack
from programmer.ui.widgets.plots.time_span import TimeSpan, spanning
from programmer.ui.widgets.plots.time_ticks import Tick, time_ticks
from programmer.ui.widgets.plots.time_words import moment_words
from programmer.ui.widgets.text_label import Tone

_PAN_SHARE = 0.1
_ZOOM = 0.5
_HOUR = 3600.0


class StackedTimePlot(QWidget):
    """Panes given by ``PaneSpec``; ``extend``/``replace`` fill them.

    Wheel zooms, dragging pans, Shift and dragging zooms to what was swept; arrows pan, + and − zoom, Home shows
    all. ``span_changed`` when a person or code shows other times; ``moved_by_hand`` when a person did.
    """

    span_changed = Signal(object)
    moved_by_hand = Signal()

    def __init__(
        self,
        specs: tuple[PaneSpec, ...],
        *,
        name: str,
        ticks: Callable[[float, float, float], tuple[Tick, ...]] = time_ticks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._span = TimeSpan(0.0, 86_400.0)
        self._now: float | None = None
        self._crosshair: float | None = None
        self._leaves_out = ""
        self._sweep: TimeSpan | None = None
        self._stack = PlotStack(specs, ticks)
        self._view = pg.GraphicsView(useOpenGL=False)
        self._readout = ElidedLabel(size=TypeSize.LABEL, tone=Tone.MUTED)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self._build()
        self._connect_panes()
        follow_theme(self)

    def _build(self) -> None:
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setCentralItem(self._stack)
        self._view.viewport().setMouseTracking(True)
        self._view.viewport().installEventFilter(self)
        self._readout.setFixedHeight(20)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._view, 1)
        column.addWidget(self._readout)
        self._stack.laid_out.connect(self._render_overlay)

    def _connect_panes(self) -> None:
        for pane in self._stack.panes.values():
            pane.view.zoomed.connect(self._zoom_by_hand)
            pane.view.panned.connect(self._pan_by_hand)
            pane.view.swept.connect(self._sweep_by_hand)

    # ---- what is shown --------------------------------------------------------------------------------------

    def pane(self, key: str) -> PlotPane:
        """One pane."""
        return self._stack.panes[key]

    @property
    def span(self) -> TimeSpan:
        """The times that are shown."""
        return self._span

    def set_span(self, span: TimeSpan) -> None:
        """Show these times."""
        self._span = span
        self._stack.show_span(span)
        self._render_overlay()
        self.span_changed.emit(span)

    def show_all(self) -> None:
        """Show everything there is."""
        whole = self.whole_span()
        if whole is not None:
            self.set_span(whole)

    def whole_span(self) -> TimeSpan | None:
        """From the first to the last moment of any curve."""
        traces = [
            t for pane in self._stack.panes.values() for t in (pane.measured, pane.calculated) if len(t)
        ]
        if not traces:
            return None
        return spanning(min(float(t.times[0]) for t in traces), max(float(t.times[-1]) for t in traces))

    def set_mark(self, key: str, mark: PaneMark | None) -> None:
        """Draw a level with words in a pane, or none."""
        self.pane(key).set_mark(mark)

    def set_now(self, t: float | None) -> None:
        """Draw the line of now."""
        self._now = t
        self._render_overlay()

    def refresh(self) -> None:
        """Draw the curves anew after they have grown."""
        for pane in self._stack.panes.values():
            pane.refresh()
            pane.fit_values()
        self._render_overlay()

    # ---- crosshair and words --------------------------------------------------------------------------------

    def set_crosshair(self, t: float | None) -> None:
        """Point at a moment; ``None`` takes the crosshair away."""
        self._crosshair = t
        self._render_overlay()

    def readout(self) -> str:
        """The sentence under the plot: the values under the crosshair, or those of now."""
        return self._readout.text()

    def words_at(self, t: float) -> str:
        """Time and values at a moment, as a sentence."""
        return sentence_at(tuple(self._stack.panes.values()), t)

    def moment_words_at(self, t: float) -> str:
        """A moment in words; with seconds where less than an hour is shown."""
        return moment_words(t, with_seconds=self._span.length < _HOUR)

    def _render_overlay(self) -> None:
        calculated = any(len(pane.calculated) for pane in self._stack.panes.values())
        words = f"now, calculated from here{self._leaves_out}" if calculated else "now"
        self._stack.overlay.set_state(
            self._stack.overlay_state(
                now=self._now, now_words=words, crosshair=self._crosshair, sweep=self._sweep
            )
        )
        at = self._crosshair if self._crosshair is not None else self._now
        self._readout.setText("" if at is None else self.words_at(at))
        self.setAccessibleDescription(self._readout.text())

    # ---- hands ----------------------------------------------------------------------------------------------

    def _by_hand(self, span: TimeSpan) -> None:
        self.moved_by_hand.emit()
        self.set_span(span)

    def _zoom_by_hand(self, factor: float, about: float) -> None:
        self._by_hand(self._span.zoomed(factor, about))

    def _pan_by_hand(self, by: float) -> None:
        self._by_hand(self._span.panned(by))

    def _sweep_by_hand(self, t0: float, t1: float, finished: bool) -> None:
        self._sweep = None if finished else TimeSpan(t0, t1)
        if finished and t1 > t0:
            self._by_hand(spanning(t0, t1))
        else:
            self._render_overlay()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        middle = (self._span.t0 + self._span.t1) / 2
        step = self._span.length * _PAN_SHARE
        match event.key():
            case Qt.Key.Key_Left:
                self._pan_by_hand(-step)
            case Qt.Key.Key_Right:
                self._pan_by_hand(step)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom_by_hand(_ZOOM, middle)
            case Qt.Key.Key_Minus:
                self._zoom_by_hand(1 / _ZOOM, middle)
            case Qt.Key.Key_Home:
                self.moved_by_hand.emit()
                self.show_all()
            case _:
                super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._point_at(self._view.mapToScene(event.position().toPoint()))
        elif event.type() == QEvent.Type.Leave:
            self.set_crosshair(None)
        return False

    def _point_at(self, scene: QPointF) -> None:
        place = self._stack.mapFromScene(scene)
        inside = self._stack.times_rect.contains(place)
        self.set_crosshair(self._stack.t_at(place.x()) if inside else None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        plot_menu(self).popup(event.globalPos())

    def save_picture(self, path: Path) -> bool:
        """Write what is shown as a PNG; whether that worked."""
        return self.grab().save(str(path), "PNG")

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the colours of a theme."""
        self._view.setBackground(tokens.surface)
        self._stack.apply_tokens(tokens)
