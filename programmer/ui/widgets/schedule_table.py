"""The editor of a day schedule: its steps in rows, with the reason at the field that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from operator import itemgetter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.therapy.notation import time_of_day_text
from programmer.therapy.programs import DaySchedule, DeliveryMode, ScheduleStep, basal_steps
from programmer.therapy.quantities import SECONDS_PER_DAY, NanogramsPerDay, SecondsOfDay
from programmer.ui.theme import TypeSize, Weight
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.hairline import Hairline
from programmer.ui.widgets.schedule_row import WIDTHS, ScheduleRow
from programmer.ui.widgets.text_label import TextLabel, Tone

_TITLES = ("From", "To", "Rate", "In this step", "")
_WIDEST = 680
_Read = tuple[SecondsOfDay | None, NanogramsPerDay | None]


class ScheduleTable(QWidget):
    """``schedule_changed`` carries the ``DaySchedule`` the texts stand for, or ``None`` while they are none.

    Texts stay as typed. Rows go into the order of their times when a time field is left or a step is taken out,
    never while typing. ``read_anew`` after every change, with ``reasons`` as they stand then.
    """

    schedule_changed = Signal(object)
    read_anew = Signal()

    def __init__(self, *, most_steps: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most_steps = most_steps
        self._present: frozenset[ScheduleStep] = frozenset()
        self._refused: tuple[DaySchedule | None, Mapping[int, str]] = (None, {})
        self._value: DaySchedule | None = None
        self._unit = "mcg"
        self._rows: list[ScheduleRow] = []
        self.setMaximumWidth(_WIDEST)
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        self.add_button = ActionButton("Add step", ButtonKind.QUIET, icon_name="plus")
        self.add_button.clicked.connect(self.add_step)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._build_head())
        column.addWidget(Hairline())
        column.addLayout(self._body)
        column.addSpacing(8)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 0, 8)
        head.setSpacing(8)
        for index, (title, width) in enumerate(zip(_TITLES, WIDTHS, strict=True)):
            label = TextLabel(title, size=TypeSize.LABEL, weight=Weight.MEDIUM, tone=Tone.MUTED)
            label.setMinimumWidth(width)
            if title == "In this step":
                label.setAlignment(Qt.AlignmentFlag.AlignRight)
            head.addWidget(label, 1 if index == 2 else 0)
        return head

    # ---- what it holds --------------------------------------------------------------------------------------

    def value(self) -> DaySchedule | None:
        """The schedule the texts stand for."""
        return self._value

    def rows(self) -> tuple[ScheduleRow, ...]:
        """The rows, from the top."""
        return tuple(self._rows)

    def reasons(self) -> tuple[str, ...]:
        """What the rows say against themselves, from the top."""
        return tuple(row.reason() for row in self._rows if row.reason())

    def set_schedule(
        self,
        schedule: DaySchedule,
        present: DeliveryMode | None = None,
        step_reasons: Mapping[int, str] | None = None,
    ) -> None:
        """Show a schedule and mark what differs from the pump's; texts that already say it stay untouched.

        ``step_reasons`` says by the number of a step, from 1, why the pump cannot deliver it.
        """
        self._refused = (schedule, step_reasons or {})
        self._present = frozenset(basal_steps(present)) if present is not None else frozenset(schedule.steps)
        if schedule != self._value:
            while len(self._rows) > len(schedule.steps):
                self._drop(self._rows[-1])
            while len(self._rows) < len(schedule.steps):
                self._new_row()
            for row, step in zip(self._rows, schedule.steps, strict=True):
                row.put(step)
        self._read(tell=False)

    def set_empty(self) -> None:
        """Begin with one step from midnight on whose rate nobody has typed yet."""
        while self._rows:
            self._drop(self._rows[-1])
        self._new_row().begin_at_midnight()
        self._read(tell=False)

    def set_unit(self, unit: str) -> None:
        """The unit of mass in which rates are typed, ``mcg`` or ``mg``; it comes before the rates themselves."""
        if unit != self._unit:
            self._unit = unit
            self._value = None
            for row in self._rows:
                row.set_unit(unit)

    def add_step(self) -> None:
        """Add an empty step at the end; nothing is guessed for it."""
        row = self._new_row()
        self._read(tell=True)
        row.time.setFocus()

    def remove_step(self, row: ScheduleRow) -> None:
        """Take a step out; the one before it then lasts longer."""
        self._drop(row)
        self._put_in_order()
        self._read(tell=True)

    def _new_row(self) -> ScheduleRow:
        row = ScheduleRow()
        row.set_unit(self._unit)
        row.edited.connect(lambda: self._read(tell=True))
        row.left.connect(self._sort_rows)
        row.removed.connect(lambda: self.remove_step(row))
        self._rows.append(row)
        self._body.addWidget(row)
        self._chain_tab_stops()
        return row

    def _chain_tab_stops(self) -> None:
        """Tab goes through the rows as they stand."""
        stops = [stop for row in self._rows for stop in row.tab_stops()] + [self.add_button]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _drop(self, row: ScheduleRow) -> None:
        self._rows.remove(row)
        self._body.removeWidget(row)
        row.hide()
        row.deleteLater()

    # ---- reading --------------------------------------------------------------------------------------------

    def _read(self, *, tell: bool) -> None:
        read = [row.read() for row in self._rows]
        sound = self._refuse_twins(read)
        self._show_spans(read)
        before, self._value = self._value, self._schedule_of(read) if sound else None
        for number, (row, (at, dose)) in enumerate(zip(self._rows, read, strict=True), start=1):
            known = at is not None and dose is not None and ScheduleStep(at, dose) in self._present
            row.mark(changed=not known, number=number)
            row.set_first(number == 1)
        self._show_refusals()
        self.add_button.setEnabled(len(self._rows) < self._most_steps)
        if tell and self._value != before:
            self.schedule_changed.emit(self._value)
        self.read_anew.emit()

    def _show_refusals(self) -> None:
        """Why the pump cannot deliver a step, at the rate of that step."""
        schedule, reasons = self._refused
        if schedule is None or schedule != self._value:
            return  # said of another schedule than the texts stand for
        for number, reason in reasons.items():
            at = schedule.steps[number - 1].at
            for row in self._rows:
                if row.read()[0] == at:
                    row.refuse_dose(reason)

    def _refuse_twins(self, read: list[_Read]) -> bool:
        """Two steps cannot start at the same time; the later row says so."""
        seen: set[SecondsOfDay] = set()
        sound = True
        for row, (at, _) in zip(self._rows, read, strict=True):
            if at is not None and at in seen:
                row.show_reason(f"another step already starts at {time_of_day_text(at)}", time_is_wrong=True)
                sound = False
            if at is not None:
                seen.add(at)
        return sound

    def _show_spans(self, read: list[_Read]) -> None:
        starts = sorted({at.value for at, _ in read if at is not None})
        for row, (at, dose) in zip(self._rows, read, strict=True):
            if at is None:
                row.show_end("")
                row.show_amount(None, 0)
                continue
            end = next((start for start in starts if start > at.value), SECONDS_PER_DAY)
            row.show_end("24:00" if end == SECONDS_PER_DAY else time_of_day_text(SecondsOfDay(end)))
            row.show_amount(dose, end - at.value)

    @staticmethod
    def _schedule_of(read: list[_Read]) -> DaySchedule | None:
        steps = [ScheduleStep(at, dose) for at, dose in read if at is not None and dose is not None]
        if len(steps) < len(read) or not steps:
            return None
        return DaySchedule(tuple(sorted(steps, key=lambda step: step.at.value)))

    def _sort_rows(self) -> None:
        self._put_in_order()
        self._read(tell=False)

    def _put_in_order(self) -> None:
        """By time; a row whose time cannot be read stays behind the one it follows."""
        last, times = 0, []
        for row in self._rows:
            at = row.read()[0]
            last = last if at is None else at.value
            times.append(last)
        order = [row for _, row in sorted(zip(times, self._rows, strict=True), key=itemgetter(0))]
        if order == self._rows:
            return
        self._rows = order
        for row in order:
            self._body.removeWidget(row)
        for row in order:
            self._body.addWidget(row)
        self._chain_tab_stops()
