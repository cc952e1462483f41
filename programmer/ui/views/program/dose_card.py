"""How the drug is delivered, with the fields of that mode, and where the dose lies among its limits."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.therapy.notation import NO_BREAK, dose_rate_text
from programmer.therapy.programs import dose_per_day
from programmer.ui.viewmodels.common_states import EMPTY_FIELD
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_fields import (
    BACKGROUND,
    DOSE,
    INTERVAL_H,
    INTERVAL_MIN,
    PERIODIC_DOSE,
    PERIODIC_OVER,
)
from programmer.ui.viewmodels.program_state import (
    MODE_CONTINUOUS,
    MODE_DAY_SCHEDULE,
    MODE_KEPT,
    MODE_MINIMUM,
    MODE_PERIODIC,
    MODE_STOPPED,
    MODE_WEEK_SCHEDULE,
    EditState,
)
from programmer.ui.views.program.fields_row import FieldsRow
from programmer.ui.views.program.limit_bars import LimitBars
from programmer.ui.widgets.big_figure import BigFigure, BigFigureState
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.fact_table import FactTable
from programmer.ui.widgets.quantity_field import QuantityField
from programmer.ui.widgets.segmented_control import SegmentedControl
from programmer.ui.widgets.text_label import TextLabel, Tone

_FIELD_WIDTH = 300
_UNKNOWN = f"–{NO_BREAK}mcg per day"
_DIGITS = 6
_OVER = ("given over, hours", "minutes", "seconds")
_UNITS = ("h", "min", "s")
_GAP = 24
_NOTES = {
    MODE_STOPPED: "The program delivers nothing. To halt delivery at once, use STOP.",
    MODE_CONTINUOUS: "The same rate all day.",
    MODE_MINIMUM: "The pump's own least flow: it keeps the catheter open and does not treat.",
    MODE_DAY_SCHEDULE: "The same every day.",
    MODE_WEEK_SCHEDULE: "A schedule of its own for each day of the week, on the pump's clock.",
    MODE_PERIODIC: (
        "The first bolus one interval after the program takes effect, on top of the background. "
        "Without a background write 0."
    ),
    MODE_KEPT: "Its times are of a kind that the fields here do not take: it is kept as it is.",
}
_TOTALS = {
    MODE_MINIMUM: "Dose per day",
    MODE_DAY_SCHEDULE: "Dose per day, all steps",
    MODE_WEEK_SCHEDULE: "Mean dose per day, all seven days",
    MODE_PERIODIC: "Mean dose per day, background and boluses",
    MODE_KEPT: "Mean dose per day",
}


class DoseCard(Card):
    """The mode, and for the continuous mode the dose field, 52 px high."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName("Delivery")
        self.modes = SegmentedControl(name="Mode of delivery")
        self._note = TextLabel(tone=Tone.MUTED, wraps=True)
        self.dose = QuantityField("Dose per day", "mcg per day", str, dose=True)
        self.dose.setFixedWidth(_FIELD_WIDTH)
        self.total = BigFigure()
        self.total.setMinimumWidth(_FIELD_WIDTH)
        self._reason = TextLabel(tone=Tone.DANGER, wraps=True)
        self.periodic, self.interval = FieldsRow(page), FieldsRow(page)
        self._under_periodic = TextLabel(tone=Tone.MUTED, wraps=True)
        self.kept = FactTable()
        self.limits = LimitBars()
        self._build_periodic()
        self._lay_out()
        self.modes.chosen.connect(lambda key: page.choose_mode(str(key)))
        self.dose.edit.textEdited.connect(page.type_dose)

    def _build_periodic(self) -> None:
        self.periodic.add(BACKGROUND, "Background", "mcg per day", 168)
        self.periodic.add(PERIODIC_DOSE, "Each bolus", "mcg", 120)
        for key, label, unit in zip(PERIODIC_OVER, _OVER, _UNITS, strict=True):
            self.periodic.add(key, label, unit, 112)
        self.interval.add(INTERVAL_H, "Every, hours", "h", 168)
        self.interval.add(INTERVAL_MIN, "and minutes", "min", 120)

    def _lay_out(self) -> None:
        figures = QVBoxLayout()
        figures.setSpacing(8)
        for part in (self.dose, self.total, self._reason):
            figures.addWidget(part)
        figures.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        row.addLayout(figures)
        row.addWidget(self.limits, 1)
        for item in (
            self.modes,
            self._note,
            self.periodic,
            self.interval,
            self._under_periodic,
            self.kept,
        ):
            self.add(item)
        self.add(row)

    def render_dose(self, state: EditState) -> None:
        """Show the mode and its fields as typed."""
        self.modes.set_choices(state.modes)
        self.modes.choose(state.mode_key)
        self._note.setText(_NOTES.get(state.mode_key, ""))
        self._render_total(state)
        typed_here = self.dose.edit.hasFocus()
        self.dose.setVisible(state.mode_key == MODE_CONTINUOUS)
        if typed_here and not self.dose.isVisible():
            self.modes.take_focus()
        self.dose.set_unit(f"{state.unit} per day")
        self.dose.set_value_text(state.dose.text)
        self.dose.set_reason(state.dose.reason)
        self.dose.set_hint(state.dose.under)
        self._render_periodic(state)
        self.kept.setVisible(state.mode_key == MODE_KEPT)
        self.kept.set_facts(state.kept)
        self.limits.render_limits(state.limits)

    def _render_periodic(self, state: EditState) -> None:
        shown = state.mode_key == MODE_PERIODIC
        self.periodic.set_unit(BACKGROUND, f"{state.unit} per day")
        self.periodic.set_unit(PERIODIC_DOSE, state.unit)
        for row in (self.periodic, self.interval):
            row.setVisible(shown)
            row.render_fields(state.fields)
        self._under_periodic.setText(state.under_mode)
        self._under_periodic.setVisible(shown and bool(state.under_mode))

    def _render_total(self, state: EditState) -> None:
        """What the mode gives, where no single field says it."""
        title = _TOTALS.get(state.mode_key, "")
        self.total.setVisible(bool(title))
        known = state.proposed is not None
        words = _UNKNOWN
        if state.proposed is not None:
            words = dose_rate_text(dose_per_day(state.proposed), digits=_DIGITS, unit=state.unit)
        number, _, unit = words.rpartition(NO_BREAK)  # one that is about as much carries its sign before it
        minimum = state.fields.get(DOSE, EMPTY_FIELD) if state.mode_key == MODE_MINIMUM else EMPTY_FIELD
        self.total.set_state(BigFigureState(title, number, unit, minimum.under, stale=not known))
        self._reason.setText(minimum.reason)
        self._reason.setVisible(bool(minimum.reason))
