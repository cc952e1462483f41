"""Old beside new, and the one act that programs the pump."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import Weight
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


class CompareView(QWidget):
    """Renders a ``CompareState``."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = CompareTable()
        self.confirm = ConfirmCard(page)
        self.back = ActionButton("Back", icon_name="arrow-left")
        self._hash = TextLabel(weight=Weight.SEMIBOLD)
        self._expires = ElidedLabel(tone=Tone.MUTED)
        self.back.clicked.connect(page.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GUTTER)
        column.addLayout(self._build_main(), 1)
        column.addWidget(self._build_foot())

    def _build_main(self) -> QHBoxLayout:
        card = Card()
        card.add(self.table, 1)
        self.confirm.setFixedWidth(_RIGHT_WIDTH)
        right = QVBoxLayout()
        right.addWidget(self.confirm)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(GUTTER)
        row.addWidget(card, 1)
        row.addLayout(right)
        return row

    def _build_foot(self) -> Card:
        card = Card()
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(self._hash)
        row.addWidget(self._expires, 1)
        row.addWidget(self.back, 0, Qt.AlignmentFlag.AlignRight)
        card.add(row)
        return card

    def render_compare(self, state: CompareState) -> None:
        """Show what would change."""
        self.table.set_comparison(state.rows)
        self.confirm.render_confirm(state)
        self._hash.setText(f"Program hash {state.hash_text}")
        self._expires.setText(state.expires)
