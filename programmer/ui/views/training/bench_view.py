"""The simulated pump that is trained with: story and check at the left, what can be done at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.training import TrainingViewModel
from programmer.ui.viewmodels.training_state import BenchState, TrainingState
from programmer.ui.views.current_stack import CurrentStack
from programmer.ui.views.page import GUTTER
from programmer.ui.views.training.check_card import CheckCard
from programmer.ui.views.training.faults_card import FaultsCard
from programmer.ui.views.training.hands_card import HandsCard
from programmer.ui.views.training.story_card import StoryCard
from programmer.ui.views.training.time_card import TimeCard
from programmer.ui.views.training.truth_card import TruthCard
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.data_table import DataTable
from programmer.ui.widgets.segmented_control import Choice, SegmentedControl
from programmer.ui.widgets.table_rows import Column, TableRow

_STORY_WIDTH = 360
HANDS, FAULTS, TRUTH, EVENTS = "hands", "faults", "truth", "events"
_PARTS = (Choice(HANDS, "Hands"), Choice(FAULTS, "Faults"), Choice(TRUTH, "Truth"), Choice(EVENTS, "Events"))
_EVENTS_HEIGHT = 320


class BenchView(QWidget):
    """Renders the part of the state under ``bench``, with story and check beside it."""

    def __init__(self, page: TrainingViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.story, self.check = StoryCard(), CheckCard()
        self.time, self.hands, self.faults, self.truth = TimeCard(), HandsCard(), FaultsCard(), TruthCard()
        columns = (Column("On the pump's clock"), Column("What happened", stretch=True), Column("Pump knows"))
        self.events = DataTable(columns, name="Events")
        self.events.setMinimumHeight(_EVENTS_HEIGHT)
        self.parts = SegmentedControl(_PARTS, name="What to do with the pump")
        self._stack = CurrentStack()
        self._lay_out()
        self._wire(page)
        self._wire_faults(page)
        self.show_part(HANDS)

    def _lay_out(self) -> None:
        told = Card("What happened since you came")
        told.add(self.events, 1)
        for part in (self.hands, self.faults, self.truth, told):
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
        self.time.speed_chosen.connect(page.run_at)
        self.time.jump_asked.connect(page.jump)
        self.time.cancel_asked.connect(page.cancel_jump)
        self.hands.asked.connect(page.do)
        self.hands.volume.typed.connect(page.type_volume)
        self.hands.into.chosen.connect(page.choose_place)
        self.hands.drug.typed.connect(page.type_drug)
        self.hands.concentration.typed.connect(page.type_concentration)
        self.truth.shown_asked.connect(page.show_truth)
        self.parts.chosen.connect(self.show_part)

    def _wire_faults(self, page: TrainingViewModel) -> None:
        self.faults.kind.chosen.connect(page.choose_fault)
        self.faults.often.chosen.connect(page.choose_often)
        self.faults.times.typed.connect(page.type_times)
        self.faults.chance.typed.connect(page.type_chance)
        self.faults.option_filled.connect(page.fill_option)
        self.faults.arm_asked.connect(page.arm)
        self.faults.off_asked.connect(page.disarm)
        self.faults.clear_asked.connect(page.clear)

    def show_part(self, part: str) -> None:
        """Show hands, faults, truth or events."""
        self.parts.choose(part)
        self._stack.show_part([choice.key for choice in _PARTS].index(part))

    def render_bench(self, state: TrainingState) -> None:
        """Show this state."""
        self.story.render_story(state)
        self.check.render_check(state)
        bench = state.bench
        self.time.render_time(bench)
        self.hands.render_hands(bench.hands)
        self.faults.render_faults(bench.faults)
        self.truth.render_truth(bench)
        self.events.set_rows(_event_rows(bench))


def _event_rows(bench: BenchState) -> tuple[TableRow, ...]:
    return tuple(
        TableRow((event.clock, event.what, "yes" if event.known else "no"), muted=event.known)
        for event in bench.events
    )
