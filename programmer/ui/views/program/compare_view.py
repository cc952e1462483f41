"""Old beside new, and the one act that programs the pump."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.common_states import refused
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_state import CompareState
from programmer.ui.views.page import GUTTER
from programmer.ui.views.program.confirm_card import ConfirmCard
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.compare_table import CompareTable
from programmer.ui.widgets.elided_label import ElidedLabel
from programmer.ui.widgets.text_label import TextLabel, Tone

_RIGHT_WIDTH = 400
_LESS_PADDING = 8  # above and below the table: the rows need the height
_SCROLL_FIRST = "Scroll to the last line first"


class CompareView(QWidget):
    """Renders a ``CompareState``."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = CompareTable()
        self.confirm = ConfirmCard(page)
        self.back = ActionButton("Back", icon_name="arrow-left")
        self._hash = ElidedLabel(weight=Weight.SEMIBOLD)
        self._expires = ElidedLabel(tone=Tone.MUTED)
        self._filling = TextLabel(wraps=True)
        self._library = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED, wraps=True)
        self._state: CompareState | None = None
        self.back.clicked.connect(page.back)
        self.table.seen_to_end.connect(self._render_confirm)
        card = Card()
        card.setContentsMargins(0, -_LESS_PADDING, 0, -_LESS_PADDING)
        card.add(self.table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GUTTER)
        row.addWidget(card, 1)
        row.addLayout(self._build_right())

    def _build_right(self) -> QVBoxLayout:
        """Beside the table, not under it: the rows need the height."""
        right = QVBoxLayout()
        right.setSpacing(GUTTER)
        for card in (self.confirm, self._build_foot()):
            card.setFixedWidth(_RIGHT_WIDTH)
            right.addWidget(card)
        right.addStretch(1)
        return right

    def _build_foot(self) -> Card:
        card = Card()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._hash)
        words.addWidget(self._expires)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(self.back, 0, Qt.AlignmentFlag.AlignVCenter)
        card.add(row)
        card.add(self._filling)
        card.add(self._library)
        return card

    def focus_first(self) -> QWidget:
        """The table as long as something of it is to be scrolled to, then the way to confirm."""
        return self.confirm.hold if self.table.was_seen_to_end else self.table

    def render_compare(self, state: CompareState) -> None:
        """Show what would change."""
        self._state = state
        self.table.set_comparison(state.rows)
        self._render_confirm()
        self._hash.setText(f"Program hash {state.hash_text}")
        self._expires.setText(state.expires)
        self._filling.setText(state.filling)
        self._library.setText("\n".join(state.library))

    def _render_confirm(self) -> None:
        """Nothing can be confirmed before its last line was on the screen."""
        state = self._state
        if state is None:
            return
        if state.confirm.enabled and not self.table.was_seen_to_end:
            state = replace(state, confirm=refused(_SCROLL_FIRST))
        self.confirm.render_confirm(state)
