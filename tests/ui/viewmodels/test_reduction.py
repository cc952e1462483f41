"""How notices carry the story on, row by row, without a window and without a pump."""

from dataclasses import dataclass, replace
from typing import cast, get_args

import pytest

from programmer.clock import ManualClock
from programmer.known_error import KnownError, LinkTrouble, RefusedError
from programmer.randomness import SeededRandomness
from programmer.records.rows import IntentKind, IntentRow
from programmer.simulator.pump import SimulatedPump
from programmer.simulator.site import PumpSite, default_factory_state
from programmer.telemetry.statistics import LinkStatistics
from programmer.therapy.canonical import decode_program, encode_program
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.therapy.pump import Delivery
from programmer.therapy.quantities import PumpTime
from programmer.ui.viewmodels import endings, reduction
from programmer.ui.viewmodels.reduction import reduce
from programmer.ui.viewmodels.story import Contact, Now, PumpStory, StopStage
from programmer.ui.viewmodels.story_events import StopAsked, StoryEvent, TaskAsked, TimePassed
from programmer.visit.interrogation import Interrogation
from programmer.visit.notices import (
    CommandEnded,
    LinkLost,
    LinkRestored,
    Notice,
    ProgramStaged,
    PumpRead,
    RecordsFailed,
    StatusRead,
    StopBegun,
    StopNotSent,
    TaskBegun,
    TaskCancelled,
    TaskRefused,
    UnsettledChanged,
    VisitBegun,
    VisitEnded,
)
from programmer.visit.proposal import Proposal
from programmer.visit.staging import StagedProgram
from programmer.visit.standing import Standing
from programmer.visit.tasks import (
    AddPatient,
    CommitProgram,
    Connect,
    Interrogate,
    Resume,
    Settle,
    StageProgram,
)
from programmer.visit.visit import SettledCommand

NOW = Now(1_795_168_800_000_000, 1_000_000)
LATER = Now(NOW.utc_us + 601_000_000, NOW.monotonic_us + 601_000_000)
LOST = LinkTrouble("The link is lost", "It is silent", "Hold it closer")
DONE = Confirmed(PumpTime(1_795_168_805_000_000), 7)
UNKNOWN = Uncertain("no answer came")


def a_pump() -> SimulatedPump:
    return PumpSite(default_factory_state(), ManualClock(), SeededRandomness(1)).pump


def read(pump: SimulatedPump, read_utc_us: int = NOW.utc_us) -> Interrogation:
    program = decode_program(pump.canonical)
    model = pump.model
    return Interrogation(
        pump.identity, model.limits, model.catheter, pump.status(), pump.canonical, program, read_utc_us, 0
    )


def staged(found: Interrogation) -> StagedProgram:
    proposal = Proposal(found.program, encode_program(found.program), found)
    # What the pump read back plays no part in how the story goes on.
    return StagedProgram(proposal, cast("object", None), found.program)  # type: ignore[arg-type]


@dataclass
class Telling:
    """A story as it goes on."""

    story: PumpStory = PumpStory()  # noqa: RUF009

    def tell(self, *events: StoryEvent, now: Now = NOW) -> PumpStory:
        for event in events:
            self.story = reduce(self.story, event, now)
        return self.story


@pytest.fixture
def pump() -> SimulatedPump:
    return a_pump()


@pytest.fixture
def connected(pump: SimulatedPump) -> Telling:
    telling = Telling()
    task = Connect("simulated:reference-20")
    standing = cast("Standing", None)
    telling.tell(TaskAsked(task), TaskBegun(task), VisitBegun(read(pump), standing, ()))
    return telling


def intent(kind: IntentKind, after: bytes) -> IntentRow:
    return IntentRow(
        b"i" * 16, b"s" * 16, b"p" * 16, "RF", kind, b"t" * 16, b"e" * 16, 1, 1, b"", after, NOW.utc_us
    )


def test_connecting_ends_with_a_visit(connected: Telling) -> None:
    assert connected.story.contact is Contact.HELD
    assert not connected.story.tasks


@pytest.mark.parametrize("cancelled", [True, False])
def test_a_connection_that_comes_to_nothing_leaves_no_visit(cancelled: bool) -> None:
    telling, task = Telling(), Connect("simulated:reference-20")
    end = TaskCancelled(task, by_stop=False) if cancelled else TaskRefused(task, LOST)
    story = telling.tell(TaskAsked(task), TaskBegun(task), end)
    assert story.contact is Contact.NONE
    assert not story.has_visit


