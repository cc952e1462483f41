"""The course of the therapy on a card; the plot itself is made when it is first to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from programmer.ui.viewmodels.plot_samples import PlotSamples
from programmer.ui.viewmodels.pump_state import PumpPlots
from programmer.ui.widgets.card import Card

if TYPE_CHECKING:
    from programmer.ui.widgets.plots.therapy_plot import TherapyPlot

_MINIMUM_HEIGHT = 380


class PlotCard(Card):
    """Loading the plot library takes longer than all the rest of the window, so the first paint does not wait for
    it. ``made`` carries the ``TherapyPlot`` once it is there."""

    made = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.plot: TherapyPlot | None = None
        self._state: PumpPlots | None = None
        self._samples: PlotSamples | None = None
        self._drawn = 0
        self.setMinimumHeight(_MINIMUM_HEIGHT)
        self.setAccessibleName("Course of the therapy")

    def make_plot(self) -> TherapyPlot:
        """The plot, made now if it is not there yet."""
        if self.plot is None:
            from programmer.ui.widgets.plots.therapy_plot import TherapyPlot

            self.plot = TherapyPlot()
            self.add(self.plot, 1)
            self.made.emit(self.plot)
            if self._state is not None:
                self._draw(self.plot, self._state, None)
        return self.plot

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.make_plot()

    def render_plots(self, state: PumpPlots) -> None:
        """Draw what is new since the state before."""
        before, self._state = self._state, state
        if self.plot is not None and state != before:
            self._draw(self.plot, state, before)

    def _draw(self, plot: TherapyPlot, state: PumpPlots, before: PumpPlots | None) -> None:
        if before is None or before.capacity_ml != state.capacity_ml:
            plot.set_capacity(state.capacity_ml or None)
        if before is None or before.low_mark_ml != state.low_mark_ml:
            plot.set_alarm_mark(state.low_mark_ml or None)
        if before is None or (before.rate_of, before.delivered_of) != (state.rate_of, state.delivered_of):
            plot.set_drugs(state.rate_of, state.delivered_of)
        self._draw_measured(plot, state)
        if before is None or before.predicted != state.predicted:
            plot.set_refill_by(state.refill_at)
            plot.show_calculated(state.predicted, state.words)
        plot.set_now(state.now)

    def _draw_measured(self, plot: TherapyPlot, state: PumpPlots) -> None:
        """The samples only grow; another object means another pump."""
        if state.samples is not self._samples:
            self._samples, self._drawn = state.samples, 0
            plot.clear_measured()
        plot.extend_measured(state.samples.rows(self._drawn, state.count))
        self._drawn = state.count
