"""The story of the training under way, and what the trainee has to do."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from programmer.ui.theme import Weight
from programmer.ui.viewmodels.training_state import TrainingState
from programmer.ui.viewmodels.training_words import unbroken
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.text_label import TextLabel, Tone


class StoryCard(Card):
    """What has happened, and the task; its title stands in the head of the page."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("The story", parent=parent)
        self._story = TextLabel(wraps=True)
        self._head = TextLabel("What to do", weight=Weight.MEDIUM)
        self._task = TextLabel(tone=Tone.MUTED, wraps=True)
        for part in (self._story, self._head, self._task):
            self.add(part)

    def render_story(self, state: TrainingState) -> None:
        """Show them."""
        self._story.setText(unbroken(state.story))
        self._task.setText(state.task)
        for part in (self._head, self._task):
            part.setVisible(bool(state.task))
