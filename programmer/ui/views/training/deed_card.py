"""A card of deeds at the simulated pump: what came of the last one, buttons, and the fields that they need."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import Weight
from programmer.ui.viewmodels.training_state import HandsState
from programmer.ui.views.choice_field import ChoiceField
from programmer.ui.views.text_field import TextField
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.text_label import TextLabel, Tone

_GAP = 12
_TWO_LINES = 46
_FIELD, _CHOICE = 150, 170  # the width of what stands beside its buttons
_NOTHING = "What comes of it is said here."


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
        self._said = TextLabel(_NOTHING, weight=Weight.MEDIUM, wraps=True)
        self.add(self._room_to_say())
        self._build()

    def _room_to_say(self) -> QWidget:
        """As high without words as with them, so that no button moves under the mouse when they come."""
        room = QWidget()
        room.setMinimumHeight(_TWO_LINES)
        column = QVBoxLayout(room)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._said)
        column.addStretch(1)
        return room

    def _build(self) -> None:
        """Put the rows in; for each card to say."""
        raise NotImplementedError

    def add_heading(self, words: str) -> None:
        """What the next rows are about."""
        self.add(TextLabel(words, tone=Tone.MUTED))

    def add_row(self, *parts: tuple[str, str] | TextField | ChoiceField) -> None:
        """Buttons, as deed and words, and fields among them."""
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        for part in parts:
            if isinstance(part, tuple):
                row.addWidget(self._button(*part), 0, Qt.AlignmentFlag.AlignBottom)
            else:
                part.setFixedWidth(_CHOICE if isinstance(part, ChoiceField) else _FIELD)
                row.addWidget(part, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        self.add(row)

    def add_fields(self, *fields: tuple[TextField | ChoiceField, int]) -> None:
        """Fields alone, each with its share of the width."""
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        for part, share in fields:
            row.addWidget(part, share, Qt.AlignmentFlag.AlignTop)
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
        self._said.setText(state.failed or state.said or _NOTHING)
        said = Tone.PLAIN if state.said else Tone.MUTED
        self._said.set_tone(Tone.DANGER if state.failed else said)
