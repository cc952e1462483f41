"""The two ways to program a pump, both deliberate: hold a button, or type a word and press another."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import Weight
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_state import CompareState
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.elided_label import ElidedLabel
from programmer.ui.widgets.hold_button import HoldButton
from programmer.ui.widgets.text_label import TextLabel, Tone
from programmer.ui.widgets.typed_confirm_field import TypedConfirmField

_PROGRAM = "Program the pump"
_HINT = "Hold for 1.5 s; Enter does nothing"
_TYPED_WIDTH = 300
_LESS_PADDING = 6  # above and below: the comparison needs the height


class ConfirmCard(Card):
    """Stands under the comparison, always in sight: the way back, which program it is, and how to confirm it."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName("Confirm and send")
        self.setContentsMargins(0, -_LESS_PADDING, 0, -_LESS_PADDING)
        self.back = ActionButton("Back", icon_name="arrow-left")
        self._hash = ElidedLabel(weight=Weight.SEMIBOLD)
        self._expires = ElidedLabel(tone=Tone.MUTED)
        self.typed = TypedConfirmField("", _PROGRAM)
        self.typed.setFixedWidth(_TYPED_WIDTH)
        self.hold = HoldButton("Hold to program the pump")
        self._why_not = TextLabel(_HINT, tone=Tone.MUTED)
        self._word = ""
        self._lay_out()
        self.back.clicked.connect(page.back)
        self.hold.held.connect(page.confirm)
        self.typed.confirmed.connect(page.confirm)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._hash)
        words.addWidget(self._expires)
        holding = QVBoxLayout()
        holding.setSpacing(4)
        holding.addWidget(self._why_not, 0, Qt.AlignmentFlag.AlignRight)
        holding.addWidget(self.hold, 0, Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(self.back, 0, Qt.AlignmentFlag.AlignBottom)
        row.addLayout(words, 1)
        row.addWidget(self.typed, 0, Qt.AlignmentFlag.AlignBottom)
        row.addLayout(holding)
        self.add(row)

    def render_confirm(self, state: CompareState) -> None:
        """Show whether it can be confirmed, and how; why not stands where the hint does, so that nothing moves."""
        self._hash.setText(f"Program hash {state.hash_text}")
        self._expires.setText(state.expires)
        self._why_not.setText(state.confirm.why_not or _HINT)
        self._why_not.set_tone(Tone.DANGER if state.confirm.why_not else Tone.MUTED)
        self.hold.setText(state.confirm_word)
        self.hold.setEnabled(state.confirm.enabled)
        self.hold.updateGeometry()
        if state.typed_word != self._word:
            self._word = state.typed_word
            self.typed.set_word(state.typed_word, _PROGRAM)
        self.typed.set_allowed(state.confirm.enabled)
