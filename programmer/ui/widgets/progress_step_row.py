"""One step of a work in progress: its sign, its words, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.ui.assets import paint_icon
from programmer.ui.theme import Tokens, Weight, current_tokens, follow_theme
from programmer.ui.widgets.elided_label import ElidedLabel
from programmer.ui.widgets.text_label import TextLabel, Tone

_HEIGHT = 32
_SIGN = 18


class StepState(Enum):
    """Where a step stands; the value is its word for a screen reader."""

    DONE = "done"
    CURRENT = "now"
    WAITING = "waiting"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """A step's words, where it stands, and a few words at the right (a count, a time)."""

    words: str
    state: StepState
    aside: str = ""


_TONES = {StepState.WAITING: Tone.MUTED, StepState.FAILED: Tone.DANGER, StepState.UNCERTAIN: Tone.DANGER}


class ProgressStepRow(QWidget):
    """Check for done, ring for now, dot for waiting, cross for failed; the present step is bold."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = ProgressStep("", StepState.WAITING)
        self.setFixedHeight(_HEIGHT)
        self._words = ElidedLabel()
        self._aside = TextLabel(tone=Tone.MUTED)
        row = QHBoxLayout(self)
        row.setContentsMargins(_SIGN + 10, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._words, 1)
        row.addWidget(self._aside)
        follow_theme(self)

    def show_step(self, step: ProgressStep) -> None:
        """Show this step."""
        self._step = step
        self._words.setText(step.words)
        self._words.set_tone(_TONES.get(step.state, Tone.PLAIN))
        self._words.set_weight(Weight.SEMIBOLD if step.state is StepState.CURRENT else Weight.REGULAR)
        self._aside.setText(step.aside)
        self.setAccessibleName(f"{step.words}: {step.state.value} {step.aside}".strip())
        self.update()

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sign = QRectF(0, (self.height() - _SIGN) / 2, _SIGN, _SIGN)
        icons = {
            StepState.DONE: ("check", tokens.done),
            StepState.FAILED: ("cross", tokens.danger),
            StepState.UNCERTAIN: ("uncertain", tokens.danger),
        }
        if self._step.state in icons:
            name, color = icons[self._step.state]
            paint_icon(painter, name, color, sign)
        else:
            self._paint_circle(painter, tokens, sign)
        painter.end()

    def _paint_circle(self, painter: QPainter, tokens: Tokens, sign: QRectF) -> None:
        current = self._step.state is StepState.CURRENT
        color = QColor(tokens.accent if current else tokens.field_border)
        painter.setPen(QPen(color, 2 if current else 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(sign.adjusted(3, 3, -3, -3))
        if current:
            painter.setBrush(color)
            painter.drawEllipse(sign.adjusted(7, 7, -7, -7))
