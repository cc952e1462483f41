"""One fact: its name on the left, muted, and its value on the right, semibold."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from programmer.ui.theme import Weight
from programmer.ui.widgets.text_label import TextLabel, Tone

_BETWEEN = 16
_LINE = 20
_AIR = 4
_WIDEST = 10_000
_WRAPS = int(Qt.TextFlag.TextWordWrap.value)


@dataclass(frozen=True, slots=True)
class Fact:
    """A name, a value with its unit, and what the value's colour says besides its words."""

    label: str
    value: str
    tone: Tone = Tone.PLAIN


class FactRow(QWidget):
    """Shows one ``Fact``; where both have no room side by side, the value stands whole under its name."""

    def __init__(self, fact: Fact, *, height: int = 26, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self._fact = fact
        self.setFixedHeight(height)
        self._label = TextLabel(tone=Tone.MUTED)
        self._value = TextLabel(weight=Weight.SEMIBOLD)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.addWidget(self._label)
        self._row.addWidget(self._value, 1)
        for part in (self._label, self._value):
            part.setMinimumWidth(1)  # words go on to the next line and never widen the page
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
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
        name = self._label.fontMetrics().horizontalAdvance(self._fact.label) + 1
        value = self._value.fontMetrics().horizontalAdvance(self._fact.value) + 1
        if name + _BETWEEN + value <= self.width():
            self._stand_side_by_side(name)
        else:
            self._stand_under_each_other()

    def _stand_side_by_side(self, name: int) -> None:
        self._row.setDirection(QBoxLayout.Direction.LeftToRight)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_BETWEEN)
        self._label.setFixedWidth(name)
        for part in (self._label, self._value):
            part.setWordWrap(False)
            part.setFixedHeight(self._height)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(self._height)

    def _stand_under_each_other(self) -> None:
        """Name and value stay close together, with air above and below the pair."""
        self._row.setDirection(QBoxLayout.Direction.TopToBottom)
        self._row.setContentsMargins(0, _AIR, 0, _AIR)
        self._row.setSpacing(0)
        self._label.setMinimumWidth(1)
        self._label.setMaximumWidth(_WIDEST)
        height = 2 * _AIR
        for part in (self._label, self._value):
            part.setWordWrap(True)
            lines = part.fontMetrics().boundingRect(QRect(0, 0, self.width(), _WIDEST), _WRAPS, part.text())
            part.setFixedHeight(max(_LINE, lines.height() + 2))
            height += part.height()
        self._value.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setFixedHeight(height)
