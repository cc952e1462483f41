"""Changing therapy, one step at a time: edit, stage, compare, confirm, and how it ended."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from programmer.ui.viewmodels.common_states import Trouble
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_state import ProgramState, ProgramStep
from programmer.ui.views.current_stack import CurrentStack
from programmer.ui.views.empty_panel import EmptyPanel
from programmer.ui.views.offered import show_offer
from programmer.ui.views.page import Page, centred
from programmer.ui.views.program.compare_view import CompareView
from programmer.ui.views.program.edit_view import EditView
from programmer.ui.views.program.result_view import ResultView
from programmer.ui.views.scrolled_part import ScrolledPart
from programmer.ui.views.tab_order import chain
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.notice_bar import NoticeBar
from programmer.ui.widgets.progress_panel import ProgressPanel, ProgressState
from programmer.ui.widgets.step_trail import StepTrail

_PROGRESS_WIDTH = 620
_CLOSE = 8  # between notice and content: the comparison needs the height
_EMPTY, _EDIT, _PROGRESS, _COMPARE, _RESULT = range(5)
_SHOWN = {
    ProgramStep.EDIT: _EDIT,
    ProgramStep.STAGING: _PROGRESS,
    ProgramStep.SENDING: _PROGRESS,
    ProgramStep.COMPARE: _COMPARE,
    ProgramStep.RESULT: _RESULT,
}


class ProgramPage(Page):
    """``simulated_asked`` and ``choose_link_asked`` when there is no pump and one is wanted."""

    simulated_asked = Signal()
    choose_link_asked = Signal()

    def __init__(self, view_model: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("Program", parent=parent)
        self._view_model = view_model
        self._trail = StepTrail()
        self._trail_shown: tuple[tuple[str, ...], int] = ((), 0)
        self._stops: tuple[QWidget, ...] = ()
        self.reset = ActionButton("Reset to pump")
        self.next = ActionButton("Next: compare", ButtonKind.PRIMARY)
        self._notice = NoticeBar()
        self._trouble = TroublePanel()
        self._blocked: list[TroublePanel] = []
        self._blocked_column = QVBoxLayout()
        self.edit = EditView(view_model)
        self.progress = ProgressPanel()
        self.compare = CompareView(view_model)
        self.result = ResultView(view_model)
        self._stack = CurrentStack()
        self._build()
        self._wire()
        self.render(view_model.state)

    def _build(self) -> None:
        self.head.add_beside(self._trail)
        self.head.add_action(self.reset)
        self.head.add_action(self.next)
        self.scrolled = ScrolledPart(self.edit, "Program")
        self.scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields are what Tab goes through
        for part in (self._build_empty(), self.scrolled, self._build_progress(), self.compare, self.result):
            self._stack.add_part(part)
        self._blocked_column.setSpacing(8)
        self.column.addLayout(self._blocked_column)
        self.column.addWidget(self._trouble)
        self.column.addWidget(self._notice)
        self.column.addWidget(self._stack, 1)
        self.column.setSpacing(_CLOSE)

    def _build_empty(self) -> EmptyPanel:
        self.empty = EmptyPanel("program", "No pump yet")
        self.take_simulated = ActionButton("Connect the simulated pump", ButtonKind.PRIMARY)
        self.choose_link = ActionButton("Choose a port or an address…")
        self.empty.add_action(self.choose_link)
        self.empty.add_action(self.take_simulated)
        return self.empty

    def _build_progress(self) -> QWidget:
        whole = QWidget()
        self.progress.setFixedWidth(_PROGRESS_WIDTH)
        whole.setLayout(centred(self.progress))
        return whole

    def _wire(self) -> None:
        page = self._view_model
        page.changed.connect(self.render)
        self.reset.clicked.connect(page.reset_to_pump)
        self.next.clicked.connect(page.stage)
        self.progress.cancel_asked.connect(page.cancel)
        self.take_simulated.clicked.connect(self.simulated_asked)
        self.choose_link.clicked.connect(self.choose_link_asked)

    def focus_first(self) -> QWidget | None:
        return {
            _EMPTY: self.take_simulated,
            _EDIT: self.edit.focus_first(),
            _PROGRESS: self.progress.cancel_button,
            _COMPARE: self.compare.focus_first(),
            _RESULT: self.result.finish,
        }[self._stack.current]

    def render(self, state: ProgramState) -> None:  # type: ignore[override]
        """Show this state."""
        empty = bool(state.empty_words) and state.step is ProgramStep.EDIT
        editing = state.step is ProgramStep.EDIT and not empty
        self.head.set_title(state.title)
        self._render_trail(state)
        self.reset.setVisible(editing)
        self.next.setVisible(editing)
        show_offer(self.reset, state.reset)
        show_offer(self.next, state.next)
        self._notice.set_notice(state.notice)
        self._trouble.render_trouble(state.trouble)
        self._render_blocked(state.blocked)
        self.empty.set_words("No pump yet", state.empty_words)
        if editing:
            self.edit.render_edit(state.edit)
            self._chain_tab_stops()
        self.progress.set_state(state.progress or ProgressState(""))
        if state.compare is not None:
            self.compare.render_compare(state.compare)
        if state.result is not None:
            self.result.render_result(state.result)
        shown = _EMPTY if empty else _SHOWN[state.step]
        if self._stack.show_part(shown) and self.isVisible():
            self.take_focus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._chain_tab_stops()

    def _chain_tab_stops(self) -> None:
        """From the last field on to the buttons that stand over them: what is typed first is left for Next."""
        stops = (*self.edit.tab_stops(), self.reset, self.next)
        if stops != self._stops and all(stop.window() is self.window() for stop in stops):
            self._stops = stops
            chain(stops)

    def _render_trail(self, state: ProgramState) -> None:
        wanted = (state.trail, state.trail_index)
        if wanted != self._trail_shown:
            self._trail_shown = wanted
            self._trail.set_steps(*wanted)

    def _render_blocked(self, blocked: tuple[Trouble, ...]) -> None:
        while len(self._blocked) < len(blocked):
            panel = TroublePanel()
            self._blocked.append(panel)
            self._blocked_column.addWidget(panel)
        for index, panel in enumerate(self._blocked):
            panel.render_trouble(blocked[index] if index < len(blocked) else None)
