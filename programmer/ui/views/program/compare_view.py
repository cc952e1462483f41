"""Old beside new, in figures and as a curve, and the one act that programs the pump."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.common_states import refused
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_state import CompareState
from programmer.ui.views.page import GUTTER
from programmer.ui.views.program.arriving_card import ArrivingCard, LevelCard
from programmer.ui.views.program.checks_card import ChecksCard
from programmer.ui.views.program.confirm_card import ConfirmCard
from programmer.ui.views.scrolled_part import ScrolledPart
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.compare_table import CompareTable

_RIGHT_WIDTH, _RIGHT_MOST = 360, 560
_RIGHT_SHARE = 0.29  # in a wide window the curves gain more than the table
_CLOSE = 8  # between comparison and confirming: a plain change stands whole in a small window
_LESS_PADDING = 8  # above and below the table: the rows need the height
_SCROLL_FIRST = "Scroll to the last line first"
_WIDEN_FIRST = "Make the window wider first: a value has no room"


class CompareView(QWidget):
    """Renders a ``CompareState``. One scroll bar for all of it; what confirms it stays in sight under it."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = CompareTable(fits_rows=True)
        self.arriving, self.levels = ArrivingCard(), LevelCard()
        self.checks = ChecksCard()
        self.confirm = ConfirmCard(page)
        self.back = self.confirm.back
        self.scrolled = ScrolledPart(self._build_words(), "Comparison of old and new")
        self._state: CompareState | None = None
        self.table.seen_to_end.connect(self._render_confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_CLOSE)
        column.addWidget(self.scrolled, 1)
        column.addWidget(self.confirm)

    def _build_words(self) -> QWidget:
        table = Card()
        table.setContentsMargins(0, -_LESS_PADDING, 0, -_LESS_PADDING)
        table.add(self.table)
        right = QVBoxLayout()
        right.setSpacing(GUTTER)
        for card in (self.arriving, self.checks):
            right.addWidget(card)
        right.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(GUTTER)
        left.addWidget(table)
        left.addWidget(self.levels)
        left.addStretch(1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GUTTER)
        row.addLayout(left, 1)
        row.addLayout(right)
        return whole

    def focus_first(self) -> QWidget:
        """What scrolls as long as something of the table is to be scrolled to, then the way to confirm."""
        return self.confirm.hold if self.table.was_seen_to_end else self.scrolled

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = int(self.width() * _RIGHT_SHARE)
        for card in (self.arriving, self.checks):
            card.setFixedWidth(max(_RIGHT_WIDTH, min(_RIGHT_MOST, wide)))
        QTimer.singleShot(0, self, self._render_confirm)  # once the table has its new width

    def render_compare(self, state: CompareState) -> None:
        """Show what would change."""
        self._state = state
        self.table.set_comparison(state.rows)
        self.arriving.render_arriving(state.arriving)
        self.levels.render_levels(state.arriving)
        self.checks.render_checks(state)
        self._render_confirm()

    def _render_confirm(self) -> None:
        """Nothing can be confirmed that is cut off, or before its last line was on the screen."""
        state = self._state
        if state is None:
            return
        if state.confirm.enabled and self.table.isVisible() and self.table.cut_off:
            state = replace(state, confirm=refused(_WIDEN_FIRST))
        elif state.confirm.enabled and not self.table.was_seen_to_end:
            state = replace(state, confirm=refused(_SCROLL_FIRST))
        self.confirm.render_confirm(state)
