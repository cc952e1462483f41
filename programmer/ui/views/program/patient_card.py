"""The bolus that the patient may ask for, with every limit, and at once what all of it comes to."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from programmer.ui.theme import Weight
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_fields import (
    BOLUS_DOSE,
    BOLUS_OVER,
    LOCKOUT_H,
    LOCKOUT_MIN,
    MOST_PER_DAY,
    WINDOW_H,
    WINDOW_MIN,
    WINDOW_MOST,
)
from programmer.ui.viewmodels.program_state import (
    MODE_STOPPED,
    PATIENT_FIELDS,
    PATIENT_KEPT,
    PATIENT_NONE,
    EditState,
)
from programmer.ui.views.program.fields_row import FieldsRow
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.fact_table import FactTable
from programmer.ui.widgets.segmented_control import SegmentedControl
from programmer.ui.widgets.text_label import TextLabel, Tone

_NOTES = {
    PATIENT_NONE: "The patient can ask for nothing.",
    PATIENT_FIELDS: "On top of the delivery. The lockout counts from the end of a bolus.",
    PATIENT_KEPT: "Its times are of a kind that the fields here do not take: it is kept as it is.",
}
_STOPPED = "A stopped program gives no bolus: choose another mode under Delivery."


class PatientCard(Card):
    """Renders the ``patient`` of an ``EditState``."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName("Patient bolus")
        self.choice = SegmentedControl(name="Patient bolus")
        self._note = TextLabel(tone=Tone.MUTED, wraps=True)
        self.bolus, self.limits, self.window_limit = FieldsRow(page), FieldsRow(page), FieldsRow(page)
        self._window_note = TextLabel("A second limit; leave all three empty for none:", tone=Tone.MUTED)
        self.kept = FactTable()
        self.taken = TextLabel(weight=Weight.SEMIBOLD, wraps=True)
        self._build_fields()
        for part in (self.choice, self._note, self.bolus, self.limits, self._window_note, self.window_limit):
            self.add(part)
        self.add(self.kept)
        self.add(self.taken)
        self.choice.chosen.connect(lambda key: page.choose_patient_bolus(str(key)))

    def _build_fields(self) -> None:
        self.bolus.add(BOLUS_DOSE, "Dose of a bolus", "mcg", 200)
        labels = ("given over, hours", "minutes", "seconds")
        for key, label, unit in zip(BOLUS_OVER, labels, ("h", "min", "s"), strict=True):
            self.bolus.add(key, label, unit, 130)
        self.limits.add(LOCKOUT_H, "Lockout, hours", "h", 140)
        self.limits.add(LOCKOUT_MIN, "and minutes", "min", 140)
        self.limits.add(MOST_PER_DAY, "Most in any 24 h", "boluses", 180)
        self.window_limit.add(WINDOW_MOST, "At most", "boluses", 180)
        self.window_limit.add(WINDOW_H, "in any, hours", "h", 140)
        self.window_limit.add(WINDOW_MIN, "and minutes", "min", 140)

    def render_patient(self, state: EditState) -> None:
        """Show the choice and its fields as typed."""
        patient = state.patient
        stopped = state.mode_key == MODE_STOPPED
        by_fields = patient.key == PATIENT_FIELDS and not stopped
        self.choice.set_choices(patient.choices)
        self.choice.choose(patient.key)
        self._note.setText(_STOPPED if stopped else _NOTES[patient.key])
        for row in (self.bolus, self.limits, self.window_limit):
            row.setVisible(by_fields)
            row.render_fields(state.fields)
        self.bolus.set_unit(BOLUS_DOSE, state.unit)
        self._window_note.setVisible(by_fields)
        self.kept.setVisible(patient.key == PATIENT_KEPT and not stopped)
        self.kept.set_facts(patient.facts)
        self.taken.setText(patient.taken)
        self.taken.setVisible(bool(patient.taken))
