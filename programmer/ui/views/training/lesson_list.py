"""The scenarios one can be trained with, and the story of the one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from programmer.training import Lesson
from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.training_state import TrainingState
from programmer.ui.views.offered import show_offer
from programmer.ui.views.page import GUTTER
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.data_table import DataTable
from programmer.ui.widgets.notice_bar import Notice, NoticeBar, NoticeKind
from programmer.ui.widgets.table_rows import Column, TableRow
from programmer.ui.widgets.text_label import TextLabel, Tone

_STORY_WIDTH = 420
_SIMULATED = Notice(NoticeKind.INFO, "A simulated pump, not a patient.", "It lives inside this program.")
_ENDS_VISIT = Notice(
    NoticeKind.CAUTION,
    "A simulated pump is connected.",
    "Starting a scenario ends the visit at it.",
)


class LessonList(QWidget):
    """``chosen`` (key), ``file_chosen`` (its path), ``start_asked``, ``practise_asked``."""

    chosen = Signal(str)
    file_chosen = Signal(str)
    start_asked = Signal()
    practise_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        columns = (Column("Scenario", most=300), Column("Story", stretch=True))
        self.table = DataTable(columns, name="Scenarios", choosable=True)
        self._title = TextLabel(size=TypeSize.NAME, weight=Weight.SEMIBOLD, wraps=True)
        self._story = TextLabel(wraps=True)
        self._asks = TextLabel(tone=Tone.MUTED, wraps=True)
        self._why_not = TextLabel(tone=Tone.DANGER, wraps=True)
        self._notice = NoticeBar(_SIMULATED)
        self.start_button = ActionButton("Start the scenario", ButtonKind.PRIMARY, icon_name="train")
        self.open_button = ActionButton("Open a file…")
        self.practise_button = ActionButton("Practise with the connected pump", icon_name="simulated")
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        listed, told = Card("Scenarios"), Card("The story")
        listed.add(self.table, 1)
        for part in (self._title, self._story, self._asks, self._notice, self._why_not):
            told.add(part)
        told.add(self.start_button)
        told.setFixedWidth(_STORY_WIDTH)
        aside = QVBoxLayout()
        aside.setSpacing(GUTTER)
        aside.addWidget(told)
        aside.addWidget(self.practise_button)
        aside.addWidget(self.open_button)
        aside.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GUTTER)
        row.addWidget(listed, 1)
        row.addLayout(aside)

    def _wire(self) -> None:
        self.table.row_chosen.connect(lambda key: self.chosen.emit(str(key)))
        self.table.row_opened.connect(lambda _key: self.start_asked.emit())
        self.start_button.clicked.connect(self.start_asked)
        self.practise_button.clicked.connect(self.practise_asked)
        self.open_button.clicked.connect(self._ask_for_file)

    def _ask_for_file(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, "Open a scenario", "", "Scenarios (*.toml)")
        if file:
            self.file_chosen.emit(file)

    def render_lessons(self, state: TrainingState) -> None:
        """Show the scenarios, and what can be done with the chosen one."""
        rows = (TableRow((one.title, _first_sentence(one.story)), key=one.key) for one in state.lessons)
        self.table.set_rows(tuple(rows))
        if state.chosen is not None:
            self.table.choose(state.chosen.key)
        self._notice.set_notice(_ENDS_VISIT if state.ends_visit else _SIMULATED)
        self._render_story(state.chosen)
        self._why_not.setText(state.start.why_not)
        self._why_not.setVisible(bool(state.start.why_not))
        show_offer(self.start_button, state.start)
        self.practise_button.setText(state.practise_words or "Practise with the connected pump")
        show_offer(self.practise_button, state.practise)

    def _render_story(self, lesson: Lesson | None) -> None:
        self._title.setText("" if lesson is None else lesson.title)
        self._story.setText("" if lesson is None else lesson.story)
        asked = 0 if lesson is None else len(lesson.asked)
        words = f"{asked} {'question' if asked == 1 else 'questions'} at the end"
        self._asks.setText(words if asked else "")
        self._asks.setVisible(bool(asked))


def _first_sentence(story: str) -> str:
    first, stop, _ = story.partition(". ")
    return f"{first}." if stop else first
