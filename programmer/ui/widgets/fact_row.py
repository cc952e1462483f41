"""One fact: its name on the left, muted, and its value on the right, semibold."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.ui.theme import Weight
from programmer.ui.widgets.elided_label import ElidedLabel
from programmer.ui.widgets.text_label import TextLabel, Tone


@dataclass(frozen=True, slots=True)
class Fact:
    """A name, a value with its unit, and what the value's colour says besides its words."""

    label: str
    value: str
    tone: Tone = Tone.PLAIN


class FactRow(QWidget):
    """Shows one ``Fact``; when room is short the name gives way, never the value."""

    def __init__(self, fact: Fact, *, height: int = 26, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(height)
        self._label = ElidedLabel(tone=Tone.MUTED)
        self._value = TextLabel(weight=Weight.SEMIBOLD)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._label, 1)
        row.addWidget(self._value)
        self.set_fact(fact)

    def set_fact(self, fact: Fact) -> None:
        """Show another fact in the same place."""
        self._label.setText(fact.label)
        self._value.setText(fact.value)
        self._value.set_tone(fact.tone)
        self.setAccessibleName(f"{fact.label}: {fact.value}")
