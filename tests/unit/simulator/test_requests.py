"""The simulated pump takes every request as it may come: out of order, malformed, or never heard of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.clock import ManualClock
from programmer.device.implant.codes import ALL_STATUSES, Opcode, Status
from programmer.device.implant.messages.commands import Commit
from programmer.device.implant.messages.link_counters import LinkCounters
from programmer.device.implant.messages.programs import LATEST_STEP, MAX_PIECE, Piece, StageBegin, StageChunk
from programmer.randomness import SeededRandomness
from programmer.simulator.pump import SimulatedPump
from programmer.simulator.requests import RequestDesk
from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.frames import MAX_PAYLOAD
from programmer.telemetry.secure_channel import Distrusted
from programmer.telemetry.wire import Malformed
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.programs import DaySchedule, WeekSchedule
from programmer.therapy.quantities import PumpTime
from tests.support.programs import continuous, schedule
from tests.support.simulated import factory_state

NEW = encode_program(schedule((0, 90_000), (25_200, 512_000)))


class Desk:
    """A pump's desk, asked without any line."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.pump = SimulatedPump(factory_state(), PumpTime(0), SeededRandomness(1))
        quiet = LinkCounters(dict.fromkeys(Distrusted, 0), 0)
        self.desk = RequestDesk(self.pump, self.clock, lambda: quiet)

    def ask(self, opcode: int, payload: bytes = b"") -> tuple[int, bytes]:
        answer = self.desk.serve(opcode, payload)
        return answer.status, answer.body

    def begin(self, whole: bytes, length: int | None = None, sha256: bytes | None = None) -> int:
        begin = StageBegin(
            self.pump.active_hash,
            self.pump.state_rev,
            len(whole) if length is None else length,
            program_hash(whole) if sha256 is None else sha256,
        )
        status, body = self.ask(Opcode.STAGE_BEGIN, begin.encode())
        assert status == LinkStatus.OK
        return int.from_bytes(body, "little")

    def chunk(self, stage: int, offset: int, part: bytes) -> int:
        return self.ask(Opcode.STAGE_CHUNK, StageChunk(stage, offset, part).encode())[0]

    def verify(self, stage: int) -> int:
        return self.ask(Opcode.STAGE_VERIFY, stage.to_bytes(2, "little"))[0]

    def commit(self, stage: int, whole: bytes) -> int:
        command = Commit(bytes(16), stage, program_hash(whole), self.pump.active_hash, self.pump.state_rev)
        return self.ask(Opcode.COMMIT, command.encode())[0]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@given(st.lists(st.tuples(st.sampled_from(Opcode), st.binary(max_size=120)), max_size=10))
def test_no_payload_is_an_accident(asked: list[tuple[Opcode, bytes]]) -> None:
    desk = Desk()
    for opcode, payload in asked:
        try:
            status, body = desk.ask(opcode, payload)
        except Malformed:
            continue
        assert status in ALL_STATUSES
        assert len(body) + 6 <= MAX_PAYLOAD


@pytest.mark.parametrize("opcode", [0, 0x0505, 0x3C3C, 0xFFFF])
def test_an_opcode_never_heard_of_is_answered_as_such(desk: Desk, opcode: int) -> None:
    assert desk.ask(opcode, b"") == (LinkStatus.UNKNOWN_REQUEST, b"")


@pytest.mark.parametrize("opcode", [Opcode.STATUS, Opcode.LIMITS, Opcode.CATHETER, Opcode.LINK_COUNTERS])
def test_what_is_asked_without_a_payload_takes_none(desk: Desk, opcode: int) -> None:
    with pytest.raises(Malformed):
        desk.ask(opcode, b"\x00")


@pytest.mark.parametrize(
    ("opcode", "payload"),
    [
        (Opcode.PROGRAM_READ, bytes(3)),
        (Opcode.STAGE_READ, bytes(5)),
        (Opcode.STAGE_ABORT, bytes(3)),
        (Opcode.STAGE_VERIFY, bytes(3)),
        (Opcode.TOKEN_STATUS, bytes(17)),
    ],
)
def test_nothing_may_stand_behind_a_request(desk: Desk, opcode: int, payload: bytes) -> None:
    with pytest.raises(Malformed):
        desk.ask(opcode, payload)


