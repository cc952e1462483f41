"""How an order ended: by the pump's own word, or as something that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from programmer.records.rows import IntentKind
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.moments import clock_text, clock_text_seen_from
from programmer.therapy.notation import volume_text
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.therapy.pump import PumpStatus
from programmer.therapy.quantities import PumpTime, mass
from programmer.ui import phrases
from programmer.ui.viewmodels.common_states import ALLOWED, Trouble, refused
from programmer.ui.viewmodels.program_state import ResultKind, ResultState
from programmer.ui.viewmodels.story import CommandStory, PumpStory
from programmer.visit.aftermath import Aftermath, CommandSeen, aftermath, not_applied, told_again
from programmer.visit.alarm_words import ALARMS
from programmer.visit.until_known import doubt, until_it_tells

CANNOT_LEAVE = "Wait until the pump has told what became of it; STOP and reading stay possible"
_DONE = {
    IntentKind.GIVE_BOLUS: "The pump has taken the bolus",
    IntentKind.CANCEL_BOLUS: "The single bolus is cut; what was not given yet is not given",
    IntentKind.ACKNOWLEDGE: "The alarms that are over have ended",
    IntentKind.SET_CLOCK: "The pump's clock is set",
    IntentKind.TELL_REFILL: "The pump was told of the refill",
}
_REFUSED = {
    IntentKind.GIVE_BOLUS: "The pump refused the bolus and gives none",
    IntentKind.CANCEL_BOLUS: "The pump cancelled nothing",
    IntentKind.ACKNOWLEDGE: "The pump ended no alarm",
    IntentKind.SET_CLOCK: "The pump refused to set its clock",
    IntentKind.TELL_REFILL: "The pump did not take the refill",
}
_FAILED = {
    IntentKind.GIVE_BOLUS: "The bolus was not given",
    IntentKind.CANCEL_BOLUS: "The bolus was not cancelled",
    IntentKind.ACKNOWLEDGE: "The alarms were not acknowledged",
    IntentKind.SET_CLOCK: "The pump's clock was not set",
    IntentKind.TELL_REFILL: "The pump was not told of the refill",
}


def order_result(
    story: PumpStory, order: CommandStory, local_offset_us: int, shown: DrugWords = AS_NAMED
) -> ResultState | None:
    """What to show of it; None while it is under way."""
    if order.refusal is not None:
        error = order.refusal
        trouble = Trouble(error.what, error.why, error.remedy)
        headline = "Nothing was sent to the pump"
        return ResultState(ResultKind.REFUSED, headline, _asked(order), trouble, finish=ALLOWED)
    match order.outcome:
        case Confirmed():
            sent = phrases.local_time(order.confirmed_utc_us, local_offset_us)
            return _confirmed(story, order, order.outcome, shown, sent)
        case Refused() | Failed():
            return _undone(story, order, order.outcome, shown)
        case Uncertain():
            return _uncertain(story, order, order.outcome.reason, order.outcome.signed)
        case None if story.broken:
            return _uncertain(story, order, "A fault of this program came in between")
        case None:
            return None


def _asked(order: CommandStory) -> tuple[str, ...]:
    return (f"Asked for: {order.asked}",) if order.asked else ()


def _confirmed(
    story: PumpStory, order: CommandStory, done: Confirmed, shown: DrugWords, sent: PumpTime
) -> ResultState:
    lines = (
        _DONE[order.kind],
        *_asked(order),
        *_not_given(story, order, done, shown),
        *_now(story, order.kind),
        phrases.whose_clock(done, sent),
        f"Entry {done.sequence:,} of the pump's log",
    )
    if order.kind is IntentKind.GIVE_BOLUS and story.bolus_in_doubt:
        lines = (*lines, "This was not known for a while: press Interrogate again before another bolus")
    headline = f"Confirmed by the pump at {clock_text(done.pump_time, seconds=True)}"
    after, trouble = _aftermath(story, order, shown), None
    if after is not None and after.amiss:
        headline = f"{headline}, but {after.headline}"
        trouble = Trouble(phrases.upper_first(after.headline), told_again(after.sentences), after.remedy)
    return ResultState(ResultKind.CONFIRMED, headline, lines, trouble, finish=ALLOWED)


def _not_given(story: PumpStory, order: CommandStory, done: Confirmed, shown: DrugWords) -> Iterator[str]:
    """How much of the bolus that was cut is not given, by the pump's log; nothing as long as that was not read.

    The pump notes the end of the bolus and the command side by side; another bolus ended at another entry.
    """
    found = story.interrogation
    if order.kind is not IntentKind.CANCEL_BOLUS or found is None or order.seen is None:
        return
    ended = found.last_day.single_ended
    same_log = found.status.log.epoch == order.seen.log.epoch
    if ended is None or not same_log or abs(done.sequence - ended[0]) != 1:
        return
    drug, missing = found.program.drug, ended[1]
    lost = shown.mass(drug.name, mass(missing, drug.concentration), digits=6)
    yield f"By the pump's log {lost} of {shown(drug.name)} ({volume_text(missing, places=6)}) was not given"


def _now(story: PumpStory, kind: IntentKind) -> Iterator[str]:
    """What a reading since then says of the very thing; nothing as long as there is none."""
    status = story.status
    if status is None or not story.read_since_command:
        return
    match kind:
        case IntentKind.GIVE_BOLUS | IntentKind.CANCEL_BOLUS if status.bolus is not None:
            yield f"Under way now: {status.bolus.value}{_until(status)}"
        case IntentKind.GIVE_BOLUS | IntentKind.CANCEL_BOLUS:
            yield "No bolus is under way now"
        case IntentKind.ACKNOWLEDGE:
            left = ", ".join(ALARMS[one] for one in status.active_alarms)
            yield f"Alarms that stay: {left}" if left else "No alarm is left"
        case IntentKind.TELL_REFILL:
            yield f"The pump counts {volume_text(status.reservoir, places=3)} now"
        case _:
            return


def _until(status: PumpStatus) -> str:
    if status.bolus_until is None:
        return ""
    return f", until {clock_text_seen_from(status.pump_time, status.bolus_until, seconds=True)}"


def _undone(story: PumpStory, order: CommandStory, outcome: Outcome, shown: DrugWords) -> ResultState:
    after = _aftermath(story, order, shown)
    why, remedy = not_applied(outcome, after)
    headline = (_REFUSED if isinstance(outcome, Refused) else _FAILED)[order.kind]
    kind = ResultKind.REFUSED if isinstance(outcome, Refused) else ResultKind.FAILED
    if after is not None and after.amiss:
        headline = f"{headline}, and {after.headline}"
    trouble = Trouble(headline, why, _no_repeat(order.kind, remedy))
    return ResultState(kind, headline, _asked(order), trouble, finish=ALLOWED)


def _no_repeat(kind: IntentKind, remedy: str) -> str:
    """A dose is never offered again: whoever wants one types and reviews it anew."""
    return f"{remedy}. A bolus has to be typed and reviewed anew" if kind is IntentKind.GIVE_BOLUS else remedy


def _uncertain(story: PumpStory, order: CommandStory, reason: str, signed: str = "") -> ResultState:
    headline = doubt(order.kind)
    is_open = any(intent.kind is order.kind for intent in story.unsettled)
    if story.broken or is_open or not story.live or not story.read_since_command:
        again = "" if story.broken else ": it is asked again by itself"
        remedy = f"Keep the pump in reach{again}. {until_it_tells((order.kind,))}"
        trouble = Trouble(phrases.ONLY_STOP_AND_READING, reason, remedy)
        return ResultState(
            ResultKind.UNCERTAIN, headline, _asked(order), trouble, finish=refused(CANNOT_LEAVE)
        )
    closed = (f"Closed with the note: {signed}",) if signed else (reason,)
    lines = (*_asked(order), *closed, "The pump was read since", *_now(story, order.kind))
    return ResultState(ResultKind.UNCERTAIN, headline, lines, finish=ALLOWED)


def _aftermath(story: PumpStory, order: CommandStory, shown: DrugWords) -> Aftermath | None:
    if order.seen is None or order.outcome is None or story.status is None:
        return None
    if not story.read_since_command or story.command_under_way or not story.live:
        return None
    seen = CommandSeen(order.kind, order.seen, order.seen.program_hash)
    return aftermath(seen, order.outcome, story.status, story.interrogation, shown)
