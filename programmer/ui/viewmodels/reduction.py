"""How each notice carries the story on: pure, one small function for each kind of notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from programmer.known_error import KnownError
from programmer.records.rows import IntentKind
from programmer.telemetry.responder import STAGE_LIFE_US
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.therapy.pump import Delivery, PumpStatus
from programmer.ui.viewmodels.story import (
    NO_STOP,
    CommandStory,
    Contact,
    Now,
    PumpStory,
    StopStage,
    StopStory,
    TaskUnderWay,
)
from programmer.visit.interrogation import Interrogation
from programmer.visit.notices import (
    CommandEnded,
    LinkLost,
    LinkRestored,
    Notice,
    PatientAdded,
    ProgramStaged,
    PumpRead,
    RecordsFailed,
    StandingChanged,
    StatusRead,
    StopBegun,
    StopNotSent,
    TaskBegun,
    TaskCancelled,
    TaskProgress,
    TaskRefused,
    ThreadBroke,
    UnsettledChanged,
    VisitBegun,
    VisitEnded,
)
from programmer.visit.tasks import (
    AddPatient,
    Assign,
    CommitProgram,
    Connect,
    EndVisit,
    Interrogate,
    Resume,
    Settle,
    SignUnknown,
    StageProgram,
    Task,
    Withdraw,
)
from programmer.visit.visit import SettledCommand


@dataclass(frozen=True, slots=True)
class TaskAsked:
    """This window asked for a task; the pump's thread has not taken it up yet."""

    task: Task


