"""Orders beside the program: asked for, typed, reviewed, confirmed once, and how each ended."""

from __future__ import annotations

from dataclasses import replace

from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.limits import Violation, hard, soft
from programmer.therapy.notation import read_volume
from programmer.therapy.pump import PumpStatus
from programmer.therapy.quantities import Nanolitres
from programmer.ui.viewmodels.bolus_review import BolusInView, bolus_facts, bolus_headline
from programmer.ui.viewmodels.common_states import ALLOWED, NOT_NOW, FieldState, Offer, Trouble, refused
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.dose_unit import MCG, unit_of
from programmer.ui.viewmodels.order_ending import order_result
from programmer.ui.viewmodels.order_offers import order_offers
from programmer.ui.viewmodels.order_words import (
    CONFIRM,
    LEAVE,
    ORDER_OF,
    TITLES,
    WORDS,
    alarm_facts,
    cancel_facts,
    clock_facts,
    refill_facts,
    refill_notices,
)
from programmer.ui.viewmodels.orders_state import (
    REFILL_VOLUME,
    TYPED,
    OrderKind,
    OrderOffers,
    OrdersState,
    OrderStep,
)
from programmer.ui.viewmodels.program_checks import indication_of
from programmer.ui.viewmodels.program_fields import SINGLE_DOSE, SINGLE_OVER, FieldReader, bolus_in
from programmer.ui.viewmodels.program_passing import PassingReason
from programmer.ui.viewmodels.story import CommandStory, PumpStory
from programmer.ui.viewmodels.view_model import ViewModel
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.visit.bolus_proposal import BolusProposal, bolus_objections
from programmer.visit.interrogation import Interrogation
from programmer.visit.proposal import ReasonMissing, reason_gap, violation_sentence
from programmer.visit.tasks import (
    AcknowledgeAlarms,
    CancelBolus,
    CheckBolus,
    GiveBolus,
    Order,
    SetClock,
    TellRefill,
)

