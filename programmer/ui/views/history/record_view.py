"""One stored visit, read-only: what was read, what was done, what the pump wrote down."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.history_state import (
    COMMAND_COLUMNS,
    EVENT_COLUMNS,
    HistoryPhase,
    RecordState,
)
from programmer.ui.viewmodels.pump_state import PumpPlots
from programmer.ui.views.notice_list import NoticeList
from programmer.ui.views.page import GUTTER
from programmer.ui.views.pump.plot_card import PlotCard
from programmer.ui.views.skeleton import Skeleton
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.data_table import DataTable
from programmer.ui.widgets.day_picture import BEFORE, DayPicture
from programmer.ui.widgets.fact_table import FactTable
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.ui.widgets.table_rows import Column
from programmer.ui.widgets.text_label import TextLabel, Tone

_PICTURE_HEIGHT = 230
_LOG_HEIGHT = 280


class RecordView(QWidget):
    """Renders a ``RecordState``."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self._loading = Skeleton(((24, 0.4), (120, 1.0), (240, 1.0)))
        self._trouble = TroublePanel()
        self._conflicts = NoticeList()
        self._under_commands = NoticeList()
        self._summary, self._pump, self._program = FactTable(), FactTable(), FactTable()
        self.plot_card = PlotCard()
        self.picture = DayPicture(dashed=BEFORE)
        self.picture.setMinimumHeight(_PICTURE_HEIGHT)
        self.commands = DataTable(_columns(COMMAND_COLUMNS), name="Commands of this visit", fits_rows=True)
        self._no_commands = TextLabel("The pump was only read.", tone=Tone.MUTED)
        self.events = DataTable(_columns(EVENT_COLUMNS), name="Log of the pump")
        self.events.setFixedHeight(_LOG_HEIGHT)
        self._body = self._build_body()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GUTTER)
        for part in (self._trouble, self._conflicts, self._loading, self._body):
            column.addWidget(part)
        column.addStretch(1)

    def _build_body(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GUTTER)
        column.addLayout(self._build_facts())
        column.addWidget(_card("Commands", self.commands, self._no_commands, self._under_commands))
        column.addLayout(self._build_curves())
        self._log = _card("Log of the pump", self.events)
        column.addWidget(self._log)
        return body

    def _build_facts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GUTTER)
        for title, facts in (("Visit", self._summary), ("Pump", self._pump), ("Program", self._program)):
            row.addWidget(_card(title, facts), 1)
        return row

    def _build_curves(self) -> QHBoxLayout:
        picture = Card()
        picture.add(self.picture, 1)
        row = QHBoxLayout()
        row.setSpacing(GUTTER)
        row.addWidget(self.plot_card, 3)
        row.addWidget(picture, 2)
        return row

    def render_record(self, state: RecordState) -> None:
        """Show this visit."""
        ready = state.phase is HistoryPhase.READY
        self._loading.setVisible(state.phase is HistoryPhase.LOADING)
        self._body.setVisible(ready)
        self._trouble.render_trouble(state.trouble)
        self._conflicts.render_notices(
            tuple(
                Notice(NoticeKind.CAUTION, "The pump's log is at odds.", words) for words in state.conflicts
            )
        )
        if ready:
            self._render_body(state)

    def _render_body(self, state: RecordState) -> None:
        self._summary.set_facts(state.summary)
        self._pump.set_facts(state.pump_facts)
        self._program.set_facts(state.program)
        self.commands.set_rows(state.commands)
        self.commands.setVisible(bool(state.commands))
        self._no_commands.setVisible(not state.commands)
        self._under_commands.render_notices(
            (
                *(Notice(NoticeKind.CAUTION, why, limits) for why, limits in state.passed),
                *(Notice(NoticeKind.INFO, command, words) for command, words in state.later),
            )
        )
        self.events.set_rows(state.events)
        self.picture.set_modes(state.after, state.before, weekday=state.weekday)
        if state.samples is not None:
            drug = state.dosed
            self.plot_card.render_plots(
                PumpPlots(state.samples, len(state.samples), rate_of=drug, delivered_of=drug)
            )
        self.plot_card.setVisible(state.samples is not None)


def _columns(titles: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(title, stretch=title == titles[-1]) for title in titles)


def _card(title: str, *parts: QWidget) -> Card:
    card = Card(title)
    for part in parts:
        card.add(part)
    return card
