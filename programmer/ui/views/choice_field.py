"""A labelled choice out of a few, with what follows from it under it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize
from programmer.ui.viewmodels.common_states import ChoiceState
from programmer.ui.widgets.text_label import TextLabel, Tone

_LEAST_LETTERS = 12


class ChoiceField(QWidget):
    """``chosen`` carries the key when a person chose, not when code did."""

    chosen = Signal(str)

    def __init__(self, label: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = ChoiceState()
        self._label = TextLabel(label, size=TypeSize.LABEL, tone=Tone.MUTED)
        self.box = QComboBox()
        self.box.setAccessibleName(label)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(_LEAST_LETTERS)  # a long choice must not widen the page
        self.box.activated.connect(lambda index: self.chosen.emit(self._state.choices[index][0]))
        self._label.setBuddy(self.box)
        self._under = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED, wraps=True)
        self.setFocusProxy(self.box)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self._label, self.box, self._under):
            column.addWidget(part)

    def render_choice(self, state: ChoiceState) -> None:
        """Show the choices, the one that holds, and what is said of it."""
        if state.choices != self._state.choices:
            self.box.clear()
            self.box.addItems([words for _, words in state.choices])
        self._state = state
        keys = [key for key, _ in state.choices]
        self.box.setCurrentIndex(keys.index(state.key) if state.key in keys else -1)
        self._under.setText(state.under)
        self._under.setVisible(bool(state.under))
        self.box.setAccessibleDescription(state.under)