BOLUS_FIELDS = (SINGLE_DOSE, *SINGLE_OVER)
NOTHING_TYPED = "Type the dose and over how long"
CHANGED = "The pump has changed since this was asked: look at it, and ask anew"


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
        bolus = self._read_bolus(FieldReader(self._texts))
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
                volume = self._read_volume(FieldReader(self._texts))
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
        order, found, status = story.order, story.interrogation, story.status
        if step in {OrderStep.SENDING, OrderStep.RESULT} and order is not None:
            words = "" if step is OrderStep.RESULT else "On its way to the pump. Not confirmed yet."
            result = None if step is OrderStep.SENDING else order_result(story, order)
            kind = ORDER_OF[order.kind]
            return OrdersState(step, kind, offers, TITLES[kind], words, result=result)
        if self._kind is None or found is None or status is None:
            return OrdersState(OrderStep.CLOSED, offers=offers)
        state = OrdersState(
            step,
            self._kind,
            offers,
            TITLES[self._kind],
            WORDS[self._kind],
            confirm_word=CONFIRM[self._kind][0],
            typed_word=CONFIRM[self._kind][1],
            close_word=LEAVE[self._kind],
        )
        if self._kind is OrderKind.BOLUS:
            return self._bolus(state, story, found, status)
        return self._other(state, story, found, status)

    def _step(self, story: PumpStory) -> OrderStep:
        order = story.order
        if order is not None and order != self._finished:
            return OrderStep.SENDING if order_result(story, order) is None else OrderStep.RESULT
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

    # ---- the bolus -----------------------------------------------------------------------------------------

    def _unit(self, found: Interrogation | None) -> str:
        return MCG if found is None else unit_of(self._drugs, found.program.drug.name)

    def _read_bolus(self, reader: FieldReader) -> SingleBolus | None:
        unit = self._unit(self._desk.story.interrogation)
        dose, over = reader.read(SINGLE_DOSE, bolus_in(unit)), reader.given_over(SINGLE_OVER)
        return None if dose is None or over is None else SingleBolus(dose, over)

    def _bolus(
        self, state: OrdersState, story: PumpStory, found: Interrogation, status: PumpStatus
    ) -> OrdersState:
        if state.step is OrderStep.REVIEW and story.checked is not None:
            return self._bolus_review(state, story, story.checked, status)
        reader = FieldReader(self._texts)
        bolus = self._read_bolus(reader)
        reasons = {key: words for key, words in reader.reasons.items() if self._texts.get(key, "")}
        facts, passed = tuple[Fact, ...](), tuple[Violation, ...]()
        if bolus is not None:
            indication = indication_of(story)
            facts = bolus_facts(BolusInView(bolus, found, status, self._drugs, indication))
            violations = bolus_objections(bolus, found, self._drugs, indication)
            passed = self._with_the_visits(soft(violations), bolus, story)
            against = [violation_sentence(found.program, one) for one in hard(violations)]
            reasons |= {SINGLE_DOSE: "; ".join(against)} if against else {}
            self._reason.follow(passed)
        sentences = tuple(violation_sentence(found.program, one) for one in passed)
        gap = reason_gap(self._reason.text) if passed else ""
        return replace(
            state,
            unit=self._unit(found),
            fields={key: FieldState(self._texts.get(key, ""), reasons.get(key, "")) for key in BOLUS_FIELDS},
            facts=facts,
            notices=tuple(Notice(NoticeKind.CAUTION, "Limit passed:", f"{one}.") for one in sentences),
            reason=FieldState(self._reason.text, gap if self._reason.text.strip() else "")
            if passed
            else None,
            trouble=self._why_back(story),
            next=self._next_bolus(story, bolus, reasons, gap),
        )

    def _with_the_visits(
        self, passed: tuple[Violation, ...], bolus: SingleBolus, story: PumpStory
    ) -> tuple[Violation, ...]:
        """With soft limits that this page did not see and the visit asked a reason for."""
        refusal = story.refusal
        if refusal is None or not isinstance(refusal.task, CheckBolus) or refusal.task.bolus != bolus:
            return passed
        more = refusal.error.violations if isinstance(refusal.error, ReasonMissing) else ()
        seen = {(one.limit, one.subject) for one in passed}
        return (*passed, *(one for one in more if (one.limit, one.subject) not in seen))

    def _next_bolus(
        self, story: PumpStory, bolus: SingleBolus | None, reasons: dict[str, str], gap: str
    ) -> Offer:
        offer = order_offers(story, self._drugs).bolus
        if not offer.enabled:
            return offer
        if bolus is None or reasons:
            return refused(next(iter(reasons.values()), NOTHING_TYPED))
        return refused(f"A reason is needed: {gap}") if gap else ALLOWED

    def _why_back(self, story: PumpStory) -> Trouble | None:
        """Why it is being typed though it was reviewed, or was to be."""
        if story.check_lapsed:
            return Trouble(
                "The review no longer holds", story.check_lapsed, "Review it anew; nothing was sent"
            )
        refusal = story.refusal
        if refusal is None or not isinstance(refusal.task, CheckBolus):
            return None
        bolus = self._read_bolus(FieldReader(self._texts))
        error = refusal.error
        return Trouble(error.what, error.why, error.remedy) if refusal.task.bolus == bolus else None

    def _bolus_review(
        self, state: OrdersState, story: PumpStory, checked: BolusProposal, status: PumpStatus
    ) -> OrdersState:
        view = BolusInView(checked.bolus, checked.based_on, status, self._drugs, indication_of(story))
        passed = tuple(
            Notice(NoticeKind.CAUTION, "Limit passed:", f"{one}.") for one in checked.passed_sentences
        )
        reason = Notice(NoticeKind.INFO, "For this reason:", checked.reason)
        notices = (*passed, reason) if checked.passed else ()
        offer = order_offers(story, self._drugs).bolus
        return replace(
            state, headline=bolus_headline(view), facts=bolus_facts(view), notices=notices, confirm=offer
        )

    # ---- the others ----------------------------------------------------------------------------------------

    def _read_volume(self, reader: FieldReader) -> Nanolitres | None:
        return reader.read(REFILL_VOLUME, lambda text: read_volume(f"{text.strip()} mL"))

    def _other(
        self, state: OrdersState, story: PumpStory, found: Interrogation, status: PumpStatus
    ) -> OrdersState:
        if self._kind is OrderKind.REFILL:
            state = self._refill(state, found, status)
        elif self._kind is OrderKind.CANCEL:
            state = replace(state, facts=tuple(cancel_facts(story, status)))
        elif self._kind is OrderKind.ACKNOWLEDGE:
            state = replace(state, facts=tuple(alarm_facts(status)))
        else:
            wall = self._desk.now.utc_us + self._desk.local_offset_us
            shown = status.pump_time.value + self._desk.now.utc_us - story.read_utc_us
            state = replace(state, facts=tuple(clock_facts(status, wall, shown)))
        offer = self._offer(state.kind or OrderKind.CANCEL)
        if state.step is OrderStep.EDIT:
            return replace(state, next=state.next if offer.enabled else offer)
        return replace(state, confirm=self._holds(offer, status))

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

    def _refill(self, state: OrdersState, found: Interrogation, status: PumpStatus) -> OrdersState:
        reader = FieldReader(self._texts)
        volume, text = self._read_volume(reader), self._texts.get(REFILL_VOLUME, "")
        reason = reader.reasons.get(REFILL_VOLUME, "") if text else ""
        if volume is not None and volume > found.limits.capacity:
            reason = "it is more than this pump holds"
        return replace(
            state,
            fields={REFILL_VOLUME: FieldState(text, reason)},
            facts=tuple(refill_facts(volume, found, status, self._drugs)),
            notices=tuple(refill_notices(volume, found, status)),
            next=ALLOWED
            if volume is not None and not reason
            else refused(reason or "Type what is in it now"),
        )
