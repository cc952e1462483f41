"""A stage is offered for confirmation only when pump, program and second opinion agree to the last digit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from programmer.device.implant.codes import Opcode
from programmer.device.implant.messages.programs import (
    Piece,
    decode_figures,
    encode_figures,
)
from programmer.known_error import LinkTrouble
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import FaultKind
from programmer.telemetry.attention import CancelWanted, StopWanted
from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.frames import RESPONSE, Frame
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.critical_figures import CriticalFigures, DrugPerDay
from programmer.therapy.outcome import Confirmed, Refused
from programmer.therapy.programs import Continuous, DaySchedule, DeliveryMode, ScheduleStep, Stopped
from programmer.therapy.quantities import Nanolitres, SecondsOfDay
from programmer.visit.staging import StagingRefused
from tests.unit.visit.bench import Bench, a_program, micrograms, opcodes, stage

_HEAD = 6  # in_reply_to and status stand before the body of every answer

MODES: list[DeliveryMode] = [
    Stopped(),
    Continuous(micrograms(97)),
    DaySchedule((ScheduleStep(SecondsOfDay(0), micrograms(30)),)),
    DaySchedule(tuple(ScheduleStep(SecondsOfDay(hour * 3600), micrograms(90 + hour)) for hour in range(14))),
]


def _altered(opcode: Opcode, alter: Callable[[bytes], bytes]) -> Callable[[Frame], Frame]:
    """A line that changes the body of an answer and gives the frame a sound checksum again."""

    def on_reply(frame: Frame) -> Frame:
        if frame.opcode != opcode or not frame.flags & RESPONSE:
            return frame
        return frame._replace(payload=frame.payload[:_HEAD] + alter(frame.payload[_HEAD:]))

    return on_reply


def _other_program(body: bytes) -> bytes:
    """Another sound program instead, with its own right checksum."""
    piece = Piece.decode(body)
    other = encode_program(a_program(Continuous(micrograms(970))))
    return Piece(len(other), piece.offset, program_hash(other), other).encode()


def _figures(**changes: object) -> Callable[[bytes], bytes]:
    def alter(body: bytes) -> bytes:
        sha256, figures = decode_figures(body)
        return encode_figures(sha256, replace(figures, **changes))  # type: ignore[arg-type]

    return alter


def _one_more(field: str) -> Callable[[bytes], bytes]:
    def alter(body: bytes) -> bytes:
        sha256, figures = decode_figures(body)
        return encode_figures(sha256, replace(figures, **{field: getattr(figures, field) + 1}))

    return alter


@pytest.mark.requirement("CRISYS-056", "IT-2", "OPCA-R6.3.0-1")
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: type(mode).__name__)
def test_what_lies_in_the_pump_is_what_was_proposed_and_the_program_in_force_runs_on(
    mode: DeliveryMode,
) -> None:
    bench = Bench()
    visit = bench.begin()
    before = bench.pump_program
    program = a_program(mode)
    staged = stage(visit, program)
    assert staged.program == program
    assert staged.readback.canonical == encode_program(program)
    assert staged.readback.sha256 == program_hash(encode_program(program))
    assert bench.pump_program == before
    assert bench.pump_runs
    assert bench.site.pump.state_rev == 1
    assert isinstance(visit.commit(staged), Confirmed)
    assert bench.pump_program == encode_program(program)


def test_progress_counts_every_frame_to_the_last() -> None:
    visit = Bench().begin()
    seen: list[tuple[int, int]] = []
    visit.stage(visit.propose(a_program()), lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.requirement("OPCA-R6.3.0-1")
def test_another_program_read_back_is_not_offered() -> None:
    bench = Bench()
    visit = bench.begin()
    bench.plug.on_reply = _altered(Opcode.STAGE_READ, _other_program)
    with pytest.raises(StagingRefused, match="The pump read back another program than was sent"):
        stage(visit)
    _assert_dropped_and_running(bench)


def test_a_read_back_whose_bytes_are_not_those_of_its_checksum_is_not_offered() -> None:
    bench = Bench()
    visit = bench.begin()
    bench.plug.on_reply = _altered(Opcode.STAGE_READ, lambda body: body[:-1] + bytes([body[-1] ^ 1]))
    with pytest.raises(LinkTrouble, match="The pump's answer about the staged program makes no sense"):
        stage(visit)
    assert bench.pump_runs
    assert bench.site.pump.state_rev == 1


def test_another_checksum_from_the_pump_is_not_offered() -> None:
    bench = Bench()
    visit = bench.begin()
    bench.plug.on_reply = _altered(Opcode.STAGE_VERIFY, lambda body: bytes(32) + body[32:])
    with pytest.raises(StagingRefused, match="The pump read back another program than was sent"):
        stage(visit)
    _assert_dropped_and_running(bench)


@pytest.mark.requirement("OPCA-R6.8.0-2", "OPCA-R7.1.0-1")
@pytest.mark.parametrize(
    "alter",
    [
        _figures(doses=(DrugPerDay("baclofen", 97_001),)),
        _figures(doses=(DrugPerDay("morphine", 97_000),)),
        _one_more("boluses_per_day"),
        _one_more("peak_dose"),
        _one_more("days_to_alarm"),
        _figures(days_to_alarm=None),
        _figures(reservoir=Nanolitres(4_000_000)),
    ],
    ids=[
        "dose of the day",
        "another drug",
        "boluses",
        "peak rate",
        "days",
        "never",
        "another reservoir than it reckons with",
    ],
)
def test_other_figures_from_the_pump_are_not_offered(alter: Callable[[bytes], bytes]) -> None:
    bench = Bench()
    visit = bench.begin()
    bench.plug.on_reply = _altered(Opcode.STAGE_VERIFY, alter)
    with pytest.raises(StagingRefused, match="The pump's own arithmetic comes to other figures"):
        stage(visit)
    _assert_dropped_and_running(bench)


def test_figures_are_those_of_the_proposal() -> None:
    staged = stage(Bench().begin())
    assert staged.readback.figures == CriticalFigures(
        (DrugPerDay("baclofen", 97_000),), 97_000, 0, Nanolitres(20_000_000), 92
    )


@pytest.mark.parametrize("done", [1, 2, 3, 4])
def test_cancel_during_staging_drops_the_stage_at_once(done: int) -> None:
    bench = Bench()
    visit = bench.begin()

    def press(now: int, _total: int) -> None:
        if now == done:
            bench.attention.ask_to_cancel()

    if done == 4:
        visit.stage(visit.propose(a_program()), press)
        with pytest.raises(CancelWanted):
            visit.poll()
        return
    with pytest.raises(CancelWanted):
        visit.stage(visit.propose(a_program()), press)
    _assert_dropped_and_running(bench)
    assert isinstance(visit.commit(stage(visit)), Confirmed)


@pytest.mark.parametrize("done", [1, 2, 3])
def test_stop_during_staging_goes_first_and_discards_the_stage(done: int) -> None:
    bench = Bench()
    visit = bench.begin()
    before = bench.pump_program

    def press(now: int, _total: int) -> None:
        if now == done:
            bench.attention.ask_to_stop()

    sent = len(bench.line.requests)
    with pytest.raises(StopWanted):
        visit.stage(visit.propose(a_program()), press)
    assert bench.attention.take_stop()
    assert isinstance(visit.stop(), Confirmed)
    asked = opcodes(bench.line.requests[sent:])
    assert len(asked) == done + 1
    assert asked[-1] == Opcode.STOP
    assert not bench.pump_runs
    assert bench.pump_program == before
    assert bench.site._desk._stage is None


def test_what_is_withdrawn_cannot_be_committed() -> None:
    bench = Bench()
    visit = bench.begin()
    staged = stage(visit)
    visit.withdraw(staged)
    _assert_dropped_and_running(bench)
    outcome = visit.commit(staged)
    assert isinstance(outcome, Refused)
    assert outcome.reason.startswith("The pump no longer holds the staged program")


def test_a_stage_of_ten_minutes_ago_is_refused_although_the_session_lives() -> None:
    bench = Bench()
    visit = bench.begin()
    staged = stage(visit)
    for _ in range(600):
        visit.poll()
        bench.clock.wait_us(1_000_000)
    outcome = visit.commit(staged)
    assert isinstance(outcome, Refused)
    assert outcome.reason.startswith("The pump no longer holds the staged program")
    assert visit.interrogate().status.state_rev == 1


def test_a_stage_ends_with_its_session() -> None:
    bench = Bench()
    visit = bench.begin()
    staged = stage(visit)
    visit.reconnect()
    assert isinstance(visit.commit(staged), Refused)


def test_a_pump_that_does_not_know_the_request_refuses_and_nothing_is_staged() -> None:
    bench = Bench()
    visit = bench.begin()

    unknown = LinkStatus.UNKNOWN_REQUEST
    bench.site.faults.arm(Fault(FaultKind.REFUSE, opcode=Opcode.STAGE_BEGIN, status=unknown))
    with pytest.raises(StagingRefused, match="The pump does not know this request"):
        stage(visit)
    assert bench.pump_runs


def _assert_dropped_and_running(bench: Bench) -> None:
    assert opcodes(bench.line.requests)[-1] == Opcode.STAGE_ABORT
    assert bench.site._desk._stage is None
    assert bench.pump_runs
    assert bench.site.pump.state_rev == 1
