"""One question of a scenario: a few answers to choose from, or a field for a number with its unit."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from programmer.ui.theme import Weight
from programmer.ui.viewmodels.training_state import AnswerState
from programmer.ui.viewmodels.training_words import unbroken
from programmer.ui.views.text_field import TextField
from programmer.ui.widgets.text_label import TextLabel


class _Choice(QWidget):
    """A ring with words beside it that may go on to the next line; a press on the words is one on the ring."""

    def __init__(self, words: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ring = QRadioButton()
        self.ring.setAccessibleName(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(0)
        row.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(TextLabel(words, wraps=True), 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.ring.setFocus(Qt.FocusReason.MouseFocusReason)
        self.ring.click()


class AnswerField(QWidget):
    """``answered`` carries key and answer when a person gave one."""

    answered = Signal(str, str)

    def __init__(self, state: AnswerState, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = state.key
        self.group = QButtonGroup(self)
        self._letters = [letter for letter, _ in state.choice.choices]
        self.field = TextField(state.label, placeholder=state.like)
        self.field.edit.setAccessibleName(state.ask)
        self._lay_out(state)
        self.field.typed.connect(lambda text: self.answered.emit(self.key, text))
        self.group.idClicked.connect(lambda place: self.answered.emit(self.key, self._letters[place]))

    def _lay_out(self, state: AnswerState) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        column.addWidget(TextLabel(unbroken(state.ask), weight=Weight.MEDIUM, wraps=True))
        for place, (_, words) in enumerate(state.choice.choices):
            choice = _Choice(words)
            self.group.addButton(choice.ring, place)
            column.addWidget(choice)
        column.addWidget(self.field)
        self.field.setVisible(not self._letters)

    def render_answer(self, state: AnswerState) -> None:
        """Show the answer as it stands."""
        self.field.render_field(state.field)
        self.group.setExclusive(False)  # one that excludes lets none be taken back
        for place, letter in enumerate(self._letters):
            self.group.button(place).setChecked(letter == state.choice.key)
        self.group.setExclusive(True)
