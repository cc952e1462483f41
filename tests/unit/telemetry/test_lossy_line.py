"""The line that tests put their faults on does with each byte what it says."""

from __future__ import annotations

import pytest

from programmer.clock import ManualClock
from programmer.telemetry.byte_channel import LinkBroken
from tests.support.lossy_line import LossyLine


class Parrot:
    """An endpoint that answers what it hears, in capitals, and remembers it."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.ticks = 0

    def receive(self, incoming: bytes) -> bytes:
        if incoming:
            self.heard.append(incoming)
        return incoming.upper()

    def tick(self) -> None:
        self.ticks += 1


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def line(parrot: Parrot, clock: ManualClock) -> LossyLine:
    line = LossyLine(parrot, clock)
    line.open()
    return line


def test_without_faults_it_is_a_plain_line(line: LossyLine, parrot: Parrot, clock: ManualClock) -> None:
    line.write(b"one")
    assert line.read(1000) == b"ONE"
    assert clock.monotonic_us() == 0
    assert line.read(1000) == b""
    assert clock.monotonic_us() == 1000
    assert parrot.ticks == 1


def test_a_lost_request_is_not_heard_and_the_next_one_is(line: LossyLine, parrot: Parrot) -> None:
    line.lose_request(1)
    line.write(b"one")
    line.write(b"two")
    assert parrot.heard == [b"two"]
    assert line.requests == [b"one", b"two"]
    assert line.read(10) == b"TWO"


def test_a_lost_reply_was_sent_all_the_same(line: LossyLine, parrot: Parrot) -> None:
    line.lose_reply(1)
    line.write(b"one")
    assert line.read(10) == b""
    assert parrot.heard == [b"one"]
    assert line.replies == [b"ONE"]


def test_all_can_be_lost_for_a_while(line: LossyLine, parrot: Parrot) -> None:
    line.lose_all_requests()
    line.write(b"one")
    line.lose_all_requests(False)
    line.lose_all_replies()
    line.write(b"two")
    line.lose_all_replies(False)
    line.write(b"three")
    assert parrot.heard == [b"two", b"three"]
    assert line.read(10) == b"THREE"


def test_a_delayed_reply_comes_at_its_time_and_not_before(line: LossyLine, clock: ManualClock) -> None:
    line.delay_reply(line.next_reply, 2500)
    line.write(b"one")
    assert line.read(1000) == b""
    assert line.read(2000) == b"ONE"
    assert clock.monotonic_us() == 2500


def test_a_delayed_request_reaches_the_pump_even_after_the_line_closed(
    line: LossyLine, parrot: Parrot, clock: ManualClock
) -> None:
    line.delay_request(line.next_request, 2500)
    line.write(b"one")
    line.close()
    clock.wait_us(3000)
    line.open()
    line.write(b"two")
    assert parrot.heard == [b"one", b"two"]


def test_replies_under_way_are_lost_with_the_line(line: LossyLine) -> None:
    line.write(b"one")
    line.close()
    line.open()
    assert line.read(10) == b""


def test_one_bit_is_flipped_each_way(line: LossyLine, parrot: Parrot) -> None:
    line.corrupt_request(1, bit=8)
    line.corrupt_reply(2, bit=0)
    line.write(b"aa")
    assert parrot.heard == [b"a`"]
    assert line.read(10) == b"A`"
    line.write(b"aa")
    assert line.read(10) == b"@A"


def test_requests_and_replies_come_twice(line: LossyLine, parrot: Parrot) -> None:
    line.duplicate_request(1)
    line.duplicate_reply(3)
    line.write(b"a")
    assert line.read(10) == b"AA"
    line.write(b"b")
    assert line.read(10) == b"BB"
    assert parrot.heard == [b"a", b"a", b"b"]


def test_it_breaks_within_a_request_whose_beginning_still_arrives(line: LossyLine, parrot: Parrot) -> None:
    line.break_after(2)
    with pytest.raises(LinkBroken):
        line.write(b"one")
    assert parrot.heard == [b"on"]
    with pytest.raises(LinkBroken):
        line.write(b"two")
    line.open()
    line.write(b"three")
    assert line.read(10) == b"THREE"


def test_it_breaks_within_a_reply_whose_beginning_still_arrives(line: LossyLine) -> None:
    line.break_after(4)
    line.write(b"one")
    assert line.read(10) == b"O"
    with pytest.raises(LinkBroken):
        line.read(10)


def test_it_breaks_between_request_and_reply(line: LossyLine, parrot: Parrot) -> None:
    line.break_after(3)
    line.write(b"one")
    assert parrot.heard == [b"one"]
    with pytest.raises(LinkBroken):
        line.read(10)


def test_a_closed_line_carries_nothing(line: LossyLine) -> None:
    line.close()
    with pytest.raises(LinkBroken):
        line.read(10)
