"""One drug of a mixture beside the primary: which, how strong, and that again from its label."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize
from programmer.ui.viewmodels.common_states import EMPTY_FIELD, ChoiceState
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_fields import other_keys
from programmer.ui.viewmodels.program_state import EditState, OtherDrugState
from programmer.ui.views.choice_field import ChoiceField
from programmer.ui.views.program.fields_row import FieldsRow
from programmer.ui.widgets.icon_button import IconButton
from programmer.ui.widgets.quantity_field import sentence
from programmer.ui.widgets.segmented_control import SegmentedControl
from programmer.ui.widgets.text_label import TextLabel, Tone

_DRUG_WIDTH, _FIELD_WIDTH, _GAP = 190, 230, 12
_BUTTON_AT = 20  # beside the field, under the height of its label


class OtherDrug(QWidget):
    """``number`` counts from 1 behind the primary, as in ``other_keys``."""

    def __init__(self, page: ProgramViewModel, number: int, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key, strength_key, label_key = other_keys(number)
        self.drug = ChoiceField(f"Drug {number + 1}")
        self.drug.setFixedWidth(_DRUG_WIDTH)
        self.fields = FieldsRow(page)
        self.strength = self.fields.add(strength_key, "Its concentration", "", _FIELD_WIDTH)
        self.label = self.fields.add(label_key, "Typed again, from the label", "", _FIELD_WIDTH)
        self.strengths = SegmentedControl(name=f"Concentration of drug {number + 1}, from the library")
        self.remove = IconButton("close", f"Take drug {number + 1} out of the mixture")
        self._said = TextLabel(size=TypeSize.LABEL, tone=Tone.DANGER, wraps=True)
        self._lay_out()
        self.drug.chosen.connect(lambda name: page.choose_other_drug(number, name))
        self.strengths.chosen.connect(lambda key: page.type_text(strength_key, str(key)))
        self.remove.clicked.connect(lambda: page.remove_other_drug(number))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.drug, 0, top)
        row.addWidget(self.fields, 1, top)
        aside = QVBoxLayout()
        aside.addSpacing(_BUTTON_AT)
        aside.addWidget(self.remove)
        aside.addStretch(1)
        row.addLayout(aside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._said)
        column.addWidget(self.strengths)

    def render_other(self, other: OtherDrugState, state: EditState) -> None:
        """Show which drug it is, its fields as typed, and what the library has of it."""
        field = state.fields.get(self._key, EMPTY_FIELD)
        self.drug.render_choice(ChoiceState(other.drugs, other.drug_key, field.under))
        self._said.setText(sentence(field.reason))
        self._said.setVisible(bool(field.reason))
        self.fields.render_fields(state.fields)
        self.strengths.set_choices(other.concentrations)
        self.strengths.setVisible(bool(other.concentrations))
        typed = self.strength.text()
        self.strengths.choose(typed if typed in {one.key for one in other.concentrations} else None)
