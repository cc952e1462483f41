"""The reservoir as a glass, and when its alarm will come."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.pump_state import PumpState
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.fact_table import FactTable
from programmer.ui.widgets.reservoir_glass import ReservoirGlass
from programmer.ui.widgets.text_label import TextLabel, Tone


class ReservoirCard(Card):
    """Renders the reservoir's part of a ``PumpState``."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName("Reservoir")
        self.glass = ReservoirGlass()
        self._title = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED)
        self._date = TextLabel(size=TypeSize.TITLE, weight=Weight.SEMIBOLD)
        self._line = TextLabel(tone=Tone.MUTED, wraps=True)
        self._facts = FactTable()
        row = QHBoxLayout()
        row.setContentsMargins(10, 8, 0, 4)
        row.setSpacing(26)
        row.addWidget(self.glass, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._build_words(), 1)
        self.add(row)

    def _build_words(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(2)
        for part in (self._title, self._date, self._line):
            column.addWidget(part)
        column.addSpacing(6)
        column.addWidget(self._facts)
        column.addStretch(1)
        return column

    def render_reservoir(self, state: PumpState) -> None:
        """Show the level and the date."""
        self.glass.set_state(state.reservoir)
        self._title.setText(state.alarm_title)
        self._date.setText(state.alarm_date)
        self._date.setVisible(bool(state.alarm_date))
        stale = state.figure.stale
        self._date.set_tone(Tone.MUTED if stale else Tone.PLAIN)
        self._line.setText(state.alarm_line)
        self._line.setVisible(bool(state.alarm_line))
        self._facts.set_facts(muted(state.reservoir_facts) if stale else state.reservoir_facts)
        self._facts.setVisible(bool(state.reservoir_facts))


def muted(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The same facts as of a pump that no longer answers."""
    return tuple(replace(fact, tone=Tone.MUTED) for fact in facts)
