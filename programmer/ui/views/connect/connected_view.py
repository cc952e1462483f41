"""The pump that is in reach: what it is, whose it is, and how to let go of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.connect import ConnectViewModel
from programmer.ui.viewmodels.connect_state import ConnectedState, PatientFormState
from programmer.ui.views.connect.assignment_card import AssignmentCard
from programmer.ui.views.connect.disconnect_card import DisconnectCard
from programmer.ui.views.page import GUTTER
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.fact_table import FactTable
from programmer.ui.widgets.text_label import TextLabel, Tone


class ConnectedView(QWidget):
    """``show_pump_asked`` when the Pump page is wanted."""

    show_pump_asked = Signal()

    def __init__(self, page: ConnectViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._objection = TroublePanel()
        self._card = Card(" ")
        self._facts = FactTable()
        self._aside = TextLabel(tone=Tone.MUTED, wraps=True)
        self.show_pump = ActionButton("Show the pump", ButtonKind.PRIMARY)
        self.assignment = AssignmentCard(page)
        self.disconnect_card = DisconnectCard(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GUTTER)
        column.addWidget(self._objection)
        column.addLayout(self._build_cards())
        column.addStretch(1)
        self.show_pump.clicked.connect(self.show_pump_asked)

    def _build_cards(self) -> QHBoxLayout:
        self._card.add(self._facts)
        self._card.add(self._aside)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 8, 0, 0)
        foot.addStretch(1)
        foot.addWidget(self.show_pump)
        self._card.add(foot)
        right = QVBoxLayout()
        right.setSpacing(GUTTER)
        right.addWidget(self.assignment)
        right.addWidget(self.disconnect_card)
        right.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self._card)
        left.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(GUTTER)
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        return row

    def render_connected(self, state: ConnectedState, form: PatientFormState) -> None:
        """Show this pump."""
        self._card.set_title(state.title)
        self._facts.set_facts(state.facts)
        self._aside.setText(state.aside)
        self._aside.setVisible(bool(state.aside))
        self._objection.render_trouble(state.objection)
        self.assignment.render_assignment(state.assignment, form)
        self.disconnect_card.render_disconnect(state.disconnect)
