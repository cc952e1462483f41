"""How programming ended: confirmed, refused, not applied, or not known."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.assets import icon_pixmap
from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_state import ResultKind, ResultState
from programmer.ui.views.offered import show_offer
from programmer.ui.views.page import centred
from programmer.ui.views.settle_panel import SettlePanel
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.text_label import TextLabel, Tone

_WIDTH = 720
_ICON = 40
_ICONS = {
    ResultKind.CONFIRMED: "check",
    ResultKind.REFUSED: "cross",
    ResultKind.FAILED: "cross",
    ResultKind.UNCERTAIN: "uncertain",
}
_WORDS = {
    ResultKind.CONFIRMED: "Confirmed",
    ResultKind.REFUSED: "Refused by the pump",
    ResultKind.FAILED: "Not applied",
    ResultKind.UNCERTAIN: "Not known",
}


class ResultView(QWidget):
    """Renders a ``ResultState``. While the outcome is not known there is no way out but asking, and STOP."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: ResultKind | None = None
        self._card = Card()
        self._card.setFixedWidth(_WIDTH)
        self._icon = TextLabel()
        self._icon.setFixedSize(_ICON, _ICON)
        self._word = TextLabel(weight=Weight.SEMIBOLD, tone=Tone.MUTED)
        self._headline = TextLabel(size=TypeSize.TITLE, weight=Weight.SEMIBOLD, wraps=True)
        self._lines = TextLabel(wraps=True)
        self._trouble = TroublePanel()
        self.settle = SettlePanel(page)
        self.finish = ActionButton("Done", ButtonKind.PRIMARY, high=True)
        self._lay_out()
        self.finish.clicked.connect(page.finish)
        follow_theme(self)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        for part in (self._word, self._headline, self._lines):
            words.addWidget(part)
        top = QHBoxLayout()
        top.setContentsMargins(8, 8, 8, 8)
        top.setSpacing(20)
        top.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 8, 0, 0)
        foot.addStretch(1)
        foot.addWidget(self.finish)
        self._card.add(top)
        self._card.add(self._trouble)
        self._card.add(foot)
        self.settle.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(centred(self._card, self.settle))

    def render_result(self, state: ResultState) -> None:
        """Show how it ended."""
        self._kind = state.kind
        self._word.setText(_WORDS[state.kind])
        self._headline.setText(state.headline)
        self._lines.setText("\n".join(state.lines))
        self._lines.setVisible(bool(state.lines))
        self._trouble.render_trouble(state.trouble)
        uncertain = state.kind is ResultKind.UNCERTAIN
        self.settle.render_settling(state.settle)
        self.finish.setVisible(not uncertain or state.finish.enabled)
        show_offer(self.finish, state.finish)
        self.setAccessibleName(f"{_WORDS[state.kind]}: {state.headline}")
        self.apply_tokens(current_tokens())

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw the sign in the colours of the theme."""
        if self._kind is not None:
            color = tokens.done if self._kind is ResultKind.CONFIRMED else tokens.danger
            self._icon.setPixmap(icon_pixmap(_ICONS[self._kind], color, _ICON, self.devicePixelRatioF()))
