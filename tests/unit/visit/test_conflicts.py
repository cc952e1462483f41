"""Somebody else at the same pump: what they did stands, and what was confirmed on an older reading changes nothing."""

from __future__ import annotations

import pytest

from programmer.device.implant.codes import Opcode
from programmer.known_error import LinkTrouble
from programmer.records.rows import SessionEnd
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import Direction, FaultKind
from programmer.telemetry.attention import StopWanted
from programmer.telemetry.codes import LinkOpcode
from programmer.telemetry.frames import Frame
from programmer.telemetry.link_troubles import SessionLost
from programmer.therapy.canonical import encode_program
from programmer.therapy.outcome import Confirmed, Failed, Refused, Uncertain
from programmer.therapy.programs import Continuous, PumpProgram, Stopped
from programmer.therapy.quantities import Nanolitres
from programmer.visit.staging import StagingRefused
from programmer.visit.visit import Visit
from tests.unit.visit.bench import Bench, a_program, micrograms, opcodes, stage
from tests.unit.visit.command_cases import COMMIT, RESUME, STOP

CONFLICT = "The pump has changed since it was read: another programmer, STOP or an alarm came between"
THEIRS = a_program(Continuous(micrograms(120)))


def _they_program(bench: Bench, program: PumpProgram = THEIRS) -> None:
    """The second programmer does the whole of it, and our session ends with their greeting."""
    theirs = bench.second_programmer()
    assert isinstance(theirs.commit(stage(theirs, program)), Confirmed)
    theirs.end()


def _our_session_again(visit: Visit) -> None:
    """A new session as after a lost link, without reading anything anew."""
    visit.driver.new_session()


@pytest.mark.requirement("GIP-8.8")
def test_a_program_changed_between_reading_and_staging_refuses_the_stage() -> None:
    bench = Bench()
    visit = bench.begin()
    proposal = visit.propose(a_program())
    _they_program(bench)
    _our_session_again(visit)
    with pytest.raises(StagingRefused, match=CONFLICT):
        visit.stage(proposal)
    assert bench.pump_program == encode_program(THEIRS)
    assert bench.site.pump.state_rev == 2
    assert bench.site._desk._stage is None


@pytest.mark.requirement("GIP-8.8")
def test_a_program_changed_between_staging_and_commit_refuses_the_commit() -> None:
    bench = Bench()
    visit = bench.begin()
    staged = stage(visit)
    _they_program(bench)
    _our_session_again(visit)
    assert visit.commit(staged) == Refused(CONFLICT)
    assert bench.pump_program == encode_program(THEIRS)
    assert bench.site.pump.state_rev == 2
    assert bench.pump_runs


def test_the_same_program_set_by_somebody_else_is_a_conflict_too() -> None:
    """Equal hashes are not enough: somebody was here, and what was read of the pump is of before."""
    bench = Bench()
    visit = bench.begin()
    proposal = visit.propose(a_program())
    _they_program(bench, visit.interrogation.program)
    _our_session_again(visit)
    with pytest.raises(StagingRefused, match=CONFLICT):
        visit.stage(proposal)


def test_a_greeting_of_somebody_else_ends_our_session_and_our_commit_has_failed_with_proof() -> None:
    bench = Bench()
    visit = bench.begin()
    staged = stage(visit)
    bench.second_programmer()
    outcome = visit.commit(staged)
    assert isinstance(outcome, Failed)
    assert bench.site.pump.state_rev == 1
    assert visit.unsettled == ()
    visit.driver.disconnect()
    with pytest.raises(SessionLost):
        visit.poll()


def test_a_stop_by_somebody_else_between_staging_and_commit_stands() -> None:
    bench = Bench()
    visit = bench.begin()
    before = bench.pump_program
    staged = stage(visit)
    bench.site.pump.stop(b"somebody else's.")
    assert visit.commit(staged) == Refused(CONFLICT)
    assert not bench.pump_runs
    assert bench.pump_program == before


