"""Orders beside the program: asked for, typed, reviewed, confirmed once, and how each ended."""

from __future__ import annotations

from dataclasses import replace

from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.pump import PumpStatus
from programmer.ui.viewmodels.common_states import NOT_NOW, Offer, refused
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.order_bolus import bolus_reviewed, bolus_typed, read_bolus
from programmer.ui.viewmodels.order_ending import order_result
from programmer.ui.viewmodels.order_offers import order_offers
from programmer.ui.viewmodels.order_refill import read_refill, refill_told
from programmer.ui.viewmodels.order_sight import OrderSight, sight_of
from programmer.ui.viewmodels.order_words import (
    CONFIRM,
    LEAVE,
    ORDER_OF,
    TITLES,
    WORDS,
    alarm_facts,
    cancel_facts,
    clock_facts,
)
from programmer.ui.viewmodels.orders_state import TYPED, OrderKind, OrderOffers, OrdersState, OrderStep
from programmer.ui.viewmodels.program_fields import FieldReader
from programmer.ui.viewmodels.program_passing import PassingReason
from programmer.ui.viewmodels.program_state import ResultState
from programmer.ui.viewmodels.story import CommandStory, PumpStory
from programmer.ui.viewmodels.view_model import ViewModel
from programmer.visit.bolus_proposal import BolusProposal
from programmer.visit.tasks import (
    AcknowledgeAlarms,
    CancelBolus,
    CheckBolus,
    GiveBolus,
    Order,
    SetClock,
    TellRefill,
)

CHANGED = "The pump has changed since this was asked: look at it, and ask anew"
ON_ITS_WAY = "On its way to the pump. Not confirmed yet."