def test_every_notice_has_its_place() -> None:
    assert set(get_args(Notice)) <= set(reduction._REDUCERS)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (StopAsked(), endings.STAGE_STOPPED),
        (StopBegun(), endings.STAGE_STOPPED),
        (LinkLost(LOST), endings.STAGE_LINK_LOST),
        (TaskAsked(Settle()), endings.STAGE_NEW_SESSION),
        (VisitEnded(""), endings.STAGE_VISIT_OVER),
    ],
)
def test_what_was_staged_lapses_with_its_reason(
    connected: Telling, pump: SimulatedPump, event: StoryEvent, why: str
) -> None:
    story = connected.tell(ProgramStaged(staged(read(pump))), event)
    assert story.staged is None
    assert story.lapsed == why


def test_what_was_staged_lapses_after_its_life(connected: Telling, pump: SimulatedPump) -> None:
    connected.tell(ProgramStaged(staged(read(pump))))
    assert connected.tell(TimePassed()).staged is not None
    assert connected.tell(TimePassed(), now=LATER).lapsed == endings.STAGE_TOO_OLD


def test_what_was_staged_lapses_when_the_pump_moves_on(connected: Telling, pump: SimulatedPump) -> None:
    connected.tell(ProgramStaged(staged(read(pump))))
    pump.stop(b"somebody else")
    story = connected.tell(StatusRead(pump.status(), LinkStatistics(), NOW.utc_us))
    assert story.lapsed == endings.STAGE_STATE_CHANGED


def test_a_status_that_is_as_before_leaves_what_was_staged(connected: Telling, pump: SimulatedPump) -> None:
    connected.tell(ProgramStaged(staged(read(pump))))
    assert connected.tell(StatusRead(pump.status(), LinkStatistics(), NOW.utc_us)).staged is not None


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [
        (DONE, StopStage.CONFIRMED),
        (UNKNOWN, StopStage.NOT_KNOWN),
        (Refused("no"), StopStage.NOT_DONE),
        (Failed("never came", "proof"), StopStage.NOT_DONE),
    ],
)
def test_stop_ends_in_the_way_the_pump_says(connected: Telling, outcome: Outcome, stage: StopStage) -> None:
    story = connected.tell(StopAsked(), StopBegun(), CommandEnded(IntentKind.STOP, outcome))
    assert story.stop.stage is stage
    assert story.stopped_by_us is isinstance(outcome, Confirmed)


def test_a_stop_that_was_not_sent_says_so(connected: Telling) -> None:
    story = connected.tell(StopAsked(), StopNotSent(RefusedError("STOP was not sent", "no pump", "connect")))
    assert story.stop.stage is StopStage.NOT_DONE
    assert (story.stop.words, story.stop.remedy) == ("STOP was not sent", "connect")


def test_a_stop_that_is_not_known_is_in_doubt_until_the_pump_is_read(
    connected: Telling, pump: SimulatedPump
) -> None:
    assert connected.tell(StopAsked(), CommandEnded(IntentKind.STOP, UNKNOWN)).stop_in_doubt
    assert not connected.tell(PumpRead(read(pump))).stop_in_doubt


def test_a_pump_that_runs_again_has_overtaken_a_confirmed_stop(
    connected: Telling, pump: SimulatedPump
) -> None:
    connected.tell(StopAsked(), CommandEnded(IntentKind.STOP, DONE))
    story = connected.tell(StatusRead(pump.status(), LinkStatistics(), NOW.utc_us))
    assert story.stop.stage is StopStage.OVERTAKEN
    assert not story.stopped_by_us


@pytest.mark.parametrize("kind", [Resume, StageProgram, CommitProgram])
def test_after_another_command_a_running_pump_has_not_overtaken_the_stop_before_it(
    connected: Telling, pump: SimulatedPump, kind: type[object]
) -> None:
    program = staged(read(pump))
    tasks = (Resume(pump.status()), StageProgram(program.program, ""), CommitProgram(program))
    (task,) = (task for task in tasks if isinstance(task, kind))
    connected.tell(StopAsked(), CommandEnded(IntentKind.STOP, DONE), TaskAsked(task))
    story = connected.tell(StatusRead(pump.status(), LinkStatistics(), NOW.utc_us))
    assert story.stop.stage is StopStage.NONE


