"""Editing a program: how it is delivered, how much, and what that means."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import Weight
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_state import EditState
from programmer.ui.views.page import GUTTER
from programmer.ui.views.program.dose_card import DoseCard
from programmer.ui.views.program.schedule_card import ScheduleCard
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.fact_table import FactTable
from programmer.ui.widgets.text_label import TextLabel, Tone

_RIGHT_WIDTH = 330
_NOTHING_YET = "Nothing yet: a field above cannot be read"


class EditView(QWidget):
    """Renders an ``EditState``: the program at the left, "What this means" and "To consider" at the right."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dose = DoseCard(page)
        self.schedule = ScheduleCard(page)
        self._meaning, self._facts = Card("What this means"), FactTable()
        self._consider = Card("To consider")
        self._thoughts: list[TextLabel] = []
        left = QVBoxLayout()
        left.setSpacing(GUTTER)
        left.addWidget(self.dose)
        left.addWidget(self.schedule)
        left.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GUTTER)
        row.addLayout(left, 1)
        row.addWidget(self._build_right())

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
        for card in (self._meaning, self._consider):
            right.addWidget(card)
        right.addStretch(1)
        return whole

    def focus_first(self) -> QWidget | None:
        """The dose where there is one to type; in a schedule the rate of its first step."""
        if not self.dose.dose.isHidden():
            return self.dose.dose.edit
        table = self.schedule.table
        return None if table is None or table.isHidden() or not table.rows() else table.rows()[0].dose

    def render_edit(self, state: EditState) -> None:
        """Show what is being edited."""
        self.dose.render_dose(state)
        self.schedule.render_schedule(state)
        self._difference.setText(state.difference)
        self._difference.setVisible(bool(state.difference))
        self._facts.set_facts(state.facts)
        self._nothing.setVisible(not state.facts)
        self._render_thoughts(state.consider)

    def _render_thoughts(self, thoughts: tuple[str, ...]) -> None:
        while len(self._thoughts) < len(thoughts):
            label = TextLabel(wraps=True, tone=Tone.PLAIN if not self._thoughts else Tone.MUTED)
            self._thoughts.append(label)
            self._consider.add(label)
        for index, label in enumerate(self._thoughts):
            label.setVisible(index < len(thoughts))
            label.setText(thoughts[index] if index < len(thoughts) else "")
        self._consider.setVisible(bool(thoughts))
