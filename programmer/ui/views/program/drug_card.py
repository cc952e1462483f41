"""What is in the reservoir, and the change to another drug or concentration with its bridge."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_fields import BRIDGE_DOSE, CONCENTRATION, ON_LABEL
from programmer.ui.viewmodels.program_state import DrugState, EditState
from programmer.ui.views.offered import show_offer
from programmer.ui.views.program.fields_row import FieldsRow
from programmer.ui.views.program.other_drug import OtherDrug
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.fact_table import FactTable
from programmer.ui.widgets.segmented_control import Choice, SegmentedControl
from programmer.ui.widgets.text_label import TextLabel, Tone

_CHANGE, _KEEP = "Change drug or concentration…", "Keep what is in the pump"
_NOTE = (
    "Choose each drug, then its concentration, and type that again as it stands on the label. The first drug is the "
    "one whose doses are programmed; the others of a mixture follow it by their concentration. What lies in tubing "
    "and catheter is still the old filling: a bridge gives it at the dose held here until the new one is at the tip."
)
_PRIMED = "An empty path is primed at the start: there is no bridge, and nothing of the old filling is given."
_MOST_IN_A_ROW = 4


class DrugCard(Card):
    """Renders the ``drug`` of an ``EditState``."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName("Drug and concentration")
        self._page = page
        self._changing = False
        self._line = TextLabel(size=TypeSize.NAME, weight=Weight.SEMIBOLD, wraps=True)
        self._badge = TextLabel(tone=Tone.MUTED, wraps=True)
        self.change = ActionButton(_CHANGE)
        self._why_not = TextLabel(tone=Tone.MUTED, wraps=True)
        self._note = TextLabel(_NOTE, tone=Tone.MUTED, wraps=True)
        self._title = TextLabel("New drug, the one that is programmed", size=TypeSize.LABEL, tone=Tone.MUTED)
        self.drugs = (SegmentedControl(name="New drug"), SegmentedControl(name="New drug, more"))
        self.strengths = SegmentedControl(name="New concentration, from the library")
        self.fields = FieldsRow(page)
        self.fields.add(CONCENTRATION, "New concentration (like 2 mg/mL)", "", 230)
        self.fields.add(ON_LABEL, "Typed again, from the label", "", 230)
        self.others: list[OtherDrug] = []
        self._others = QVBoxLayout()
        self._others.setSpacing(0)
        self.add_drug = ActionButton("Add a drug to the mixture", ButtonKind.QUIET, icon_name="plus")
        self.held = FieldsRow(page)
        self.held.add(BRIDGE_DOSE, "Dose of the old drug to hold", "mcg per day", 230)
        self._primed = TextLabel(_PRIMED, tone=Tone.MUTED, wraps=True)
        self.bridge = FactTable()
        self._build()
        self.change.clicked.connect(self._turn)

    def _build(self) -> None:
        self.add(self._line)
        self.add(self._badge)
        row = QHBoxLayout()
        row.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self._why_not, 1)
        self.add(row)
        above: tuple[QWidget, ...] = (self._note, self._title, *self.drugs, self.strengths, self.fields)
        below: tuple[QWidget, ...] = (self.held, self._primed, self.bridge)
        self._parts = (*above, *below)
        for part in above:
            self.add(part)
        self.add(self._others)
        add = QHBoxLayout()
        add.addWidget(self.add_drug)
        add.addStretch(1)
        self.add(add)
        for part in below:
            self.add(part)
        self.add_drug.clicked.connect(self._page.add_other_drug)
        for control in self.drugs:
            control.chosen.connect(lambda key: self._page.choose_drug(str(key)))
        self.strengths.chosen.connect(lambda key: self._page.type_text(CONCENTRATION, str(key)))

    def _turn(self) -> None:
        self._page.change_filling(not self._changing)

    def render_drug(self, state: EditState) -> None:
        """Show what is there, or what is to be there and how it comes there."""
        drug = state.drug
        self._changing = drug.changing
        self._line.setText(drug.line)
        self._badge.setText(drug.badge)
        self._badge.setVisible(bool(drug.badge))
        self.change.setText(_KEEP if drug.changing else _CHANGE)
        show_offer(self.change, drug.may_change)
        self._why_not.setText(drug.may_change.why_not)
        self._why_not.setVisible(bool(drug.may_change.why_not))
        for part in self._parts:
            part.setVisible(drug.changing)
        self._render_choices(drug, state)
        self._render_others(drug, state)
        self.fields.render_fields(state.fields)
        self.held.set_unit(BRIDGE_DOSE, f"{drug.held_unit} per day")
        self.held.render_fields(state.fields)
        self.held.setVisible(drug.changing and drug.bridged)
        self._primed.setVisible(drug.changing and not drug.bridged)
        self.bridge.set_facts(drug.bridge)

    def _render_others(self, drug: DrugState, state: EditState) -> None:
        while len(self.others) < len(drug.others):
            other = OtherDrug(self._page, len(self.others) + 1)
            self.others.append(other)
            self._others.addWidget(other)
        for index, other in enumerate(self.others):
            other.setVisible(drug.changing and index < len(drug.others))
            if index < len(drug.others):
                other.render_other(drug.others[index], state)
        self.add_drug.setVisible(drug.changing)
        show_offer(self.add_drug, drug.may_add)

    def _render_choices(self, drug: DrugState, state: EditState) -> None:
        rows = (drug.drugs[:_MOST_IN_A_ROW], drug.drugs[_MOST_IN_A_ROW:])
        for control, choices in zip(self.drugs, rows, strict=True):
            control.set_choices(choices)
            _choose(control, choices, drug.drug_key)
        self.strengths.set_choices(drug.concentrations)
        typed = state.fields.get(CONCENTRATION)
        _choose(self.strengths, drug.concentrations, "" if typed is None else typed.text)


def _choose(control: SegmentedControl, choices: tuple[Choice, ...], key: str) -> None:
    control.choose(key if key in {choice.key for choice in choices} else None)
