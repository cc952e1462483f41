"""What the pump does after STOP or RESUME, by its newest reading: the visit's account of it, as notices."""

from __future__ import annotations

from programmer.records.rows import IntentKind
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.outcome import Confirmed, Outcome, Refused, Uncertain
from programmer.therapy.pump import PumpStatus
from programmer.therapy.quantities import PumpTime
from programmer.ui import phrases
from programmer.ui.viewmodels.story import PumpStory
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.visit.aftermath import Aftermath, CommandSeen, aftermath, not_applied, told_again
from programmer.visit.until_known import doubt, until_it_tells


def stop_aftermath(story: PumpStory, shown: DrugWords = AS_NAMED) -> Aftermath | None:
    """What the pump does since the last STOP; None while it was not read after it, or once another command came."""
    return _aftermath(story, IntentKind.STOP, story.stop.seen, story.stop.outcome, shown)


def _aftermath(
    story: PumpStory,
    kind: IntentKind,
    seen: PumpStatus | None,
    outcome: Outcome | None,
    shown: DrugWords,
) -> Aftermath | None:
    if seen is None or outcome is None or story.status is None:
        return None
    if not story.read_since_command or story.command_under_way:
        return None
    # STOP and RESUME leave the program as it is.
    command = CommandSeen(kind, seen, seen.program_hash)
    return aftermath(command, outcome, story.status, story.interrogation, shown)


def stop_notice(story: PumpStory, local_offset_us: int, shown: DrugWords = AS_NAMED) -> tuple[Notice, ...]:
    """What is to be said of the last STOP beside its button and the alarm over the page, by a reading after it."""
    after, outcome = stop_aftermath(story, shown), story.stop.outcome
    if after is None or outcome is None or isinstance(outcome, Uncertain):
        return ()
    if isinstance(outcome, Confirmed):
        told = after.amiss or not after.as_before
        sent = phrases.local_time(story.stop.pressed_utc_us, local_offset_us)
        return (_of_confirmed(story, outcome, sent, "Delivery was stopped", after),) if told else ()
    headline = "The pump refused STOP" if isinstance(outcome, Refused) else "STOP was not carried out"
    return (_of_undone(outcome, headline, after, story.stop.remedy),)


def resume_notice(story: PumpStory, local_offset_us: int, shown: DrugWords = AS_NAMED) -> Notice | None:
    """How the last RESUME ended, and what the pump does since."""
    command = story.resume
    if command is None:
        return None
    if command.refusal is not None:
        error = command.refusal
        return Notice(NoticeKind.CAUTION, f"{error.what}.", f"{error.why}. {error.remedy}.")
    after = _aftermath(story, IntentKind.RESUME, command.seen, command.outcome, shown)
    match command.outcome:
        case None:
            return None
        case Confirmed() if after is None and story.stopped:
            return None  # as the pump was before it: the reading that follows tells
        case Confirmed():
            sent = phrases.local_time(command.confirmed_utc_us, local_offset_us)
            return _of_confirmed(story, command.outcome, sent, "Delivery was resumed", after)
        case Uncertain(reason):
            words = f"{reason}. {until_it_tells((command.kind,))}."
            return Notice(NoticeKind.DANGER, f"{doubt(command.kind)}.", words)
        case outcome:
            refused = isinstance(outcome, Refused)
            headline = "The pump refused to resume delivery" if refused else "Delivery was not resumed"
            return _of_undone(outcome, headline, after)


def _of_confirmed(
    story: PumpStory, outcome: Confirmed, sent: PumpTime, done: str, after: Aftermath | None
) -> Notice:
    now = None if story.status is None else story.status.pump_time
    by_pump = f"confirmed by the pump at {phrases.at_of(outcome, sent, now)}"
    if after is None or not after.amiss:
        told = f"{told_again(after.sentences)}." if after is not None and after.sentences else ""
        return Notice(NoticeKind.INFO, f"{done}, {by_pump}.", told)
    words = f"{told_again((*after.sentences, after.remedy))}."
    return Notice(NoticeKind.DANGER, f"{done}, {by_pump}, but {after.headline}.", words)


def _of_undone(outcome: Outcome, headline: str, after: Aftermath | None, again: str = "") -> Notice:
    """``again``: what to do about a pump that is as it was, where that is more than to do the same again."""
    why, remedy = not_applied(outcome, after)
    if after is not None and after.amiss:
        headline = f"{headline}, and {after.headline}"
    elif again:
        remedy = again
    return Notice(NoticeKind.DANGER, f"{headline}.", f"{phrases.upper_first(why)}. {remedy}.")
