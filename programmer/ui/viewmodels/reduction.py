"""How each notice carries the story on: pure, one small function for each kind of notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from programmer.records.rows import IntentKind
from programmer.therapy.outcome import Uncertain
from programmer.therapy.pump import Delivery, PumpStatus
from programmer.ui.viewmodels.command_reduction import (
    command_ended,
    not_sent,
    program_staged,
    settle,
    stop_asked,
    stop_not_sent,
    time_passed,
    unsettled_changed,
)
from programmer.ui.viewmodels.endings import (
    STAGE_LINK_LOST,
    STAGE_NEW_SESSION,
    STAGE_STATE_CHANGED,
    STAGE_VISIT_OVER,
    lapse,
    over,
    past_stop,
    without_results,
    without_resume_result,
)
from programmer.ui.viewmodels.order_reduction import (
    bolus_checked,
    check_holds,
    interrogated,
    order_asked,
    with_bolus_in_doubt,
)
from programmer.ui.viewmodels.story import (
    NO_STOP,
    CommandStory,
    Contact,
    Now,
    PumpStory,
    StopStage,
    TaskUnderWay,
)
from programmer.ui.viewmodels.story_events import StopAsked, StoryEvent, TaskAsked, TimePassed
from programmer.visit.interrogation import Interrogation
from programmer.visit.notices import (
    BolusChecked,
    CommandEnded,
    GoneSigned,
    IndicationCorrected,
    LinkCounted,
    LinkLost,
    LinkRestored,
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
from programmer.visit.staging import StagedProgram
from programmer.visit.tasks import (
    AcknowledgeAlarms,
    AddPatient,
    Assign,
    CancelBolus,
    CheckBolus,
    CommitProgram,
    Connect,
    CorrectIndication,
    EndVisit,
    GiveBolus,
    Interrogate,
    Resume,
    SetClock,
    Settle,
    SignForGone,
    SignUnknown,
    StageProgram,
    Task,
    TellRefill,
    Withdraw,
)


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
            return replace(past_stop(without_resume_result(story)), staged=None, lapsed="", commit=None)
        case Withdraw():
            return replace(story, staged=None)
        case Settle() | SignUnknown():
            return lapse(story, STAGE_NEW_SESSION)
        case CommitProgram(staged):
            commit = _commit_of(story, staged, now)
            story = past_stop(without_resume_result(story))
            return replace(story, staged=None, lapsed="", commit=commit, read_since_command=False)
        case Resume(seen):
            resume = CommandStory(IntentKind.RESUME, seen.program_hash, now.utc_us, seen=seen)
            return replace(past_stop(story), resume=resume, read_since_command=False)
        case CheckBolus() | GiveBolus() | CancelBolus() | AcknowledgeAlarms() | SetClock() | TellRefill():
            return order_asked(story, task, now)
        case _:
            return story


def _commit_of(story: PumpStory, staged: StagedProgram, now: Now) -> CommandStory:
    owner = None if story.standing is None else story.standing.owner
    found = staged.proposal.based_on
    status = found.status if story.status is None else story.status
    return CommandStory(
        IntentKind.COMMIT_PROGRAM,
        staged.proposal.sha256,
        now.utc_us,
        before=found.program,
        after=staged.program,
        patient="" if owner is None else owner.name,
        serial=found.identity.serial,
        bolus=status.bolus,
        bolus_until=status.bolus_until,
        seen=found.status,
    )


def _task_progress(story: PumpStory, event: TaskProgress, _now: Now) -> PumpStory:
    return replace(story, progress=(event.done, event.total))


def _task_refused(story: PumpStory, event: TaskRefused, _now: Now) -> PumpStory:
    story = replace(over(story, type(event.task)), refusal=event)
    match event.task:
        case Connect():
            return replace(story, contact=Contact.NONE, url="")
        case CommitProgram():
            return replace(story, commit=not_sent(story.commit, event.error))
        case Resume():
            return replace(story, resume=not_sent(story.resume, event.error))
        case GiveBolus() | CancelBolus() | AcknowledgeAlarms() | SetClock() | TellRefill():
            return replace(story, order=not_sent(story.order, event.error))
        case _:
            return story


def _task_cancelled(story: PumpStory, event: TaskCancelled, _now: Now) -> PumpStory:
    story = replace(over(story, type(event.task)), cancelled=event)
    return replace(story, contact=Contact.NONE, url="") if isinstance(event.task, Connect) else story


# ---- readings ------------------------------------------------------------------------------------------------


def _visit_begun(story: PumpStory, event: VisitBegun, _now: Now) -> PumpStory:
    still_open = tuple(one for one in event.settled if isinstance(one.outcome, Uncertain))
    story = replace(
        without_results(over(story, Connect)),
        contact=Contact.HELD,
        standing=event.standing,
        settled=event.settled,
        inherited=still_open,
        unsettled=tuple(one.intent for one in still_open),
    )
    return _read(with_bolus_in_doubt(story, story.unsettled), event.interrogation)


def _pump_read(story: PumpStory, event: PumpRead, _now: Now) -> PumpStory:
    if any(one.begun and isinstance(one.task, Interrogate) for one in story.tasks):
        story = interrogated(story)
    return _read(over(story, Interrogate, Assign), event.interrogation)


def _link_restored(story: PumpStory, event: LinkRestored, _now: Now) -> PumpStory:
    story = replace(story, contact=Contact.HELD, lost=None, settled=event.settled)
    return _read(settle(story, event.settled), event.interrogation)


def _read(story: PumpStory, found: Interrogation) -> PumpStory:
    story = replace(story, interrogation=found, read_utc_us=found.read_utc_us)
    return _with_status(story, found.status)


def _status_read(story: PumpStory, event: StatusRead, _now: Now) -> PumpStory:
    begun = tuple(one for one in story.tasks if not one.begun)
    story = replace(story, tasks=begun, statistics=event.statistics, read_utc_us=event.read_utc_us)
    return _with_status(replace(story, records_error=None), event.status)


def _link_counted(story: PumpStory, event: LinkCounted, _now: Now) -> PumpStory:
    return replace(story, link_counted=event)


def _with_status(story: PumpStory, status: PumpStatus) -> PumpStory:
    running = status.delivery is Delivery.RUNNING
    story = check_holds(story, status)
    stop = story.stop
    if stop.stage is StopStage.CONFIRMED and running:
        stop = NO_STOP if stop.seen is None else replace(stop, stage=StopStage.OVERTAKEN)
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
        return lapse(story, STAGE_STATE_CHANGED)
    return story


def _moved_on(seen: PumpStatus, status: PumpStatus) -> bool:
    return (seen.state_rev, seen.program_hash) != (status.state_rev, status.program_hash)


def _standing_changed(story: PumpStory, event: StandingChanged, _now: Now) -> PumpStory:
    return replace(without_results(story), standing=event.standing)


def _patient_added(story: PumpStory, event: PatientAdded, _now: Now) -> PumpStory:
    return replace(over(story, AddPatient), patient_added=event.patient)


def _indication_corrected(story: PumpStory, event: IndicationCorrected, _now: Now) -> PumpStory:
    return replace(over(story, CorrectIndication), patient_corrected=event.patient)


def _gone_signed(story: PumpStory, event: GoneSigned, _now: Now) -> PumpStory:
    return replace(over(story, SignForGone), gone=event)


# ---- ends and troubles ---------------------------------------------------------------------------------------


def _link_lost(story: PumpStory, event: LinkLost, now: Now) -> PumpStory:
    waiting = tuple(one for one in story.tasks if not one.begun or isinstance(one.task, Connect))
    story = replace(story, contact=Contact.LOST, lost=event.error, lost_utc_us=now.utc_us, tasks=waiting)
    return lapse(story, STAGE_LINK_LOST)


def _visit_ended(story: PumpStory, _event: VisitEnded, _now: Now) -> PumpStory:
    if story.contact is Contact.CONNECTING:
        return story
    left = tuple(one for one in story.tasks if not isinstance(one.task, EndVisit))
    return PumpStory(tasks=left, lapsed=STAGE_VISIT_OVER if story.staged is not None else "")


def _records_failed(story: PumpStory, event: RecordsFailed, _now: Now) -> PumpStory:
    return replace(story, records_error=event.error)


def _thread_broke(story: PumpStory, event: ThreadBroke, now: Now) -> PumpStory:
    story = replace(story, broken=event.trace, tasks=(), lost_utc_us=now.utc_us)
    return lapse(story, STAGE_LINK_LOST)


_REDUCERS: dict[type[object], Callable[[PumpStory, Any, Now], PumpStory]] = {
    TaskAsked: _task_asked,
    StopAsked: stop_asked,
    TimePassed: time_passed,
    TaskBegun: _task_begun,
    TaskProgress: _task_progress,
    TaskRefused: _task_refused,
    TaskCancelled: _task_cancelled,
    VisitBegun: _visit_begun,
    VisitEnded: _visit_ended,
    PumpRead: _pump_read,
    PatientAdded: _patient_added,
    GoneSigned: _gone_signed,
    IndicationCorrected: _indication_corrected,
    StandingChanged: _standing_changed,
    StatusRead: _status_read,
    LinkCounted: _link_counted,
    ProgramStaged: program_staged,
    BolusChecked: bolus_checked,
    CommandEnded: command_ended,
    StopBegun: stop_asked,
    StopNotSent: stop_not_sent,
    UnsettledChanged: unsettled_changed,
    LinkLost: _link_lost,
    LinkRestored: _link_restored,
    RecordsFailed: _records_failed,
    ThreadBroke: _thread_broke,
}
