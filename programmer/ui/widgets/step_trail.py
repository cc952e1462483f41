"""The steps of a visit in one line, the present one marked."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from programmer.ui.theme import Weight
from programmer.ui.widgets.text_label import TextLabel, Tone


class StepTrail(QWidget):
    """``1 Review › 2 Program › …``; only shows, it is not a way to skip steps."""

    def __init__(
        self, steps: tuple[str, ...] = (), current: int = 0, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self.set_steps(steps, current)

    def set_steps(self, steps: tuple[str, ...], current: int) -> None:
        """Show these; ``current`` counts from 0."""
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for index, step in enumerate(steps):
            if index:
                self._row.addWidget(TextLabel("›", tone=Tone.MUTED))
            here = index == current
            weight, tone = (Weight.SEMIBOLD, Tone.ACCENT) if here else (Weight.REGULAR, Tone.MUTED)
            self._row.addWidget(TextLabel(f"{index + 1} {step}", weight=weight, tone=tone))
        if steps:
            self.setAccessibleName(f"Step {current + 1} of {len(steps)}: {steps[current]}")
