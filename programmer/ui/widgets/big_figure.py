"""The number that matters, its unit in words beside it, and what follows from it under it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

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
        self._label = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED, wraps=True)
        self._number = TextLabel(size=TypeSize.NUMBER, weight=Weight.SEMIBOLD)
        self._unit = TextLabel(size=TypeSize.NAME, tone=Tone.MUTED)
        self._under = TextLabel(wraps=True)
        self._aside = TextLabel(tone=Tone.MUTED, wraps=True)
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

    def _build_under_row(self) -> QBoxLayout:
        self._under_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._under_row.setSpacing(8)
        self._under_row.addWidget(self._under)
        self._under_row.addWidget(self._aside)
        self._under_row.addStretch(1)
        for label in (self._under, self._aside):
            label.setMinimumWidth(1)
        return self._under_row

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._find_room()

    def _find_room(self) -> None:
        """A drug's name is never cut: what has no room beside it goes under it."""
        names = self._under.fontMetrics().horizontalAdvance(self._under.text()) + 2
        aside = self._aside.fontMetrics().horizontalAdvance(self._aside.text()) + 2
        left = self.width() - names - aside - 2 * self._under_row.spacing()
        fits = left >= 0
        for place, share in enumerate((names, aside, left) if fits else (0, 0, 0)):
            self._under_row.setStretch(place, share)
        self._under_row.setDirection(
            QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        )

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
        self._find_room()
        self.setAccessibleName(f"{state.label}: {state.number} {state.unit}")
        self.setAccessibleDescription(f"{state.under} {state.aside}".strip())
