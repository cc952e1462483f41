"""What the attendant tells, and in which order, when it is driven by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from programmer.device.implant.codes import Opcode
from programmer.known_error import OutcomeUncertain, RefusedError
from programmer.records.rows import IntentKind, SessionEnd
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import Frame
from programmer.therapy.drug_library import Condition, Indication
from programmer.therapy.outcome import Confirmed, Failed, Refused, Uncertain
from programmer.therapy.programs import Continuous
from programmer.therapy.pump import BolusKind
from programmer.visit.attendant import WHY_NOT_BESIDE_A_PUMP, Attendant
from programmer.visit.notices import (
    BolusChecked,
    CommandEnded,
    IndicationCorrected,
    LinkCounted,
    LinkLost,
    LinkRestored,
    Notice,
    PatientAdded,
    ProgramStaged,
    PumpRead,
    StandingChanged,
    StatusRead,
    StopNotSent,
    TaskCancelled,
    TaskProgress,
    TaskRefused,
    UnsettledChanged,
    VisitBegun,
    VisitEnded,
)
from programmer.visit.proposal import ReasonMissing
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
    SignUnknown,
    StageProgram,
    Task,
    TellRefill,
    Withdraw,
)
from tests.unit.visit.bench import OTHER_SERIAL, SECOND, URL, Bench, a_program, micrograms, opcodes
from tests.unit.visit.command_cases import A_BOLUS, A_REFILL, ORDERS, CommandCase

Kind = TypeVar("Kind", bound=Notice)


def names(notices: list[Notice]) -> list[str]:
    """The notices by name; progress is left out."""
    return [type(notice).__name__ for notice in notices if not isinstance(notice, TaskProgress)]


def only(kind: type[Kind], notices: list[Notice]) -> Kind:
    (found,) = [notice for notice in notices if isinstance(notice, kind)]
    return found


def connected(bench: Bench) -> Attendant:
    attendant = bench.attendant()
    attendant.handle(Connect(URL))
    assert names(bench.told()) == ["TaskBegun", "VisitBegun"]
    return attendant


def attend_for(bench: Bench, attendant: Attendant, seconds: float) -> list[Notice]:
    """Let the attendant be for so much time of the link; without a link the thread waits, and so does this."""
    end = bench.clock.monotonic_us() + int(seconds * SECOND)
    while bench.clock.monotonic_us() < end:
        attendant.attend()
        if not attendant.link_up:
            bench.clock.wait_us(50_000)
    return bench.told()


def staged(bench: Bench, attendant: Attendant) -> CommitProgram:
    attendant.handle(StageProgram(a_program()))
    return CommitProgram(only(ProgramStaged, bench.told()).staged)


# ---- the pump's count of the link ------------------------------------------------------------------------------


def test_the_pumps_count_is_asked_for_while_it_is_wanted_and_after_a_status() -> None:
    bench = Bench()
    attendant = connected(bench)
    assert "LinkCounted" not in names(attend_for(bench, attendant, 11))
    attendant.counts_link = True
    told = names(attend_for(bench, attendant, 11))
    assert told.count("LinkCounted") == 3
    assert told.count("StatusRead") >= 10


def test_a_pump_that_does_not_tell_its_count_is_looked_after_as_ever() -> None:
    bench = Bench()
    attendant = connected(bench)
    refusal = LinkStatus.UNKNOWN_REQUEST.to_bytes(2, "little")

    def as_an_older_pump(frame: Frame) -> Frame:
        refused = frame._replace(payload=frame.payload[:4] + refusal, tag=b"")
        return refused if frame.opcode == Opcode.LINK_COUNTERS else frame

    bench.plug.on_reply = as_an_older_pump
    attendant.counts_link = True
    told = attend_for(bench, attendant, 3)
    assert only(LinkCounted, told).counted is None
    assert {"RecordsFailed", "LinkLost"}.isdisjoint(names(told))


# ---- connecting and leaving -----------------------------------------------------------------------------------


def test_connecting_tells_progress_and_then_the_whole_pump() -> None:
    bench = Bench()
    attendant = bench.attendant()
    attendant.handle(Connect(URL))
    told = bench.told()
    assert names(told) == ["TaskBegun", "VisitBegun"]
    steps = [(notice.done, notice.total) for notice in told if isinstance(notice, TaskProgress)]
    assert steps == [*((done, 5) for done in range(1, 6)), (6, 6)], "and the one entry of its log"
    assert attendant.link_up
    assert only(VisitBegun, told).interrogation.canonical == bench.pump_program


def test_connecting_to_nothing_is_refused_and_leaves_nothing_behind() -> None:
    bench = Bench()
    attendant = bench.attendant()
    bench.line.lose_all_replies()
    attendant.handle(Connect(URL))
    told = bench.told()
    assert names(told) == ["TaskBegun", "TaskRefused"]
    assert only(TaskRefused, told).error.what == "Nothing answers at lossy:pump"
    assert not attendant.link_up
    assert attend_for(bench, attendant, 5) == []
    assert bench.records.history().summaries() == ()


def test_a_pump_lost_while_it_is_read_at_first_closes_its_session_as_cut_off() -> None:
    bench = Bench()
    attendant = bench.attendant()
    bench.line.break_after(500)
    attendant.handle(Connect(URL))
    assert names(bench.told()) == ["TaskBegun", "TaskRefused"]
    (summary,) = bench.records.history().summaries()
    assert summary.end is not None
    assert summary.end.end is SessionEnd.LINK_LOST


def test_cancelling_while_connecting_lets_go_of_the_pump() -> None:
    bench = Bench()
    attendant = bench.attendant()
    bench.plug.on_request = lambda frame: (
        attendant.attention.ask_to_cancel() if frame.opcode == Opcode.LIMITS else None
    )
    attendant.handle(Connect(URL))
    told = bench.told()
    assert names(told) == ["TaskBegun", "TaskCancelled"]
    assert not only(TaskCancelled, told).by_stop
    assert not attendant.link_up


def test_ending_a_visit_tells_so_and_closes_the_session() -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.handle(EndVisit("all done"))
    assert names(bench.told()) == ["TaskBegun", "VisitEnded"]
    (summary,) = bench.records.history().summaries()
    assert summary.end is not None
    assert (summary.end.end, summary.end.note) == (SessionEnd.CLOSED, "all done")
    assert attend_for(bench, attendant, 3) == []


def test_connecting_again_ends_the_visit_before() -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.handle(Connect(URL))
    told = bench.told()
    assert names(told) == ["TaskBegun", "VisitEnded", "VisitBegun"]
    assert only(VisitEnded, told).note == "another pump was connected"


@pytest.mark.parametrize(
    "task", [Interrogate(), StageProgram(a_program()), Settle(), SignUnknown("why"), Assign(bytes(16))]
)
def test_without_a_pump_a_task_is_refused(task: Interrogate | StageProgram | Settle) -> None:
    bench = Bench()
    bench.attendant().handle(task)
    told = bench.told()
    assert names(told) == ["TaskBegun", "TaskRefused"]
    assert only(TaskRefused, told).error.why == "No pump is connected"


# ---- between tasks --------------------------------------------------------------------------------------------


@pytest.mark.requirement("OPCA-R6.7.0-1")
def test_the_status_is_read_once_a_second() -> None:
    bench = Bench()
    told = attend_for(bench, connected(bench), 10)
    assert names(told) == ["StatusRead"] * 10
    moments = [notice.read_utc_us for notice in told if isinstance(notice, StatusRead)]
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert all(SECOND <= gap <= SECOND * 1.05 for gap in gaps)
    assert opcodes(bench.line.requests).count(LinkOpcode.HELLO) == 1


def test_a_change_at_the_pump_is_read_as_a_whole() -> None:
    bench = Bench()
    attendant = connected(bench)
    attend_for(bench, attendant, 1.5)
    bench.site.pump.install(a_program(Continuous(micrograms(120))), b"somebody else's.")
    told = attend_for(bench, attendant, 1)
    assert names(told) == ["PumpRead", "StatusRead"]
    assert only(PumpRead, told).interrogation.program == a_program(Continuous(micrograms(120)))
    assert only(StatusRead, told).status.state_rev == 2


@pytest.mark.requirement("GPCA-EC18", "OPCA-R6.7.0-6")
def test_a_lost_link_is_told_once_and_called_again_every_two_seconds() -> None:
    bench = Bench()
    attendant = connected(bench)
    bench.line.lose_all_replies()
    told = attend_for(bench, attendant, 20)
    assert names(told) == ["LinkLost"]
    assert not attendant.link_up
    bench.line.lose_all_replies(False)
    told = attend_for(bench, attendant, 5)
    assert names(told)[0] == "LinkRestored"
    assert set(names(told)[1:]) == {"StatusRead"}
    assert attendant.link_up


def test_a_broken_line_is_told_and_restored_with_everything_read_anew() -> None:
    bench = Bench()
    attendant = connected(bench)
    bench.line.break_after(10)
    told = attend_for(bench, attendant, 1)
    assert names(told) == ["LinkLost"]
    bench.site.pump.install(a_program(Continuous(micrograms(120))), b"somebody else's.")
    told = attend_for(bench, attendant, 2.5)
    restored = only(LinkRestored, told)
    assert restored.interrogation.program == a_program(Continuous(micrograms(120)))


def test_somebody_elses_greeting_ends_our_session_and_we_call_again_once_they_are_gone() -> None:
    bench = Bench()
    attendant = connected(bench)
    theirs = bench.second_programmer()
    told = attend_for(bench, attendant, 1)
    assert names(told) == ["LinkLost"]
    assert only(LinkLost, told).error.what == "The pump has ended this session"
    theirs.end()
    assert names(attend_for(bench, attendant, 2.2))[0] == "LinkRestored"


def test_another_pump_in_reach_is_not_taken_for_ours() -> None:
    bench = Bench()
    attendant = connected(bench)
    ours = bench.site
    bench.put_in_reach(bench.new_site(OTHER_SERIAL))
    told = attend_for(bench, attendant, 10)
    assert names(told) == ["LinkLost"]
    assert opcodes(bench.line.requests)[-3:] == [LinkOpcode.HELLO, LinkOpcode.SESSION, LinkOpcode.IDENT]
    bench.put_in_reach(ours)
    assert names(attend_for(bench, attendant, 2.2))[0] == "LinkRestored"


def test_a_command_left_open_is_asked_about_every_ten_seconds_until_it_is_settled() -> None:
    bench = Bench()
    attendant = connected(bench)
    commit = staged(bench, attendant)
    first = bench.line.next_reply
    bench.line.lose_reply(*range(first, first + 13))
    attendant.handle(commit)
    told = bench.told()
    assert isinstance(only(CommandEnded, told).outcome, Uncertain)
    assert len(only(UnsettledChanged, told).intents) == 1
    bench.put_in_reach(bench.new_site())
    asked = len(bench.line.requests)
    attend_for(bench, attendant, 35)
    questions = opcodes(bench.line.requests[asked:]).count(Opcode.TOKEN_STATUS)
    assert 3 <= questions <= 5


# ---- tasks ----------------------------------------------------------------------------------------------------


def test_staging_and_commit_tell_every_step_and_end_with_the_pump_read_again() -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.handle(StageProgram(a_program()))
    told = bench.told()
    assert names(told) == ["TaskBegun", "ProgramStaged"]
    steps = [(notice.done, notice.total) for notice in told if isinstance(notice, TaskProgress)]
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    attendant.handle(CommitProgram(only(ProgramStaged, told).staged))
    told = bench.told()
    assert names(told) == ["TaskBegun", "CommandEnded", "PumpRead"]
    ended = only(CommandEnded, told)
    assert (ended.kind, type(ended.outcome)) == (IntentKind.COMMIT_PROGRAM, Confirmed)
    assert only(PumpRead, told).interrogation.program == a_program()


def test_a_refused_proposal_is_told_with_its_reason() -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.handle(StageProgram(a_program(drug="morphine")))
    error = only(TaskRefused, bench.told()).error
    assert isinstance(error, RefusedError)
    assert error.why.startswith(
        "It is for morphine, and the pump holds baclofen; The bridge bolus is missing"
    )


def test_cancel_in_the_middle_of_staging_is_told_and_the_link_stays() -> None:
    bench = Bench()
    attendant = connected(bench)
    bench.plug.on_request = lambda frame: (
        attendant.attention.ask_to_cancel() if frame.opcode == Opcode.STAGE_CHUNK else None
    )
    attendant.handle(StageProgram(a_program()))
    told = bench.told()
    assert names(told) == ["TaskBegun", "TaskCancelled"]
    assert not only(TaskCancelled, told).by_stop
    assert opcodes(bench.line.requests)[-1] == Opcode.STAGE_ABORT
    assert names(attend_for(bench, attendant, 1)) == ["StatusRead"]


def test_cancel_for_a_task_that_is_over_does_not_touch_the_next() -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.attention.ask_to_cancel()
    attendant.handle(Interrogate())
    assert names(bench.told()) == ["TaskBegun", "PumpRead"]


def test_cancel_between_tasks_is_forgotten() -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.attend()
    attendant.attention.ask_to_cancel()
    assert set(names(attend_for(bench, attendant, 2))) == {"StatusRead"}


def test_cancel_has_no_meaning_once_the_commit_is_on_its_way() -> None:
    bench = Bench()
    attendant = connected(bench)
    commit = staged(bench, attendant)
    bench.line.lose_reply(bench.line.next_reply)
    bench.plug.on_request = lambda frame: (
        attendant.attention.ask_to_cancel() if frame.opcode == Opcode.COMMIT else None
    )
    attendant.handle(commit)
    assert isinstance(only(CommandEnded, bench.told()).outcome, Confirmed)


def test_withdrawing_drops_the_stage() -> None:
    bench = Bench()
    attendant = connected(bench)
    commit = staged(bench, attendant)
    attendant.handle(Withdraw(commit.staged))
    assert names(bench.told()) == ["TaskBegun"]
    assert bench.site._desk._stage is None


def test_a_patient_is_added_without_a_pump_and_a_pump_assigned_to_her() -> None:
    bench = Bench()
    attendant = bench.attendant()
    attendant.handle(AddPatient("  Ada Byron ", 1985, "spasticity"))
    patient = only(PatientAdded, bench.told()).patient
    assert patient.name == "Ada Byron"
    attendant.handle(Connect(URL, patient.id))
    bench.told()
    attendant.handle(StageProgram(a_program()))
    assert "not assigned to any patient" in only(TaskRefused, bench.told()).error.why
    attendant.handle(Assign(patient.id))
    assert names(bench.told()) == ["TaskBegun", "StandingChanged", "PumpRead"]
    attendant.handle(StageProgram(a_program()))
    assert names(bench.told()) == ["TaskBegun", "ProgramStaged"]


def test_an_indication_is_corrected_without_a_pump_of_a_patient_of_these_records_alone() -> None:
    bench = Bench()
    attendant, patient = bench.attendant(), bench.patient()
    attendant.handle(CorrectIndication(patient.id, Indication(Condition.PAIN), Indication()))
    assert only(IndicationCorrected, bench.told()).patient == replace(
        patient, indication=Indication(Condition.PAIN)
    )
    attendant.handle(CorrectIndication(bytes(16), Indication(Condition.PAIN), Indication()))
    assert only(TaskRefused, bench.told()).error.why == "These records have no such patient"
    attendant.handle(Connect(URL, patient.id))
    bench.told()
    attendant.handle(CorrectIndication(patient.id, Indication(), Indication(Condition.PAIN)))
    assert only(TaskRefused, bench.told()).error.why == WHY_NOT_BESIDE_A_PUMP


def test_an_assignment_after_which_the_pump_cannot_be_read_is_told_as_done_all_the_same() -> None:
    bench = Bench()
    attendant = connected(bench)
    patient = bench.patient()
    bench.line.lose_all_replies()
    attendant.handle(Assign(patient.id))
    told = bench.told()
    assert names(told) == ["TaskBegun", "StandingChanged", "LinkLost"]
    assert only(StandingChanged, told).standing.owner == patient


def test_a_commit_without_an_answer_is_not_known_and_told_when_the_pump_can_be_asked() -> None:
    bench = Bench()
    attendant = connected(bench)
    commit = staged(bench, attendant)
    bench.line.lose_all_replies()
    attendant.handle(commit)
    told = bench.told()
    assert names(told) == ["TaskBegun", "CommandEnded", "UnsettledChanged", "LinkLost"]
    assert isinstance(only(CommandEnded, told).outcome, Uncertain)
    attendant.handle(StageProgram(a_program()))
    assert isinstance(only(TaskRefused, bench.told()).error, OutcomeUncertain)
    bench.line.lose_all_replies(False)
    told = attend_for(bench, attendant, 2.5)
    assert names(told)[:2] == ["LinkRestored", "UnsettledChanged"]
    assert [type(command.outcome) for command in only(LinkRestored, told).settled] == [Confirmed]
    assert only(UnsettledChanged, told).intents == ()


# ---- STOP -----------------------------------------------------------------------------------------------------


def press_at(bench: Bench, attendant: Attendant, opcode: int) -> None:
    """STOP is pressed at the moment when this request is on its way."""

    def on_request(frame: object) -> None:
        if getattr(frame, "opcode", None) == opcode:
            bench.plug.on_request = lambda _frame: None
            attendant.attention.ask_to_stop()

    bench.plug.on_request = on_request


def test_stop_is_told_from_begin_to_end() -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.attention.ask_to_stop()
    attendant.attend()
    told = bench.told()
    assert names(told) == ["StopBegun", "CommandEnded", "PumpRead"]
    ended = only(CommandEnded, told)
    assert (ended.kind, type(ended.outcome)) == (IntentKind.STOP, Confirmed)
    assert not bench.pump_runs


def test_stop_pressed_during_the_rest_between_two_looks_goes_at_once() -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.attend()
    bench.told()
    press: Callable[[], None] = attendant.attention.ask_to_stop
    tick = bench.site.tick

    class Watching:
        def receive(self, incoming: bytes) -> bytes:
            return line.receive(incoming)

        def tick(self) -> None:
            tick()
            press()
            bench.plug.endpoint = line

    line = bench.plug.endpoint
    bench.plug.endpoint = Watching()
    attendant.attend()
    assert names(bench.told()) == ["StopBegun", "CommandEnded", "PumpRead"]


def test_stop_goes_before_a_task_that_waits_and_the_task_then_finds_the_pump_changed() -> None:
    bench = Bench()
    attendant = connected(bench)
    commit = staged(bench, attendant)
    attendant.attention.ask_to_stop()
    attendant.handle(commit)
    told = bench.told()
    assert names(told) == ["StopBegun", "CommandEnded", "PumpRead", "TaskBegun", "CommandEnded", "PumpRead"]
    ends = [notice for notice in told if isinstance(notice, CommandEnded)]
    assert [(end.kind, type(end.outcome)) for end in ends] == [
        (IntentKind.STOP, Confirmed),
        (IntentKind.COMMIT_PROGRAM, Refused),
    ]
    assert not bench.pump_runs


def test_a_resume_that_waits_does_not_undo_the_stop_that_went_before_it() -> None:
    bench = Bench()
    bench.site.pump.stop(b"somebody else's.")
    attendant = bench.attendant()
    attendant.handle(Connect(URL))
    seen = only(VisitBegun, bench.told()).interrogation.status
    attendant.attention.ask_to_stop()
    attendant.handle(Resume(seen))
    ends = [notice for notice in bench.told() if isinstance(notice, CommandEnded)]
    assert [(end.kind, type(end.outcome)) for end in ends] == [
        (IntentKind.STOP, Confirmed),
        (IntentKind.RESUME, Refused),
    ]
    assert not bench.pump_runs


def test_stop_before_leaving_is_sent_before_the_pump_is_let_go() -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.attention.ask_to_stop()
    attendant.close("the program was closed")
    assert names(bench.told()) == ["StopBegun", "CommandEnded", "PumpRead", "VisitEnded"]
    assert not bench.pump_runs


def press_stop_at_the_mark(bench: Bench, attendant: Attendant) -> None:
    """STOP comes while the visit is being ended, where the answer to its mark is lost."""

    def press(frame: Frame) -> None:
        if frame.opcode == Opcode.CHECKPOINT and not pressed:
            pressed.append(True)
            attendant.attention.ask_to_stop()
        bench.line.lose_all_replies(frame.opcode == Opcode.CHECKPOINT)

    pressed: list[bool] = []
    bench.plug.on_request = press


def test_stop_while_a_visit_ends_is_sent_and_the_visit_goes_on() -> None:
    bench = Bench()
    attendant = connected(bench)
    press_stop_at_the_mark(bench, attendant)
    attendant.handle(EndVisit("all done"))
    assert only(TaskCancelled, bench.told()).by_stop
    attendant.attend()
    assert names(bench.told()) == ["StopBegun", "CommandEnded", "PumpRead"]
    assert not bench.pump_runs


def test_stop_while_the_window_closes_is_sent_before_the_pump_is_let_go() -> None:
    bench = Bench()
    attendant = connected(bench)
    press_stop_at_the_mark(bench, attendant)
    attendant.close("the program was closed")
    assert names(bench.told()) == ["StopBegun", "CommandEnded", "PumpRead", "VisitEnded"]
    assert not bench.pump_runs


@pytest.mark.parametrize("opcode", [Opcode.STAGE_BEGIN, Opcode.STAGE_CHUNK, Opcode.STAGE_VERIFY])
def test_stop_during_staging_cancels_it_and_goes_next(opcode: Opcode) -> None:
    bench = Bench()
    attendant = connected(bench)
    press_at(bench, attendant, opcode)
    attendant.handle(StageProgram(a_program()))
    told = bench.told()
    assert names(told) == ["TaskBegun", "TaskCancelled"]
    assert only(TaskCancelled, told).by_stop
    sent = len(bench.line.requests)
    attendant.attend()
    assert opcodes(bench.line.requests[sent:])[0] == Opcode.STOP
    assert names(bench.told()) == ["StopBegun", "CommandEnded", "PumpRead"]
    assert not bench.pump_runs


@pytest.mark.parametrize("arrives", [True, False], ids=["the commit arrived", "the commit did not arrive"])
def test_stop_while_a_commit_is_in_flight_makes_it_not_known_until_the_pump_is_asked(arrives: bool) -> None:
    bench = Bench()
    attendant = connected(bench)
    commit = staged(bench, attendant)
    sent = len(bench.line.requests)
    if arrives:
        bench.line.lose_reply(bench.line.next_reply)
        press_at(bench, attendant, Opcode.COMMIT)
    else:
        bench.line.lose_request(bench.line.next_request)
        attendant.attention._stop = False
        _press_when_written(bench, attendant)
    attendant.handle(commit)
    told = bench.told()
    assert names(told) == ["TaskBegun", "CommandEnded", "UnsettledChanged"]
    assert only(CommandEnded, told).outcome == Uncertain("STOP came before the pump had answered")
    attendant.attend()
    assert opcodes(bench.line.requests[sent:])[:2] == [Opcode.COMMIT, Opcode.STOP]
    assert isinstance(only(CommandEnded, bench.told()).outcome, Confirmed)
    told = attend_for(bench, attendant, 12)
    (settled,) = only(UnsettledChanged, told).settled
    assert type(settled.outcome) is (Confirmed if arrives else Failed)
    assert only(UnsettledChanged, told).intents == ()
    assert not bench.pump_runs


def _press_when_written(bench: Bench, attendant: Attendant) -> None:
    """STOP is pressed while the answer to something that never arrived is awaited."""
    line = bench.plug.endpoint
    tick = bench.site.tick

    class Watching:
        def receive(self, incoming: bytes) -> bytes:
            return line.receive(incoming)

        def tick(self) -> None:
            tick()
            bench.plug.endpoint = line
            attendant.attention.ask_to_stop()

    bench.plug.endpoint = Watching()


def test_stop_without_a_pump_is_told_as_not_sent() -> None:
    bench = Bench()
    attendant = bench.attendant()
    attendant.attention.ask_to_stop()
    attendant.attend()
    told = bench.told()
    assert names(told) == ["StopNotSent"]
    assert str(only(StopNotSent, told).error) == (
        "STOP was not sent. No pump is connected. Connect to the pump first."
    )


def test_stop_with_no_session_to_be_had_is_told_as_not_sent_and_never_sent_later() -> None:
    bench = Bench()
    attendant = connected(bench)
    bench.line.lose_all_requests()
    attend_for(bench, attendant, 10)
    attendant.attention.ask_to_stop()
    attendant.attend()
    assert names(bench.told()) == ["StopBegun", "StopNotSent"]
    bench.line.lose_all_requests(False)
    assert names(attend_for(bench, attendant, 30))[0] == "LinkRestored"
    assert Opcode.STOP not in opcodes(bench.line.requests)
    assert bench.histories() == ()
    assert bench.pump_runs


def test_stop_into_a_session_that_has_just_fallen_silent_is_repeated_there_and_nowhere_else() -> None:
    bench = Bench()
    attendant = connected(bench)
    bench.line.lose_all_requests()
    while attendant.link_up:
        attendant.attend()
    bench.told()
    attendant.attention.ask_to_stop()
    attendant.attend()
    assert isinstance(only(CommandEnded, bench.told()).outcome, Uncertain)
    assert opcodes(bench.line.requests).count(Opcode.STOP) == 10
    bench.line.lose_all_requests(False)
    told = attend_for(bench, attendant, 30)
    assert [type(command.outcome) for command in only(LinkRestored, told).settled] == [Failed]
    assert opcodes(bench.line.requests).count(Opcode.STOP) == 10
    assert bench.pump_runs


@pytest.mark.parametrize("more_bytes", [0, 50], ids=["broke in the request", "broke in the reply"])
def test_stop_after_the_line_broke_opens_it_again_and_is_sent(more_bytes: int) -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.attend()
    bench.line.break_after(more_bytes)
    while attendant.link_up:
        attendant.attend()
    bench.told()
    attendant.attention.ask_to_stop()
    attendant.attend()
    told = bench.told()
    assert names(told) == ["StopBegun", "CommandEnded", "PumpRead"]
    assert isinstance(only(CommandEnded, told).outcome, Confirmed)
    assert not bench.pump_runs


def test_stop_that_breaks_off_in_mid_write_is_asked_about_and_never_repeated_in_the_next_session() -> None:
    bench = Bench()
    attendant = connected(bench)
    bench.line.break_after(10)
    attendant.attention.ask_to_stop()
    attendant.attend()
    assert isinstance(only(CommandEnded, bench.told()).outcome, Failed)
    attend_for(bench, attendant, 30)
    assert opcodes(bench.line.requests).count(Opcode.STOP) == 1
    assert bench.pump_runs


def test_an_open_command_can_be_closed_by_signature_and_programming_is_possible_again() -> None:
    bench = Bench()
    attendant = connected(bench)
    bench.line.lose_all_requests()
    attendant.attention.ask_to_stop()
    attendant.attend()
    bench.line.lose_all_requests(False)
    bench.put_in_reach(bench.new_site())
    attend_for(bench, attendant, 3)
    attendant.handle(SignUnknown("pump read, runs 90 mcg per day"))
    changed = only(UnsettledChanged, bench.told())
    assert changed.intents == ()
    (settled,) = changed.settled
    assert isinstance(settled.outcome, Uncertain)
    assert settled.outcome.signed == "pump read, runs 90 mcg per day"
    attendant.handle(StageProgram(a_program(), "the pump's memory was made anew"))
    assert names(bench.told()) == ["TaskBegun", "ProgramStaged"]


# ---- beside the program -----------------------------------------------------------------------------------------


def test_a_bolus_is_checked_told_confirmed_and_the_pump_read_again() -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.handle(CheckBolus(A_BOLUS, "asked for by a test"))
    proposal = only(BolusChecked, bench.told()).proposal
    assert bench.histories() == ()
    attendant.handle(GiveBolus(proposal))
    told = bench.told()
    assert names(told) == ["TaskBegun", "CommandEnded", "PumpRead"]
    ended = only(CommandEnded, told)
    assert (ended.kind, type(ended.outcome)) == (IntentKind.GIVE_BOLUS, Confirmed)
    assert only(PumpRead, told).interrogation.status.bolus is BolusKind.SINGLE


def test_a_bolus_without_its_reason_is_told_as_refused() -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.handle(CheckBolus(A_BOLUS))
    assert isinstance(only(TaskRefused, bench.told()).error, ReasonMissing)


@pytest.mark.requirement("IT-1")
def test_a_bolus_is_not_given_by_the_same_task_again() -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.handle(CheckBolus(A_BOLUS, "asked for by a test"))
    task = GiveBolus(only(BolusChecked, bench.told()).proposal)
    attendant.handle(task)
    bench.told()
    attendant.handle(task)
    assert "never repeated with one press" in only(TaskRefused, bench.told()).error.why
    assert len(bench.histories()) == 1


def test_a_bolus_that_waits_is_not_given_after_the_stop_that_went_before_it() -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.handle(CheckBolus(A_BOLUS, "asked for by a test"))
    proposal = only(BolusChecked, bench.told()).proposal
    attendant.attention.ask_to_stop()
    attendant.handle(GiveBolus(proposal))
    ends = [notice for notice in bench.told() if isinstance(notice, CommandEnded)]
    assert [(end.kind, type(end.outcome)) for end in ends] == [
        (IntentKind.STOP, Confirmed),
        (IntentKind.GIVE_BOLUS, Refused),
    ]


@pytest.mark.parametrize("case", ORDERS, ids=str)
def test_every_order_is_told_as_the_command_it_is(case: CommandCase) -> None:
    bench = Bench()
    bench.site.pump.reset()
    bench.site.pump.resume(b"somebody else's.")
    bench.site.pump.order_bolus(A_BOLUS, b"somebody else's.")
    if case.kind in {IntentKind.ACKNOWLEDGE, IntentKind.GIVE_BOLUS}:
        bench.site.pump.reset()
    attendant = bench.attendant()
    attendant.handle(Connect(URL))
    seen = only(VisitBegun, bench.told()).interrogation.status
    attendant.handle(CheckBolus(A_BOLUS, "asked for by a test"))
    proposal = only(BolusChecked, bench.told()).proposal
    tasks: dict[IntentKind, Task] = {
        IntentKind.GIVE_BOLUS: GiveBolus(proposal),
        IntentKind.CANCEL_BOLUS: CancelBolus(seen),
        IntentKind.ACKNOWLEDGE: AcknowledgeAlarms(seen),
        IntentKind.SET_CLOCK: SetClock(seen),
        IntentKind.TELL_REFILL: TellRefill(A_REFILL, seen),
    }
    attendant.handle(tasks[case.kind])
    ended = only(CommandEnded, bench.told())
    expected = Refused if case.kind is IntentKind.GIVE_BOLUS else Confirmed
    assert (ended.kind, type(ended.outcome)) == (case.kind, expected)


def test_stop_while_a_bolus_is_in_flight_makes_it_not_known_until_the_pump_is_asked() -> None:
    bench = Bench()
    attendant = connected(bench)
    attendant.handle(CheckBolus(A_BOLUS, "asked for by a test"))
    proposal = only(BolusChecked, bench.told()).proposal
    press_at(bench, attendant, Opcode.BOLUS)
    bench.line.lose_reply(bench.line.next_reply)
    attendant.handle(GiveBolus(proposal))
    first = only(CommandEnded, bench.told())
    assert (first.kind, type(first.outcome)) == (IntentKind.GIVE_BOLUS, Uncertain)
    attendant.attend()
    ended = only(CommandEnded, bench.told())
    assert (ended.kind, type(ended.outcome)) == (IntentKind.STOP, Confirmed)
    attend_for(bench, attendant, 12)
    (bolus, _stop) = bench.histories()
    assert [type(row.outcome) for row in bolus.outcomes] == [Uncertain, Confirmed]
    assert bench.site.pump.engine.boluses == ()
