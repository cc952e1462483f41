"""How a change of therapy ended: exactly one of four ways, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from programmer.known_error import KnownError
from programmer.records.rows import IntentKind
from programmer.therapy.bolus_kinds import dose_of
from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.moments import clock_text
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.therapy.programs import dose_per_day
from programmer.therapy.pump import Delivery
from programmer.therapy.quantities import PumpTime
from programmer.ui import phrases
from programmer.ui.viewmodels.command_words import doses_of
from programmer.ui.viewmodels.common_states import ALLOWED, SettleState, Trouble, refused
from programmer.ui.viewmodels.drug_lines import fill_words
from programmer.ui.viewmodels.program_state import ResultKind, ResultState
from programmer.ui.viewmodels.story import CommandStory, PumpStory
from programmer.visit.aftermath import Aftermath, CommandSeen, aftermath, not_applied, told_again
from programmer.visit.until_known import doubt, until_it_tells
from programmer.visit.visit import SettledCommand

STILL_STOPPED = Trouble(
    "The pump is still stopped. Resume delivery on the Pump page",
    "A new program does not start delivery",
    "Choose Done, then resume it there",
)
CANNOT_LEAVE = "Wait until the pump has told what became of the command; STOP and reading stay possible"


def trouble_of(error: KnownError) -> Trouble:
    """A known error as pages show it."""
    return Trouble(error.what, error.why, error.remedy)


def result_of(
    story: PumpStory, commit: CommandStory, settle: SettleState, drugs: LibraryInForce, local_offset_us: int
) -> ResultState | None:
    """What to show of a commit; None while it is under way."""
    if commit.refusal is not None:
        trouble = trouble_of(commit.refusal)
        return ResultState(
            ResultKind.REFUSED,
            "Nothing was sent to the pump",
            _what_and_whose(commit, drugs),
            trouble,
            finish=ALLOWED,
        )
    match commit.outcome:
        case None:
            return None
        case Confirmed():
            sent = phrases.local_time(commit.confirmed_utc_us, local_offset_us)
            return _confirmed(story, commit, commit.outcome, drugs, sent)
        case Refused() | Failed():
            lines = _what_and_whose(commit, drugs)
            return replace(_undone(commit.outcome, _aftermath(story, commit, DrugWords(drugs))), lines=lines)
        case Uncertain():
            return _uncertain(story, commit, commit.outcome, settle, DrugWords(drugs))


def _what_and_whose(commit: CommandStory, drugs: LibraryInForce) -> tuple[str, ...]:
    """``Dose per day 90 → 402 mcg per day, baclofen 500 mcg/mL``, and whose pump it is."""
    if commit.after is None:
        return ()
    return (
        f"Dose per day {doses_of(commit, DrugWords(drugs))}, {fill_words(drugs, commit.after)}",
        f"{commit.patient or phrases.UNIDENTIFIED}, pump {commit.serial}",
    )


def _confirmed(
    story: PumpStory, commit: CommandStory, done: Confirmed, drugs: LibraryInForce, sent: PumpTime
) -> ResultState:
    lines = (
        *_what_and_whose(commit, drugs),
        *_ended_bolus(commit, done, DrugWords(drugs)),
        phrases.whose_clock(done, sent),
        f"Entry {done.sequence:,} of the pump's log",
        f"Program {phrases.hash_text(commit.program_after)}",
    )
    headline = f"Confirmed by the pump at {clock_text(done.pump_time, seconds=True)}"
    after = _aftermath(story, commit, DrugWords(drugs))
    if commit.objection is not None:
        lines = (*lines, *(() if after is None else after.sentences))
        trouble = trouble_of(commit.objection)
        headline = f"{headline}, but it runs another program now"
        return ResultState(ResultKind.CONFIRMED, headline, lines, trouble, finish=ALLOWED)
    if after is not None and after.amiss:
        what = phrases.upper_first(after.headline)
        trouble = Trouble(what, told_again(after.sentences), after.remedy)
        headline = f"{headline}, but {after.headline}"
        return ResultState(ResultKind.CONFIRMED, headline, lines, trouble, finish=ALLOWED)
    lines = (*lines, *(() if after is None else after.sentences))
    stopped = STILL_STOPPED if story.stopped else None
    return ResultState(ResultKind.CONFIRMED, headline, lines, stopped, finish=ALLOWED)


def _aftermath(story: PumpStory, commit: CommandStory, shown: DrugWords) -> Aftermath | None:
    """What the pump does by what was read since the command; None while nothing was."""
    read = story.live and story.read_since_command and not story.command_under_way
    if not read or story.status is None or commit.seen is None or commit.outcome is None:
        return None
    seen = CommandSeen(commit.kind, commit.seen, commit.program_after)
    return aftermath(seen, commit.outcome, story.status, story.interrogation, shown)


def _ended_bolus(commit: CommandStory, done: Confirmed, shown: DrugWords) -> tuple[str, ...]:
    """The bolus that the new program cut short; nothing of one that was over by then."""
    kind, until = commit.bolus, commit.bolus_until
    if kind is None or until is None or until <= done.pump_time or commit.before is None:
        return ()
    dose = dose_of(commit.before, kind)
    amount = "" if dose is None else f" of {shown.mass(commit.before.drug.name, dose.value)}"
    return (f"The {kind.value}{amount} that was under way ended with it; what was left of it is not given",)


def _undone(outcome: Refused | Failed, after: Aftermath | None) -> ResultState:
    """A command that was not applied says nothing of the pump: that is told by what was read since."""
    refused_by_pump = isinstance(outcome, Refused)
    why, remedy = not_applied(outcome, after)
    amiss = after is not None and after.amiss
    headline = "The pump refused the new program" if refused_by_pump else "The new program was not applied"
    if after is not None and amiss:
        headline = f"{headline}, and {after.headline}"
    elif after is not None:
        headline = f"{headline}: the pump keeps the previous program"
    what = "The pump is not as it was when you confirmed" if amiss else headline
    kind = ResultKind.REFUSED if refused_by_pump else ResultKind.FAILED
    return ResultState(kind, headline, trouble=Trouble(what, why, remedy), finish=ALLOWED)


def _uncertain(
    story: PumpStory, commit: CommandStory, outcome: Uncertain, settle: SettleState, shown: DrugWords
) -> ResultState:
    headline = doubt(IntentKind.COMMIT_PROGRAM)
    programs = _both_programs(commit, shown)
    read_since = _read_since(story, commit)
    if not read_since:
        remedy = f"Keep the pump in reach: it is asked again by itself. {_until_it_tells(story, commit)}"
        trouble = Trouble(phrases.ONLY_STOP_AND_READING, outcome.reason, remedy)
        finish = refused(CANNOT_LEAVE)
        return ResultState(ResultKind.UNCERTAIN, headline, programs, trouble, settle, finish)
    signed = (f"Closed with the note: {outcome.signed}",) if outcome.signed else ()
    return ResultState(ResultKind.UNCERTAIN, headline, (*signed, read_since), finish=ALLOWED)


def _until_it_tells(story: PumpStory, commit: CommandStory) -> str:
    """A pump that stood when the program was sent stands with either program: neither starts delivery."""
    stood = commit.seen is not None and commit.seen.delivery is Delivery.STOPPED
    if stood and story.surely_stopped:
        return (
            "The pump was stopped when the program was sent: whichever program is in it, "
            "it delivers nothing until it is resumed"
        )
    if story.surely_stopped:
        return (
            "Delivery is stopped: whichever program is in the pump, it delivers nothing until it is resumed"
        )
    return until_it_tells((IntentKind.COMMIT_PROGRAM,))


def _both_programs(commit: CommandStory, shown: DrugWords) -> tuple[str, ...]:
    """The dose in force before, and the one that may be in force now."""
    if commit.before is None or commit.after is None:
        return ()
    programs = (commit.before, commit.after)
    old, new = (shown.rate(program.drug.name, dose_per_day(program.mode)) for program in programs)
    if old == new:
        return (f"{old} in force before, and now perhaps given otherwise over the day",)
    return (f"{old} in force before; {new} may be in force now",)


# ---- commands of another sitting ------------------------------------------------------------------------------


def inherited_result(story: PumpStory, settle: SettleState, local_offset_us: int) -> ResultState | None:
    """What is known of commands that were found open when the visit began; None if there were none."""
    found = story.inherited
    if not found:
        return None
    lines = tuple(_inherited_line(story, one, local_offset_us) for one in found)
    open_ids = {intent.id for intent in story.unsettled}
    if still_open := tuple(one for one in found if one.intent.id in open_ids):
        return _still_open(still_open, settle)
    if any(isinstance(one.outcome, Uncertain) for one in found):
        headline = "Closed without its outcome being known"
        return ResultState(ResultKind.UNCERTAIN, headline, lines, finish=ALLOWED)
    kinds = [_kind_of(one.outcome) for one in found]
    worst = next((kind for kind in kinds if kind is not ResultKind.CONFIRMED), ResultKind.CONFIRMED)
    return ResultState(worst, "The pump has told what became of the earlier command", lines, finish=ALLOWED)


def _still_open(found: tuple[SettledCommand, ...], settle: SettleState) -> ResultState:
    """The page that stands until the pump has told or somebody has signed. Which commands, the settling part says."""
    kinds = [one.intent.kind for one in found]
    trouble = Trouble(
        phrases.ONLY_STOP_AND_READING,
        "; ".join(dict.fromkeys(phrases.reason_text(one.outcome) for one in found)),
        f"Keep the pump in reach. {until_it_tells(kinds)}",
    )
    return ResultState(
        ResultKind.UNCERTAIN,
        ". ".join(dict.fromkeys(map(doubt, kinds))),
        ("The command was given in an earlier sitting",),
        trouble,
        settle,
        refused(CANNOT_LEAVE),
    )


def _inherited_line(story: PumpStory, one: SettledCommand, local_offset_us: int) -> str:
    name = phrases.command_name(one.intent, local_offset_us, now_utc_us=story.read_utc_us)
    now = None if story.status is None else story.status.pump_time
    sent = phrases.local_time(one.intent.confirmed_utc_us, local_offset_us)
    signed = f". Closed with the note: {one.outcome.signed}" if _signed(one.outcome) else ""
    return f"{name}: {phrases.outcome_text(one.outcome, sent, now)}{signed}"


def _signed(outcome: Outcome) -> TypeGuard[Uncertain]:
    return isinstance(outcome, Uncertain) and bool(outcome.signed)


def _kind_of(outcome: Outcome) -> ResultKind:
    match outcome:
        case Confirmed():
            return ResultKind.CONFIRMED
        case Refused():
            return ResultKind.REFUSED
        case Failed():
            return ResultKind.FAILED
        case Uncertain():
            return ResultKind.UNCERTAIN


def _read_since(story: PumpStory, commit: CommandStory) -> str:
    """What the pump runs by a reading after the command, once no command is open any more; else empty."""
    found = story.interrogation
    is_open = any(intent.program_after == commit.program_after for intent in story.unsettled)
    if is_open or not story.live or found is None or found.read_utc_us <= commit.confirmed_utc_us:
        return ""
    runs_it = found.status.program_hash == commit.program_after
    return f"The pump was read since: it runs {'the new' if runs_it else 'another'} program"
