"""Training with a simulated pump: a scenario, faults, time, hands, the truth, and whether it was found."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from programmer.ui.viewmodels.common_states import NOT_NOW
from programmer.ui.viewmodels.training import TrainingViewModel
from programmer.ui.viewmodels.training_state import TrainingPhase, TrainingState
from programmer.ui.views.current_stack import CurrentStack
from programmer.ui.views.offered import show_offer
from programmer.ui.views.page import Page, centred
from programmer.ui.views.tab_order import chain, stops_in
from programmer.ui.views.training.bench_view import BenchView
from programmer.ui.views.training.lesson_list import LessonList
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.notice_bar import NoticeBar
from programmer.ui.widgets.progress_panel import ProgressPanel, ProgressState

_CHOOSING, _CONNECTING, _BENCH = range(3)
_PROGRESS_WIDTH = 520
_SIMULATED = "Simulated pump — not a patient"


class TrainingPage(Page):
    """Everything on it concerns a simulated pump inside this program, and says so."""

    def __init__(self, view_model: TrainingViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("Train", _SIMULATED, parent=parent)
        self._view_model = view_model
        self.other = ActionButton("Choose another", icon_name="arrow-left")
        self.restart = ActionButton("Start it anew", icon_name="refresh")
        self._notice = NoticeBar()
        self._trouble = TroublePanel()
        self.lessons = LessonList()
        self.progress = ProgressPanel()
        self.bench = BenchView(view_model)
        self._stack = CurrentStack()
        self._stops: tuple[QWidget, ...] = ()
        self._build()
        self._wire()
        self.render(view_model.state)

    def _build(self) -> None:
        self.head.add_action(self.other)
        self.head.add_action(self.restart)
        waiting = QWidget()
        self.progress.setFixedWidth(_PROGRESS_WIDTH)
        waiting.setLayout(centred(self.progress))
        for part in (self.lessons, waiting, self.bench):
            self._stack.add_part(part)
        self.column.addWidget(self._notice)
        self.column.addWidget(self._trouble)
        self.column.addWidget(self._stack, 1)

    def _wire(self) -> None:
        page = self._view_model
        page.changed.connect(self.render)
        self.other.clicked.connect(page.show_list)
        self.restart.clicked.connect(page.start_anew)
        self._notice.action_asked.connect(page.connect_again)
        self.lessons.chosen.connect(page.choose)
        self.lessons.file_chosen.connect(page.open_file)
        self.lessons.start_asked.connect(page.start)
        self.lessons.practise_asked.connect(page.practise)
        self.progress.cancel_asked.connect(page.cancel_connecting)

    def focus_first(self) -> QWidget | None:
        return {_CHOOSING: self.lessons.table, _CONNECTING: self.progress.cancel_button}.get(
            self._stack.current, self.other
        )

    def render(self, state: TrainingState) -> None:  # type: ignore[override]
        """Show this state."""
        choosing = state.phase is TrainingPhase.CHOOSING
        self.head.set_title("Train" if choosing else f"Train: {state.title}")
        self.other.setVisible(not choosing)
        self.restart.setVisible(not choosing and state.restart is not None)
        show_offer(self.restart, state.restart or NOT_NOW)
        self._notice.set_notice(state.notice)
        self._trouble.render_trouble(state.trouble)
        if choosing:
            self.lessons.render_lessons(state)
        else:
            self.bench.render_bench(state)
            self._chain_tab_stops()
        self.progress.set_state(state.progress or ProgressState(""))
        if self._stack.show_part(_shown(state)) and self.isVisible():
            self.take_focus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._chain_tab_stops()

    def _chain_tab_stops(self) -> None:
        """Questions and parts of the form come and go; Tab goes by what is read, whenever they came."""
        stops = (self.other, self.restart, *stops_in(self.bench))
        if stops != self._stops and all(stop.window() is self.window() for stop in stops):
            self._stops = stops
            chain(stops)


def _shown(state: TrainingState) -> int:
    return {TrainingPhase.CHOOSING: _CHOOSING, TrainingPhase.CONNECTING: _CONNECTING}.get(state.phase, _BENCH)
