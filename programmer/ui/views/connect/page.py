"""The way to a pump: which link, who is here, what is being read, and the pump once it is in reach."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.connect import ConnectViewModel
from programmer.ui.viewmodels.connect_state import NOBODY_GONE, ConnectPhase, ConnectState
from programmer.ui.views.connect.connected_view import ConnectedView
from programmer.ui.views.connect.gone_card import GoneCard
from programmer.ui.views.connect.link_card import LinkCard
from programmer.ui.views.connect.pairing_view import PairingView
from programmer.ui.views.connect.patient_card import PatientCard
from programmer.ui.views.current_stack import CurrentStack
from programmer.ui.views.notice_list import NoticeList
from programmer.ui.views.offered import show_offer
from programmer.ui.views.page import GUTTER, Page, centred
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.progress_panel import ProgressPanel, ProgressState

_PROGRESS_WIDTH = 620
_LINES = {
    ConnectPhase.CHOOSING: "No pump yet. Take the simulated pump, or hold the telemetry head over a pump.",
    ConnectPhase.CONNECTING: "Nothing is changed in the pump while it is read.",
    ConnectPhase.CONNECTED: "",
    ConnectPhase.PAIRING: "Nothing was asked of the pump yet.",
}
_NOT_PAIRED_YET = "The pump is not paired yet. Nothing of its therapy was asked or changed."
_COMMAND_OPEN = (
    "No pump yet. The outcome of a command is not known: hold the telemetry head over its pump first."
)


class ConnectPage(Page):
    """``show_pump_asked`` when the Pump page is wanted."""

    show_pump_asked = Signal()

    def __init__(self, view_model: ConnectViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("Connect", parent=parent)
        self._view_model = view_model
        self.refresh_button = ActionButton("Look again", icon_name="refresh")
        self.connect_button = ActionButton("Connect", ButtonKind.PRIMARY)
        self._notices = NoticeList()
        self.trouble = TroublePanel("Try again")
        self.links = LinkCard()
        self.gone = GoneCard(view_model)
        self.patients = PatientCard(view_model)
        self.progress = ProgressPanel()
        self.connected = ConnectedView(view_model)
        self.pairing = PairingView(view_model)
        self._stack = CurrentStack()
        self._build()
        self._wire()
        self.render(view_model.state)

    def _build(self) -> None:
        self.head.add_action(self.refresh_button)
        self.head.add_action(self.connect_button)
        for part in (self._build_choosing(), self._build_progress(), self.connected, self.pairing):
            self._stack.add_part(part)
        self.column.addWidget(self._notices)
        self.column.addWidget(self.trouble)
        self.column.addWidget(self._stack, 1)

    def _build_choosing(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GUTTER)
        left = QVBoxLayout()
        left.addWidget(self.links)
        left.addStretch(1)
        row.addLayout(left, 1)
        right = QVBoxLayout()
        right.setSpacing(GUTTER)
        right.addWidget(self.patients, 1)
        right.addWidget(self.gone)
        right.addStretch(0)
        row.addLayout(right, 1)
        return whole

    def _build_progress(self) -> QWidget:
        whole = QWidget()
        self.progress.setFixedWidth(_PROGRESS_WIDTH)
        whole.setLayout(centred(self.progress))
        return whole

    def _wire(self) -> None:
        page = self._view_model
        page.changed.connect(self.render)
        self.refresh_button.clicked.connect(page.refresh)
        self.connect_button.clicked.connect(page.connect_pump)
        self.trouble.action_asked.connect(page.try_again)
        self.progress.cancel_asked.connect(page.cancel)
        self.links.link_chosen.connect(page.choose_link)
        self.links.speed_chosen.connect(page.choose_speed)
        self.links.address_typed.connect(page.type_url)
        self.connected.show_pump_asked.connect(self.show_pump_asked)

    def focus_first(self) -> QWidget | None:
        phase = self._view_model.state.phase
        if phase is ConnectPhase.PAIRING:
            return self.pairing.code.edit
        if phase is ConnectPhase.CONNECTING:
            return self.progress.cancel_button
        return self.connect_button if phase is ConnectPhase.CHOOSING else self.connected.show_pump

    def render(self, state: ConnectState) -> None:  # type: ignore[override]
        """Show this state."""
        choosing = state.phase is ConnectPhase.CHOOSING
        self.head.set_line(_line(state))
        self.refresh_button.setVisible(choosing)
        self.connect_button.setVisible(choosing)
        show_offer(self.connect_button, state.connect)
        self._notices.render_notices((*state.open_elsewhere, *state.announcements))
        self.trouble.render_trouble(state.trouble, state.try_again)
        self.links.render_links(state)
        self.patients.render_patients(state)
        self._render_gone(state)
        self.progress.set_state(state.progress or ProgressState(""))
        if state.connected is not None:
            self.connected.render_connected(state.connected, state.form)
        if state.pairing is not None:
            self.pairing.render_pairing(state.pairing)
        if self._stack.show_part(list(ConnectPhase).index(state.phase)) and self.isVisible():
            self.take_focus()

    def _render_gone(self, state: ConnectState) -> None:
        """One form at a time: whoever fills one in has the others out of sight."""
        about_a_patient = state.form.open or state.indication.open
        self.gone.render_gone(NOBODY_GONE if about_a_patient else state.gone)
        self.patients.setVisible(about_a_patient or not state.gone.open)


def _line(state: ConnectState) -> str:
    """What stands under the title."""
    if state.phase is ConnectPhase.CHOOSING and state.open_elsewhere:
        return _COMMAND_OPEN
    if state.pairing is not None and state.pairing.trouble is not None:
        return _NOT_PAIRED_YET
    return _LINES[state.phase]
