"""How the drug is delivered, and the dose per day where one figure says it all."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_state import MODE_CONTINUOUS, MODE_STOPPED, EditState
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.quantity_field import QuantityField
from programmer.ui.widgets.segmented_control import SegmentedControl
from programmer.ui.widgets.text_label import TextLabel, Tone

_FIELD_WIDTH = 300
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

    def render_dose(self, state: EditState) -> None:
        """Show the mode and the dose as typed."""
        self.modes.set_choices(state.modes)
        self.modes.choose(state.mode_key)
        self._note.setText(_NOTES.get(state.mode_key, _SAME_EVERY_DAY))
        typed_here = self.dose.edit.hasFocus()
        self.dose.setVisible(state.mode_key == MODE_CONTINUOUS)
        if typed_here and not self.dose.isVisible():
            self.modes.take_focus()
        self.dose.set_value_text(state.dose.text)
        self.dose.set_reason(state.dose.reason)
        self.dose.set_hint(state.dose.under)


def _as_typed(text: str) -> str:
    """Whether a text is a dose is for the view-model to say."""
    return text
