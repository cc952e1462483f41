"""A card of deeds at the simulated pump: buttons, the fields that they need, and under them what came of the last."""

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

Deeds = tuple[tuple[str, str], ...]
_GAP = 12


class DeedCard(Card):
    """``asked`` carries a deed by its word; ``filled`` the key of a field or a choice, and what it holds now."""

    asked = Signal(str)
    filled = Signal(str, str)

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName(name)
        self.buttons: dict[str, ActionButton] = {}
        self.fields: dict[str, TextField] = {}
        self.choices: dict[str, ChoiceField] = {}
        self._said = TextLabel(weight=Weight.MEDIUM, wraps=True)
        self._build()
        self.add(self._said)

    def _build(self) -> None:
        """Put the rows in; for each card to say."""
        raise NotImplementedError

    def add_heading(self, words: str) -> None:
        """What the next rows are about."""
        self.add(TextLabel(words, tone=Tone.MUTED))

    def add_row(self, deeds: Deeds, *fields: tuple[TextField | ChoiceField, int]) -> None:
        """Fields, each with its share of the width, and behind them buttons."""
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        for part, share in fields:
            row.addWidget(part, share, Qt.AlignmentFlag.AlignTop)
        for deed, words in deeds:
            row.addWidget(self._button(deed, words), 0, Qt.AlignmentFlag.AlignBottom)
        if deeds:
            row.addStretch(1)
        self.add(row)

    def _button(self, deed: str, words: str) -> ActionButton:
        button = self.buttons[deed] = ActionButton(words)
        button.clicked.connect(lambda: self.asked.emit(deed))
        return button

    def text(self, key: str, label: str, placeholder: str) -> TextField:
        """A field by its key."""
        field = self.fields[key] = TextField(label, placeholder=placeholder)
        field.typed.connect(lambda text: self.filled.emit(key, text))
        return field

    def choice(self, key: str, label: str) -> ChoiceField:
        """A choice by its key."""
        choice = self.choices[key] = ChoiceField(label)
        choice.chosen.connect(lambda text: self.filled.emit(key, text))
        return choice

    def render_hands(self, state: HandsState) -> None:
        """Show what the fields hold, and what came of what was done last, or why it was not done."""
        for key, field in self.fields.items():
            field.render_field(state.fields[key])
        for key, choice in self.choices.items():
            choice.render_choice(state.choices[key])
        self._said.setText(state.failed or state.said)
        self._said.set_tone(Tone.DANGER if state.failed else Tone.PLAIN)