def test_chunks_may_be_repeated_but_not_changed_skipped_or_overlong(desk: Desk) -> None:
    stage = desk.begin(NEW)
    assert desk.chunk(stage, 0, NEW[:10]) == LinkStatus.OK
    assert desk.chunk(stage, 0, NEW[:10]) == LinkStatus.OK
    assert desk.chunk(stage, 0, b"other byte") == Status.BAD_OFFSET
    assert desk.chunk(stage, 11, NEW[11:]) == Status.BAD_OFFSET
    assert desk.chunk(stage, 9, NEW[9:]) == Status.BAD_OFFSET
    assert desk.chunk(stage, 10, NEW[10:] + b"\x00") == Status.BAD_OFFSET
    assert desk.verify(stage) == Status.HASH_DIFFERS
    assert desk.chunk(stage, 10, NEW[10:]) == LinkStatus.OK
    assert desk.verify(stage) == LinkStatus.OK
    assert desk.commit(stage, NEW) == LinkStatus.OK
    assert desk.pump.canonical == NEW


@pytest.mark.requirement("CRISYS-007")
def test_a_program_is_not_installed_before_it_is_verified(desk: Desk) -> None:
    stage = desk.begin(NEW)
    desk.chunk(stage, 0, NEW)
    assert desk.commit(stage, NEW) == Status.NOT_VERIFIED


@pytest.mark.requirement("CRISYS-007", "OPCA-R6.3.0-1")
def test_other_bytes_than_announced_are_not_verified(desk: Desk) -> None:
    stage = desk.begin(NEW, sha256=bytes(32))
    desk.chunk(stage, 0, NEW)
    assert desk.verify(stage) == Status.HASH_DIFFERS


def test_of_two_stages_the_later_counts(desk: Desk) -> None:
    first = desk.begin(NEW)
    second = desk.begin(encode_program(continuous(120_000)))
    assert first != second
    assert desk.chunk(first, 0, NEW) == Status.NO_STAGE
    assert desk.verify(first) == Status.NO_STAGE
    assert desk.ask(Opcode.STAGE_READ, first.to_bytes(2, "little") + bytes(2))[0] == Status.NO_STAGE


def test_a_stage_s_number_is_never_zero(desk: Desk) -> None:
    numbers = {desk.begin(NEW) for _ in range(65_536)}
    assert numbers == set(range(1, 65_536))


def test_a_piece_from_beyond_the_end_is_none(desk: Desk) -> None:
    end = len(desk.pump.canonical)
    status, body = desk.ask(Opcode.PROGRAM_READ, end.to_bytes(2, "little"))
    assert (status, Piece.decode(body).part) == (LinkStatus.OK, b"")
    assert desk.ask(Opcode.PROGRAM_READ, (end + 1).to_bytes(2, "little")) == (Status.BAD_OFFSET, b"")


def test_a_violation_at_a_late_step_of_a_long_week_is_told_by_the_last_step_that_can_be_named() -> None:
    desk = Desk()
    usual, hours = 90_000, [(1800 * number, 90_000 + number) for number in range(45)]
    workday, sunday = (schedule(*hours[:-1], (1800 * 44, dose)) for dose in (usual, 90_000_000_000))
    assert isinstance(workday.mode, DaySchedule)
    assert isinstance(sunday.mode, DaySchedule)
    whole = encode_program(replace(workday, mode=WeekSchedule((*[workday.mode] * 6, sunday.mode))))
    stage = desk.begin(whole)
    for offset in range(0, len(whole), MAX_PIECE):
        assert desk.chunk(stage, offset, whole[offset : offset + MAX_PIECE]) == LinkStatus.OK
    status, body = desk.ask(Opcode.STAGE_VERIFY, stage.to_bytes(2, "little"))
    assert status == Status.REFUSED
    assert LATEST_STEP in body[2::2]