def test_a_commit_is_under_way_from_the_moment_it_is_asked_for(
    connected: Telling, pump: SimulatedPump
) -> None:
    story = connected.tell(ProgramStaged(staged(read(pump))), TaskAsked(CommitProgram(staged(read(pump)))))
    assert story.staged is None
    assert story.command_under_way
    assert not story.read_since_command


def test_a_commit_interrupted_by_stop_is_not_known_until_it_is_settled(
    connected: Telling, pump: SimulatedPump
) -> None:
    task = CommitProgram(staged(read(pump)))
    ours = intent(IntentKind.COMMIT_PROGRAM, task.staged.proposal.sha256)
    story = connected.tell(
        TaskAsked(task),
        TaskBegun(task),
        CommandEnded(IntentKind.COMMIT_PROGRAM, UNKNOWN),
        UnsettledChanged((ours,)),
    )
    assert story.commit is not None
    assert story.commit.outcome == UNKNOWN
    story = connected.tell(UnsettledChanged((), (SettledCommand(ours, DONE),)))
    assert story.commit is not None
    assert story.commit.outcome == DONE
    assert not story.unsettled


def test_an_open_command_settled_on_reconnecting_is_known(connected: Telling, pump: SimulatedPump) -> None:
    task = CommitProgram(staged(read(pump)))
    ours = intent(IntentKind.COMMIT_PROGRAM, task.staged.proposal.sha256)
    connected.tell(TaskAsked(task), CommandEnded(IntentKind.COMMIT_PROGRAM, UNKNOWN), LinkLost(LOST))
    story = connected.tell(LinkRestored(read(pump), (SettledCommand(ours, DONE),)))
    assert story.commit is not None
    assert story.commit.outcome == DONE


def test_a_refusal_before_sending_is_not_an_end_at_the_pump(connected: Telling, pump: SimulatedPump) -> None:
    task = CommitProgram(staged(read(pump)))
    story = connected.tell(
        TaskAsked(task), TaskRefused(task, KnownError("Disk full", "no room", "make room"))
    )
    assert story.commit is not None
    assert story.commit.outcome is None
    assert story.commit.refusal is not None
    assert not story.command_under_way


def test_an_objection_after_a_confirmed_commit_leaves_it_confirmed(
    connected: Telling, pump: SimulatedPump
) -> None:
    task = CommitProgram(staged(read(pump)))
    objection = RefusedError("The pump runs another program", "memory", "stop it")
    story = connected.tell(
        TaskAsked(task), CommandEnded(IntentKind.COMMIT_PROGRAM, DONE), TaskRefused(task, objection)
    )
    assert story.commit is not None
    assert story.commit.outcome == DONE
    assert story.commit.objection is objection
    assert story.commit.refusal is None


def test_a_confirmed_resume_ends_our_stop(connected: Telling, pump: SimulatedPump) -> None:
    connected.tell(StopAsked(), CommandEnded(IntentKind.STOP, DONE))
    status = replace(pump.status(), delivery=Delivery.STOPPED)
    story = connected.tell(TaskAsked(Resume(status)), CommandEnded(IntentKind.RESUME, DONE))
    assert not story.stopped_by_us


def test_a_status_ends_begun_tasks_and_leaves_those_that_wait(
    connected: Telling, pump: SimulatedPump
) -> None:
    waiting = AddPatient("Ada", None, "")
    story = connected.tell(
        TaskAsked(Interrogate()),
        TaskBegun(Interrogate()),
        TaskAsked(waiting),
        StatusRead(pump.status(), LinkStatistics(), NOW.utc_us),
    )
    assert [under_way.task for under_way in story.tasks] == [waiting]


def test_a_status_that_could_be_kept_ends_the_trouble_with_the_records(
    connected: Telling, pump: SimulatedPump
) -> None:
    connected.tell(RecordsFailed(KnownError("Disk full", "no room", "make room")))
    assert connected.tell(StatusRead(pump.status(), LinkStatistics(), NOW.utc_us)).records_error is None


def test_a_new_attempt_takes_away_the_old_refusal(connected: Telling, pump: SimulatedPump) -> None:
    task = StageProgram(read(pump).program)
    assert connected.tell(TaskAsked(task), TaskRefused(task, LOST)).refusal is not None
    assert connected.tell(TaskAsked(task)).refusal is None
