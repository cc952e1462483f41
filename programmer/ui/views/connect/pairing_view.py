"""A pump that this workstation does not know yet: what is missing, where its code is found, and the field for it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.connect import ConnectViewModel
from programmer.ui.viewmodels.connect_state import PairingState
from programmer.ui.views.offered import show_offer
from programmer.ui.views.page import centred
from programmer.ui.views.text_field import TextField
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.text_label import TextLabel, Tone

_WIDTH = 720
_LONGEST = 80


class PairingView(QWidget):
    """The card with the steps, the code, "Cancel" and "Pair and connect". Enter pairs nothing."""

    def __init__(self, page: ConnectViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trouble = TroublePanel()
        self._trouble.setFixedWidth(_WIDTH)
        self._card = Card("Pair with this pump")
        self._card.setFixedWidth(_WIDTH)
        self._missing = TextLabel(wraps=True)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(8)
        self._step_labels: list[TextLabel] = []
        self.code = TextField(
            "Pairing code", placeholder="ABCDE-FGHIJ-KLMNO-PQRST-UVWXY-Z2345", most=_LONGEST
        )
        self.code.setContentsMargins(0, 8, 0, 0)
        self.cancel_button = ActionButton("Cancel")
        self.pair_button = ActionButton("Pair and connect", ButtonKind.PRIMARY)
        self._build()
        self.code.typed.connect(page.type_pairing_code)
        self.cancel_button.clicked.connect(page.give_up_pairing)
        self.pair_button.clicked.connect(page.pair_pump)

    def _build(self) -> None:
        self._card.add(self._missing)
        self._card.add(self._steps)
        self._card.add(self.code)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 8, 0, 0)
        foot.setSpacing(12)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.pair_button)
        self._card.add(foot)
        self.setLayout(centred(self._trouble, self._card))

    def render_pairing(self, state: PairingState) -> None:
        """Show what is missing and how far the code is typed."""
        self._trouble.render_trouble(state.trouble)
        self._missing.set_headline(f"{state.missing}.", f"{state.why}.")
        for number, words in enumerate(state.steps[len(self._step_labels) :], len(self._step_labels) + 1):
            label = TextLabel(f"{number}.  {words}", tone=Tone.MUTED, wraps=True)
            self._step_labels.append(label)
            self._steps.addWidget(label)
        self.code.render_field(state.code)
        show_offer(self.pair_button, state.pair)
