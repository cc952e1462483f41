"""What is so beside what the pump believes, once a trainer asks for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from programmer.training import TruthWords
from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.training_state import BenchState
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.text_label import TextLabel, Tone

_HIDDEN = (
    "A trainee does not see this: what is truly in the reservoir, what arrives at the catheter's tip, and what is "
    "wrong with the pump."
)
_SHARES = (3, 4, 5)


class TruthCard(Card):
    """``shown_asked`` carries whether it is to be shown."""

    shown_asked = Signal(bool)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName("Truth")
        self._hidden = TextLabel(_HIDDEN, tone=Tone.MUTED, wraps=True)
        self.button = ActionButton("Show the truth", icon_name="eye")
        self._rows: list[tuple[TextLabel, TextLabel, TextLabel]] = []
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._build_grid()
        self._shown = False
        self.add(self._hidden)
        self.add(self._table)
        self.add(self.button)
        layout = self.layout()
        if layout is not None:
            layout.setAlignment(self.button, Qt.AlignmentFlag.AlignLeft)
        self.button.clicked.connect(lambda: self.shown_asked.emit(not self._shown))

    def _build_grid(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        for column, (words, share) in enumerate(
            zip(("", "The pump believes", "So it is"), _SHARES, strict=True)
        ):
            self._grid.addWidget(TextLabel(words, size=TypeSize.LABEL, tone=Tone.MUTED), 0, column)
            self._grid.setColumnStretch(column, share)

    def render_truth(self, state: BenchState) -> None:
        """Show it, or only the way to it."""
        self._shown = state.truth_shown
        self._hidden.setVisible(not state.truth_shown)
        self._table.setVisible(state.truth_shown)
        self.button.setText("Hide the truth" if state.truth_shown else "Show the truth")
        while len(self._rows) < len(state.truth):
            self._add_row()
        for row, words in zip(self._rows, state.truth, strict=False):
            _fill(row, words)

    def _add_row(self) -> None:
        row = (TextLabel(tone=Tone.MUTED, wraps=True), TextLabel(wraps=True), TextLabel(wraps=True))
        self._rows.append(row)
        for column, label in enumerate(row):
            self._grid.addWidget(label, len(self._rows), column, Qt.AlignmentFlag.AlignTop)


def _fill(row: tuple[TextLabel, TextLabel, TextLabel], words: TruthWords) -> None:
    subject, believed, true = row
    subject.setText(words.subject)
    believed.setText(words.believed)
    true.setText(f"≠ {words.true}" if words.apart else words.true)
    true.set_weight(Weight.SEMIBOLD if words.apart else Weight.REGULAR)
    true.set_tone(Tone.ACCENT if words.apart else Tone.PLAIN)