@dataclass(frozen=True, slots=True)
class StopAsked:
    """STOP was pressed for the second time."""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Nothing happened but time."""


StoryEvent = Notice | TaskAsked | StopAsked | TimePassed

STAGE_TOO_OLD = "It lay in the pump for ten minutes without being confirmed"
STAGE_STOPPED = "STOP was pressed"
STAGE_LINK_LOST = "The link to the pump was lost"
STAGE_STATE_CHANGED = "The pump's state changed after it was read"
STAGE_NEW_SESSION = "The pump was asked anew about an earlier command"
STAGE_VISIT_OVER = "The visit was ended"


def reduce(story: PumpStory, event: StoryEvent, now: Now) -> PumpStory:
    """The story after this event. An event of a kind that is not known here is a bug (``KeyError``)."""
    return _REDUCERS[type(event)](story, event, now)


# ---- tasks ----------------------------------------------------------------------------------------------------


def _task_asked(story: PumpStory, event: TaskAsked, now: Now) -> PumpStory:
    story = replace(story, tasks=(*story.tasks, TaskUnderWay(event.task)), cancelled=None)
    return _entering(story, event.task, now)


def _task_begun(story: PumpStory, event: TaskBegun, now: Now) -> PumpStory:
    known = any(under_way.task == event.task for under_way in story.tasks)
    if not known:
        story = _task_asked(story, TaskAsked(event.task), now)
    begun = tuple(
        replace(under_way, begun=True) if under_way.task == event.task else under_way
        for under_way in story.tasks
    )
    return replace(story, tasks=begun, progress=None)


def _entering(story: PumpStory, task: Task, now: Now) -> PumpStory:
    """What a task changes from the moment it is asked for."""
    if story.refusal is not None and type(story.refusal.task) is type(task):
        story = replace(story, refusal=None)
    match task:
        case Connect(url):
            return PumpStory(contact=Contact.CONNECTING, url=url, tasks=story.tasks)
        case StageProgram():
            return replace(story, staged=None, lapsed="", commit=None)
        case Withdraw():
            return replace(story, staged=None)
        case Settle() | SignUnknown():
            return _lapse(story, STAGE_NEW_SESSION)
        case CommitProgram(staged):
            commit = CommandStory(IntentKind.COMMIT_PROGRAM, staged.proposal.sha256, now.utc_us)
            return replace(story, staged=None, lapsed="", commit=commit, read_since_command=False)
        case Resume():
            resume = CommandStory(IntentKind.RESUME, b"", now.utc_us)
            return replace(story, resume=resume, read_since_command=False)
        case _:
            return story


def _task_progress(story: PumpStory, event: TaskProgress, _now: Now) -> PumpStory:
    return replace(story, progress=(event.done, event.total))


def _task_refused(story: PumpStory, event: TaskRefused, _now: Now) -> PumpStory:
    story = replace(_over(story, type(event.task)), refusal=event)
    match event.task:
        case Connect():
            return replace(story, contact=Contact.NONE)
        case CommitProgram():
            return replace(story, commit=_not_sent(story.commit, event.error))
        case Resume():
            return replace(story, resume=_not_sent(story.resume, event.error))
        case _:
            return story


def _not_sent(command: CommandStory | None, error: KnownError) -> CommandStory | None:
    """What refuses a command before its end keeps it from being sent; what comes after objects to its result."""
    if command is None:
        return None
    ended = command.outcome is not None
    return replace(command, objection=error) if ended else replace(command, refusal=error)


def _task_cancelled(story: PumpStory, event: TaskCancelled, _now: Now) -> PumpStory:
    story = replace(_over(story, type(event.task)), cancelled=event)
    return replace(story, contact=Contact.NONE) if isinstance(event.task, Connect) else story


def _over(story: PumpStory, *kinds: type[object]) -> PumpStory:
    """Tasks of these kinds that were begun have ended."""
    left = tuple(one for one in story.tasks if not (one.begun and isinstance(one.task, kinds)))
    return replace(story, tasks=left, progress=None if left != story.tasks else story.progress)


# ---- readings ------------------------------------------------------------------------------------------------


def _visit_begun(story: PumpStory, event: VisitBegun, _now: Now) -> PumpStory:
    story = replace(
        _over(story, Connect), contact=Contact.HELD, standing=event.standing, settled=event.settled
    )
    return _read(story, event.interrogation)


def _pump_read(story: PumpStory, event: PumpRead, _now: Now) -> PumpStory:
    return _read(_over(story, Interrogate, Assign), event.interrogation)


def _link_restored(story: PumpStory, event: LinkRestored, _now: Now) -> PumpStory:
    story = replace(story, contact=Contact.HELD, lost=None, settled=event.settled)
    return _read(_settle(story, event.settled), event.interrogation)


def _read(story: PumpStory, found: Interrogation) -> PumpStory:
    story = replace(story, interrogation=found, read_utc_us=found.read_utc_us)
    return _with_status(story, found.status)


def _status_read(story: PumpStory, event: StatusRead, _now: Now) -> PumpStory:
    begun = tuple(one for one in story.tasks if not one.begun)
    story = replace(story, tasks=begun, statistics=event.statistics, read_utc_us=event.read_utc_us)
    return _with_status(replace(story, records_error=None), event.status)


def _with_status(story: PumpStory, status: PumpStatus) -> PumpStory:
    running = status.delivery is Delivery.RUNNING
    stop = story.stop
    if stop.stage is StopStage.CONFIRMED and running:
        stop = NO_STOP
    elif stop.stage is StopStage.NOT_KNOWN:
        stop = replace(stop, read_since=True)
    story = replace(
        story,
        status=status,
        stop=stop,
        stopped_by_us=story.stopped_by_us and not running,
        read_since_command=story.read_since_command or not story.command_under_way,
    )
    if story.staged is not None and _moved_on(story.staged.proposal.based_on.status, status):
        return _lapse(story, STAGE_STATE_CHANGED)
    return story


def _moved_on(seen: PumpStatus, status: PumpStatus) -> bool:
    return (seen.state_rev, seen.program_hash) != (status.state_rev, status.program_hash)


def _standing_changed(story: PumpStory, event: StandingChanged, _now: Now) -> PumpStory:
    return replace(story, standing=event.standing)


def _patient_added(story: PumpStory, event: PatientAdded, _now: Now) -> PumpStory:
    return replace(_over(story, AddPatient), patient_added=event.patient)


# ---- staging and commands -------------------------------------------------------------------------------------


def _program_staged(story: PumpStory, event: ProgramStaged, now: Now) -> PumpStory:
    return replace(
        _over(story, StageProgram),
        staged=event.staged,
        staged_utc_us=now.utc_us,
        staged_monotonic_us=now.monotonic_us,
        lapsed="",
    )


def _time_passed(story: PumpStory, _event: TimePassed, now: Now) -> PumpStory:
    if story.staged is not None and now.monotonic_us - story.staged_monotonic_us >= STAGE_LIFE_US:
        return _lapse(story, STAGE_TOO_OLD)
    return story


def _lapse(story: PumpStory, why: str) -> PumpStory:
    """What was staged can no longer be confirmed."""
    return story if story.staged is None else replace(story, staged=None, lapsed=why)


def _command_ended(story: PumpStory, event: CommandEnded, _now: Now) -> PumpStory:
    match event.kind:
        case IntentKind.STOP:
            return _stop_ended(story, event.outcome)
        case IntentKind.COMMIT_PROGRAM:
            story = _over(story, CommitProgram)
            return replace(story, commit=_with_outcome(story.commit, event.outcome))
        case IntentKind.RESUME:
            stopped = story.stopped_by_us and not isinstance(event.outcome, Confirmed)
            story = replace(_over(story, Resume), stopped_by_us=stopped)
            return replace(story, resume=_with_outcome(story.resume, event.outcome))


def _with_outcome(command: CommandStory | None, outcome: Outcome) -> CommandStory | None:
    return None if command is None else replace(command, outcome=outcome)


def _unsettled_changed(story: PumpStory, event: UnsettledChanged, _now: Now) -> PumpStory:
    story = replace(_over(story, Settle, SignUnknown), unsettled=event.intents)
    return _settle(story, event.settled)


def _settle(story: PumpStory, settled: tuple[SettledCommand, ...]) -> PumpStory:
    """Let the commands of this window know what the pump said of them afterwards."""
    for one in settled:
        if one.intent.kind is IntentKind.STOP and story.stop.stage is StopStage.NOT_KNOWN:
            story = _stop_ended(story, one.outcome)
        elif _is_ours(story.commit, one):
            story = replace(story, commit=_with_outcome(story.commit, one.outcome))
        elif one.intent.kind is IntentKind.RESUME and _is_open(story.resume):
            story = replace(story, resume=_with_outcome(story.resume, one.outcome))
    return story


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


def _stop_asked(story: PumpStory, _event: StopAsked | StopBegun, now: Now) -> PumpStory:
    pressed = story.stop.pressed_utc_us if story.stop.stage is StopStage.UNDER_WAY else now.utc_us
    story = replace(story, stop=StopStory(StopStage.UNDER_WAY, pressed), read_since_command=False)
    return _lapse(story, STAGE_STOPPED)


def _stop_ended(story: PumpStory, outcome: Outcome) -> PumpStory:
    pressed = story.stop.pressed_utc_us
    match outcome:
        case Confirmed():
            stop = StopStory(StopStage.CONFIRMED, pressed, done=outcome)
            return replace(story, stop=stop, stopped_by_us=True)
        case Uncertain(reason):
            return replace(story, stop=StopStory(StopStage.NOT_KNOWN, pressed, words=reason))
        case Refused(reason) | Failed(reason):
            return replace(story, stop=StopStory(StopStage.NOT_DONE, pressed, words=reason))


def _stop_not_sent(story: PumpStory, event: StopNotSent, _now: Now) -> PumpStory:
    words = f"{event.error.what}. {event.error.remedy}"
    stop = StopStory(StopStage.NOT_DONE, story.stop.pressed_utc_us, words=words)
    # Nothing left for the pump: then there is nothing that a reading would have to show.
    return replace(story, stop=stop, read_since_command=True)


# ---- ends and troubles ---------------------------------------------------------------------------------------


def _link_lost(story: PumpStory, event: LinkLost, now: Now) -> PumpStory:
    waiting = tuple(one for one in story.tasks if not one.begun or isinstance(one.task, Connect))
    story = replace(story, contact=Contact.LOST, lost=event.error, lost_utc_us=now.utc_us, tasks=waiting)
    return _lapse(story, STAGE_LINK_LOST)


def _visit_ended(story: PumpStory, _event: VisitEnded, _now: Now) -> PumpStory:
    if story.contact is Contact.CONNECTING:
        return story
    left = tuple(one for one in story.tasks if not isinstance(one.task, EndVisit))
    return PumpStory(tasks=left, lapsed=STAGE_VISIT_OVER if story.staged is not None else "")


def _records_failed(story: PumpStory, event: RecordsFailed, _now: Now) -> PumpStory:
    return replace(story, records_error=event.error)


def _thread_broke(story: PumpStory, event: ThreadBroke, now: Now) -> PumpStory:
    story = replace(story, broken=event.trace, tasks=(), lost_utc_us=now.utc_us)
    return _lapse(story, STAGE_LINK_LOST)


_REDUCERS: dict[type[object], Callable[[PumpStory, Any, Now], PumpStory]] = {
    TaskAsked: _task_asked,
    StopAsked: _stop_asked,
    TimePassed: _time_passed,
    TaskBegun: _task_begun,
    TaskProgress: _task_progress,
    TaskRefused: _task_refused,
    TaskCancelled: _task_cancelled,
    VisitBegun: _visit_begun,
    VisitEnded: _visit_ended,
    PumpRead: _pump_read,
    PatientAdded: _patient_added,
    StandingChanged: _standing_changed,
    StatusRead: _status_read,
    ProgramStaged: _program_staged,
    CommandEnded: _command_ended,
    StopBegun: _stop_asked,
    StopNotSent: _stop_not_sent,
    UnsettledChanged: _unsettled_changed,
    LinkLost: _link_lost,
    LinkRestored: _link_restored,
    RecordsFailed: _records_failed,
    ThreadBroke: _thread_broke,
}
