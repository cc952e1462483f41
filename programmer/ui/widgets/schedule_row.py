"""One step of a day schedule while it is edited: from, to, rate, and what it gives."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from programmer.therapy.notation import (
    NotAQuantity,
    decimal_text,
    mass_text,
    read_dose_number,
    read_time_of_day,
    time_of_day_text,
)
from programmer.therapy.programs import ScheduleStep, dose_in_step
from programmer.therapy.quantities import (
    NANOGRAMS_PER_MICROGRAM,
    NANOGRAMS_PER_MILLIGRAM,
    NanogramsPerDay,
    SecondsOfDay,
)
from programmer.ui.theme import Tokens, TypeSize, current_tokens, follow_theme
from programmer.ui.widgets.icon_button import IconButton
from programmer.ui.widgets.quantity_edit import QuantityEdit
from programmer.ui.widgets.quantity_field import sentence
from programmer.ui.widgets.shown import set_shown
from programmer.ui.widgets.text_label import TextLabel, Tone

ROW_HEIGHT = 38
BAR = 3
WIDTHS = (76, 52, 196, 112, 32)
_MARGIN = 8


class ScheduleRow(QWidget):
    """``edited`` after each keystroke, ``left`` when the time field loses the keyboard, ``removed`` by its button."""

    edited = Signal()
    left = Signal()
    removed = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changed = False
        self._pristine = True
        self._unit = "mcg"
        self.time = QuantityEdit("", look="cell")
        self.dose = QuantityEdit("mcg per day", look="cell")
        self._to = TextLabel()
        self._amount = TextLabel()
        self._remove = IconButton("close", "Remove this step")
        self._reason = TextLabel(size=TypeSize.LABEL, tone=Tone.DANGER, wraps=True)
        self._reason.hide()
        self._lay_out()
        self._connect()
        follow_theme(self)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(_MARGIN, 4, 0, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._amount.setAlignment(right)
        for column, (part, width) in enumerate(
            zip((self.time, self._to, self.dose, self._amount, self._remove), WIDTHS, strict=True)
        ):
            grid.addWidget(part, 0, column)
            grid.setColumnMinimumWidth(column, width)
        self.time.setFixedWidth(WIDTHS[0])
        grid.setColumnStretch(2, 1)
        grid.addWidget(self._reason, 1, 0, 1, len(WIDTHS))

    def _connect(self) -> None:
        for edit in (self.time, self.dose):
            edit.textEdited.connect(self._note_edit)
        self.time.editingFinished.connect(self.left)
        self._remove.clicked.connect(self.removed)

    def _note_edit(self) -> None:
        self._pristine = False
        self.edited.emit()

    def begin_at_midnight(self) -> None:
        """The first step of a day, with no rate yet."""
        self.time.setText(time_of_day_text(SecondsOfDay(0)))
        self.dose.setText("")
        self._pristine = True

    def set_unit(self, unit: str) -> None:
        """The unit of mass of the rate."""
        self._unit = unit
        self.dose.set_unit(f"{unit} per day")

    def put(self, step: ScheduleStep) -> None:
        """Put a step's texts there."""
        self.time.setText(time_of_day_text(step.at))
        self.dose.setText(decimal_text(_in_unit(step.dose, self._unit), grouped=False))
        self._pristine = False

    def read(self) -> tuple[SecondsOfDay | None, NanogramsPerDay | None]:
        """What both texts stand for; shows the reason against the first that stands for nothing."""
        reason, at, dose = "", None, None
        try:
            at = read_time_of_day(self.time.text())
        except NotAQuantity as refusal:
            reason = str(refusal)
        self.time.set_wrong(bool(reason) and not self._pristine)
        try:
            dose = read_dose_number(self.dose.text(), self._unit)
        except NotAQuantity as refusal:
            reason = reason or str(refusal)
        self.dose.set_wrong(dose is None and not self._pristine)
        self.show_reason("" if self._pristine else reason)
        return at, dose

    def show_reason(self, reason: str, *, time_is_wrong: bool = False) -> None:
        """Say under the row why it is refused."""
        if time_is_wrong:
            self.time.set_wrong(True)
        self._reason.setText(sentence(reason))
        set_shown(self._reason, bool(reason))
        self.setAccessibleDescription(reason)

    def refuse_dose(self, reason: str) -> None:
        """Say that the pump cannot deliver this rate, and why."""
        self.dose.set_wrong(True)
        self.show_reason(reason)

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What Tab goes to, from left to right."""
        return self.time, self.dose, self._remove

    def reason(self) -> str:
        """Why the row is refused; empty when it is not."""
        return self._reason.text()

    def show_end(self, end: str) -> None:
        """Say until when the step lasts."""
        self._to.setText(end)

    def show_amount(self, dose: NanogramsPerDay | None, seconds: int) -> None:
        """Say how much it gives in its time."""
        self._amount.setText("" if dose is None else mass_text(dose_in_step(dose, seconds), places=2))

    def mark(self, *, changed: bool, number: int) -> None:
        """Mark it as other than in the pump, and name its fields by its place."""
        self._changed = changed
        self.time.setAccessibleName(f"Step {number}, from, hours and minutes")
        self.dose.setAccessibleName(f"Step {number}, rate, {self.dose.unit}")
        self._remove.setAccessibleName(f"Remove step {number}")
        self.update()

    @property
    def changed(self) -> bool:
        """Whether it is marked as other than in the pump."""
        return self._changed

    def set_first(self, first: bool) -> None:
        """The first step starts at midnight and stays."""
        self.time.setReadOnly(first)
        self.time.style().unpolish(self.time)
        self.time.style().polish(self.time)
        set_shown(self._remove, not first)

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        if self._changed:
            painter.fillRect(self.rect(), QColor(tokens.accent_tint))
            painter.fillRect(0, 0, BAR, self.height(), QColor(tokens.accent))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens.border))
        painter.end()


def _in_unit(dose: NanogramsPerDay, unit: str) -> Fraction:
    return Fraction(dose.value, NANOGRAMS_PER_MILLIGRAM if unit == "mg" else NANOGRAMS_PER_MICROGRAM)