class OrdersViewModel(ViewModel[OrdersState]):
    """One order at a time; what step it is at follows from the story and from what is open here.

    A dose is typed every time: nothing that was sent, or that may have been, is offered again.
    """

    def __init__(self, desk: PumpDesk, drugs: LibraryInForce) -> None:
        super().__init__(OrdersState())
        self._desk = desk
        self._drugs = drugs
        self._kind: OrderKind | None = None
        self._texts: dict[str, str] = {}
        self._reason = PassingReason()
        self._basis: tuple[str, bytes] | None = None
        self._asked: PumpStatus | None = None
        self._dropped: BolusProposal | None = None
        self._finished: CommandStory | None = None
        desk.moved.connect(self._refresh)
        self._refresh()

    # ---- what a person does --------------------------------------------------------------------------------

    def open(self, kind: OrderKind) -> None:
        """Begin one: nothing is sent."""
        offer = self._offer(kind)
        if not offer.enabled or self.state.step in {OrderStep.CHECKING, OrderStep.SENDING}:
            return
        self.finish()
        self._begin(kind)
        if kind not in TYPED:
            self._asked = self._desk.story.status
        self._refresh()

    def type_text(self, key: str, text: str) -> None:
        """A field, exactly as it stands."""
        self._texts[key] = text
        self._refresh()

    def type_reason(self, text: str) -> None:
        """Why the soft limits are passed."""
        self._reason.text = text
        self._refresh()

    def review(self) -> None:
        """From typing to the review: a bolus is checked against the pump by the visit."""
        self._refresh()
        if not self.state.next.enabled:
            return
        sight, reader = sight_of(self._desk.story, self._drugs), FieldReader(self._texts)
        bolus = None if sight is None else read_bolus(reader, sight)
        if self._kind is OrderKind.REFILL:
            self._asked = self._desk.story.status
            self._refresh()
        elif bolus is not None:
            self._desk.submit(CheckBolus(bolus, self._reason.text))

    def back(self) -> None:
        """From the review to typing; where there is nothing to type it is left."""
        self._dropped = self._desk.story.checked
        self._asked = None
        if self._kind not in TYPED:
            self._begin(None)
        self._refresh()

    def close(self) -> None:
        """Give it up: nothing was sent."""
        if self.state.step in {OrderStep.EDIT, OrderStep.REVIEW}:
            self._begin(None)
            self._refresh()

    def confirm(self) -> None:
        """Send it. Valid once, and only while the review stands."""
        self._refresh()
        order = self._order()
        if self.state.step is OrderStep.REVIEW and self.state.confirm.enabled and order is not None:
            self._begin(None)
            self._desk.submit(order)

    def finish(self) -> None:
        """Leave the result, where that is possible."""
        result = self.state.result
        if result is not None and result.finish.enabled:
            self._finished = self._desk.story.order
            self._refresh()

    def _begin(self, kind: OrderKind | None) -> None:
        self._kind, self._texts, self._asked = kind, {}, None
        self._dropped = self._desk.story.checked
        self._reason.clear()

    def _order(self) -> Order | None:
        checked, seen = self._desk.story.checked, self._asked
        if self._kind is OrderKind.BOLUS:
            return None if checked is None else GiveBolus(checked)
        if seen is None:
            return None
        match self._kind:
            case OrderKind.CANCEL:
                return CancelBolus(seen)
            case OrderKind.ACKNOWLEDGE:
                return AcknowledgeAlarms(seen)
            case OrderKind.CLOCK:
                return SetClock(seen)
            case OrderKind.REFILL:
                volume = read_refill(FieldReader(self._texts))
                return None if volume is None else TellRefill(volume, seen)
            case _:
                return None

    # ---- showing -------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        story = self._desk.story
        self._follow(story)
        step, offers = self._step(story), order_offers(story, self._drugs)
        self._show(self._shown(story, step, offers))

    def _shown(self, story: PumpStory, step: OrderStep, offers: OrderOffers) -> OrdersState:
        order, sight = story.order, sight_of(story, self._drugs)
        if step in {OrderStep.SENDING, OrderStep.RESULT} and order is not None:
            kind, sent = ORDER_OF[order.kind], step is OrderStep.SENDING
            state = OrdersState(step, kind, offers, TITLES[kind], ON_ITS_WAY if sent else "")
            return replace(state, result=None if sent else self._result(story, order))
        if self._kind is None or sight is None:
            return OrdersState(OrderStep.CLOSED, offers=offers)
        return self._asking(self._worded(step, offers, self._kind), sight, self._kind)

    @staticmethod
    def _worded(step: OrderStep, offers: OrderOffers, kind: OrderKind) -> OrdersState:
        state = OrdersState(step, kind, offers, TITLES[kind], WORDS[kind])
        button, typed = CONFIRM[kind]
        return replace(state, confirm_word=button, typed_word=typed, close_word=LEAVE[kind])

    def _asking(self, state: OrdersState, sight: OrderSight, kind: OrderKind) -> OrdersState:
        """With what is asked, and whether it can be gone on with."""
        story, status, checked = sight.story, sight.status, sight.story.checked
        match kind:
            case OrderKind.BOLUS if state.step is OrderStep.REVIEW and checked is not None:
                return bolus_reviewed(state, sight, checked)
            case OrderKind.BOLUS:
                return bolus_typed(state, sight, self._texts, self._reason)
            case OrderKind.REFILL:
                state = refill_told(state, sight, self._texts)
            case OrderKind.CANCEL:
                state = replace(state, facts=tuple(cancel_facts(story, status)))
            case OrderKind.ACKNOWLEDGE:
                state = replace(state, facts=tuple(alarm_facts(status)))
            case OrderKind.CLOCK:
                now = self._desk.now.utc_us
                shown = status.pump_time.value + now - story.read_utc_us
                wall = now + self._desk.local_offset_us
                state = replace(state, facts=tuple(clock_facts(status, wall, shown)))
        return replace(state, confirm=self._holds(self._offer(kind), status))

    def _holds(self, offer: Offer, status: PumpStatus) -> Offer:
        """A question that was put to another state of the pump no longer stands; a bolus is cut in any."""
        seen = self._asked
        same = (
            seen is not None
            and seen.state_rev == status.state_rev
            and seen.latched_alarms == status.latched_alarms
        )
        if offer.enabled and not same and self._kind is not OrderKind.CANCEL:
            return refused(CHANGED)
        return offer

    def _result(self, story: PumpStory, order: CommandStory) -> ResultState | None:
        return order_result(story, order, self._desk.local_offset_us, DrugWords(self._drugs))

    def _step(self, story: PumpStory) -> OrderStep:
        order = story.order
        if order is not None and order != self._finished:
            return OrderStep.SENDING if self._result(story, order) is None else OrderStep.RESULT
        if self._kind is None:
            return OrderStep.CLOSED
        if self._kind is OrderKind.BOLUS:
            if story.doing(CheckBolus):
                return OrderStep.CHECKING
            review = story.checked is not None and story.checked is not self._dropped
        else:
            review = self._asked is not None
        return OrderStep.REVIEW if review else OrderStep.EDIT

    def _follow(self, story: PumpStory) -> None:
        """What was typed for another pump, program or visit stands for nothing here."""
        found = story.interrogation
        basis = None if found is None else (found.identity.serial, found.status.program_hash)
        if not story.has_visit or basis != self._basis:
            self._begin(None)
        self._basis = basis if story.has_visit else None
        offers = order_offers(story, self._drugs)
        gone = {OrderKind.CANCEL: offers.cancel, OrderKind.ACKNOWLEDGE: offers.acknowledge}
        if self._kind in gone and gone[self._kind] is None:
            self._begin(None)

    def _offer(self, kind: OrderKind) -> Offer:
        offers = order_offers(self._desk.story, self._drugs)
        found = {
            OrderKind.BOLUS: offers.bolus,
            OrderKind.CANCEL: offers.cancel,
            OrderKind.ACKNOWLEDGE: offers.acknowledge,
            OrderKind.CLOCK: offers.clock,
            OrderKind.REFILL: offers.refill,
        }[kind]
        return found or NOT_NOW
