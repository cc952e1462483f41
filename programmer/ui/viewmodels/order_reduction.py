"""How the story of orders goes on: a bolus that is checked, given and cut, alarms seen, clock and refill."""

from __future__ import annotations

from dataclasses import replace

from programmer.records.rows import IntentKind, IntentRow
from programmer.therapy.moments import moment_text
from programmer.therapy.notation import volume_text
from programmer.therapy.outcome import Outcome, Uncertain
from programmer.therapy.pump import PumpStatus
from programmer.ui.viewmodels.endings import over, past_stop, unless_ended, without_resume_result
from programmer.ui.viewmodels.story import CommandStory, Now, PumpStory
from programmer.visit.alarm_words import ALARMS
from programmer.visit.notices import BolusChecked
from programmer.visit.tasks import KIND_OF_ORDER, CheckBolus, GiveBolus, Order, SetClock, TellRefill
from programmer.visit.visit import SettledCommand

CHECK_STATE_CHANGED = "The pump's state changed after the bolus was checked"
CHECK_LOG_MOVED = "The pump wrote something into its log after the bolus was checked"


def bolus_checked(story: PumpStory, event: BolusChecked, _now: Now) -> PumpStory:
    """A bolus passed the checks; it waits for the clinician, as long as the pump stays as it was read."""
    return replace(over(story, CheckBolus), checked=event.proposal, check_lapsed="")


def order_asked(story: PumpStory, order: CheckBolus | Order, now: Now) -> PumpStory:
    """The clinician confirmed, or has a bolus checked. What was checked before is used up, whatever comes of it."""
    if isinstance(order, CheckBolus):
        return replace(story, checked=None, check_lapsed="", order=unless_ended(story.order))
    seen = _seen(order)
    command = CommandStory(
        KIND_OF_ORDER[type(order)], seen.program_hash, now.utc_us, seen=seen, asked=_asked(order)
    )
    story = past_stop(without_resume_result(story))
    return replace(story, order=command, checked=None, check_lapsed="", read_since_command=False)


def _seen(order: Order) -> PumpStatus:
    return order.proposal.based_on.status if isinstance(order, GiveBolus) else order.seen


def _asked(order: Order) -> str:
    match order:
        case GiveBolus(proposal):
            return proposal.text
        case SetClock(seen):
            return f"the pump's clock showed {moment_text(seen.pump_time, seconds=True)}"
        case TellRefill(volume, seen):
            return f"{volume_text(volume)} in the reservoir; it had {volume_text(seen.reservoir, places=3)}"
        case _:
            return "; ".join(ALARMS[kind] for kind in order.seen.latched_alarms)


def order_ended(story: PumpStory, kind: IntentKind, outcome: Outcome) -> PumpStory:
    """The pump, or its silence, has said how it ended."""
    story = over(story, *(task for task, one in KIND_OF_ORDER.items() if one is kind))
    doubt = kind is IntentKind.GIVE_BOLUS and isinstance(outcome, Uncertain)
    story = replace(story, bolus_in_doubt=story.bolus_in_doubt or doubt)
    if story.order is None or story.order.kind is not kind:
        return story
    return replace(story, order=replace(story.order, outcome=outcome))


def order_settled(story: PumpStory, one: SettledCommand) -> PumpStory:
    """What the pump said afterwards of an order whose outcome was not known. None is given while one is open."""
    order = story.order
    if order is None or order.kind is not one.intent.kind or not isinstance(order.outcome, Uncertain):
        return story
    return replace(story, order=replace(order, outcome=one.outcome))


def with_bolus_in_doubt(story: PumpStory, unsettled: tuple[IntentRow, ...]) -> PumpStory:
    """A bolus of this or another sitting of which nobody knows whether it was given."""
    doubt = any(intent.kind is IntentKind.GIVE_BOLUS for intent in unsettled)
    return replace(story, bolus_in_doubt=story.bolus_in_doubt or doubt)


def interrogated(story: PumpStory) -> PumpStory:
    """Somebody asked for a reading and it came: from then on a bolus may be thought of again."""
    return story if story.unsettled else replace(story, bolus_in_doubt=False)


def check_holds(story: PumpStory, status: PumpStatus) -> PumpStory:
    """Drop what was checked once the pump is no longer as it was then: the doses of its last day may be others."""
    if story.checked is None or story.status is None:
        return story
    seen = story.checked.based_on.status
    if (seen.state_rev, seen.program_hash) != (status.state_rev, status.program_hash):
        return replace(story, checked=None, check_lapsed=CHECK_STATE_CHANGED)
    if story.status.log != status.log:
        return replace(story, checked=None, check_lapsed=CHECK_LOG_MOVED)
    return story
