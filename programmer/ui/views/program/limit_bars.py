"""Doses among the limits of the drug library, and on demand where every number comes from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize
from programmer.ui.viewmodels.program_state import LimitsState
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.limit_bar import LimitBar
from programmer.ui.widgets.text_label import TextLabel, Tone

_OPEN, _SHUT = "Hide where from", "Where from"


class LimitBars(QWidget):
    """A bar for each drug, and a line that opens the sources; the mouse finds them in a tooltip too."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: list[LimitBar] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        self._words = TextLabel(size=TypeSize.LABEL, wraps=True)
        self._not_known = TextLabel(tone=Tone.MUTED, wraps=True)
        self.where_from = ActionButton(_SHUT, ButtonKind.QUIET)
        self.where_from.setCheckable(True)
        self.sources = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED, wraps=True)
        self.where_from.toggled.connect(self._show_sources)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._column)
        column.addWidget(self._words)
        column.addWidget(self._not_known)
        column.addWidget(self.where_from, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.sources)
        column.addStretch(1)
        self._show_sources(opened=False)

    def render_limits(self, state: LimitsState) -> None:
        """Show these."""
        while len(self._bars) < len(state.bars):
            bar = LimitBar()
            self._bars.append(bar)
            self._column.addWidget(bar)
        sources = "\n".join(state.sources)
        for index, bar in enumerate(self._bars):
            shown = index < len(state.bars)
            bar.setVisible(shown)
            bar.set_state(state.bars[index] if shown else None)
            bar.setToolTip(sources)
        self._words.setText("\n".join(state.words))
        self._words.setVisible(bool(state.words))
        self._not_known.setText(state.not_known)
        self._not_known.setVisible(bool(state.not_known))
        self.sources.setText(sources)
        self.where_from.setVisible(bool(state.sources))
        self._show_sources(opened=self.where_from.isChecked())

    def _show_sources(self, opened: bool) -> None:
        self.where_from.setText(_OPEN if opened else _SHUT)
        self.sources.setVisible(opened and bool(self.sources.text()))
