"""Whose pump it is, and the question before that is changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from programmer.ui.theme import Weight
from programmer.ui.viewmodels.common_states import NOT_NOW, PatientLine, refused
from programmer.ui.viewmodels.connect import ConnectViewModel
from programmer.ui.viewmodels.connect_state import AssignmentState, PatientFormState
from programmer.ui.views.connect.patient_form import PatientForm
from programmer.ui.views.offered import show_offer
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.text_label import TextLabel, Tone

NOBODY_CHOSEN = "Choose the patient first"


class AssignmentCard(Card):
    """A choice of patients and "Assign…", then the question with Yes and No; two steps, never one."""

    def __init__(self, page: ConnectViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("Whose pump it is", parent=parent)
        self._page = page
        self._candidates: tuple[PatientLine, ...] = ()
        self.choice = QComboBox()
        self.choice.setAccessibleName("Patient to assign the pump to")
        self.choice.setAccessibleDescription("Choose a patient, then press Assign")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(12)  # a long name must not widen the page
        self.choice.setPlaceholderText("Choose a patient")
        self.ask = ActionButton("Assign…")
        self._offer = NOT_NOW
        self._why_not = TextLabel(tone=Tone.MUTED, wraps=True)
        self._question = TextLabel(weight=Weight.SEMIBOLD, wraps=True)
        self.yes = ActionButton("Yes, assign it", ButtonKind.PRIMARY)
        self.no = ActionButton("No")
        self.form = PatientForm(page)
        self.open_form = ActionButton("Add a patient…", ButtonKind.QUIET, icon_name="plus")
        self._asking = self._row(self.choice, self.ask)
        self._answering = self._row(self.no, self.yes)
        for part in (self._why_not, self._asking, self._question, self._answering, self.open_form, self.form):
            self.add(part)
        self._wire()

    def _wire(self) -> None:
        page, layout = self._page, self.layout()
        if layout is not None:
            layout.setAlignment(self.open_form, Qt.AlignmentFlag.AlignLeft)
        self.choice.currentIndexChanged.connect(lambda _index: self._offer_to_ask())
        self.ask.clicked.connect(lambda: page.ask_to_assign(str(self.choice.currentData())))
        self.yes.clicked.connect(page.confirm_assignment)
        self.no.clicked.connect(page.drop_assignment)
        self.open_form.clicked.connect(page.open_patient_form)

    def _offer_to_ask(self) -> None:
        chosen = self.choice.currentIndex() >= 0
        show_offer(self.ask, self._offer if chosen or not self._offer.enabled else refused(NOBODY_CHOSEN))

    @staticmethod
    def _row(*parts: QWidget) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for part in parts:
            row.addWidget(part, 1 if isinstance(part, QComboBox) else 0)
        if not any(isinstance(part, QComboBox) for part in parts):
            row.insertStretch(0, 1)
        return line

    def render_assignment(self, state: AssignmentState, form: PatientFormState) -> None:
        """Show to whom it can be assigned, or the question; and the form for somebody new."""
        if state.candidates != self._candidates:
            self._candidates = state.candidates
            self.choice.clear()
            for patient in state.candidates:
                words = f"{patient.name}  ·  {patient.line}" if patient.line else patient.name
                self.choice.addItem(words, patient.key)
            self.choice.setCurrentIndex(-1)  # whose pump it is, is chosen by a person and never by the list
        asked = bool(state.question)
        self._asking.setVisible(not asked and bool(state.candidates))
        self._answering.setVisible(asked)
        self._question.setText(state.question)
        self._question.setVisible(asked)
        self._why_not.setText(state.offer.why_not)
        self._why_not.setVisible(not asked and bool(state.offer.why_not))
        self._offer = state.offer
        self._offer_to_ask()
        show_offer(self.yes, state.offer)
        self.form.render_form(form)
        self.open_form.setVisible(state.may_add and not asked and not form.open)
