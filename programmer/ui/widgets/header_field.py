"""One value of the header: a small label over what it says now."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.widgets.elided_label import ElidedLabel
from programmer.ui.widgets.text_label import TextLabel, Tone


class HeaderField(QWidget):
    """Label 12 px muted, value 14 px semibold; the value ends in … when room is short."""

    def __init__(
        self, label: str, *, at_least: int = 60, keeps_end: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._label = TextLabel(label, size=TypeSize.LABEL, tone=Tone.MUTED)
        self._value = ElidedLabel(weight=Weight.SEMIBOLD, at_least=at_least, keeps_end=keeps_end)
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

    def width_of_all(self) -> int:
        """The width at which nothing of the value is left out."""
        return self._value.sizeHint().width()

    def width_of_end(self) -> int:
        """The width that shows the last part of the value whole: its last word."""
        words = self._value.text().split()
        shown = "".join(words) if len(words) < 2 else f"…{words[-1]}"
        return self._value.fontMetrics().horizontalAdvance(shown) + 2

    def value(self) -> str:
        """What it says, in full."""
        return self._value.text()