def test_a_stop_that_comes_after_a_resume_was_confirmed_is_not_undone_by_it() -> None:
    """The newest status shows the stop, and yet RESUME was confirmed on an older one."""
    bench = Bench()
    visit = bench.begin()
    bench.site.pump.stop(b"somebody else's.")
    seen = visit.interrogate().status
    assert isinstance(visit.stop(), Confirmed)
    visit.interrogate()
    assert visit.resume(seen) == Refused(CONFLICT)
    assert not bench.pump_runs


def test_a_running_pump_is_not_resumed() -> None:
    bench = Bench()
    visit = bench.begin()
    assert visit.resume(visit.status) == Refused("The pump cannot resume: it runs already")


def test_a_pump_whose_program_gives_nothing_says_so_when_it_is_to_be_resumed() -> None:
    bench = Bench()
    visit = bench.begin()
    assert isinstance(visit.commit(stage(visit, a_program(Stopped()))), Confirmed)
    visit.interrogate()
    assert visit.resume(visit.status) == Refused(
        "The pump cannot resume: it is not stopped, and its program is one that gives nothing"
    )


def test_a_pump_that_an_alarm_holds_names_it_when_it_is_to_be_resumed() -> None:
    bench = Bench()
    visit = bench.begin()
    bench.site.pump.memory_error()
    visit.interrogate()
    assert visit.resume(visit.status) == Refused(
        "The pump cannot resume: an alarm holds it: "
        "The pump's memory is damaged: write its program anew, nothing is delivered"
    )


def test_an_empty_pump_says_so_when_it_is_to_be_resumed() -> None:
    bench = Bench()
    visit = bench.begin()
    bench.site.pump.tell_refill(Nanolitres(0))
    visit.interrogate()
    assert visit.resume(visit.status) == Refused("The pump cannot resume: its reservoir is empty")


def test_a_stopped_pump_stays_stopped_under_a_new_program_until_it_is_resumed() -> None:
    bench = Bench()
    visit = bench.begin()
    visit.stop()
    visit.interrogate()
    runs = []
    assert isinstance(visit.commit(stage(visit)), Confirmed)
    runs.append(bench.pump_runs)
    assert isinstance(visit.resume(visit.interrogate().status), Confirmed)
    runs.append(bench.pump_runs)
    assert runs == [False, True]
    assert bench.pump_program == encode_program(a_program())


@pytest.mark.parametrize("arrives", [True, False], ids=["the commit arrived", "the commit did not arrive"])
def test_stop_while_a_commit_is_in_flight_is_next_on_the_link_and_then_all_is_settled(arrives: bool) -> None:
    bench = Bench()
    visit = bench.begin()
    staged = stage(visit)
    number = bench.line.next_request
    if arrives:
        bench.line.lose_reply(bench.line.next_reply)
    else:
        bench.line.lose_request(number)
    _press_stop_after(bench, 100_000)
    with pytest.raises(StopWanted):
        visit.commit(staged)
    assert [intent.kind for intent in visit.unsettled] == [COMMIT.kind]
    assert bench.outcomes() == [Uncertain("STOP came before the pump had answered")]

    assert bench.attention.take_stop()
    assert isinstance(visit.stop(), Confirmed)
    assert opcodes(bench.line.requests[number - 1 :]) == [COMMIT.opcode, STOP.opcode]
    assert not bench.pump_runs

    (settled,) = visit.settle()
    assert type(settled.outcome) is (Confirmed if arrives else Failed)
    assert COMMIT.applied(bench) is arrives
    assert visit.unsettled == ()
    assert not bench.pump_runs


def _press_stop_after(bench: Bench, delay_us: int) -> None:
    """Somebody presses STOP while the answer is awaited: a hand raised when link time has passed."""
    due = bench.clock.monotonic_us() + delay_us
    tick = bench.site.tick

    class Watching:
        def receive(self, incoming: bytes) -> bytes:
            return line.receive(incoming)

        def tick(self) -> None:
            tick()
            if bench.clock.monotonic_us() >= due and bench.plug.endpoint is self:
                bench.plug.endpoint = line
                bench.attention.ask_to_stop()

    line = bench.plug.endpoint
    bench.plug.endpoint = Watching()


