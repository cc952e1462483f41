"""What is being done with the pump, step by step, with the way out."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from programmer.ui.theme import Weight
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.progress_step_row import ProgressStep, ProgressStepRow
from programmer.ui.widgets.shown import set_shown
from programmer.ui.widgets.text_label import TextLabel, Tone


@dataclass(frozen=True, slots=True)
class ProgressState:
    """``share`` is 0 to 1, or ``None`` while nobody can say; ``cancel`` is the button's word, empty for none."""

    title: str
    steps: tuple[ProgressStep, ...] = ()
    share: float | None = None
    detail: str = ""
    cancel: str = "Cancel"


class ProgressPanel(Card):
    """Shows one ``ProgressState``. ``cancel_asked`` when its button is pressed."""

    cancel_asked = Signal()

    def __init__(self, state: ProgressState | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._rows: list[ProgressStepRow] = []
        self._steps = QVBoxLayout()
        self._steps.setSpacing(0)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress")
        self._detail = TextLabel(tone=Tone.MUTED, wraps=True)
        self.cancel_button = ActionButton("Cancel")
        self.cancel_button.clicked.connect(self.cancel_asked)
        self._foot = self._build_foot()
        self.title.set_weight(Weight.SEMIBOLD)
        self.add(self._steps)
        self.add(self._bar)
        self.add(self._foot)
        self.set_state(state or ProgressState(""))

    def _build_foot(self) -> QWidget:
        whole = QWidget()
        foot = QHBoxLayout(whole)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(16)
        foot.addWidget(self._detail, 1)
        foot.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignBottom)
        return whole

    def set_state(self, state: ProgressState) -> None:
        """Show how far it is."""
        self.set_title(state.title)
        while len(self._rows) < len(state.steps):
            row = ProgressStepRow()
            self._steps.addWidget(row)
            self._rows.append(row)
        for index, row in enumerate(self._rows):
            set_shown(row, index < len(state.steps))
            if index < len(state.steps):
                row.show_step(state.steps[index])
        self._show_share(state.share)
        self._detail.setText(state.detail)
        self.cancel_button.setText(state.cancel)
        set_shown(self.cancel_button, bool(state.cancel))
        set_shown(self._foot, bool(state.detail or state.cancel))

    def _show_share(self, share: float | None) -> None:
        set_shown(self._bar, share is not None)
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(1000 * min(1.0, max(0.0, share or 0.0))))
