"""The pump's course: reservoir, dose rate, and what was delivered since midnight, on one time axis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from programmer.ui.widgets.plots.plot_pane import PaneMark, PaneSpec
from programmer.ui.widgets.plots.plot_readout import reading, value_words
from programmer.ui.widgets.plots.stacked_time_plot import StackedTimePlot
from programmer.ui.widgets.plots.time_span import TimeSpan, spanning
from programmer.ui.widgets.plots.time_trace import Floats

RESERVOIR, RATE, DELIVERED = "reservoir", "rate", "delivered"
_KEYS = (RESERVOIR, RATE, DELIVERED)
PlotRow = tuple[float, float, float, float]
"""Seconds of the pump's own clock since its 1970, mL, mcg per day, mcg since midnight; ``nan`` makes a gap."""
_DAY = 86_400.0
_NOW_SHARE = 0.65  # room for what is to come
_NOW_SHARE_ALONE = 0.97
_PANES = (
    PaneSpec(RESERVOIR, "Reservoir", "mL", "series_reservoir", share=1.25),
    PaneSpec(RATE, "Dose rate", "mcg per day", "series_rate", stepped=True),
    PaneSpec(DELIVERED, "Delivered since midnight", "mcg", "series_dose", share=1.1),
)


@dataclass(frozen=True, slots=True)
class PlotSample:
    """A moment on the pump's own clock (seconds since its 1970) and what holds then; ``None`` makes a gap."""

    t_s: float
    reservoir_ml: float | None
    dose_rate: float | None
    delivered: float | None

    def row(self) -> PlotRow:
        """The same as plain floats."""
        values = (self.reservoir_ml, self.dose_rate, self.delivered)
        reservoir, rate, delivered = (math.nan if value is None else value for value in values)
        return self.t_s, reservoir, rate, delivered


class PlotRange(Enum):
    """The times a person may ask for; the value is the word on the control."""

    TEN_MINUTES = "10 min"
    DAY = "24 h"
    WEEK = "7 days"
    TO_REFILL = "To refill"
    ALL = "All"


_LENGTHS = {PlotRange.TEN_MINUTES: 600.0, PlotRange.DAY: _DAY, PlotRange.WEEK: 7 * _DAY}


