"""Fault switches: what can go wrong, described on a form, and the switches that are thrown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from programmer.training import SwitchWords
from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.training_state import FaultsState, OptionState
from programmer.ui.views.choice_field import ChoiceField
from programmer.ui.views.offered import show_offer
from programmer.ui.views.text_field import TextField
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.hairline import Hairline
from programmer.ui.widgets.text_label import TextLabel, Tone

_ACROSS = 3


class SwitchRow(QWidget):
    """One switch: what it does, how often it struck, and the way to take it back."""

    off_asked = Signal(int)

    def __init__(self, switch: SwitchWords, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = switch.number
        self._line = TextLabel(wraps=True)
        self._struck = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._line)
        words.addWidget(self._struck)
        self.off = ActionButton("Switch off")
        self.off.clicked.connect(lambda: self.off_asked.emit(self.number))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(self.off, 0, Qt.AlignmentFlag.AlignVCenter)
        self.render_switch(switch)

    def render_switch(self, switch: SwitchWords) -> None:
        """Show how it stands now."""
        self._line.setText(switch.line)
        self._line.set_tone(Tone.MUTED if switch.spent else Tone.PLAIN)
        self._struck.setText(f"{switch.struck}; it strikes no more" if switch.spent else switch.struck)
        self.off.setText("Take off" if switch.spent else "Switch off")
        self.off.setAccessibleName(f"{self.off.text()}: {switch.line}")


class FaultsCard(Card):
    """``option_filled`` (key, text), ``off_asked`` (number), ``arm_asked``, ``clear_asked``."""

    option_filled = Signal(str, str)
    off_asked = Signal(int)
    arm_asked = Signal()
    clear_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName("Faults")
        self.kind = ChoiceField("What goes wrong")
        self.often = ChoiceField("How often")
        self.times = TextField("Times", placeholder="such as 3")
        self.chance = TextField("Chance each time", placeholder="such as 10 %")
        self.options: dict[str, ChoiceField | TextField] = {}
        self._made: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = ()
        self._grid = QGridLayout()
        self.arm_button = ActionButton("Switch on", ButtonKind.PRIMARY)
        self.clear_button = ActionButton("Switch all off")
        self._failed = TextLabel(weight=Weight.MEDIUM, tone=Tone.DANGER, wraps=True)
        self._none = TextLabel("No fault is switched on.", tone=Tone.MUTED)
        self.rows: list[SwitchRow] = []
        self._list = QVBoxLayout()
        self._lay_out()
        self.arm_button.clicked.connect(self.arm_asked)
        self.clear_button.clicked.connect(self.clear_asked)

    def _lay_out(self) -> None:
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        for column in range(_ACROSS):
            self._grid.setColumnStretch(column, 1)
        often = QHBoxLayout()
        often.setSpacing(12)
        for part in (self.often, self.times, self.chance):
            often.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.addWidget(self.arm_button)
        foot.addStretch(1)
        foot.addWidget(self.clear_button)
        self._list.setSpacing(0)
        self.add(self.kind)
        self.add(self._grid)
        self.add(often)
        self.add(foot)
        self.add(self._failed)
        self.add(Hairline())
        self.add(self._none)
        self.add(self._list)

    def render_faults(self, state: FaultsState) -> None:
        """Show the form, and the switches."""
        self.kind.render_choice(state.kind)
        self.often.render_choice(state.often)
        self.times.setVisible(state.times is not None)
        if state.times is not None:
            self.times.render_field(state.times)
        self.chance.render_field(state.chance)
        self._render_options(state.options)
        self._failed.setText(state.failed)
        self._failed.setVisible(bool(state.failed))
        show_offer(self.clear_button, state.clear)
        self._render_switches(state.switches)

    def _render_options(self, options: tuple[OptionState, ...]) -> None:
        made = tuple((one.key, one.label, one.like, one.choice.choices) for one in options)
        if made != self._made:
            self._made = made
            self._rebuild(options)
        for one in options:
            field = self.options[one.key]
            if isinstance(field, ChoiceField):
                field.render_choice(one.choice)
            else:
                field.render_field(one.field)

    def _rebuild(self, options: tuple[OptionState, ...]) -> None:
        for field in self.options.values():
            self._grid.removeWidget(field)
            field.hide()
            field.deleteLater()
        self.options = {one.key: self._field(one) for one in options}
        for place, field in enumerate(self.options.values()):
            self._grid.addWidget(field, place // _ACROSS, place % _ACROSS, Qt.AlignmentFlag.AlignTop)

    def _field(self, option: OptionState) -> ChoiceField | TextField:
        key = option.key
        if option.choice.choices:
            choice = ChoiceField(option.label)
            choice.chosen.connect(lambda text: self.option_filled.emit(key, text))
            return choice
        field = TextField(option.label, placeholder=option.like)
        field.typed.connect(lambda text: self.option_filled.emit(key, text))
        return field

    def _render_switches(self, switches: tuple[SwitchWords, ...]) -> None:
        self._none.setVisible(not switches)
        if [row.number for row in self.rows] == [switch.number for switch in switches]:
            for row, switch in zip(self.rows, switches, strict=True):
                row.render_switch(switch)
            return
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [SwitchRow(switch) for switch in switches]
        for row in self.rows:
            row.off_asked.connect(self.off_asked)
            self._list.addWidget(row)
