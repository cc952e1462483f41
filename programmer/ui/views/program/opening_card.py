"""What is given once when the program takes effect: a single bolus or a prime, with its working and what it brings."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.common_states import EMPTY_FIELD
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_fields import PRIME_EXTENT, PRIME_RATE, SINGLE_DOSE, SINGLE_OVER
from programmer.ui.viewmodels.program_state import OPENING_PRIME, OPENING_SINGLE, EditState, OpeningState
from programmer.ui.views.program.fields_row import FieldsRow
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.fact_table import FactTable
from programmer.ui.widgets.quantity_field import sentence
from programmer.ui.widgets.segmented_control import SegmentedControl
from programmer.ui.widgets.text_label import TextLabel, Tone

_OVER = ("given over, hours", "minutes", "seconds")
_UNITS = ("h", "min", "s")


class OpeningCard(Card):
    """Renders the ``opening`` of an ``EditState``."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName("At the start")
        self.choice = SegmentedControl(name="Given once, at the start")
        self._note = TextLabel(tone=Tone.MUTED, wraps=True)
        self.single = FieldsRow(page)
        self._extent_title = TextLabel("What the prime fills", size=TypeSize.LABEL, tone=Tone.MUTED)
        self.extents = SegmentedControl(name="What the prime fills")
        self._extent_said = TextLabel(size=TypeSize.LABEL, wraps=True)
        self.rate = FieldsRow(page)
        self._working_title = TextLabel("Worked out", weight=Weight.SEMIBOLD)
        self._working = TextLabel(wraps=True)
        self._totals_title = TextLabel("What the patient gets by it", weight=Weight.SEMIBOLD)
        self.totals = FactTable()
        self._build_fields()
        self._lay_out()
        self.choice.chosen.connect(lambda key: page.choose_opening(str(key)))
        self.extents.chosen.connect(lambda key: page.type_text(PRIME_EXTENT, str(key)))

    def _build_fields(self) -> None:
        self.single.add(SINGLE_DOSE, "Dose of the bolus", "mcg", 200)
        for key, label, unit in zip(SINGLE_OVER, _OVER, _UNITS, strict=True):
            self.single.add(key, label, unit, 130)
        self.rate.add(PRIME_RATE, "Prime rate (like 1 mL/h)", "", 230)

    def _lay_out(self) -> None:
        self._of_a_prime = (self._extent_title, self.extents, self.rate)
        for part in (self.choice, self._note, self.single, self._extent_title, self.extents):
            self.add(part)
        for part in (self._extent_said, self.rate, self._working_title, self._working):
            self.add(part)
        self.add(self._totals_title)
        self.add(self.totals)

    def render_opening(self, state: EditState) -> None:
        """Show the choice, its fields as typed, and what follows from them."""
        opening = state.opening
        single = opening.by_fields and opening.key == OPENING_SINGLE
        prime = opening.by_fields and opening.key == OPENING_PRIME
        self.choice.set_choices(opening.choices)
        self.choice.choose(opening.key)
        self._note.setText(opening.note)
        self.single.setVisible(single)
        self.single.set_unit(SINGLE_DOSE, state.unit)
        for part in self._of_a_prime:
            part.setVisible(prime)
        for row in (self.single, self.rate):
            row.render_fields(state.fields)
        self._render_extent(state, shown=prime)
        self._render_words(opening)

    def _render_extent(self, state: EditState, *, shown: bool) -> None:
        opening, field = state.opening, state.fields.get(PRIME_EXTENT, EMPTY_FIELD)
        self.extents.set_choices(opening.extents)
        self.extents.choose(opening.extent_key or None)
        self._extent_said.setText(sentence(field.reason) or field.under)
        self._extent_said.set_tone(Tone.DANGER if field.reason else Tone.MUTED)
        self._extent_said.setVisible(shown and bool(field.reason or field.under))

    def _render_words(self, opening: OpeningState) -> None:
        self._working.setText("\n".join(sentence(step) for step in opening.working))
        for part in (self._working_title, self._working):
            part.setVisible(bool(opening.working))
        self.totals.set_facts(opening.facts)
        self._totals_title.setVisible(bool(opening.facts))
        self.totals.setVisible(bool(opening.facts))
