"""Commands whose outcome is not known: ask the pump again, or sign that it can never be known."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import Weight
from programmer.ui.viewmodels.common_states import SettleState
from programmer.ui.views.offered import show_offer
from programmer.ui.views.text_field import TextField
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.hairline import Hairline
from programmer.ui.widgets.text_label import TextLabel, Tone

_LABEL_HEIGHT = 22
_ASK = "Ask the pump again"
_WHEN_NEVER = (
    "If the pump was read since and cannot tell, a person may close the command as not known. "
    "What is written here goes into the records."
)


class Settling(Protocol):
    """What a page's view-model does about such commands."""

    def ask_pump_again(self) -> None: ...
    def type_signature(self, text: str) -> None: ...
    def sign_unknown(self) -> None: ...


class SettlePanel(Card):
    """Renders a ``SettleState``; without commands it takes no room."""

    def __init__(self, page: Settling, *, parent: QWidget | None = None) -> None:
        super().__init__("Not known whether carried out", parent=parent)
        self._commands = TextLabel(weight=Weight.SEMIBOLD, wraps=True)
        self._trouble = TroublePanel()
        self.ask_again = ActionButton(_ASK, ButtonKind.PRIMARY, high=True)
        self._never = TextLabel(_WHEN_NEVER, tone=Tone.MUTED, wraps=True)
        self.note = TextField(
            "Why it is closed without its outcome", placeholder="a sentence for the records"
        )
        self.sign = ActionButton("Close it as not known", ButtonKind.DANGER)
        self._why_not = TextLabel(tone=Tone.MUTED, wraps=True)
        self._lay_out()
        self.ask_again.clicked.connect(page.ask_pump_again)
        self.note.typed.connect(page.type_signature)
        self.sign.clicked.connect(page.sign_unknown)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._commands, 1)
        top.addWidget(self.ask_again)
        below = QHBoxLayout()
        below.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.note)
        words.addWidget(self._why_not)
        below.addLayout(words, 1)
        beside = QVBoxLayout()
        beside.addSpacing(_LABEL_HEIGHT)  # so that it stands beside the field, not beside its label
        beside.addWidget(self.sign)
        beside.addStretch(1)
        below.addLayout(beside)
        below.setContentsMargins(0, 0, 0, 0)
        self.add(top)
        for part in (self._trouble, Hairline(), self._never):
            self.add(part)
        self.add(below)

    def render_settling(self, state: SettleState) -> None:
        """Show what is open, and what can be done about it."""
        self.setVisible(bool(state.commands))
        self._commands.setText("\n".join(state.commands))
        self._trouble.render_trouble(state.trouble)
        self.ask_again.setText("Asking the pump…" if state.asking else _ASK)
        show_offer(self.ask_again, state.ask_again)
        self.note.render_field(state.note)
        show_offer(self.sign, state.sign)
        self._why_not.setText(state.sign.why_not)
        self._why_not.setVisible(bool(state.sign.why_not))
