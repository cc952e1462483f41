"""What comes through a line on which a fault strikes, byte for byte and moment for moment."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.randomness import SeededRandomness
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.frame_cutter import FrameCutter
from programmer.simulator.faults.kinds import Direction, FaultKind
from programmer.simulator.faults.passage import MERGE_WAIT_US, LineFaults
from programmer.simulator.faults.switches import FaultSwitches, Moment
from programmer.simulator.line import PumpLine
from programmer.telemetry.byte_channel import HungUp
from programmer.telemetry.frames import RESPONSE, Frame, FrameEvent, encode_frame
from programmer.therapy.quantities import PumpTime

K = FaultKind
REQUEST, REPLY = Direction.REQUEST, Direction.REPLY
ASK = 0x0606
MS = 1000


def asked(number: int, opcode: int = ASK) -> bytes:
    return encode_frame(Frame(0, opcode, 1, number, b"what?"))


def answered(number: int, opcode: int = ASK) -> bytes:
    return encode_frame(Frame(RESPONSE, opcode, 1, number, b"this."))


@dataclass
class End:
    """A far end that answers each frame with one of the same number, and a line to it."""

    link_us: int = 0
    heard: list[int] = field(default_factory=list)
    dropped: int = 0
    expected: list[PumpLine] = field(default_factory=list)

    def __post_init__(self) -> None:
        randomness = SeededRandomness(1)
        self.switches = FaultSwitches(randomness, lambda: Moment(self.link_us, PumpTime(0), 0))
        self.line = PumpLine(self, LineFaults(self.switches, randomness))

    def tick(self) -> None:
        for line in self.expected:
            line.deliver()

    def expect(self, line: PumpLine) -> None:
        self.expected = [line]

    def answer(self, event: FrameEvent) -> bytes:
        if not isinstance(event, Frame):
            self.dropped += 1
            return b""
        self.heard.append(event.counter)
        return answered(event.counter, event.opcode)

    def answered(self, event: FrameEvent, line: PumpLine) -> None:
        """Nobody holds a session here."""

    def arm(self, kind: FaultKind, **options: object) -> None:
        self.switches.arm(Fault(kind, **options))  # type: ignore[arg-type]

    def ask(self, number: int, opcode: int = ASK) -> bytes:
        return self.line.receive(asked(number, opcode))

    def wait(self, milliseconds: int) -> bytes:
        self.link_us += milliseconds * MS
        return self.line.receive(b"")


@pytest.fixture
def end() -> End:
    return End()


def test_without_faults_every_answer_comes_at_once(end: End) -> None:
    assert end.ask(1) == answered(1)
    assert end.line.receive(asked(2) + asked(3)) == answered(2) + answered(3)
    assert end.wait(1) == b""


def test_bytes_may_come_one_by_one_and_behind_noise(end: End) -> None:
    got = b"".join(end.line.receive(bytes([byte])) for byte in b"login: " + asked(1) + asked(2))
    assert got == answered(1) + answered(2)
    assert (end.heard, end.dropped) == ([1, 2], 1)


def test_a_lost_request_is_not_heard(end: End) -> None:
    end.arm(K.LOSE_REQUEST)
    assert end.ask(1) == b""
    assert end.ask(2) == answered(2)
    assert end.heard == [2]


def test_a_lost_reply_was_heard(end: End) -> None:
    end.arm(K.LOSE_REPLY)
    assert end.ask(1) == b""
    assert end.heard == [1]
    assert end.wait(10_000) == b""


def test_only_the_request_that_was_named_is_struck(end: End) -> None:
    end.arm(K.LOSE_REQUEST, opcode=0x1B1B, times=None)
    end.arm(K.LOSE_REPLY, opcode=0x1D1D, times=None)
    assert end.ask(1) == answered(1)
    assert end.ask(2, 0x1B1B) == end.ask(3, 0x1D1D) == b""
    assert end.heard == [1, 3]


def test_a_late_reply_comes_when_it_is_due_and_others_go_before(end: End) -> None:
    end.arm(K.DELAY, delay_us=800 * MS)
    assert end.ask(1) == b""
    assert end.ask(2) == answered(2)
    assert end.wait(799) == b""
    assert end.wait(1) == answered(1)


def test_a_late_request_is_heard_when_it_is_due_also_after_the_line_has_dropped(end: End) -> None:
    end.arm(K.DELAY, direction=REQUEST, delay_us=800 * MS)
    end.ask(1)
    end.arm(K.DISCONNECT, direction=REQUEST, at_byte=0)
    end.ask(2)
    with pytest.raises(HungUp):
        end.wait(100)
    end.wait(699)
    assert end.heard == []
    end.link_us += MS
    end.tick()
    assert end.heard == [1]


@pytest.mark.requirement("GPCA-EC22", "OPCA-R7.4.0-3")
def test_a_damaged_frame_is_not_believed(end: End) -> None:
    end.arm(K.CORRUPT, direction=REQUEST)
    assert end.ask(1) == b""
    assert end.heard == []
    end.arm(K.CORRUPT, bits=3)
    got, sound = end.ask(2), answered(2)
    flipped = [a ^ b for a, b in zip(got, sound, strict=True)]
    assert sum(byte.bit_count() for byte in flipped) == 3


@pytest.mark.parametrize(("at_byte", "place"), [(0, 0), (5, 5), (600, -1)])
def test_the_bits_of_a_named_byte_are_flipped(end: End, at_byte: int, place: int) -> None:
    end.arm(K.CORRUPT, at_byte=at_byte, bits=2)
    got, sound = end.ask(1), bytearray(answered(1))
    sound[place] ^= 3
    assert got == sound


def test_what_comes_twice_is_heard_twice_and_answered_twice(end: End) -> None:
    end.arm(K.DUPLICATE, direction=REQUEST)
    assert end.ask(1) == answered(1) * 2
    assert end.heard == [1, 1]
    end.arm(K.DUPLICATE)
    assert end.ask(2) == answered(2) * 2
    assert end.heard == [1, 1, 2]


def test_a_reply_in_pieces_comes_piece_by_piece_and_nothing_gets_in_between(end: End) -> None:
    end.arm(K.SPLIT, at_byte=10)
    whole = answered(1)
    assert end.ask(1) == whole[:10]
    assert end.ask(2) == whole[10:20]
    assert end.wait(0) == whole[20:]
    assert end.wait(0) == answered(2)


def test_pieces_can_be_apart(end: End) -> None:
    end.arm(K.SPLIT, at_byte=20, delay_us=50 * MS)
    assert end.ask(1) == answered(1)[:20]
    assert end.wait(49) == b""
    assert end.ask(2) == b""
    assert end.wait(1) == answered(1)[20:]
    assert end.wait(0) == answered(2)


def test_a_request_in_pieces_is_heard_when_it_is_whole(end: End) -> None:
    end.arm(K.SPLIT, direction=REQUEST, at_byte=15)
    assert end.ask(1) == b""
    assert end.heard == []
    assert end.wait(0) == answered(1)


def test_merged_replies_come_in_one_block(end: End) -> None:
    end.arm(K.MERGE)
    assert end.ask(1) == b""
    assert end.wait(400) == b""
    assert end.ask(2) == answered(1) + answered(2)


def test_merged_requests_are_heard_together(end: End) -> None:
    end.arm(K.MERGE, direction=REQUEST)
    assert end.ask(1) == b""
    assert end.heard == []
    assert end.ask(2) == answered(1) + answered(2)


def test_what_waits_for_a_next_one_that_never_comes_leaves_alone(end: End) -> None:
    end.arm(K.MERGE)
    end.ask(1)
    assert end.wait(MERGE_WAIT_US // MS - 1) == b""
    assert end.wait(1) == answered(1)


@pytest.mark.parametrize("at_byte", [0, 1, 7, 20])
def test_the_line_drops_within_a_reply_whose_beginning_still_comes(end: End, at_byte: int) -> None:
    end.arm(K.DISCONNECT, at_byte=at_byte)
    assert end.ask(1) == answered(1)[:at_byte]
    with pytest.raises(HungUp):
        end.wait(0)
    assert end.heard == [1]
    assert end.ask(2) == answered(2)


@pytest.mark.parametrize("at_byte", [0, 1, 7, 20])
def test_the_line_drops_within_a_request_and_the_next_connection_knows_nothing_of_it(
    end: End, at_byte: int
) -> None:
    end.arm(K.DISCONNECT, direction=REQUEST, at_byte=at_byte)
    assert end.ask(1) == b""
    with pytest.raises(HungUp):
        end.line.receive(asked(2))
    assert end.heard == []
    assert end.ask(3) == answered(3)
    assert end.dropped == 0


def test_the_line_drops_behind_a_whole_request_which_is_heard(end: End) -> None:
    end.arm(K.DISCONNECT, direction=REQUEST, at_byte=600)
    assert end.ask(1) == b""
    with pytest.raises(HungUp):
        end.wait(0)
    assert end.heard == [1]


def test_what_stands_behind_the_drop_is_lost(end: End) -> None:
    end.arm(K.DISCONNECT, direction=REQUEST, at_byte=600)
    assert end.line.receive(asked(1) + asked(2)) == b""
    assert end.heard == [1]


@given(
    st.lists(st.binary(max_size=30) | st.integers(1, 9).map(asked), max_size=12),
    st.lists(st.integers(1, 40), max_size=30),
)
def test_the_cutter_gives_back_every_byte_in_order(parts: list[bytes], sizes: list[int]) -> None:
    stream = b"".join(parts) + b"\x01\x00"
    cutter, given_back, at = FrameCutter(), b"", 0
    for size in [*sizes, len(stream)]:
        given_back += b"".join(piece for _, piece in cutter.receive(stream[at : at + size]))
        at += size
    assert given_back == stream


def test_endless_noise_is_passed_on_and_not_kept() -> None:
    cutter = FrameCutter()
    assert cutter.receive(b"x" * 600) == []
    assert cutter.receive(b"x") == [(None, b"x" * 601)]
    assert cutter.receive(b"\x00" * 601) == [(None, b"\x00" * 601)]
