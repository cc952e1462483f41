"""The form that brings a new patient into the records."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import Weight
from programmer.ui.viewmodels.connect import ConnectViewModel
from programmer.ui.viewmodels.connect_state import PatientFormState
from programmer.ui.views.choice_field import ChoiceField
from programmer.ui.views.offered import show_offer
from programmer.ui.views.text_field import TextField
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.text_label import TextLabel


class PatientForm(QWidget):
    """Name, year of birth, reason for the pump and what decides its limits; Add and Not now. Enter does nothing."""

    def __init__(self, page: ConnectViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = TextField("Name")
        self.born = TextField("Year of birth", placeholder="1961", most=8)
        self.reason = TextField("Why this person has a pump", placeholder="spasticity, spinal origin")
        self.condition = ChoiceField("What is treated")
        self.age = ChoiceField("Age group")
        self.add_button = ActionButton("Add patient", ButtonKind.PRIMARY)
        self.close_button = ActionButton("Not now")
        self._trouble = TroublePanel()
        self._lay_out()
        self.name.typed.connect(page.type_patient_name)
        self.born.typed.connect(page.type_born_year)
        self.reason.typed.connect(page.type_patient_reason)
        self.condition.chosen.connect(page.choose_condition)
        self.age.chosen.connect(page.choose_age)
        self.add_button.clicked.connect(page.add_patient)
        self.close_button.clicked.connect(page.close_patient_form)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(12)
        column.addWidget(TextLabel("New patient", weight=Weight.SEMIBOLD))
        for part in (self.name, self.born, self.reason):
            column.addWidget(part)
        indication = QHBoxLayout()
        indication.setSpacing(12)
        indication.addWidget(self.condition, 1)
        indication.addWidget(self.age, 1)
        column.addLayout(indication)
        column.addWidget(self._trouble)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.add_button)
        column.addLayout(row)

    def render_form(self, state: PatientFormState) -> None:
        """Show the form; closed it takes no room."""
        opened = state.open and self.isHidden()
        self.setVisible(state.open)
        self.name.render_field(state.name)
        self.born.render_field(state.born_year)
        self.reason.render_field(state.reason)
        self.condition.render_choice(state.condition)
        self.age.render_choice(state.age)
        for field in (self.name, self.born, self.reason, self.condition, self.age):
            field.setEnabled(not state.busy)
        show_offer(self.add_button, state.add)
        self.close_button.setEnabled(not state.busy)
        self._trouble.render_trouble(state.trouble)
        if opened:
            self.name.setFocus()
