"""The simulated pump that is trained with: story and check at the left, what can be done at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.bench_tools import BenchTools
from programmer.ui.viewmodels.training import TrainingViewModel
from programmer.ui.viewmodels.training_state import TrainingState
from programmer.ui.views.current_stack import CurrentStack
from programmer.ui.views.page import GUTTER
from programmer.ui.views.training.check_card import CheckCard
from programmer.ui.views.training.conditions_card import ConditionsCard
from programmer.ui.views.training.events_card import EventsCard
from programmer.ui.views.training.faults_card import FaultsCard
from programmer.ui.views.training.hands_card import HandsCard
from programmer.ui.views.training.story_card import StoryCard
from programmer.ui.views.training.time_card import TimeCard
from programmer.ui.views.training.truth_card import TruthCard
from programmer.ui.widgets.segmented_control import Choice, SegmentedControl

_STORY_WIDTH = 320
HANDS, CONDITIONS, FAULTS, TRUTH, EVENTS = "hands", "conditions", "faults", "truth", "events"
_PARTS = (
    Choice(HANDS, "Hands"),
    Choice(CONDITIONS, "Pump and catheter"),
    Choice(FAULTS, "Fault switches"),
    Choice(TRUTH, "Truth"),
    Choice(EVENTS, "Events"),
)


class BenchView(QWidget):
    """Renders the part of the state under ``bench``, with story and check beside it."""

    def __init__(self, page: TrainingViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.story, self.check = StoryCard(), CheckCard()
        self.time, self.hands, self.conditions = (
            TimeCard(),
            HandsCard("Hands"),
            ConditionsCard("Pump and catheter"),
        )
        self.faults, self.truth, self.events = FaultsCard(), TruthCard(), EventsCard()
        self.parts = SegmentedControl(_PARTS, name="What to do with the pump")
        self._stack = CurrentStack()
        self._lay_out()
        self._wire(page)
        self._wire_tools(page.tools)
        self._wire_faults(page.tools)
        self.show_part(HANDS)

    def _lay_out(self) -> None:
        for part in (self.hands, self.conditions, self.faults, self.truth, self.events):
            self._stack.add_part(part)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(GUTTER)
        aside = QWidget()
        aside.setFixedWidth(_STORY_WIDTH)
        aside.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        for card in (self.story, self.check):
            left.addWidget(card)
        left.addStretch(1)
        right.addWidget(self.time)
        right.addWidget(self.parts)
        right.addWidget(self._stack)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GUTTER)
        row.addWidget(aside)
        row.addLayout(right, 1)

    def _wire(self, page: TrainingViewModel) -> None:
        self.check.answered.connect(page.answer)
        self.check.check_asked.connect(page.check)
        self.check.look_again_asked.connect(page.look_again)
        self.parts.chosen.connect(self.show_part)

    def _wire_tools(self, tools: BenchTools) -> None:
        self.time.speed_chosen.connect(tools.run_at)
        self.time.jump_asked.connect(tools.jump)
        self.time.cancel_asked.connect(tools.cancel_jump)
        for card in (self.hands, self.conditions):
            card.asked.connect(tools.do)
            card.filled.connect(tools.fill_in)
        self.truth.shown_asked.connect(tools.show_truth)

    def _wire_faults(self, tools: BenchTools) -> None:
        self.faults.kind.chosen.connect(tools.choose_fault)
        self.faults.often.chosen.connect(tools.choose_often)
        self.faults.times.typed.connect(tools.type_times)
        self.faults.chance.typed.connect(tools.type_chance)
        self.faults.option_filled.connect(tools.fill_option)
        self.faults.arm_asked.connect(tools.arm)
        self.faults.off_asked.connect(tools.disarm)
        self.faults.clear_asked.connect(tools.clear)

    def show_part(self, part: str) -> None:
        """Show one of the parts, by its word."""
        self.parts.choose(part)
        self._stack.show_part([choice.key for choice in _PARTS].index(part))

    def render_bench(self, state: TrainingState) -> None:
        """Show this state."""
        self.story.render_story(state)
        self.check.render_check(state)
        bench = state.bench
        self.time.render_time(bench)
        for card in (self.hands, self.conditions):
            card.render_hands(bench.hands)
        self.faults.render_faults(bench.faults)
        self.truth.render_truth(bench)
        self.events.render_events(bench.events)
