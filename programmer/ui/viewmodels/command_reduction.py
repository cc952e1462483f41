"""How the story of what was staged, of commands and of STOP goes on."""

from __future__ import annotations

from dataclasses import replace

from programmer.known_error import KnownError
from programmer.records.rows import IntentKind
from programmer.telemetry.responder import STAGE_LIFE_US
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.ui.viewmodels.endings import STAGE_STOPPED, STAGE_TOO_OLD, lapse, over, without_resume_result
from programmer.ui.viewmodels.order_reduction import order_ended, order_settled, with_bolus_in_doubt
from programmer.ui.viewmodels.story import CommandStory, Now, PumpStory, StopStage, StopStory
from programmer.ui.viewmodels.story_events import StopAsked, TimePassed
from programmer.visit.notices import CommandEnded, ProgramStaged, StopBegun, StopNotSent, UnsettledChanged
from programmer.visit.tasks import CommitProgram, Resume, Settle, SignUnknown, StageProgram
from programmer.visit.visit import SettledCommand

STOP_AGAIN = "Keep the telemetry head in place and press STOP again"

# ---- staging and commands -------------------------------------------------------------------------------------


def program_staged(story: PumpStory, event: ProgramStaged, now: Now) -> PumpStory:
    """A proposal waits in the pump for the clinician."""
    return replace(
        over(story, StageProgram),
        staged=event.staged,
        staged_utc_us=now.utc_us,
        staged_monotonic_us=now.monotonic_us,
        lapsed="",
    )


def time_passed(story: PumpStory, _event: TimePassed, now: Now) -> PumpStory:
    """What lay in the pump too long can no longer be confirmed."""
    if story.staged is not None and now.monotonic_us - story.staged_monotonic_us >= STAGE_LIFE_US:
        return lapse(story, STAGE_TOO_OLD)
    return story


def command_ended(story: PumpStory, event: CommandEnded, _now: Now) -> PumpStory:
    """The pump, or its silence, has said how a command ended."""
    match event.kind:
        case IntentKind.STOP:
            return _stop_ended(story, event.outcome)
        case IntentKind.COMMIT_PROGRAM:
            story = over(story, CommitProgram)
            return replace(story, commit=_with_outcome(story.commit, event.outcome))
        case IntentKind.RESUME:
            stopped = story.stopped_by_us and not isinstance(event.outcome, Confirmed)
            story = replace(over(story, Resume), stopped_by_us=stopped)
            return replace(story, resume=_with_outcome(story.resume, event.outcome))
        case kind:
            return order_ended(story, kind, event.outcome)


def _with_outcome(command: CommandStory | None, outcome: Outcome) -> CommandStory | None:
    return None if command is None else replace(command, outcome=outcome)


def unsettled_changed(story: PumpStory, event: UnsettledChanged, _now: Now) -> PumpStory:
    """Other commands than before are open now, and of some it is known what became of them."""
    story = replace(over(story, Settle, SignUnknown), unsettled=event.intents)
    return settle(with_bolus_in_doubt(story, event.intents), event.settled)


def settle(story: PumpStory, settled: tuple[SettledCommand, ...]) -> PumpStory:
    """Let the commands of this window, and those it found open, know what the pump said of them afterwards."""
    known = {one.intent.id: one for one in settled}
    story = replace(
        story,
        settled=tuple(known.get(one.intent.id, one) for one in story.settled),
        inherited=tuple(known.get(one.intent.id, one) for one in story.inherited),
    )
    story = _settle_stop(story, [one for one in settled if one.intent.kind is IntentKind.STOP])
    for one in settled:
        if _is_ours(story.commit, one):
            story = replace(story, commit=_with_outcome(story.commit, one.outcome))
        elif one.intent.kind is IntentKind.RESUME and _is_open(story.resume):
            story = replace(story, resume=_with_outcome(story.resume, one.outcome))
        story = order_settled(story, one)
    return story


def _settle_stop(story: PumpStory, settled: list[SettledCommand]) -> PumpStory:
    """STOP may have been pressed again while the one before was not known: whichever was carried out counts."""
    if not settled or story.stop.stage not in {StopStage.NOT_KNOWN, StopStage.NOT_DONE}:
        return story
    done = [one.outcome for one in settled if isinstance(one.outcome, Confirmed)]
    if done:
        return _stop_ended(story, done[-1])
    return _stop_ended(story, settled[-1].outcome) if story.stop.stage is StopStage.NOT_KNOWN else story


def _is_open(command: CommandStory | None) -> bool:
    return command is not None and isinstance(command.outcome, Uncertain)


def _is_ours(command: CommandStory | None, one: SettledCommand) -> bool:
    return (
        command is not None
        and one.intent.kind is IntentKind.COMMIT_PROGRAM
        and one.intent.program_after == command.program_after
        and not isinstance(command.outcome, Confirmed)
    )


# ---- STOP ----------------------------------------------------------------------------------------------------


def stop_asked(story: PumpStory, _event: StopAsked | StopBegun, now: Now) -> PumpStory:
    """STOP is under way; nothing is confirmed."""
    again = story.stop.stage is StopStage.UNDER_WAY  # asked for, and now begun
    pressed = story.stop.pressed_utc_us if again else now.utc_us
    stop = StopStory(StopStage.UNDER_WAY, pressed, seen=story.stop.seen if again else story.status)
    story = replace(without_resume_result(story), stop=stop, read_since_command=False)
    return lapse(story, STAGE_STOPPED)


def _stop_ended(story: PumpStory, outcome: Outcome) -> PumpStory:
    stop = replace(story.stop, outcome=outcome, read_since=False, words="", remedy="")
    match outcome:
        case Confirmed():
            return replace(story, stop=replace(stop, stage=StopStage.CONFIRMED), stopped_by_us=True)
        case Uncertain(reason):
            return replace(story, stop=replace(stop, stage=StopStage.NOT_KNOWN, words=reason))
        case Refused(reason):
            return replace(story, stop=_not_done(stop, f"the pump refused it ({reason})"))
        case Failed(reason):
            return replace(story, stop=_not_done(stop, reason))


def _not_done(stop: StopStory, why: str) -> StopStory:
    return replace(stop, stage=StopStage.NOT_DONE, words=why, remedy=STOP_AGAIN)


def stop_not_sent(story: PumpStory, event: StopNotSent, _now: Now) -> PumpStory:
    """STOP never left."""
    error, pressed = event.error, story.stop.pressed_utc_us
    stop = StopStory(StopStage.NOT_DONE, pressed, words=error.what, remedy=error.remedy)
    # Nothing left for the pump: then there is nothing that a reading would have to show.
    return replace(story, stop=stop, read_since_command=True)


def not_sent(command: CommandStory | None, error: KnownError) -> CommandStory | None:
    """What refuses a command before its end keeps it from being sent; what comes after objects to its result."""
    if command is None:
        return None
    ended = command.outcome is not None
    return replace(command, objection=error) if ended else replace(command, refusal=error)