def test_a_late_commit_cannot_undo_the_stop_that_overtook_it() -> None:
    bench = Bench()
    visit = bench.begin()
    staged = stage(visit)
    before = bench.pump_program
    bench.line.delay_request(bench.line.next_request, 3_000_000)
    _press_stop_after(bench, 100_000)
    with pytest.raises(StopWanted):
        visit.commit(staged)
    bench.attention.take_stop()
    assert isinstance(visit.stop(), Confirmed)
    visit.driver.rest(4_000_000)
    assert bench.pump_program == before
    assert not bench.pump_runs


def test_nobody_signs_before_the_pump_was_asked_in_a_new_session() -> None:
    """An interrupted commit is still in the air; with its session it loses the power to act."""
    bench = Bench()
    visit = bench.begin()
    staged = stage(visit)
    bench.line.delay_request(bench.line.next_request, 3_000_000)
    _press_stop_after(bench, 100_000)
    with pytest.raises(StopWanted):
        visit.commit(staged)
    bench.attention.take_stop()
    sent = len(bench.line.requests)
    (told,) = visit.sign_unknown("it never answered")
    assert isinstance(told.outcome, Failed)
    asked = opcodes(bench.line.requests[sent:])
    assert asked == [LinkOpcode.HELLO, LinkOpcode.SESSION, LinkOpcode.IDENT, Opcode.TOKEN_STATUS]
    visit.driver.rest(4_000_000)
    assert not COMMIT.applied(bench)


def test_stop_is_repeated_in_its_session_and_in_no_other() -> None:
    bench = Bench()
    visit = bench.begin()
    first = bench.line.next_request
    bench.line.lose_all_requests()
    assert isinstance(visit.stop(), Uncertain)
    sent = bench.line.requests[first - 1 :]
    stops = [frame for frame in sent if opcodes([frame]) == [STOP.opcode]]
    assert len(stops) == 10
    assert len(set(stops)) == 1

    bench.line.lose_all_requests(False)
    back = bench.line.next_request
    (settled,) = visit.reconnect()
    assert isinstance(settled.outcome, Failed)
    for _ in range(20):
        visit.poll()
        visit.driver.rest(1_000_000)
    assert STOP.opcode not in opcodes(bench.line.requests[back - 1 :])
    assert bench.pump_runs


def test_every_stop_and_resume_is_a_command_of_its_own() -> None:
    bench = Bench()
    visit = bench.begin()
    for _ in range(3):
        assert isinstance(visit.stop(), Confirmed)
        assert isinstance(visit.resume(visit.interrogate().status), Confirmed)
        visit.interrogate()
    assert (STOP.times_done(bench), RESUME.times_done(bench)) == (3, 3)


def test_a_pump_that_changes_each_time_it_is_read_is_not_taken_for_read() -> None:
    bench = Bench()
    visit = bench.visit()

    def somebody_programs(frame: Frame) -> None:
        if frame.opcode == 0x0606:
            dose = micrograms(100 + bench.site.pump.state_rev)
            bench.site.pump.install(a_program(Continuous(dose)), b"somebody else's.")

    bench.plug.on_request = somebody_programs
    with pytest.raises(LinkTrouble, match="The pump kept changing while it was read"):
        visit.begin()


def test_a_pump_that_changed_once_while_it_was_read_is_read_again_as_a_whole() -> None:
    bench = Bench()

    def somebody_programs(frame: Frame) -> None:
        if frame.opcode == 0x0606 and bench.site.pump.state_rev == 1:
            bench.site.pump.install(THEIRS, b"somebody else's.")

    bench.plug.on_request = somebody_programs
    visit = bench.begin()
    assert visit.interrogation.program == THEIRS
    assert visit.interrogation.status.state_rev == 2


def test_the_pump_is_read_again_when_its_state_has_moved_on() -> None:
    bench = Bench()
    visit = bench.begin()
    read = visit.interrogation
    visit.poll()
    assert visit.interrogation is read
    bench.site.pump.install(THEIRS, b"somebody else's.")
    visit.poll()
    assert visit.interrogation.program == THEIRS


