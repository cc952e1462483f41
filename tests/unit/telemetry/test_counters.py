"""Counters rise, are never used twice under one key, and end with the session that they belong to."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.exchange import AnswerReceived, Exchange, NoSession, SessionUnknown
from programmer.telemetry.frames import EVENT, RESPONSE, SECURED, Frame, encode_frame
from programmer.telemetry.responder import _OpenSession
from programmer.telemetry.secure_channel import MOST_FRAMES
from tests.unit.telemetry.two_sides import (
    ASK,
    Pump,
    answer,
    ask,
    frame_in,
    open_session,
    programmer,
    sealed_by_programmer,
    status_of,
)


@pytest.fixture
def pump() -> Pump:
    return Pump()


@pytest.fixture
def exchange(pump: Pump) -> Exchange:
    exchange = programmer(pump)
    open_session(exchange, pump)
    return exchange


def at_pump(pump: Pump) -> _OpenSession:
    session = pump.responder._session
    assert session is not None
    return session


# ---- the bound ------------------------------------------------------------------------------------------------


def test_the_last_counter_of_a_session_is_two_to_the_twentieth() -> None:
    assert MOST_FRAMES == 2**20


def test_a_programmer_sends_the_last_counter_and_none_after_it(exchange: Exchange, pump: Pump) -> None:
    assert exchange._session is not None
    exchange._session.next_counter = MOST_FRAMES
    request = exchange.request(ASK, b"abc")
    assert frame_in(request).counter == MOST_FRAMES
    assert exchange.receive(pump.hear(request)) == answer(b"cba")
    with pytest.raises(NoSession, match="used up"):
        exchange.request(ASK, b"abc")
    assert exchange.counters == (MOST_FRAMES, 1)


def test_a_pump_ends_a_session_whose_requests_count_too_high(exchange: Exchange, pump: Pump) -> None:
    over = sealed_by_programmer(exchange, Frame(0, ASK, 0, MOST_FRAMES + 1, b"abc"))
    assert status_of(pump.hear(encode_frame(over))) == LinkStatus.NO_SESSION
    assert pump.sessions_ended == 1
    assert pump.served == []


def test_a_pump_ends_a_session_in_which_it_could_not_answer_any_more(exchange: Exchange, pump: Pump) -> None:
    at_pump(pump).next_counter = MOST_FRAMES
    assert ask(exchange, pump, b"abc") == answer(b"cba")
    assert ask(exchange, pump, b"xyz") == [SessionUnknown()]
    assert pump.sessions_ended == 1
    assert pump.served == [(ASK, b"abc")]


def test_hints_stop_at_the_bound(exchange: Exchange, pump: Pump) -> None:
    at_pump(pump).next_counter = MOST_FRAMES
    assert frame_in(pump.responder.hint(1, b"")).counter == MOST_FRAMES
    assert pump.responder.hint(1, b"") == b""
    assert at_pump(pump).next_counter == MOST_FRAMES + 1


def test_the_last_answer_can_be_had_again(exchange: Exchange, pump: Pump) -> None:
    at_pump(pump).next_counter = MOST_FRAMES
    request = exchange.request(ASK, b"abc")
    lost = pump.hear(request)
    assert pump.hear(exchange.repeat()) == lost
    assert exchange.receive(lost) == answer(b"cba")


# ---- separate floors ------------------------------------------------------------------------------------------


def test_a_pump_counts_answers_and_hints_in_one_row(exchange: Exchange, pump: Pump) -> None:
    counters = []
    for number in range(3):
        counters.append(frame_in(pump.responder.hint(number, b"")).counter)
        counters.append(frame_in(pump.hear(exchange.request(ASK, b"abc"))).counter)
    assert counters == [1, 2, 3, 4, 5, 6]


def test_the_programmer_s_floors_of_answers_and_hints_are_separate(exchange: Exchange, pump: Pump) -> None:
    hints = [pump.responder.hint(number, b"") for number in range(3)]
    exchange.receive(pump.hear(exchange.request(ASK, b"abc")))
    assert exchange.counters == (1, 4)
    for hint in hints:
        assert len(exchange.receive(hint)) == 1
    session = exchange._session
    assert session is not None
    assert (session.highest_answer, session.highest_event) == (4, 3)
    assert exchange.counters == (1, 4)


# ---- nonces ---------------------------------------------------------------------------------------------------


@dataclass
class Recorder:
    """A session over a bad line, of which every frame is kept, in each direction."""

    pump: Pump
    exchange: Exchange
    there: set[bytes] = field(default_factory=set)
    back: set[bytes] = field(default_factory=set)
    asked: int = 0
    last: bytes = b""

    def ask(self, heard: bool = True, believed: bool = True) -> None:
        self.asked += 1
        self.last = self.exchange.request(ASK, self.asked.to_bytes(2, "little"))
        self.there.add(self.last)
        reply = self._hear(self.last) if heard else b""
        self.exchange.receive(reply if believed else b"")

    def lose_request(self) -> None:
        self.ask(heard=False)

    def lose_reply(self) -> None:
        self.ask(believed=False)

    def repeat(self) -> None:
        if self.exchange._pending is not None:
            self.there.add(self.exchange.repeat())
            self.exchange.receive(self._hear(self.exchange.repeat()))

    def duplicate(self) -> None:
        for _ in range(2):
            self._hear(self.last)

    def hint(self) -> None:
        self._keep(self.pump.responder.hint(7, b"look"))

    def forge(self) -> None:
        forged = Frame(SECURED, ASK, self.exchange.session_number, self.asked + 7, b"", bytes(16))
        self._hear(encode_frame(forged))

    def open_again(self) -> None:
        open_session(self.exchange, self.pump)
        self.last = b""

    def wait(self) -> None:
        self.pump.wait(1_000_000)

    def _hear(self, line: bytes) -> bytes:
        return self._keep(self.pump.hear(line))

    def _keep(self, reply: bytes) -> bytes:
        """What is said outside a session is in clear, and has no nonce."""
        if reply and frame_in(reply).session:
            self.back.add(reply)
        return reply


STEPS = ("ask", "lose_request", "lose_reply", "repeat", "duplicate", "hint", "forge", "open_again", "wait")


@given(st.lists(st.sampled_from(STEPS), max_size=60))
def test_no_two_frames_of_a_session_use_one_nonce_under_one_key(steps: list[str]) -> None:
    """Frames that are the same bytes are one frame; all others of a direction differ in session or counter."""
    pump = Pump()
    recorder = Recorder(pump, programmer(pump))
    open_session(recorder.exchange, pump)
    for step in steps:
        getattr(recorder, step)()
    for lines in (recorder.there, recorder.back):
        assert len({(frame_in(line).session, frame_in(line).counter) for line in lines}) == len(lines)
    assert len(recorder.there) == recorder.asked
    assert all(not frame_in(line).flags & (RESPONSE | EVENT) for line in recorder.there)
    assert all(frame_in(line).flags & (RESPONSE | EVENT) for line in recorder.back)
    payloads = [payload for _, payload in pump.served]
    assert len(payloads) == len(set(payloads)) <= recorder.asked


def test_the_two_directions_of_a_session_have_keys_of_their_own(exchange: Exchange, pump: Pump) -> None:
    """So that the same counter both ways is not the same nonce under the same key."""
    session = exchange._session
    assert session is not None
    frame = Frame(0, ASK, session.number, 1, b"abc")
    mine, pumps = session.seal.seal(frame), at_pump(pump).seal.seal(frame)
    assert mine.payload != pumps.payload
    assert session.seal.open(mine) is None
    assert at_pump(pump).seal.open(pumps) is None
    assert session.seal.open(pumps) == frame == at_pump(pump).seal.open(mine)


def test_a_lossy_line_never_makes_a_request_two(exchange: Exchange, pump: Pump) -> None:
    believed: list[object] = []
    for number in range(50):
        request = exchange.request(ASK, bytes([number]))
        for _ in range(number % 4):
            pump.hear(exchange.repeat())
        believed += exchange.receive(pump.hear(request))
    assert believed == [AnswerReceived(LinkStatus.OK, bytes([number])) for number in range(50)]
    assert pump.served == [(ASK, bytes([number])) for number in range(50)]
