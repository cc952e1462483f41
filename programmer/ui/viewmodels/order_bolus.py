"""A single bolus on its way to the review: what was typed, which limits it passes, and why it came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drug_library import Indication
from programmer.therapy.limits import Violation, hard, soft
from programmer.therapy.programs import PumpProgram
from programmer.ui.viewmodels.bolus_review import BolusInView, bolus_facts, bolus_headline
from programmer.ui.viewmodels.common_states import ALLOWED, FieldState, Offer, Trouble, refused
from programmer.ui.viewmodels.order_offers import order_offers
from programmer.ui.viewmodels.order_sight import OrderSight
from programmer.ui.viewmodels.orders_state import OrdersState
from programmer.ui.viewmodels.program_checks import indication_of, strictest_words
from programmer.ui.viewmodels.program_fields import SINGLE_DOSE, SINGLE_OVER, FieldReader, bolus_in
from programmer.ui.viewmodels.program_passing import PassingReason
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.visit.bolus_proposal import BolusProposal, bolus_objections
from programmer.visit.proposal import ReasonMissing, reason_gap, violation_sentence
from programmer.visit.tasks import CheckBolus

BOLUS_FIELDS = (SINGLE_DOSE, *SINGLE_OVER)
NOTHING_TYPED = "Type the dose and over how long"
BEYOND = "It is beyond a limit that nothing passes"


def read_bolus(reader: FieldReader, sight: OrderSight) -> SingleBolus | None:
    """The bolus as typed; None while it is none, and ``reader`` has why."""
    dose, over = reader.read(SINGLE_DOSE, bolus_in(sight.unit)), reader.given_over(SINGLE_OVER)
    return None if dose is None or over is None else SingleBolus(dose, over)


def bolus_typed(
    state: OrdersState, sight: OrderSight, texts: Mapping[str, str], reason: PassingReason
) -> OrdersState:
    """The fields as they stand, and everything that follows from them. ``reason`` is held to what is passed."""
    reader = FieldReader(texts)
    bolus = read_bolus(reader, sight)
    reasons = {key: words for key, words in reader.reasons.items() if texts.get(key, "")}
    if bolus is not None:
        state = _judged(state, sight, bolus, reason)
    beyond = any(one.kind is NoticeKind.DANGER for one in state.notices)
    if beyond:
        reasons[SINGLE_DOSE] = BEYOND
    return replace(
        state,
        unit=sight.unit,
        fields={key: FieldState(texts.get(key, ""), reasons.get(key, "")) for key in BOLUS_FIELDS},
        trouble=_why_back(sight, bolus),
        next=_next(sight, state, bolus, next(iter(reasons.values()), "")),
    )


def _judged(state: OrdersState, sight: OrderSight, bolus: SingleBolus, reason: PassingReason) -> OrdersState:
    """With the figures of a bolus and the limits that it passes; beyond a hard one no reason is asked for."""
    indication, program = indication_of(sight.story), sight.found.program
    violations = bolus_objections(bolus, sight.found, sight.drugs, indication)
    passed, against = _with_the_visits(soft(violations), bolus, sight), hard(violations)
    reason.follow(passed)
    asked = passed if not against else ()
    gap = reason_gap(reason.text) if reason.text.strip() else ""
    return replace(
        state,
        facts=bolus_facts(BolusInView(bolus, sight.found, sight.status, sight.drugs, indication)),
        notices=(
            *_not_possible(program, against),
            *_limits_passed(program, asked),
            *_whose_limits((*against, *asked), sight, indication),
        ),
        reason=FieldState(reason.text, gap) if asked else None,
    )


def _not_possible(program: PumpProgram, against: tuple[Violation, ...]) -> tuple[Notice, ...]:
    """Every hard limit in one notice, so that the buttons stay in sight."""
    sentences = "\n".join(f"{violation_sentence(program, one)}." for one in against)
    return (Notice(NoticeKind.DANGER, "Not possible:", sentences),) if against else ()


def _limits_passed(program: PumpProgram, passed: tuple[Violation, ...]) -> tuple[Notice, ...]:
    sentences = (violation_sentence(program, one) for one in passed)
    return tuple(Notice(NoticeKind.CAUTION, "Limit passed:", f"{one}.") for one in sentences)


def _whose_limits(
    told: tuple[Violation, ...], sight: OrderSight, indication: Indication
) -> tuple[Notice, ...]:
    """Below the limits, where the strictest hold for want of an indication."""
    words = strictest_words(told, sight.drugs, indication)
    return (Notice(NoticeKind.INFO, "Whose limits:", words),) if words else ()


def _with_the_visits(
    passed: tuple[Violation, ...], bolus: SingleBolus, sight: OrderSight
) -> tuple[Violation, ...]:
    """With soft limits that this page did not see and the visit asked a reason for."""
    refusal = sight.story.refusal
    if refusal is None or not isinstance(refusal.task, CheckBolus) or refusal.task.bolus != bolus:
        return passed
    more = refusal.error.violations if isinstance(refusal.error, ReasonMissing) else ()
    seen = {(one.limit, one.subject) for one in passed}
    return (*passed, *(one for one in more if (one.limit, one.subject) not in seen))


def _next(sight: OrderSight, state: OrdersState, bolus: SingleBolus | None, wrong: str) -> Offer:
    offer = order_offers(sight.story, sight.drugs).bolus
    if not offer.enabled:
        return offer
    if bolus is None or wrong:
        return refused(wrong or NOTHING_TYPED)
    gap = "" if state.reason is None else reason_gap(state.reason.text)
    return refused(f"A reason is needed: {gap}") if gap else ALLOWED


def _why_back(sight: OrderSight, bolus: SingleBolus | None) -> Trouble | None:
    """Why it is being typed though it was reviewed, or was to be."""
    story = sight.story
    if story.check_lapsed:
        return Trouble("The review no longer holds", story.check_lapsed, "Review it anew; nothing was sent")
    refusal = story.refusal
    if refusal is None or not isinstance(refusal.task, CheckBolus) or refusal.task.bolus != bolus:
        return None
    return Trouble(refusal.error.what, refusal.error.why, refusal.error.remedy)


def bolus_reviewed(state: OrdersState, sight: OrderSight, checked: BolusProposal) -> OrdersState:
    """What the visit has checked and the clinician is to confirm."""
    indication = indication_of(sight.story)
    view = BolusInView(checked.bolus, checked.based_on, sight.status, sight.drugs, indication)
    passed = tuple(Notice(NoticeKind.CAUTION, "Limit passed:", f"{one}.") for one in checked.passed_sentences)
    reason = Notice(NoticeKind.INFO, "For this reason:", checked.reason)
    return replace(
        state,
        headline=bolus_headline(view),
        facts=bolus_facts(view),
        notices=(*passed, reason) if checked.passed else (),
        confirm=order_offers(sight.story, sight.drugs).bolus,
    )