@pytest.mark.requirement("IT-1")
def test_a_pump_that_we_stopped_and_left_is_left_unresolved_until_it_runs_again() -> None:
    bench = Bench()
    visit = bench.begin()
    unresolved = [visit.unresolved]
    visit.stop()
    unresolved.append(visit.unresolved)
    visit.resume(visit.interrogate().status)
    unresolved.append(visit.unresolved)
    visit.poll()
    unresolved.append(visit.unresolved)
    # Until the pump itself says that it runs, it counts as left standing.
    assert unresolved == [False, True, True, False]
    visit.stop()
    visit.end("called away")
    (summary,) = bench.records.history().summaries()
    assert summary.end is not None
    assert (summary.end.end, summary.end.note) == (SessionEnd.LEFT_UNRESOLVED, "called away")


def how_it_ended(bench: Bench) -> SessionEnd:
    newest = bench.records.history().summaries()[0]
    assert newest.end is not None
    return newest.end.end


@pytest.mark.requirement("IT-1")
def test_a_pump_that_stands_by_a_stop_of_before_a_restart_is_not_left_as_done() -> None:
    bench = Bench()
    bench.begin().stop()
    # That visit never ended: its process is gone, and the next knows of it what records and pump tell.
    visit = bench.begin()
    assert not visit.unsettled
    assert visit.unresolved
    visit.end("handed over to the ward")
    assert how_it_ended(bench) is SessionEnd.LEFT_UNRESOLVED


@pytest.mark.requirement("IT-1")
def test_a_pump_that_stopped_by_itself_is_not_left_as_done_though_its_alarm_was_seen() -> None:
    bench = Bench()
    bench.site.pump.reset()
    visit = bench.begin()
    visit.orders.acknowledge(visit.status)
    assert visit.interrogate().status.latched_alarms == ()
    assert visit.unresolved
    visit.end("its surgeon is called")
    assert how_it_ended(bench) is SessionEnd.LEFT_UNRESOLVED


@pytest.mark.requirement("IT-1")
def test_a_pump_that_was_not_read_after_a_command_is_not_left_as_done() -> None:
    bench = Bench()
    visit = bench.begin()
    assert isinstance(visit.commit(stage(visit)), Confirmed)
    visit.end()
    assert how_it_ended(bench) is SessionEnd.LEFT_UNRESOLVED
    visit = bench.begin()
    visit.end()
    assert how_it_ended(bench) is SessionEnd.CLOSED


@pytest.mark.requirement("GIP-5.11")
def test_a_confirmed_commit_is_compared_with_what_is_read_afterwards() -> None:
    bench = Bench()
    visit = bench.begin()
    staged = stage(visit)
    outcome = visit.commit(staged)
    visit.interrogate()
    assert visit.objection_after(outcome, staged) is None
    bench.site.pump.install(THEIRS, b"somebody else's.")
    visit.interrogate()
    objection = visit.objection_after(outcome, staged)
    assert objection is not None
    assert objection.what == "The pump runs another program than the one it confirmed"


@pytest.mark.requirement("IT-1")
def test_a_reading_that_broke_off_after_a_command_leaves_the_pump_unread() -> None:
    bench = Bench()
    visit = bench.begin()
    visit.stop()
    visit.interrogate()
    assert isinstance(visit.resume(visit.status), Confirmed)
    # The status comes through, the log behind it does not, and nobody is told of either.
    bench.site.faults.arm(Fault(FaultKind.RESET, opcode=Opcode.LOG_READ, direction=Direction.REQUEST))
    with pytest.raises(LinkTrouble):
        visit.interrogate()
    assert not bench.pump_runs
    assert visit.unresolved
    visit.end()
    assert how_it_ended(bench) is SessionEnd.LEFT_UNRESOLVED


@pytest.mark.requirement("IT-1")
def test_a_visit_that_ends_out_of_the_pumps_reach_is_recorded_as_cut_off() -> None:
    bench = Bench()
    visit = bench.begin()
    bench.line.lose_all_requests()
    with pytest.raises(LinkTrouble):
        visit.poll()
    visit.end("nobody saw it again")
    assert how_it_ended(bench) is SessionEnd.LINK_LOST
