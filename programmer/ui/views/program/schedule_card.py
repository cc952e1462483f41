"""The steps of the day in a table, of any day of a week, and the day as a picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_state import SCHEDULES, EditState, ScheduleState
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.day_picture import DayPicture
from programmer.ui.widgets.schedule_table import ScheduleTable
from programmer.ui.widgets.segmented_control import SegmentedControl
from programmer.ui.widgets.text_label import TextLabel, Tone

_PICTURE_HEIGHT = 240
_TABLE_WIDTH = 512


class ScheduleCard(Card):
    """The table only in the modes that have steps; the picture always."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName("Course of the day")
        self._page = page
        self._shown: tuple[object, ...] = ()
        self.table: ScheduleTable | None = None
        self.picture = DayPicture()
        self.picture.setMinimumHeight(_PICTURE_HEIGHT)
        self._reason = TextLabel(tone=Tone.DANGER, wraps=True)
        self._hint = TextLabel(tone=Tone.MUTED, wraps=True)
        self._totals = TextLabel(wraps=True)
        self._empty = False
        self._left = QVBoxLayout()
        self._left.setSpacing(8)
        self._row = QHBoxLayout()
        self._row.setSpacing(24)
        self._row.addLayout(self._left)
        self._row.addWidget(self.picture, 1, Qt.AlignmentFlag.AlignTop)
        self.add(self._build_week())
        self.add(self._totals)
        self.add(self._hint)
        self.add(self._reason)
        self.add(self._row)

    def _build_week(self) -> QWidget:
        self.days = SegmentedControl(name="Day of the week")
        self.copy = ActionButton("Copy to all days")
        self.days.chosen.connect(lambda day: self._page.choose_day(int(str(day))))
        self.copy.clicked.connect(self._page.copy_to_all_days)
        self.week = QWidget()
        row = QHBoxLayout(self.week)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.days)
        row.addWidget(self.copy)
        row.addStretch(1)
        return self.week

    def render_schedule(self, state: EditState) -> None:
        """Show steps and picture. A schedule that was shown already is left as it stands in the fields."""
        schedule, editing = state.schedule, state.mode_key in SCHEDULES
        if editing and self.table is None:
            self.table = self._make_table(schedule.most_steps)
        self.week.setVisible(bool(schedule.days))
        self.days.set_choices(schedule.days)
        if schedule.days:
            self.days.choose(schedule.day_key)
        if self.table is not None:
            self.table.setVisible(editing)
            self.table.set_unit(state.unit)
            self._render_table(self.table, schedule)
        self._totals.setText(schedule.totals)
        self._totals.setVisible(bool(schedule.totals))
        self._hint.setText(schedule.hint)
        self._hint.setVisible(editing and bool(schedule.hint))
        self._reason.setText(schedule.reason)
        self._show_reason()
        self.picture.set_state(state.day)

    def _render_table(self, table: ScheduleTable, schedule: ScheduleState) -> None:
        if schedule.day is None:
            if not self._empty:
                table.set_empty()
            self._empty, self._shown = True, ()
            return
        self._empty = False
        wanted = (schedule.day, schedule.present, schedule.step_reasons, schedule.read)
        if wanted != self._shown and schedule.read:
            table.set_schedule(schedule.day, schedule.present, dict(schedule.step_reasons))
        self._shown = wanted

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
