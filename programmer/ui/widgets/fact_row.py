"""One fact: its name on the left, muted, and its value on the right, semibold."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from programmer.ui.theme import Weight
from programmer.ui.widgets.elided_label import ElidedLabel
from programmer.ui.widgets.text_label import TextLabel, Tone

_BETWEEN = 16
_LINE = 20


@dataclass(frozen=True, slots=True)
class Fact:
    """A name, a value with its unit, and what the value's colour says besides its words."""

    label: str
    value: str
    tone: Tone = Tone.PLAIN


class FactRow(QWidget):
    """Shows one ``Fact``; where both have no room side by side, the value stands under its name."""

    def __init__(self, fact: Fact, *, height: int = 26, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self._fact = fact
        self.setFixedHeight(height)
        self._label = ElidedLabel(tone=Tone.MUTED)
        self._value = TextLabel(weight=Weight.SEMIBOLD)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_BETWEEN)
        self._row.addWidget(self._label, 1)
        self._row.addWidget(self._value)
        self._value.setMinimumWidth(1)  # what has no room at all is cut with …, and never widens the page
        self.set_fact(fact)

    def set_fact(self, fact: Fact) -> None:
        """Show another fact in the same place."""
        self._fact = fact
        self._label.setText(fact.label)
        self._value.setText(fact.value)
        self._value.set_tone(fact.tone)
        self.setAccessibleName(f"{fact.label}: {fact.value}")
        self._find_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._find_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._find_room()

    def _find_room(self) -> None:
        if not self.isVisible():  # before that the width is not the one it will have
            return
        metrics = self._value.fontMetrics()
        value = self._fact.value
        below = self._label.sizeHint().width() + _BETWEEN + metrics.horizontalAdvance(value) > self.width()
        direction = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(direction)
        self._row.setSpacing(0 if below else _BETWEEN)
        self.setFixedHeight(self._height + _LINE if below else self._height)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        shown = metrics.elidedText(value, Qt.TextElideMode.ElideRight, self.width())
        self._value.setText(shown)
        self._value.setToolTip(value if shown != value else "")
