"""One order at a time, over the cards of the Pump page: typed, reviewed, confirmed, and how it ended."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.orders import OrdersViewModel
from programmer.ui.viewmodels.orders_state import TYPED, OrdersState, OrderStep
from programmer.ui.views.notice_list import NoticeList
from programmer.ui.views.offered import show_offer
from programmer.ui.views.pump.order_fields import OrderFields
from programmer.ui.views.pump.order_result import OrderResult
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.fact_table import FactTable
from programmer.ui.widgets.hold_button import HoldButton
from programmer.ui.widgets.text_label import TextLabel, Tone
from programmer.ui.widgets.typed_confirm_field import TypedConfirmField

_HINT = "Hold for 1.5 s; Enter does nothing"
_REVIEW = "Nothing is sent by looking at the review"
_TYPED_WIDTH = 300
_DO = "Confirm"
_GAP = 24
_FIELDS_WIDTH = 400
_FACTS_WIDTH = 720  # wider, and a value stands too far from its name
_CHECKING = "Checking it against the pump and the drug library. Nothing is given by that."


class OrderPanel(Card):
    """Renders an ``OrdersState``; takes no room while nothing is asked for. ``opened`` when it comes into sight."""

    opened = Signal()

    def __init__(self, page: OrdersViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent=parent)
        self._was = OrderStep.CLOSED
        self._word = ""
        self._words = TextLabel(tone=Tone.MUTED, wraps=True)
        self._headline = TextLabel(size=TypeSize.TITLE, weight=Weight.SEMIBOLD, wraps=True)
        self._trouble, self._notices = TroublePanel(), NoticeList()
        self.fields, self.facts = OrderFields(page), FactTable()
        self.facts.setMaximumWidth(_FACTS_WIDTH)
        self.result = OrderResult()
        self.leave, self.back = (
            ActionButton("", high=True),
            ActionButton("Back", icon_name="arrow-left", high=True),
        )
        self.review = ActionButton("Review…", ButtonKind.PRIMARY, high=True)
        self.typed, self.hold = TypedConfirmField("", _DO), HoldButton("")
        self._why_not = TextLabel(tone=Tone.MUTED, wraps=True)
        self._why_not.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._lay_out()
        self._wire(page)

    def _lay_out(self) -> None:
        body = QHBoxLayout()
        body.setSpacing(_GAP)
        body.setContentsMargins(0, 4, 0, 0)
        self.fields.setFixedWidth(_FIELDS_WIDTH)
        body.addWidget(self.fields, 0, Qt.AlignmentFlag.AlignTop)
        body.addWidget(self.facts, 1, Qt.AlignmentFlag.AlignTop)
        body.addStretch(0)
        for part in (self._headline, self._words, self._trouble):
            self.add(part)
        self.add(body)
        self.add(self._notices)
        self.add(self._why_not)
        self.add(self._build_foot())
        self.add(self.result)

    def _build_foot(self) -> QWidget:
        self.typed.setFixedWidth(_TYPED_WIDTH)
        holding = QVBoxLayout()
        holding.addStretch(1)
        holding.addWidget(self.review, 0, Qt.AlignmentFlag.AlignRight)
        holding.addWidget(self.hold, 0, Qt.AlignmentFlag.AlignRight)
        self._foot = QWidget()
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        for button in (self.leave, self.back):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        row.addWidget(self.typed, 0, Qt.AlignmentFlag.AlignBottom)
        row.addLayout(holding)
        return self._foot

    def _wire(self, page: OrdersViewModel) -> None:
        self.leave.clicked.connect(page.close)
        self.back.clicked.connect(page.back)
        self.review.clicked.connect(page.review)
        self.hold.held.connect(page.confirm)
        self.typed.confirmed.connect(page.confirm)
        self.result.left.connect(page.finish)

    def render_orders(self, state: OrdersState) -> None:
        """Show where the order stands."""
        step, was = state.step, self._was
        self._was = step
        self.setVisible(step is not OrderStep.CLOSED)
        self._headline.setText(state.headline)
        self._headline.setVisible(bool(state.headline))
        if step is OrderStep.CLOSED:
            return
        self.set_title(state.title)
        self._words.setText(_CHECKING if step is OrderStep.CHECKING else state.words)
        self._words.setVisible(bool(self._words.text()))
        self._trouble.render_trouble(state.trouble)
        self._notices.render_notices(state.notices)
        self.facts.set_facts(state.facts)
        self.facts.setVisible(bool(state.facts))
        self.fields.render_fields(state)
        self.result.render_result(state.result)
        self._render_foot(state)
        if step is not was and self.isVisible():
            self._take_keyboard(step)
            self.opened.emit()

    def _render_foot(self, state: OrdersState) -> None:
        """Why it cannot be gone on with stands where the hint does, so that nothing moves."""
        editing, reviewing = state.step is OrderStep.EDIT, state.step is OrderStep.REVIEW
        for part in (self._foot, self._why_not):
            part.setVisible(editing or reviewing)
        self.leave.setText(state.close_word)
        for part in (self.typed, self.hold):
            part.setVisible(reviewing)
        self.back.setVisible(reviewing and state.kind in TYPED)
        self.review.setVisible(editing)
        show_offer(self.review, state.next)
        why_not = state.next.why_not if editing else state.confirm.why_not
        self._why_not.setText(why_not or (_REVIEW if editing else _HINT))
        self._why_not.set_tone(Tone.DANGER if why_not and reviewing else Tone.MUTED)
        self.hold.setText(state.confirm_word)
        self.hold.setEnabled(state.confirm.enabled)
        self.hold.updateGeometry()
        if state.typed_word != self._word:
            self._word = state.typed_word
            self.typed.set_word(state.typed_word, _DO)
        self.typed.set_allowed(state.confirm.enabled)

    def _take_keyboard(self, step: OrderStep) -> None:
        """Onto what changes nothing by itself."""
        match step:
            case OrderStep.EDIT:
                self.fields.first().setFocus()
            case OrderStep.REVIEW:
                (self.leave if self.back.isHidden() else self.back).setFocus()
            case OrderStep.RESULT if self.result.done.isVisible():
                self.result.done.setFocus()
            case _:
                return
