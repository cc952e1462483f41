"""The controls of a therapy plot, for the head of a page: which times, and whether to follow now."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.plots.therapy_plot import PlotRange, TherapyPlot
from programmer.ui.widgets.segmented_control import Choice, SegmentedControl


class PlotControls(QWidget):
    """Steers one ``TherapyPlot`` and shows where it stands."""

    def __init__(self, plot: TherapyPlot, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot = plot
        choices = tuple(Choice(choice, choice.value) for choice in PlotRange)
        self.ranges = SegmentedControl(choices, name="Times shown")
        self.follow = ActionButton("Follow now", icon_name="follow-now")
        self.follow.setCheckable(True)
        self.ranges.choose(plot.range)
        self.follow.setChecked(plot.following)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.follow)
        row.addWidget(self.ranges)
        self.ranges.chosen.connect(plot.set_range)
        self.follow.clicked.connect(plot.follow_now)
        plot.range_changed.connect(self.ranges.choose)
        plot.follow_changed.connect(self.follow.setChecked)
