"""Editing a program: how it is delivered, how much, and what that means."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_state import (
    SECTION_DELIVERY,
    SECTION_DRUG,
    SECTION_OPENING,
    SECTION_PATIENT,
    EditState,
)
from programmer.ui.views.page import GUTTER
from programmer.ui.views.program.dose_card import DoseCard
from programmer.ui.views.program.drug_card import DrugCard
from programmer.ui.views.program.limits_card import LimitsCard
from programmer.ui.views.program.opening_card import OpeningCard
from programmer.ui.views.program.patient_card import PatientCard
from programmer.ui.views.program.schedule_card import ScheduleCard
from programmer.ui.views.tab_order import stops_in
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.fact_table import FactTable
from programmer.ui.widgets.segmented_control import SegmentedControl
from programmer.ui.widgets.text_label import TextLabel, Tone

_RIGHT_WIDTH = 330
_NOTHING_YET = "Nothing yet: a field cannot be read"


class EditView(QWidget):
    """Renders an ``EditState``: the program at the left, what it means and what stands against it at the right."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sections = SegmentedControl(name="Part of the program")
        self.sections.chosen.connect(lambda key: page.choose_section(str(key)))
        self.dose, self.schedule = DoseCard(page), ScheduleCard(page)
        self.patient, self.opening, self.drug = PatientCard(page), OpeningCard(page), DrugCard(page)
        self.limits = LimitsCard(page)
        self._meaning, self._facts = Card("What this means"), FactTable()
        self._consider = Card("To consider")
        self._thoughts: list[TextLabel] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GUTTER)
        row.addLayout(self._build_left(), 1)
        row.addWidget(self._build_right())

    def _build_left(self) -> QVBoxLayout:
        self._filling = TextLabel(weight=Weight.SEMIBOLD, wraps=True)
        self._library = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED, wraps=True)
        head = QHBoxLayout()
        head.setSpacing(GUTTER)
        head.addWidget(self.sections, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        head.addWidget(self._filling, 1)  # of a mixture it goes on to more lines: no name is cut
        left = QVBoxLayout()
        left.setSpacing(GUTTER)
        left.addLayout(head)
        for part in (self.dose, self.schedule, self.patient, self.opening, self.drug, self._library):
            left.addWidget(part)
        left.addStretch(1)
        return left

    def _build_right(self) -> QWidget:
        """Keeps its width while there is nothing to say, so that nothing jumps while somebody types."""
        self._difference = TextLabel(weight=Weight.SEMIBOLD, wraps=True)
        self._meaning.add(self._difference)
        self._nothing = TextLabel(_NOTHING_YET, tone=Tone.MUTED, wraps=True)
        self._meaning.add(self._nothing)
        self._meaning.add(self._facts)
        whole = QWidget()
        whole.setFixedWidth(_RIGHT_WIDTH)
        right = QVBoxLayout(whole)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(GUTTER)
        for card in (self.limits, self._meaning, self._consider):
            right.addWidget(card)
        right.addStretch(1)
        return whole

    def focus_first(self) -> QWidget | None:
        """The dose where there is one to type; in a schedule the rate of its first step."""
        if not self.dose.isVisibleTo(self):
            return None
        if not self.dose.dose.isHidden():
            return self.dose.dose.edit
        table = self.schedule.table
        return None if table is None or table.isHidden() or not table.rows() else table.rows()[0].dose

    def tab_stops(self) -> tuple[QWidget, ...]:
        """The fields that Tab goes through, as they are read; where the limits come from is looked up last."""
        last = self.dose.limits.where_from
        return (
            *(stop for stop in stops_in(self) if stop is not last and not isinstance(stop, QAbstractButton)),
            last,
        )

    def render_edit(self, state: EditState) -> None:
        """Show what is being edited."""
        self._render_sections(state)
        self.dose.render_dose(state)
        self.schedule.render_schedule(state)
        self.patient.render_patient(state)
        self.opening.render_opening(state)
        self.drug.render_drug(state)
        self.limits.render_limits(state.limits)
        self._library.setText("\n".join(state.library))
        self._difference.setText(state.difference)
        self._difference.setVisible(bool(state.difference))
        self._facts.set_facts(state.facts)
        self._nothing.setVisible(not state.facts)
        self._render_thoughts(state.consider)

    def _render_sections(self, state: EditState) -> None:
        self.sections.set_choices(state.sections)
        if state.sections:
            self.sections.choose(state.section_key)
        self._filling.setText("  ·  ".join(part for part in (state.drug.line, state.drug.badge) if part))
        self._filling.setVisible(state.section_key != SECTION_DRUG)  # there the card says it
        self.dose.setVisible(state.section_key == SECTION_DELIVERY)
        self.schedule.setVisible(state.section_key == SECTION_DELIVERY)
        self.patient.setVisible(state.section_key == SECTION_PATIENT)
        self.opening.setVisible(state.section_key == SECTION_OPENING)
        self.drug.setVisible(state.section_key == SECTION_DRUG)

    def _render_thoughts(self, thoughts: tuple[str, ...]) -> None:
        while len(self._thoughts) < len(thoughts):
            label = TextLabel(wraps=True, tone=Tone.PLAIN if not self._thoughts else Tone.MUTED)
            self._thoughts.append(label)
            self._consider.add(label)
        for index, label in enumerate(self._thoughts):
            label.setVisible(index < len(thoughts))
            label.setText(thoughts[index] if index < len(thoughts) else "")
        self._consider.setVisible(bool(thoughts))
