"""The steps of the day in a table, and the day as a picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_state import MODE_DAY_SCHEDULE, EditState
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.day_picture import DayPicture
from programmer.ui.widgets.schedule_table import ScheduleTable
from programmer.ui.widgets.text_label import TextLabel, Tone

_PICTURE_HEIGHT = 240
_TABLE_WIDTH = 512


class ScheduleCard(Card):
    """The table only in the mode of that name; the picture always."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName("Course of the day")
        self._page = page
        self._shown: tuple[object, ...] = ()
        self.table: ScheduleTable | None = None
        self.picture = DayPicture()
        self.picture.setMinimumHeight(_PICTURE_HEIGHT)
        self._reason = TextLabel(tone=Tone.DANGER, wraps=True)
        self._left = QVBoxLayout()
        self._left.setSpacing(8)
        self._row = QHBoxLayout()
        self._row.setSpacing(24)
        self._row.addLayout(self._left)
        self._row.addWidget(self.picture, 1, Qt.AlignmentFlag.AlignTop)
        self.add(self._row)
        self.add(self._reason)

    def render_schedule(self, state: EditState) -> None:
        """Show steps and picture. A schedule that was shown already is left as it stands in the fields."""
        editing = state.mode_key == MODE_DAY_SCHEDULE
        if state.schedule is not None and self.table is None:
            self.table = self._make_table(state.most_steps)
        if self.table is not None:
            self.table.setVisible(editing)
            wanted = (state.schedule, state.present, state.step_reasons)
            if state.schedule is not None and wanted != self._shown:
                self.table.set_schedule(state.schedule, state.present, dict(state.step_reasons))
            self._shown = wanted
        self._reason.setText(state.schedule_reason)
        self._show_reason()
        self.picture.set_modes(state.proposed, state.present)

    def _show_reason(self) -> None:
        """Only while no row says already what is wrong."""
        table = self.table
        said_there = table is None or table.isHidden() or bool(table.reasons())
        self._reason.setVisible(bool(self._reason.text()) and not said_there)

    def _make_table(self, most_steps: int) -> ScheduleTable:
        table = ScheduleTable(most_steps=most_steps)
        table.setFixedWidth(_TABLE_WIDTH)
        table.schedule_changed.connect(self._page.take_schedule)
        table.read_anew.connect(self._show_reason)
        self._left.addWidget(table)
        self._left.addStretch(1)
        return table
