"""Token and intent are durable before the first byte of a command leaves, and are found again after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from programmer.clock import ManualClock
from programmer.device.implant.codes import Opcode
from programmer.known_error import KnownError, OutcomeUncertain
from programmer.randomness import SeededRandomness
from programmer.records.rows import SessionEnd
from programmer.records.sql import open_records
from programmer.telemetry.frames import Frame, FrameDecoder
from programmer.therapy.outcome import Confirmed, Failed, Uncertain
from programmer.visit.visit import Visit
from tests.support.lossy_line import LossyLine
from tests.unit.visit.bench import PROVENANCE, Bench, Plug, opcodes, stage
from tests.unit.visit.command_cases import COMMANDS, COMMIT, CommandCase

COMMAND_OPCODES = {case.opcode for case in COMMANDS}


class WatchedLine:
    """A channel that looks into the records, through a connection of its own, before it lets a command pass."""

    def __init__(self, line: LossyLine, records_url: str, plug: Plug) -> None:
        self._line = line
        self._plug = plug
        self._records_url = records_url
        self.seen: list[tuple[Opcode, bool]] = []

    @property
    def url(self) -> str:
        return self._line.url

    def open(self) -> None:
        self._line.open()

    def close(self) -> None:
        self._line.close()

    def read(self, timeout_us: int) -> bytes:
        return self._line.read(timeout_us)

    def write(self, outgoing: bytes) -> None:
        for frame in FrameDecoder().receive(outgoing):
            if isinstance(frame, Frame) and frame.opcode in COMMAND_OPCODES:
                token = self._plug.opened(frame, reply=False).payload[:16]
                self.seen.append((Opcode(frame.opcode), token in self._open_tokens()))
        self._line.write(outgoing)

    def _open_tokens(self) -> list[bytes]:
        records = open_records(self._records_url, PROVENANCE, ManualClock(), SeededRandomness(3))
        with records.unit_of_work() as work:
            tokens = [history.intent.token for history in work.intents.open()]
        records.close()
        return tokens


@pytest.mark.requirement("CRISYS-077-081")
@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_the_intent_is_on_the_disk_before_every_write_of_its_command(
    case: CommandCase, tmp_path: Path
) -> None:
    path = str(tmp_path / "records.sqlite")
    bench = Bench(path)
    watched = WatchedLine(bench.line, path, bench.plug)
    visit = bench.visit(channel=watched)
    visit.begin()
    give = case.ready(bench, visit)
    bench.line.lose_request(bench.line.next_request)
    assert isinstance(give(), Confirmed)
    assert watched.seen == [(case.opcode, True)] * 2


@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_what_cannot_be_remembered_is_not_sent(case: CommandCase) -> None:
    bench = Bench()
    give = case.ready(bench, bench.begin())
    sent = len(bench.line.requests)
    bench.break_records()
    with pytest.raises(KnownError, match="cannot be written"):
        give()
    assert len(bench.line.requests) == sent
    assert not case.applied(bench)


@pytest.mark.parametrize("case", COMMANDS, ids=str)
def test_every_command_has_a_token_of_its_own_and_notes_what_was_seen(case: CommandCase) -> None:
    bench = Bench()
    visit = bench.begin()
    give = case.ready(bench, visit)
    seen = visit.status
    give()
    (history,) = bench.histories()
    intent = history.intent
    assert intent.kind is case.kind
    assert (intent.epoch, intent.log_sequence) == (seen.log.epoch, seen.log.last_sequence)
    assert (intent.state_rev, intent.program_before) == (seen.state_rev, seen.program_hash)
    assert intent.program_after == bench.site.pump.active_hash
    visit.interrogate()
    visit.stop()
    tokens = [history.intent.token for history in bench.histories()]
    assert len(set(tokens)) == len(tokens) == 2
    assert {len(token) for token in tokens} == {16}


@pytest.mark.parametrize("case", COMMANDS, ids=str)
@pytest.mark.parametrize("arrives", [True, False], ids=["the command arrived", "the command did not arrive"])
def test_after_a_restart_the_pump_is_asked_before_anything_else(
    case: CommandCase, arrives: bool, tmp_path: Path
) -> None:
    path = str(tmp_path / "records.sqlite")
    first = Bench(path)
    visit = first.begin()
    give = case.ready(first, visit)
    (first.line.lose_all_replies if arrives else first.line.lose_all_requests)()
    assert isinstance(give(), Uncertain)
    first.records.close()

    second = Bench(path, seed=2)
    second.put_in_reach(first.site)
    restarted = second.visit()
    (settled,) = restarted.begin()
    assert isinstance(settled.outcome, Confirmed if arrives else Failed)
    assert restarted.unsettled == ()
    asked = opcodes(second.line.requests)
    assert asked.index(Opcode.TOKEN_STATUS) == 3
    assert Opcode.STATUS in asked[4:]
    restarted.stop()


def test_until_the_pump_can_tell_only_stop_and_reading_are_possible_also_after_a_restart(
    tmp_path: Path,
) -> None:
    path = str(tmp_path / "records.sqlite")
    first = Bench(path)
    visit = first.begin()
    staged = stage(visit)
    first.line.lose_all_replies()
    assert isinstance(visit.commit(staged), Uncertain)
    _assert_locked(first, visit)
    visit.end()
    first.records.close()

    second = Bench(path, seed=2)
    restarted = second.begin()
    assert [command.kind for command in restarted.unsettled] == [COMMIT.kind]
    _assert_locked(second, restarted)
    assert restarted.interrogate().status.state_rev == 1
    assert isinstance(restarted.stop(), Confirmed)
    assert not second.pump_runs
    restarted.end()
    ends = [summary.end.end for summary in second.records.history().summaries() if summary.end is not None]
    assert ends == [SessionEnd.LEFT_UNRESOLVED] * 2


def test_a_session_that_ends_with_an_assignment_is_not_called_closed_while_a_command_is_open() -> None:
    bench = Bench()
    visit = bench.begin()
    staged = stage(visit)
    bench.line.lose_all_replies()
    assert isinstance(visit.commit(staged), Uncertain)
    bench.line.lose_all_replies(False)
    visit.look_again()
    visit.assign(bench.patient().id)
    before, now = reversed(bench.records.history().summaries())
    assert before.end is not None
    assert before.end.end is SessionEnd.LEFT_UNRESOLVED
    assert now.end is None


def _assert_locked(bench: Bench, visit: Visit) -> None:
    sent = len(bench.line.requests)
    for forbidden in (lambda: stage(visit), lambda: visit.resume(visit.status)):
        with pytest.raises(OutcomeUncertain, match="Nothing but STOP and reading is possible now"):
            forbidden()
    assert len(bench.line.requests) == sent


def test_a_commit_is_refused_while_an_earlier_command_is_not_settled() -> None:
    bench = Bench()
    visit = bench.begin()
    staged = stage(visit)
    bench.line.lose_all_requests()
    visit.stop()
    bench.line.lose_all_requests(False)
    with pytest.raises(OutcomeUncertain):
        visit.commit(staged)
    assert [history.intent.kind.value for history in bench.histories()] == ["stop"]


def test_an_open_command_to_one_pump_does_not_lock_another() -> None:
    bench = Bench()
    visit = bench.begin()
    bench.line.lose_all_replies()
    visit.stop()
    visit.end()
    bench.line.lose_all_replies(False)
    bench.put_in_reach(bench.new_site("RF20-99999"))
    other = bench.begin()
    assert other.unsettled == ()
    assert isinstance(other.commit(stage(other)), Confirmed)


def test_a_session_cut_off_while_the_pump_is_asked_is_left_unresolved() -> None:
    """Before the open commands are even looked at, the visit knows that there are some."""
    bench = Bench()
    visit = bench.begin()
    bench.line.lose_all_replies()
    visit.stop()
    visit.end()
    bench.line.lose_all_replies(False)

    again = bench.visit()
    bench.line.lose_reply(*range(bench.line.next_reply + 3, bench.line.next_reply + 20))
    with pytest.raises(KnownError, match="Nothing answers"):
        again.begin()
    assert len(again.unsettled) == 1
    again.end()
    newest = bench.records.history().summaries()[0]
    assert newest.end is not None
    assert newest.end.end is SessionEnd.LEFT_UNRESOLVED
