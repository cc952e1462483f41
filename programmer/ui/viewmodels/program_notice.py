"""What the pump does meanwhile, said over the steps of a change of therapy."""

from __future__ import annotations

from programmer.records.rows import IntentKind
from programmer.therapy.outcome import Uncertain
from programmer.ui import phrases
from programmer.ui.viewmodels.story import CommandStory, Contact, PumpStory, StopStage
from programmer.ui.widgets.notice_bar import Notice, NoticeKind

NOTHING_SENT = "Nothing is sent before you confirm."
BESIDE = "The new one lies beside it until you confirm."
_NOT_READ = "It was not read since the last command; interrogate it first."
_MAY_BE_DONE = "An earlier command may or may not have been carried out."


def meanwhile(story: PumpStory, *, differs: bool, after: str) -> Notice | None:
    """What the pump does while a program is worked on that ``differs`` from it; ``after`` follows the sentence."""
    if not program_is_known(story):
        why = _MAY_BE_DONE if _commit_is_open(story) else _NOT_READ
        what = phrases.RUNS_NOT_KNOWN_BUT_STANDS if story.surely_stopped else phrases.RUNS_NOT_KNOWN
        return Notice(NoticeKind.DANGER, what, why)
    if story.stop.stage is StopStage.UNDER_WAY:
        return None
    if _delivery_is_open(story) and not story.surely_stopped:
        return Notice(NoticeKind.DANGER, phrases.DELIVERS_NOT_KNOWN, _MAY_BE_DONE)
    if story.stopped:
        previous = f"{phrases.PREVIOUS_STANDS} " if differs else ""
        words = f"{previous}{phrases.RESUME_ON_PUMP_PAGE}"
        return Notice(NoticeKind.CAUTION, phrases.STAYS_STOPPED, words)
    if not differs:
        return None
    if story.contact is Contact.LOST:
        return Notice(NoticeKind.CAUTION, phrases.PREVIOUS_RAN, after)
    return Notice(NoticeKind.CAUTION, phrases.PREVIOUS_RUNS, after)


def program_is_known(story: PumpStory) -> bool:
    """Whether the program that was read last is the one the pump runs, as far as the pump's word goes."""
    found, status = story.interrogation, story.status
    if found is None or _commit_is_open(story):
        return False
    if _has_ended(story.commit) and not story.read_since_command:
        return False
    return status is None or status.program_hash == found.status.program_hash


def _has_ended(commit: CommandStory | None) -> bool:
    return commit is not None and commit.outcome is not None and not isinstance(commit.outcome, Uncertain)


def _commit_is_open(story: PumpStory) -> bool:
    return any(intent.kind is IntentKind.COMMIT_PROGRAM for intent in story.unsettled)


def _delivery_is_open(story: PumpStory) -> bool:
    return bool(story.unsettled) or story.stop_in_doubt
