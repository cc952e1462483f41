"""What the chosen patient has the pump for, and the form that sets or changes it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.connect import ConnectViewModel
from programmer.ui.viewmodels.connect_state import IndicationState
from programmer.ui.views.choice_field import ChoiceField
from programmer.ui.views.offered import show_offer
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.hairline import Hairline
from programmer.ui.widgets.text_label import TextLabel, Tone


class IndicationPanel(QWidget):
    """One line with "Change…", or the form with Record and Not now; takes no room while nobody is chosen."""

    def __init__(self, page: ConnectViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._present = TextLabel(weight=Weight.SEMIBOLD, wraps=True)
        self.ask = ActionButton("Set the indication…")
        self._title = TextLabel(weight=Weight.SEMIBOLD, wraps=True)
        self.condition = ChoiceField("What is treated")
        self.age = ChoiceField("Age group")
        self._follows = TextLabel(tone=Tone.MUTED, wraps=True)
        self._trouble = TroublePanel()
        self.close_button = ActionButton("Not now")
        self.record = ActionButton("Record it", ButtonKind.PRIMARY)
        self._line, self._form = self._build_line(), self._build_form()
        self._lay_out()
        self.ask.clicked.connect(page.open_indication)
        self.condition.chosen.connect(page.choose_known_condition)
        self.age.chosen.connect(page.choose_known_age)
        self.close_button.clicked.connect(page.close_indication)
        self.record.clicked.connect(page.record_indication)

    def _build_line(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(TextLabel("Indication", size=TypeSize.LABEL, tone=Tone.MUTED))
        words.addWidget(self._present)
        row.addLayout(words, 1)
        row.addWidget(self.ask)
        return line

    def _build_form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._title)
        choices = QHBoxLayout()
        choices.setSpacing(12)
        choices.addWidget(self.condition, 1)
        choices.addWidget(self.age, 1)
        column.addLayout(choices)
        column.addWidget(self._follows)
        column.addWidget(self._trouble)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.record)
        column.addLayout(row)
        return form

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(12)
        for part in (Hairline(), self._line, self._form):
            column.addWidget(part)

    def render_indication(self, state: IndicationState) -> None:
        """Show what is known, or the form."""
        opened = state.open and self._form.isHidden()
        self.setVisible(bool(state.present))
        self._line.setVisible(not state.open)
        self._form.setVisible(state.open)
        self._present.setText(state.present)
        self.ask.setText(state.ask)
        self._title.setText(state.title)
        self.condition.render_choice(state.condition)
        self.age.render_choice(state.age)
        self._follows.setText(state.follows)
        self._trouble.render_trouble(state.trouble)
        show_offer(self.record, state.record)
        for part in (self.condition, self.age, self.close_button):
            part.setEnabled(not state.busy)
        if opened:
            self.condition.setFocus()
