"""The pump's time: its clock, how fast it lives, and the ways ahead."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.training_state import BenchState
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.segmented_control import SegmentedControl
from programmer.ui.widgets.text_label import TextLabel, Tone

_SPANS = (("hour", "1 hour"), ("day", "1 day"), ("week", "1 week"))


class TimeCard(Card):
    """``speed_chosen`` (a number), ``jump_asked`` (hour, day, week), ``cancel_asked``."""

    speed_chosen = Signal(object)
    jump_asked = Signal(str)
    cancel_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName("Time of the pump")
        self._clock = TextLabel(size=TypeSize.TITLE, weight=Weight.SEMIBOLD)
        self._lived = TextLabel(tone=Tone.MUTED)
        self.speeds = SegmentedControl(name="Speed of the simulated pump")
        self.jumps = {span: ActionButton(words) for span, words in _SPANS}
        self.cancel_button = ActionButton("Cancel")
        self._doing = TextLabel(tone=Tone.MUTED)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Jump ahead")
        self._lay_out()
        self.speeds.chosen.connect(self.speed_chosen)
        self.cancel_button.clicked.connect(self.cancel_asked)
        for span, button in self.jumps.items():
            button.setAccessibleName(f"Ahead by {button.text()}")
            button.clicked.connect(lambda _checked=False, span=span: self.jump_asked.emit(span))

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(12)
        for part in (self._clock, self._lived):
            first.addWidget(part)
        first.addStretch(1)
        self._ahead = QWidget()
        row = QHBoxLayout(self._ahead)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(TextLabel("Ahead by", tone=Tone.MUTED))
        for button in self.jumps.values():
            row.addWidget(button)
        self._under_way = QWidget()
        jumping = QHBoxLayout(self._under_way)
        jumping.setContentsMargins(0, 0, 0, 0)
        jumping.addWidget(self._doing)
        jumping.addWidget(self._bar)
        jumping.addWidget(self.cancel_button)
        second = QHBoxLayout()
        second.setSpacing(16)
        second.addWidget(self.speeds)
        second.addStretch(1)
        second.addWidget(self._ahead)
        second.addWidget(self._under_way)
        self.add(first)
        self.add(second)

    def render_time(self, state: BenchState) -> None:
        """Show them."""
        self._clock.setText(state.clock)
        since = f"{state.here} since you came" if state.here else f"{state.lived} since the beginning"
        self._lived.setText(f"on the pump's clock, {since}")
        self.speeds.set_choices(state.speeds)
        self.speeds.choose(state.speed)
        self._ahead.setVisible(state.jump is None)
        self._under_way.setVisible(state.jump is not None)
        if state.jump is not None:
            self._doing.setText(state.jump.title)
            self._bar.setValue(round(100 * (state.jump.share or 0)))
