"""One value of the header: a small label over what it says now."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.widgets.elided_label import ElidedLabel
from programmer.ui.widgets.text_label import TextLabel, Tone


class HeaderField(QWidget):
    """Label 12 px muted, value 14 px semibold; the value ends in … when room is short."""

    def __init__(self, label: str, *, at_least: int = 60, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = TextLabel(label, size=TypeSize.LABEL, tone=Tone.MUTED)
        self._value = ElidedLabel(weight=Weight.SEMIBOLD, at_least=at_least)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self._label)
        column.addWidget(self._value)
        column.addStretch(1)

    def show_value(self, value: str, tone: Tone = Tone.PLAIN) -> None:
        """Say what it is now."""
        self._value.setText(value)
        self._value.set_tone(tone)
        self.setAccessibleName(f"{self._label.text()}: {value}")

    def value(self) -> str:
        """What it says, in full."""
        return self._value.text()
