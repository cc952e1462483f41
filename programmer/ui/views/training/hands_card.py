"""What hands do to the simulated pump, as buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.ui.theme import Weight
from programmer.ui.viewmodels.training_state import HandsState
from programmer.ui.views.choice_field import ChoiceField
from programmer.ui.views.text_field import TextField
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.text_label import TextLabel, Tone

_PLAIN = (
    ("press", "Press the patient's button"),
    ("enter-scanner", "Into the scanner"),
    ("leave-scanner", "Out of the scanner"),
    ("interrogate", "Another reader reads it"),
)
_SYRINGE = (
    ("withdraw", "Withdraw"),
    ("empty", "Empty the reservoir"),
    ("aspirate", "Aspirate from the catheter"),
    ("tell-refill", "Tell the pump it was refilled"),
)


class HandsCard(Card):
    """``asked`` carries a deed by its word in a timeline; what is typed and chosen goes by signals of its own."""

    asked = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName("Hands")
        self.volume = TextField("Volume", placeholder="such as 20 mL")
        self.into = ChoiceField("Needle in")
        self.drug = TextField("Drug", placeholder="as the program says")
        self.concentration = TextField("Concentration", placeholder="such as 500 mcg/mL")
        self._said = TextLabel(weight=Weight.MEDIUM, wraps=True)
        self.buttons = {deed: ActionButton(words) for deed, words in (*_PLAIN, *_SYRINGE, ("fill", "Fill"))}
        for deed, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, deed=deed: self.asked.emit(deed))
        self._lay_out()

    def _lay_out(self) -> None:
        self.add(TextLabel("Patient and scanner", tone=Tone.MUTED))
        self.add(self._row(_PLAIN))
        self.add(TextLabel("With a syringe", tone=Tone.MUTED))
        fields = QHBoxLayout()
        fields.setSpacing(12)
        for part, share in ((self.volume, 2), (self.into, 3), (self.drug, 3), (self.concentration, 3)):
            fields.addWidget(part, share, Qt.AlignmentFlag.AlignTop)
        self.add(fields)
        self.add(self._row((("fill", "Fill"), *_SYRINGE)))
        self.add(self._said)

    def _row(self, deeds: tuple[tuple[str, str], ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        for deed, _ in deeds:
            row.addWidget(self.buttons[deed])
        row.addStretch(1)
        return row

    def render_hands(self, state: HandsState) -> None:
        """Show what they hold, and what came of what they did last."""
        self.volume.render_field(state.volume)
        self.into.render_choice(state.into)
        self.drug.render_field(state.drug)
        self.concentration.render_field(state.concentration)
        self._said.setText(state.said)
        self._said.setVisible(bool(state.said))
