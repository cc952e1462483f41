"""What a scenario asks, and afterwards what was found of it and why."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.training import PointWords, Verdict
from programmer.ui.assets import icon_pixmap
from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme
from programmer.ui.viewmodels.training_state import TrainingState
from programmer.ui.viewmodels.training_words import unbroken
from programmer.ui.views.offered import show_offer
from programmer.ui.views.training.answer_field import AnswerField
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.text_label import TextLabel, Tone

_ICON = 18


class _PointLine(QWidget):
    """One point of the check: tick or cross, its subject, and why."""

    def __init__(self, point: PointWords, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._passed = point.passed
        self._icon = TextLabel()
        self._icon.setFixedSize(_ICON, 20)
        words = QVBoxLayout()
        words.setSpacing(2)
        mark = "Right" if point.passed else "Not right"
        words.addWidget(TextLabel(f"{mark}: {unbroken(point.subject)}", weight=Weight.MEDIUM, wraps=True))
        words.addWidget(TextLabel(unbroken(point.said), tone=Tone.MUTED, wraps=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 6)
        row.setSpacing(8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        follow_theme(self)
        self.apply_tokens(current_tokens())

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw the mark in the colours of the theme."""
        name, color = ("check", tokens.done) if self._passed else ("cross", tokens.danger)
        self._icon.setPixmap(icon_pixmap(name, color, _ICON, self.devicePixelRatioF()))


class CheckCard(Card):
    """``answered`` (key, answer), ``check_asked``, ``look_again_asked``."""

    answered = Signal(str, str)
    check_asked = Signal()
    look_again_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("What did you find?", parent=parent)
        self.fields: list[AnswerField] = []
        self._questions = self._empty_part()
        self._points = self._empty_part()
        self._headline = TextLabel(size=TypeSize.NAME, weight=Weight.SEMIBOLD, wraps=True)
        self._find = TextLabel(wraps=True)
        self._why_not = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED)
        self.check_button = ActionButton("Check", ButtonKind.PRIMARY)
        self.again_button = ActionButton("Look again")
        self._shown: Verdict | None = None
        self._lay_out()
        self.check_button.clicked.connect(self.check_asked)
        self.again_button.clicked.connect(self.look_again_asked)

    @staticmethod
    def _empty_part() -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        return part

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.check_button)
        foot.addWidget(self.again_button)
        foot.addWidget(self._why_not, 1)
        for part in (self._questions, self._headline, self._points, self._find):
            self.add(part)
        self.add(foot)

    def render_check(self, state: TrainingState) -> None:
        """Show the questions and the answers so far, or the result."""
        self.setVisible(bool(state.questions) or state.verdict is not None or state.check.enabled)
        if [field.key for field in self.fields] != [one.key for one in state.questions]:
            self._rebuild(state)
        for field, answer in zip(self.fields, state.questions, strict=True):
            field.render_answer(answer)
        open_ = state.verdict is None
        self._questions.setVisible(open_)
        self.check_button.setVisible(open_)
        self.again_button.setVisible(not open_)
        show_offer(self.check_button, state.check)
        self._why_not.setText(state.check.why_not if open_ else "")
        self._render_verdict(state.verdict, state.headline)

    def _rebuild(self, state: TrainingState) -> None:
        for field in self.fields:
            field.hide()
            field.deleteLater()
        self.fields = [AnswerField(one) for one in state.questions]
        column = self._questions.layout()
        for field in self.fields:
            field.answered.connect(self.answered)
            if column is not None:
                column.addWidget(field)

    def _render_verdict(self, verdict: Verdict | None, headline: str) -> None:
        for part in (self._headline, self._find, self._points):
            part.setVisible(verdict is not None)
        self.set_title("What did you find?" if verdict is None else "Result")
        self._headline.setText(headline)
        if verdict is None or verdict == self._shown:
            self._shown = verdict
            return
        self._shown = verdict
        self._headline.set_tone(Tone.DONE if verdict.found else Tone.DANGER)
        self._find.setText(unbroken(verdict.find))
        column = self._points.layout()
        while column is not None and (item := column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for point in sorted(verdict.points, key=lambda point: point.passed):  # what is not right comes first
            if column is not None:
                column.addWidget(_PointLine(point))
