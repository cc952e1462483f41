"""The number that matters, its unit in words beside it, and what follows from it under it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.widgets.shown import set_shown
from programmer.ui.widgets.text_label import TextLabel, Tone

_NUMBER_HEIGHT = 44


@dataclass(frozen=True, slots=True)
class BigFigureState:
    """``label`` over ``number`` ``unit`` over ``under`` and the quieter ``aside``; ``stale`` turns it muted."""

    label: str
    number: str
    unit: str
    under: str = ""
    aside: str = ""
    stale: bool = False


class BigFigure(QWidget):
    """Shows one ``BigFigureState``."""

    def __init__(self, state: BigFigureState | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED)
        self._number = TextLabel(size=TypeSize.NUMBER, weight=Weight.SEMIBOLD)
        self._unit = TextLabel(size=TypeSize.NAME, tone=Tone.MUTED)
        self._under = TextLabel()
        self._aside = TextLabel(tone=Tone.MUTED)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._label)
        column.addLayout(self._build_number_row())
        column.addLayout(self._build_under_row())
        self.set_state(state or BigFigureState("", "–", ""))

    def _build_number_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        for label in (self._number, self._unit):
            label.setFixedHeight(_NUMBER_HEIGHT)
            label.setAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
            row.addWidget(label)
        self._unit.setContentsMargins(
            0, 0, 0, self._number.fontMetrics().descent() - self._unit.fontMetrics().descent()
        )
        row.addStretch(1)
        return row

    def _build_under_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._under)
        row.addWidget(self._aside)
        row.addStretch(1)
        return row

    def set_state(self, state: BigFigureState) -> None:
        """Show these words."""
        self._label.setText(state.label)
        self._number.setText(state.number)
        self._unit.setText(state.unit)
        self._under.setText(state.under)
        self._aside.setText(state.aside)
        for label in (self._number, self._under):
            label.set_tone(Tone.MUTED if state.stale else Tone.PLAIN)
        set_shown(self._under, bool(state.under))
        set_shown(self._aside, bool(state.aside))
        self.setAccessibleName(f"{state.label}: {state.number} {state.unit}")
        self.setAccessibleDescription(f"{state.under} {state.aside}".strip())
