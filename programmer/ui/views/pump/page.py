"""The pump at a glance: what it delivers, what is left, and how it came to that."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.orders import OrdersViewModel
from programmer.ui.viewmodels.orders_state import OrdersState
from programmer.ui.viewmodels.pump import PumpViewModel
from programmer.ui.viewmodels.pump_state import PumpPhase, PumpState
from programmer.ui.views.current_stack import CurrentStack
from programmer.ui.views.empty_panel import EmptyPanel
from programmer.ui.views.notice_list import NoticeList
from programmer.ui.views.offered import show_offer
from programmer.ui.views.page import GUTTER, MARGINS, Page
from programmer.ui.views.pump.order_buttons import OrderButtons
from programmer.ui.views.pump.order_panel import OrderPanel
from programmer.ui.views.pump.plot_card import PlotCard
from programmer.ui.views.pump.pump_skeleton import LEFT_WIDTH, PumpSkeleton
from programmer.ui.views.pump.reservoir_card import ReservoirCard, muted
from programmer.ui.views.pump.resume_panel import ResumePanel
from programmer.ui.views.settle_panel import SettlePanel
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.big_figure import BigFigure
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.fact_table import FactTable
from programmer.ui.widgets.progress_panel import ProgressPanel, ProgressState

_EMPTY, _LOADING, _FULL = range(3)


class PumpPage(Page):
    """``change_therapy_asked``, ``simulated_asked`` and ``choose_link_asked`` when another page is wanted."""

    change_therapy_asked = Signal()
    simulated_asked = Signal()
    choose_link_asked = Signal()

    def __init__(
        self, view_model: PumpViewModel, orders: OrdersViewModel, *, parent: QWidget | None = None
    ) -> None:
        super().__init__("Pump", parent=parent)
        self._view_model, self._orders = view_model, orders
        self.interrogate = ActionButton("Interrogate again")
        self.change_therapy = ActionButton("Change therapy…", ButtonKind.PRIMARY)
        self._notices = NoticeList()
        self._trouble = TroublePanel()
        self.settle = SettlePanel(view_model)
        self.resume = ResumePanel(view_model)
        self.order, self.order_buttons = OrderPanel(orders), OrderButtons(orders)
        self.reading = ProgressPanel()
        self.figure, self.now = BigFigure(), FactTable()
        self.program_card, self.program = Card("Program"), FactTable()
        self.reservoir = ReservoirCard()
        self.facts_card, self._facts = Card(" "), FactTable()
        self.plot_card = PlotCard()
        self.skeleton = PumpSkeleton()
        self._controls = QWidget()
        self._stack = CurrentStack()
        self._build()
        self._wire()
        self.render(view_model.state)
        self._render_orders(orders.state)

    def _build(self) -> None:
        self._controls_row = QHBoxLayout(self._controls)
        self._controls_row.setContentsMargins(0, 0, 0, 0)
        self.head.add_action(self._controls)
        self.head.add_action(self.interrogate)
        self.head.add_action(self.change_therapy)
        for part in (self._build_empty(), self.skeleton, self._build_full()):
            self._stack.add_part(part)
        # What is pressed stands over what comes and goes.
        for part in (self.resume, self.settle, self.order, self._notices, self._trouble, self.reading):
            self.column.addWidget(part)
        self.column.addWidget(self._stack, 1)

    def _build_empty(self) -> EmptyPanel:
        self.empty = EmptyPanel("pump", "No pump yet")
        self.take_simulated = ActionButton("Connect the simulated pump", ButtonKind.PRIMARY)
        self.choose_link = ActionButton("Choose a port or an address…")
        self.empty.add_action(self.choose_link)
        self.empty.add_action(self.take_simulated)
        return self.empty

    def _build_full(self) -> QWidget:
        figure_card = Card()
        figure_card.add(self.figure)
        figure_card.add(self.now)
        figure_card.add(self.order_buttons.of_dose)
        self.reservoir.add(self.order_buttons.of_reservoir)
        self.facts_card.add(self._facts)
        self.facts_card.add(self.order_buttons.of_pump)
        self.program_card.add(self.program)
        left = QVBoxLayout()
        left.setSpacing(GUTTER)
        for card in (figure_card, self.reservoir, self.facts_card, self.program_card):
            card.setFixedWidth(LEFT_WIDTH)
            left.addWidget(card)
        left.addStretch(1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GUTTER)
        row.addLayout(left)
        right = QVBoxLayout()
        right.addWidget(self.plot_card, 1)
        right.addStretch(0)
        row.addLayout(right, 1)
        return whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_plot_in_view()

    def _keep_plot_in_view(self) -> None:
        """The cards at the left may be longer than the window; the curves beside them are never."""
        window = self.parentWidget()
        if window is not None:
            room = window.height() - self._stack.y() - MARGINS[3]
            self.plot_card.setMaximumHeight(max(self.plot_card.minimumHeight(), room))

    def _wire(self) -> None:
        page = self._view_model
        page.changed.connect(self.render)
        self._orders.changed.connect(self._render_orders)
        self.interrogate.clicked.connect(page.interrogate)
        self.skeleton.progress.cancel_asked.connect(page.cancel)
        self.reading.cancel_asked.connect(page.cancel)
        self.change_therapy.clicked.connect(self.change_therapy_asked)
        self.take_simulated.clicked.connect(self.simulated_asked)
        self.choose_link.clicked.connect(self.choose_link_asked)
        self.plot_card.made.connect(self._add_plot_controls)

    def _add_plot_controls(self, plot: object) -> None:
        from programmer.ui.widgets.plots.plot_controls import PlotControls
        from programmer.ui.widgets.plots.therapy_plot import TherapyPlot

        if isinstance(plot, TherapyPlot):
            self.plot_controls = PlotControls(plot)
            self._controls_row.addWidget(self.plot_controls)
            # "Follow now" is offered once one has moved away from now; before that it would only take room.
            self.plot_controls.follow.setVisible(not plot.following)
            plot.follow_changed.connect(lambda following: self.plot_controls.follow.setVisible(not following))

    def focus_first(self) -> QWidget | None:
        if self._stack.current == _EMPTY:
            return self.take_simulated
        if self._stack.current == _LOADING:
            return self.skeleton.progress.cancel_button
        return self.change_therapy if self.resume.no.isHidden() else self.resume.no

    def render(self, state: PumpState) -> None:  # type: ignore[override]
        """Show this state."""
        shown = {PumpPhase.EMPTY: _EMPTY, PumpPhase.LOADING: _LOADING}.get(state.phase, _FULL)
        self.head.set_line(state.headline)
        self.interrogate.setVisible(shown != _EMPTY)
        self.change_therapy.setVisible(shown != _EMPTY)
        show_offer(self.interrogate, state.interrogate)
        show_offer(self.change_therapy, state.change_therapy)
        self.empty.set_words("No pump yet", state.empty_words)
        self._notices.render_notices(state.notices)
        self._trouble.render_trouble(state.trouble)
        self.settle.render_settling(state.settle)
        self.resume.render_resume(state.resume)
        self._render_progress(state.progress, first=shown == _LOADING)
        if shown == _FULL:
            self._render_cards(state)
        self._controls.setVisible(shown == _FULL)
        self._stack.show_part(shown)

    def _render_orders(self, state: OrdersState) -> None:
        self.order_buttons.render_offers(state.offers)
        self.order.render_orders(state)

    def _render_progress(self, progress: ProgressState | None, *, first: bool) -> None:
        self.skeleton.progress.set_state(progress or ProgressState(""))
        self.reading.setVisible(progress is not None and not first)
        self.reading.set_state(progress or ProgressState(""))

    def _render_cards(self, state: PumpState) -> None:
        self.figure.set_state(state.figure)
        stale = state.figure.stale
        self.now.set_facts(muted(state.now) if stale else state.now)
        self.now.setVisible(bool(state.now))
        self.program.set_facts(muted(state.program) if stale else state.program)
        self.program_card.setVisible(bool(state.program))
        self.reservoir.render_reservoir(state)
        self.facts_card.set_title(state.facts_title)
        self._facts.set_facts(muted(state.facts) if state.figure.stale else state.facts)
        self.plot_card.render_plots(state.plots)
