"""What is told when the records fail while a command is under way: the pump's word first, then the trouble."""

from __future__ import annotations

import pytest

from programmer.known_error import ExitCode, KnownError
from programmer.records.rows import IntentKind
from programmer.telemetry.frames import Frame
from programmer.therapy.outcome import Confirmed, Uncertain
from programmer.visit.attendant import Attendant
from programmer.visit.commands import OutcomeNotKept
from programmer.visit.notices import (
    CommandEnded,
    RecordsFailed,
    StopNotSent,
    TaskBegun,
    TaskRefused,
    UnsettledChanged,
    VisitBegun,
    VisitEnded,
)
from programmer.visit.tasks import CommitProgram, Connect, EndVisit, Settle
from programmer.visit.until_known import until_it_tells
from tests.unit.visit.bench import SECOND, URL, Bench, opcodes, stage
from tests.unit.visit.command_cases import COMMANDS, COMMIT, STOP, CommandCase


def _break_records_at(bench: Bench, opcode: int) -> None:
    def on_request(frame: Frame) -> None:
        if frame.opcode == opcode:
            bench.break_records()

    bench.plug.on_request = on_request


@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_what_the_pump_said_is_told_although_it_could_not_be_kept(case: CommandCase) -> None:
    bench = Bench()
    visit = bench.begin()
    give = case.ready(bench, visit)
    _break_records_at(bench, case.opcode)
    with pytest.raises(OutcomeNotKept) as told:
        give()
    assert isinstance(told.value.outcome, Confirmed)
    assert case.applied(bench)
    assert str(told.value).startswith(
        "The pump says that it carried the command out, and the records could not keep that. "
        "The records in memory cannot be written: "
    )
    assert told.value.exit_code is ExitCode.UNCERTAIN
    assert [intent.kind for intent in visit.unsettled] == [case.kind]

    bench.plug.on_request = lambda _frame: None
    bench.break_records(False)
    (settled,) = visit.reconnect()
    assert settled.outcome == told.value.outcome
    assert bench.outcomes() == [told.value.outcome]


def test_silence_that_could_not_be_kept_is_still_not_known() -> None:
    bench = Bench()
    give = COMMIT.ready(bench, bench.begin())
    _break_records_at(bench, COMMIT.opcode)
    bench.line.lose_all_replies()
    with pytest.raises(OutcomeNotKept, match="It is not known whether the command was carried out") as told:
        give()
    assert isinstance(told.value.outcome, Uncertain)
    assert told.value.remedy.endswith(f". {until_it_tells((COMMIT.kind,))}")


def _connected(bench: Bench) -> Attendant:
    attendant = bench.attendant()
    attendant.handle(Connect(URL))
    assert isinstance(bench.told()[-1], VisitBegun)
    return attendant


def test_a_confirmed_stop_is_never_told_as_one_that_was_not_sent() -> None:
    bench = Bench()
    attendant = _connected(bench)
    _break_records_at(bench, STOP.opcode)
    attendant.attention.ask_to_stop()
    attendant.attend()
    told = bench.told()
    assert not bench.pump_runs
    assert not [notice for notice in told if isinstance(notice, StopNotSent)]
    (ended,) = [notice for notice in told if isinstance(notice, CommandEnded)]
    assert ended.kind is IntentKind.STOP
    assert isinstance(ended.outcome, Confirmed)
    assert [notice for notice in told if isinstance(notice, RecordsFailed)]
    (changed,) = [notice for notice in told if isinstance(notice, UnsettledChanged)]
    assert [intent.kind for intent in changed.intents] == [IntentKind.STOP]


def test_a_reading_that_could_not_be_kept_after_a_command_takes_nothing_from_the_command() -> None:
    bench = Bench()
    attendant = _connected(bench)
    seen: list[int] = []

    def on_request(frame: Frame) -> None:
        seen.append(frame.opcode)
        if STOP.opcode in seen and frame.opcode != STOP.opcode:
            bench.break_records()

    bench.plug.on_request = on_request
    attendant.attention.ask_to_stop()
    attendant.attend()
    told = bench.told()
    assert [type(notice).__name__ for notice in told] == ["StopBegun", "CommandEnded", "RecordsFailed"]
    assert bench.outcomes() == [notice.outcome for notice in told if isinstance(notice, CommandEnded)]


def test_a_commit_whose_outcome_could_not_be_kept_ends_and_is_settled_when_the_records_are_whole() -> None:
    bench = Bench()
    attendant = _connected(bench)
    visit = attendant._visit
    assert visit is not None
    staged = stage(visit)
    _break_records_at(bench, COMMIT.opcode)
    attendant.handle(CommitProgram(staged))
    told = bench.told()
    assert not [notice for notice in told if isinstance(notice, TaskRefused)]
    (ended,) = [notice for notice in told if isinstance(notice, CommandEnded)]
    assert isinstance(ended.outcome, Confirmed)

    bench.plug.on_request = lambda _frame: None
    bench.break_records(False)
    attendant.handle(Settle())
    (changed,) = [notice for notice in bench.told() if isinstance(notice, UnsettledChanged)]
    assert changed.intents == ()
    assert [command.outcome for command in changed.settled] == [ended.outcome]


def test_records_that_fail_while_connecting_are_told_and_leave_no_visit_behind() -> None:
    bench = Bench()
    attendant = bench.attendant()
    _break_records_at(bench, 0x0909)
    attendant.handle(Connect(URL))
    kinds = [type(notice).__name__ for notice in bench.told() if type(notice).__name__ != "TaskProgress"]
    assert kinds == ["TaskBegun", "TaskRefused", "RecordsFailed"]
    attendant.attention.ask_to_stop()
    attendant.attend()
    assert [type(notice).__name__ for notice in bench.told()] == ["StopNotSent"]


def test_records_that_fail_between_tasks_are_told_and_the_session_is_kept_alive() -> None:
    bench = Bench()
    attendant = _connected(bench)
    bench.break_records()
    for _ in range(10):
        attendant.attend()
        bench.clock.wait_us(SECOND)
    told = {type(notice).__name__ for notice in bench.told()}
    assert told == {"RecordsFailed"}
    bench.break_records(False)
    attendant.attend()
    assert {type(notice).__name__ for notice in bench.told()} == {"StatusRead"}
    assert opcodes(bench.line.requests).count(0x0505) == 1


def test_a_visit_whose_end_could_not_be_kept_is_over_all_the_same() -> None:
    bench = Bench()
    attendant = bench.attendant()
    attendant.handle(Connect(URL, None))
    bench.told()
    bench.break_records()
    attendant.handle(EndVisit("the visit is over"))
    assert [type(notice) for notice in bench.told()] == [TaskBegun, RecordsFailed, VisitEnded]
    bench.break_records(False)
    attendant.handle(Connect(URL, None))
    assert any(isinstance(notice, VisitBegun) for notice in bench.told())


def test_an_assignment_that_could_not_be_kept_leaves_the_session_as_it_was_and_stop_possible() -> None:
    bench = Bench()
    visit = bench.begin()
    patient = bench.patient()
    bench.break_records()
    with pytest.raises(KnownError):
        visit.assign(patient.id)
    bench.break_records(False)
    assert visit.standing.owner is None
    assert isinstance(visit.stop(), Confirmed)
    (summary,) = bench.records.history().summaries()
    assert summary.end is None
    assert summary.patient is None
