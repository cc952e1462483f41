"""The foot of the window: what this is, where it is, who I am."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize
from programmer.ui.widgets.elided_label import ElidedLabel
from programmer.ui.widgets.hairline import Hairline
from programmer.ui.widgets.text_label import Tone

HEIGHT = 28


@dataclass(frozen=True, slots=True)
class FooterState:
    """Words from the left (what this is, link, last contact) and to the right (who, library, help)."""

    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()


class Footer(QFrame):
    """28 px; shows one ``FooterState``. The first words on the left (what this is) never give way."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "bar")
        self.setFixedHeight(HEIGHT)
        self._labels: list[ElidedLabel] = []
        self._state = FooterState()
        self._row = QHBoxLayout()
        self._row.setContentsMargins(24, 0, 24, 0)
        self._row.setSpacing(24)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(self._row, 1)

    def set_state(self, state: FooterState) -> None:
        """Show these words."""
        if len(state.left) != len(self._state.left) or len(state.right) != len(self._state.right):
            self._rebuild(state)
        for label, words in zip(self._labels, (*state.left, *state.right), strict=True):
            label.setText(words)
        self._state = state
        self.setAccessibleName(", ".join((*state.left, *state.right)))

    def _rebuild(self, state: FooterState) -> None:
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._labels = []
        for index in range(len(state.left) + len(state.right)):
            if index == len(state.left):
                self._row.addStretch(1)
            label = ElidedLabel(size=TypeSize.LABEL, tone=Tone.MUTED, at_least=10_000 if index == 0 else 48)
            self._labels.append(label)
            self._row.addWidget(label)
        if not state.right:
            self._row.addStretch(1)
