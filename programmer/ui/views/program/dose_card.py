"""How the drug is delivered, and the dose per day where one figure says it all."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.therapy.notation import NO_BREAK, dose_rate_text
from programmer.therapy.programs import dose_per_day
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_state import MODE_CONTINUOUS, MODE_DAY_SCHEDULE, MODE_STOPPED, EditState
from programmer.ui.widgets.big_figure import BigFigure, BigFigureState
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.quantity_field import QuantityField
from programmer.ui.widgets.segmented_control import SegmentedControl
from programmer.ui.widgets.text_label import TextLabel, Tone

_FIELD_WIDTH = 300
_UNKNOWN = f"–{NO_BREAK}mcg per day"
_GAP = 16
_NOTES = {
    MODE_STOPPED: "The program delivers nothing. To halt delivery at once, use STOP.",
    MODE_CONTINUOUS: "the same rate all day",
}
_SAME_EVERY_DAY = "the same every day"


class DoseCard(Card):
    """The mode, and for the continuous mode the dose field, 52 px high."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName("Delivery")
        self.modes = SegmentedControl(name="Mode of delivery")
        self._note = TextLabel(tone=Tone.MUTED)
        self.dose = QuantityField("Dose per day", "mcg per day", _as_typed, dose=True)
        self.dose.setFixedWidth(_FIELD_WIDTH)
        self.total = BigFigure()
        self._lay_out()
        self.modes.chosen.connect(lambda key: page.choose_mode(str(key)))
        self.dose.edit.textEdited.connect(page.type_dose)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        row.addWidget(self.modes)
        row.addWidget(self._note)
        row.addStretch(1)
        self.add(row)
        self.add(self.dose)
        self.add(self.total)

    def render_dose(self, state: EditState) -> None:
        """Show the mode and the dose as typed."""
        self.modes.set_choices(state.modes)
        self.modes.choose(state.mode_key)
        self._note.setText(_NOTES.get(state.mode_key, _SAME_EVERY_DAY))
        self._render_total(state)
        typed_here = self.dose.edit.hasFocus()
        self.dose.setVisible(state.mode_key == MODE_CONTINUOUS)
        if typed_here and not self.dose.isVisible():
            self.modes.take_focus()
        self.dose.set_value_text(state.dose.text)
        self.dose.set_reason(state.dose.reason)
        self.dose.set_hint(state.dose.under)

    def _render_total(self, state: EditState) -> None:
        """What all steps of the day give together."""
        self.total.setVisible(state.mode_key == MODE_DAY_SCHEDULE)
        known = state.proposed is not None
        words = dose_rate_text(dose_per_day(state.proposed)) if state.proposed is not None else _UNKNOWN
        number, _, unit = words.partition(NO_BREAK)
        self.total.set_state(BigFigureState("Dose per day, all steps", number, unit, stale=not known))


def _as_typed(text: str) -> str:
    """Whether a text is a dose is for the view-model to say."""
    return text