class TherapyPlot(StackedTimePlot):
    """``follow_changed`` (bool) when it starts or stops keeping now in view; ``range_changed`` carries the
    ``PlotRange`` that holds, or ``None`` once a person moved away from it. F follows now.
    """

    follow_changed = Signal(bool)
    range_changed = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        self._range: PlotRange | None = PlotRange.WEEK
        self._follow = True
        self._refill_by: float | None = None
        super().__init__(_PANES, name="Course of the therapy", parent=parent)
        self.moved_by_hand.connect(self._leave_range)

    # ---- what it shows --------------------------------------------------------------------------------------

    def set_measured(self, samples: Sequence[PlotSample]) -> None:
        """Show these as what happened, instead of what was there; oldest first."""
        self.clear_measured()
        self.extend_measured(sample.row() for sample in samples)

    def append(self, sample: PlotSample) -> None:
        """Add the newest sample."""
        self.extend_measured((sample.row(),))

    def set_calculated(self, samples: Sequence[PlotSample]) -> None:
        """Show these, dashed, as what is to come; oldest first."""
        self.show_calculated(sample.row() for sample in samples)

    def clear_measured(self) -> None:
        """Forget what happened: another pump."""
        for key in _KEYS:
            self.pane(key).measured.clear()
        self._arrange()

    def extend_measured(self, rows: Iterable[PlotRow]) -> None:
        """Add what happened since; times must not fall."""
        columns = _columns_of(rows)
        for key, values in zip(_KEYS, columns[1:], strict=True):
            self.pane(key).measured.extend(columns[0], values)
        self._arrange()

    def show_calculated(self, rows: Iterable[PlotRow], leaves_out: str = "") -> None:
        """Show these, dashed, as what is to come, instead of what was calculated before, and say what is not in it."""
        self._leaves_out = f" {leaves_out}" if leaves_out else ""
        columns = _columns_of(rows)
        for key, values in zip(_KEYS, columns[1:], strict=True):
            self.pane(key).calculated.clear()
            self.pane(key).calculated.extend(columns[0], values)
        self._arrange()

    def set_alarm_mark(self, ml: float | None) -> None:
        """Draw the level of the low-reservoir alarm."""
        words = "" if ml is None else f"low-reservoir alarm {value_words(ml, 'mL')}"
        self.set_mark(RESERVOIR, None if ml is None else PaneMark(ml, words))

    def set_drugs(self, rate_of: str, delivered_of: str) -> None:
        """Say of which drug the doses are: two drugs never stand on one axis without their names."""
        for key, drug in ((RATE, rate_of), (DELIVERED, delivered_of)):
            title = self.pane(key).spec.title
            self.pane(key).set_title(f"{title}: {drug}" if drug else title)

    def set_capacity(self, ml: float | None) -> None:
        """Let the reservoir's scale end at what it holds."""
        self.pane(RESERVOIR).set_top(ml)

    def set_refill_by(self, t: float | None) -> None:
        """Say when the refill is due, for the range "To refill"."""
        self._refill_by = t

    def set_now(self, t: float | None) -> None:
        """Draw the line of now, and keep it in its place while following."""
        super().set_now(t)
        if self._follow:
            self._arrange()

    # ---- ranges and following -------------------------------------------------------------------------------

    @property
    def range(self) -> PlotRange | None:
        """The range that holds."""
        return self._range

    @property
    def following(self) -> bool:
        """Whether now is kept in view."""
        return self._follow

    def set_range(self, chosen: PlotRange) -> None:
        """Show this range, and follow now in it."""
        self._range = chosen
        self._set_follow(True)
        self._arrange()
        self.range_changed.emit(chosen)

    def follow_now(self, follow: bool = True) -> None:
        """Keep now in view, or leave the view where it is."""
        self._set_follow(follow)
        self._arrange()

    def show_all(self) -> None:
        """Show everything there is, as a range."""
        self.set_range(PlotRange.ALL)

    def _set_follow(self, follow: bool) -> None:
        if follow != self._follow:
            self._follow = follow
            self.follow_changed.emit(follow)

    def _leave_range(self) -> None:
        self._set_follow(False)
        if self._range is not None:
            self._range = None
            self.range_changed.emit(None)

    def _arrange(self) -> None:
        """Show what range and following ask for, or only draw anew."""
        if self._follow:
            span = self._wanted_span()
            if span is not None and span != self.span:
                self.set_span(span)
        self.refresh()

    def _wanted_span(self) -> TimeSpan | None:
        whole = self.whole_span()
        if self._range is PlotRange.ALL or self._now is None:
            return whole
        if self._range is PlotRange.TO_REFILL:
            end = self._refill_by if self._refill_by is not None else self._now + 7 * _DAY
            length = max(end - self._now, _DAY) * 1.12
            return spanning(self._now - 0.06 * length, self._now + 0.94 * length)
        length = self.span.length if self._range is None else _LENGTHS[self._range]
        share = _NOW_SHARE if len(self.pane(RESERVOIR).calculated) else _NOW_SHARE_ALONE
        return TimeSpan(0, length).around(self._now, share)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F:
            self.follow_now()
            return
        super().keyPressEvent(event)

    def words_at(self, t: float) -> str:
        """``Fri 20 Nov 2026, 14:31 — 11.42 mL, 402 mcg per day, 234 mcg since midnight``."""
        suffixes = {RESERVOIR: "mL", RATE: "mcg per day", DELIVERED: "mcg since midnight"}
        found = {key: reading(self.pane(key), t) for key in suffixes}
        parts = [value_words(got[0], suffixes[key]) for key, got in found.items() if got is not None]
        calculated = ", calculated" if any(got is not None and got[1] for got in found.values()) else ""
        return f"{self.moment_words_at(t)} — {', '.join(parts) if parts else 'nothing known'}{calculated}"


def _columns_of(rows: Iterable[PlotRow]) -> Floats:
    """Rows turned on their side: one array of times, then one for each pane."""
    return np.asarray(list(rows), dtype=np.float64).reshape(-1, 1 + len(_KEYS)).T.copy()
