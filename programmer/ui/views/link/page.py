"""The link to the pump: how well it works, whom it believes, every frame of it, and the paired pumps."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.link import LinkViewModel
from programmer.ui.viewmodels.link_state import LinkPart, LinkState
from programmer.ui.views.current_stack import CurrentStack
from programmer.ui.views.link.frames_card import FramesCard
from programmer.ui.views.link.pumps_card import PumpsCard
from programmer.ui.views.page import GUTTER, Page
from programmer.ui.views.scrolled_part import ScrolledPart
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.big_figure import BigFigure
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.fact_table import FactTable
from programmer.ui.widgets.segmented_control import Choice, SegmentedControl
from programmer.ui.widgets.text_label import TextLabel, Tone

_LEFT_WIDTH = 348
_PARTS = (Choice(LinkPart.FRAMES, "Frames"), Choice(LinkPart.PUMPS, "Paired pumps"))
_NOTHING = "Counted from the moment a pump is connected."


class LinkPage(Page):
    """``closed`` when the page before it is wanted again."""

    closed = Signal()

    def __init__(self, view_model: LinkViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("Link", parent=parent)
        self._figure = BigFigure()
        self._quality, self._trust, self._by_pump = FactTable(), FactTable(), FactTable()
        self._none = TextLabel(_NOTHING, tone=Tone.MUTED, wraps=True)
        self._trust_card = Card("Who speaks")
        self._by_pump_card = Card("By the pump's count")
        self.parts = SegmentedControl(_PARTS, name="Beside the figures")
        self.back = ActionButton("Close", icon_name="close")
        self.frames = FramesCard(view_model)
        self.pumps = PumpsCard(view_model)
        self._stack = CurrentStack()
        self.figures = ScrolledPart(self._build_figures(), "Figures of the link")
        self._build()
        self.parts.chosen.connect(view_model.choose_part)
        self.back.clicked.connect(self.closed)
        view_model.changed.connect(self.render)
        self.render(view_model.state)

    def _build(self) -> None:
        self.head.add_action(self.parts)
        self.head.add_action(self.back)
        for part in (self.frames, self.pumps):
            self._stack.add_part(part)
        row = QHBoxLayout()
        row.setSpacing(GUTTER)
        row.addWidget(self.figures)
        row.addWidget(self._stack, 1)
        self.figures.setFixedWidth(_LEFT_WIDTH)
        self.column.addLayout(row, 1)

    def _build_figures(self) -> QWidget:
        aside, first = QWidget(), Card()
        for part in (self._figure, self._none, self._quality):
            first.add(part)
        self._trust_card.add(self._trust)
        self._by_pump_card.add(self._by_pump)
        column = QVBoxLayout(aside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(GUTTER)
        column.addWidget(first)
        column.addWidget(self._trust_card)
        column.addWidget(self._by_pump_card)
        column.addStretch(1)
        return aside

    def focus_first(self) -> QWidget | None:
        return self.back

    def render(self, state: LinkState) -> None:  # type: ignore[override]
        """Show this state."""
        self.head.set_line(state.line)
        self.parts.choose(state.part)
        self._figure.set_state(state.figure)
        self._none.setVisible(not state.quality)
        self._quality.set_facts(state.quality)
        self._trust.set_facts(state.trust)
        self._trust_card.setVisible(bool(state.trust))
        self._by_pump.set_facts(state.by_pump)
        self._by_pump_card.setVisible(bool(state.by_pump))
        if state.part is LinkPart.FRAMES:
            self.frames.render_frames(state)
        else:
            self.pumps.render_pumps(state.pairings)
        self._stack.show_part(list(LinkPart).index(state.part))
