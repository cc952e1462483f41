"""Stored visits: the list, and one of them opened."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from programmer.ui.viewmodels.common_states import PatientLine
from programmer.ui.viewmodels.history import HistoryViewModel
from programmer.ui.viewmodels.history_state import KINDS, HistoryPhase, HistoryState
from programmer.ui.views.current_stack import CurrentStack
from programmer.ui.views.empty_panel import EmptyPanel
from programmer.ui.views.history.record_view import RecordView
from programmer.ui.views.history.session_list import SessionList
from programmer.ui.views.page import Page
from programmer.ui.views.skeleton import Skeleton
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton

_LIST, _RECORD, _LOADING, _EMPTY = range(4)
_FILTER_WIDTH = 260


class HistoryPage(Page):
    """Read-only throughout."""

    def __init__(self, view_model: HistoryViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("History", parent=parent)
        self._view_model = view_model
        self._patients: tuple[PatientLine, ...] = ()
        self.filter = QComboBox()
        self.filter.setAccessibleName("Visits of which patient")
        self.filter.setAccessibleDescription("Choose a patient, or all")
        self.filter.setFixedWidth(_FILTER_WIDTH)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName("Visits at which pumps")
        self.kinds.setAccessibleDescription("Simulated pumps, the others, or all")
        for key, words in KINDS:
            self.kinds.addItem(words, key)
        self.refresh_button = ActionButton("Look again", icon_name="refresh")
        self.back = ActionButton("Back to the list", icon_name="arrow-left")
        self._trouble = TroublePanel("Try again")
        self._tampered = TroublePanel()
        self.sessions = SessionList()
        self.record = RecordView()
        self._empty = EmptyPanel("history", "No visits yet")
        self._stack = CurrentStack()
        self._build()
        self._wire()
        self.render(view_model.state)

    def _build(self) -> None:
        for action in (self.kinds, self.filter, self.refresh_button, self.back):
            self.head.add_action(action)
        loading = Skeleton(((34, 1.0), (34, 1.0), (34, 1.0), (34, 1.0)))
        for part in (self.sessions, self.record, loading, self._empty):
            self._stack.add_part(part)
        self.column.addWidget(self._tampered)
        self.column.addWidget(self._trouble)
        self.column.addWidget(self._stack, 1)

    def _wire(self) -> None:
        page = self._view_model
        page.changed.connect(self.render)
        self.filter.activated.connect(lambda _index: page.choose_patient(str(self.filter.currentData())))
        self.kinds.activated.connect(lambda _index: page.choose_kind(str(self.kinds.currentData())))
        self.refresh_button.clicked.connect(page.refresh)
        self._trouble.action_asked.connect(page.refresh)
        self.sessions.opened.connect(page.open_session)
        self.back.clicked.connect(page.close_session)

    def focus_first(self) -> QWidget | None:
        return {_LIST: self.sessions.table, _RECORD: self.back}.get(self._stack.current)

    def render(self, state: HistoryState) -> None:  # type: ignore[override]
        """Show this state."""
        record = state.record
        self.head.set_title("History" if record is None else record.title or "Stored visit")
        self.head.set_line(state.headline if record is None else "")
        for part in (self.kinds, self.filter, self.refresh_button):
            part.setVisible(record is None)
        self.back.setVisible(record is not None)
        self._render_filter(state)
        self.kinds.setCurrentIndex(self.kinds.findData(state.kind))
        self._trouble.render_trouble(state.trouble if record is None else None)
        self._tampered.render_trouble(state.tampered)
        self._empty.set_words("No such visits" if state.kind else "No visits yet", state.empty_words)
        self.sessions.render_sessions(state)
        if record is not None:
            self.record.render_record(record)
        if self._stack.show_part(_shown(state)) and self.isVisible():
            self.take_focus()
        self._stack.setVisible(record is not None or state.phase is not HistoryPhase.FAILED)

    def _render_filter(self, state: HistoryState) -> None:
        if state.patients != self._patients:
            self._patients = state.patients
            self.filter.clear()
            for patient in state.patients:
                self.filter.addItem(patient.name, patient.key)
        self.filter.setCurrentIndex(max(0, self.filter.findData(state.patient_key)))


def _shown(state: HistoryState) -> int:
    if state.record is not None:
        return _RECORD
    return {HistoryPhase.LOADING: _LOADING, HistoryPhase.EMPTY: _EMPTY}.get(state.phase, _LIST)
