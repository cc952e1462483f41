"""How an order ended: confirmed, refused, not applied, or not known."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.assets import icon_pixmap
from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme
from programmer.ui.viewmodels.program_state import ResultKind, ResultState
from programmer.ui.views.offered import show_offer
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.text_label import TextLabel, Tone

_ICON = 32
_ICONS = {
    ResultKind.CONFIRMED: "check",
    ResultKind.REFUSED: "cross",
    ResultKind.FAILED: "cross",
    ResultKind.UNCERTAIN: "uncertain",
}
_WORDS = {
    ResultKind.CONFIRMED: "Confirmed",
    ResultKind.REFUSED: "Refused",
    ResultKind.FAILED: "Not applied",
    ResultKind.UNCERTAIN: "Not known",
}


class OrderResult(QWidget):
    """Renders a ``ResultState``; ``left`` when it was read. There is no way to do the same again here."""

    left = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: ResultKind | None = None
        self._icon = TextLabel()
        self._icon.setFixedSize(_ICON, _ICON)
        self._word = TextLabel(weight=Weight.SEMIBOLD, tone=Tone.MUTED)
        self._headline = TextLabel(size=TypeSize.NAME, weight=Weight.SEMIBOLD, wraps=True)
        self._lines = TextLabel(wraps=True)
        self._trouble = TroublePanel()
        self.done = ActionButton("Done", high=True)
        self._lay_out()
        self.done.clicked.connect(self.left)
        follow_theme(self)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        for part in (self._word, self._headline, self._lines):
            words.addWidget(part)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        top.addWidget(self.done, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self._trouble)

    def render_result(self, state: ResultState | None) -> None:
        """Show how it ended; None takes it away."""
        self.setVisible(state is not None)
        if state is None:
            return
        self._kind = state.kind
        self._word.setText(_WORDS[state.kind])
        self._headline.setText(state.headline)
        self._lines.setText("\n".join(state.lines))
        self._lines.setVisible(bool(state.lines))
        self._trouble.render_trouble(state.trouble)
        self.done.setVisible(state.finish.enabled)
        show_offer(self.done, state.finish)
        self.setAccessibleName(f"{_WORDS[state.kind]}: {state.headline}")
        self.apply_tokens(current_tokens())

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw the sign in the colours of the theme."""
        if self._kind is not None:
            color = tokens.done if self._kind is ResultKind.CONFIRMED else tokens.danger
            self._icon.setPixmap(icon_pixmap(_ICONS[self._kind], color, _ICON, self.devicePixelRatioF()))
