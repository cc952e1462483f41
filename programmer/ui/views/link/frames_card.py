"""The frames of the link, live, and the one that is chosen read aloud."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from programmer.ui.link_tap import MOST_FRAMES
from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.link import LinkViewModel
from programmer.ui.viewmodels.link_frames import COLUMNS, WIDEST
from programmer.ui.viewmodels.link_state import ChosenFrame, LinkState
from programmer.ui.views.page import GUTTER
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.data_table import DataTable
from programmer.ui.widgets.elided_label import ElidedLabel
from programmer.ui.widgets.frame_table import FrameTable
from programmer.ui.widgets.table_rows import Column, TableRow
from programmer.ui.widgets.text_label import TextLabel, Tone

_FIELDS = (Column("Field", most=220), Column("Value", stretch=True))
_LIST_HEIGHT, _FIELDS_HEIGHT = 160, 120
_EMPTY = "No frame yet. Every frame to a pump and from it appears here, opened where it could be."
_UNCHOSEN = "Choose a frame to read what it says."


class FramesCard(QWidget):
    """The list over the fields of its chosen frame."""

    def __init__(self, page: LinkViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen: ChosenFrame | None = None
        self._line = ElidedLabel(tone=Tone.MUTED)
        self.pause = ActionButton("Pause")
        self.table = FrameTable(COLUMNS, WIDEST, right=frozenset({3, 4}), stretch=2)
        self.table.setMinimumHeight(_LIST_HEIGHT)
        self._empty = TextLabel(_EMPTY, tone=Tone.MUTED, wraps=True)
        self._below = Card()
        self._title = ElidedLabel(weight=Weight.SEMIBOLD)
        self._envelope = ElidedLabel(size=TypeSize.LABEL, tone=Tone.MUTED)
        self.fields = DataTable(_FIELDS, name="Fields of the chosen frame")
        self.fields.setMinimumHeight(_FIELDS_HEIGHT)
        self._lay_out()
        self.pause.clicked.connect(page.pause)
        self.table.frame_chosen.connect(page.choose_frame)

    def _lay_out(self) -> None:
        above, below = Card(), self._below
        head = QHBoxLayout()
        head.addWidget(self._line, 1)
        head.addWidget(self.pause)
        above.add(head)
        above.add(self._empty)
        above.add(self.table, 1)
        below.add(self._title)
        below.add(self._envelope)
        below.add(self.fields, 1)
        below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GUTTER)
        column.addWidget(above, 1)
        column.addWidget(below, 1)

    def render_frames(self, state: LinkState) -> None:
        """Show the list as it stands, and the chosen frame."""
        self._empty.setVisible(not state.frames)
        for part in (self._line, self.pause, self.table, self._below):
            part.setVisible(bool(state.frames))
        self.table.set_lines(state.frames)
        self._line.setText(state.paused or f"Live; {_held_words(len(state.frames))}, newest last")
        self.pause.setText("Go on" if state.paused else "Pause")
        if state.chosen != self._chosen or state.chosen is None:
            self._chosen = state.chosen
            self._render_chosen(state.chosen)

    def _render_chosen(self, chosen: ChosenFrame | None) -> None:
        self._title.setText(_UNCHOSEN if chosen is None else chosen.title)
        self._title.set_weight(Weight.REGULAR if chosen is None else Weight.SEMIBOLD)
        self._title.set_tone(Tone.MUTED if chosen is None else Tone.PLAIN)
        self._envelope.setText("" if chosen is None else chosen.envelope)
        rows = () if chosen is None else chosen.fields
        self.fields.set_rows(tuple(TableRow(pair, key=at) for at, pair in enumerate(rows)))
        self.fields.setVisible(bool(rows))


def _held_words(count: int) -> str:
    if count == MOST_FRAMES:
        return f"the newest {count:,} frames"
    return "1 frame" if count == 1 else f"{count:,} frames"
