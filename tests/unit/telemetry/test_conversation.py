"""Both halves of the conversation against each other: sessions, counters, repetitions and late frames."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from cobs import cobs
from fastcrc import crc32
from hypothesis import given
from hypothesis import strategies as st

from programmer.randomness import SeededRandomness
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.exchange import (
    AnswerReceived,
    Exchange,
    HintReceived,
    NoSession,
    SessionOpened,
    SessionUnknown,
    WrongVersion,
)
from programmer.telemetry.frames import (
    EVENT,
    RESPONSE,
    SECURED,
    Dropped,
    ForeignVersion,
    Frame,
    encode_frame,
)
from programmer.telemetry.hello import HelloAnswer, HelloRequest
from programmer.telemetry.secure_channel import NEXT_STATES, ChannelState, ClearSeal
from tests.unit.telemetry.two_sides import (
    ASK,
    BAD,
    SECOND,
    UNKNOWN,
    Pump,
    answer,
    ask,
    frame_in,
    open_session,
    programmer,
)


@pytest.fixture
def pump() -> Pump:
    return Pump()


@pytest.fixture
def exchange() -> Exchange:
    return programmer()


# ---- greeting -------------------------------------------------------------------------------------------------


def test_a_greeting_opens_a_session(exchange: Exchange, pump: Pump) -> None:
    opened = open_session(exchange, pump)
    assert opened.answer.session == exchange.session_number != 0
    assert opened.answer.session_life_ms == 5_000
    assert opened.answer.stage_life_ms == 600_000
    assert (opened.answer.version, opened.answer.features) == (1, 0)
    assert exchange.state is ChannelState.OPEN_CLEAR


def test_an_answer_to_another_greeting_opens_nothing(exchange: Exchange, pump: Pump) -> None:
    greeting = frame_in(exchange.greet())
    other = replace(greeting, payload=HelloRequest(bytes(16)).encode())
    assert exchange.receive(pump.hear(encode_frame(other))) == []
    assert exchange.session_number == 0


@pytest.mark.parametrize("body", [b"", b"\x01" * 15, HelloAnswer(bytes(16), 1, 0, 0, 5000, 600_000).encode()])
def test_an_answer_that_is_none_opens_nothing(exchange: Exchange, body: bytes) -> None:
    greeting = frame_in(exchange.greet())
    payload = struct.pack("<IH", greeting.counter, LinkStatus.OK) + body
    assert exchange.receive(encode_frame(Frame(RESPONSE, LinkOpcode.HELLO, 0, 1, payload))) == []


def test_session_zero_is_never_opened_even_with_the_right_nonce(exchange: Exchange) -> None:
    greeting = frame_in(exchange.greet())
    body = HelloAnswer(HelloRequest.decode(greeting.payload).nonce, 1, 0, 0, 5000, 600_000).encode()
    payload = struct.pack("<IH", greeting.counter, LinkStatus.OK) + body
    assert exchange.receive(encode_frame(Frame(RESPONSE, LinkOpcode.HELLO, 0, 1, payload))) == []
    assert exchange.session_number == 0


def test_extensions_in_the_answer_to_a_greeting_are_passed_over(exchange: Exchange, pump: Pump) -> None:
    reply = frame_in(pump.hear(exchange.greet()))
    longer = replace(reply, payload=reply.payload + b"\x07\x02ab")
    (event,) = exchange.receive(encode_frame(longer))
    assert isinstance(event, SessionOpened)


def test_a_new_greeting_ends_the_session_before_it(pump: Pump) -> None:
    first, second = programmer(2), programmer(3)
    open_session(first, pump)
    open_session(second, pump)
    assert pump.sessions_ended == 1
    assert ask(first, pump, b"abc") == [SessionUnknown()]
    assert ask(second, pump, b"abc") == answer(b"cba")
    assert pump.served == [(ASK, b"abc")]


def test_a_greeting_that_comes_twice_gets_the_same_answer_and_ends_nothing(
    exchange: Exchange, pump: Pump
) -> None:
    greeting = exchange.greet()
    first, second = pump.hear(greeting), pump.hear(greeting)
    assert first == second
    assert pump.sessions_ended == 0
    assert len(exchange.receive(first + second)) == 1
    assert ask(exchange, pump, b"abc") == answer(b"cba")


def test_a_late_duplicate_of_an_older_greeting_ends_nothing(exchange: Exchange, pump: Pump) -> None:
    old = exchange.greet()
    pump.hear(old)
    open_session(exchange, pump)
    ended = pump.sessions_ended
    assert pump.hear(old) == b""
    assert pump.sessions_ended == ended
    assert ask(exchange, pump, b"abc") == answer(b"cba")


def test_sixteen_greetings_are_remembered(exchange: Exchange, pump: Pump) -> None:
    greetings = [exchange.greet() for _ in range(16)]
    for greeting in greetings:
        pump.hear(greeting)
    ended = pump.sessions_ended
    for greeting in greetings[:-1]:
        assert pump.hear(greeting) == b""
    assert pump.sessions_ended == ended == 15


def test_a_session_number_is_not_used_again_soon(exchange: Exchange, pump: Pump) -> None:
    numbers = [open_session(exchange, pump).answer.session for _ in range(40)]
    for at in range(len(numbers) - 16):
        assert len(set(numbers[at : at + 16])) == 16


def test_a_session_is_never_numbered_zero_nor_as_the_one_before() -> None:
    class Dice:
        rolls = [b"\x00\x00", b"\x07\x00", b"\x07\x00", b"\x00\x00", b"\x08\x00"]

        def token_bytes(self, length: int) -> bytes:
            return self.rolls.pop(0)

    pump, exchange = Pump(), programmer()
    pump.responder.randomness = Dice()
    assert [open_session(exchange, pump).answer.session for _ in range(2)] == [7, 8]


@pytest.mark.parametrize("payload", [b"", bytes(21), bytes(23), bytes(16)])
def test_a_malformed_greeting_is_answered_and_changes_nothing(
    exchange: Exchange, pump: Pump, payload: bytes
) -> None:
    open_session(exchange, pump)
    reply = frame_in(pump.hear(encode_frame(Frame(0, LinkOpcode.HELLO, 0, 9, payload))))
    assert reply.payload == struct.pack("<IH", 9, LinkStatus.MALFORMED)
    assert ask(exchange, pump, b"abc") == answer(b"cba")


@pytest.mark.parametrize(("lowest", "highest"), [(2, 3), (0, 0)])
def test_a_greeting_in_other_versions_is_told_ours_and_ends_nothing(
    exchange: Exchange, pump: Pump, lowest: int, highest: int
) -> None:
    open_session(exchange, pump)
    hello = HelloRequest(b"n" * 16, lowest, highest).encode()
    reply = frame_in(pump.hear(encode_frame(Frame(0, LinkOpcode.HELLO, 0, 9, hello))))
    assert reply.payload == struct.pack("<IH", 9, LinkStatus.VERSION) + b"\x01\x01"
    assert ask(exchange, pump, b"abc") == answer(b"cba")


def test_a_pump_that_takes_only_other_versions_is_told_as_such(exchange: Exchange) -> None:
    greeting = frame_in(exchange.greet())
    payload = struct.pack("<IH", greeting.counter, LinkStatus.VERSION) + b"\x02\x03"
    reply = encode_frame(Frame(RESPONSE, LinkOpcode.HELLO, 0, 1, payload))
    assert exchange.receive(reply) == [WrongVersion(2)]


# ---- asking ---------------------------------------------------------------------------------------------------


def test_a_request_is_served_and_its_answer_believed(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    assert ask(exchange, pump, b"abc") == answer(b"cba")
    assert ask(exchange, pump, b"xyz") == answer(b"zyx")


def test_a_repetition_is_the_same_bytes_gets_the_stored_answer_and_is_not_served_again(
    exchange: Exchange, pump: Pump
) -> None:
    open_session(exchange, pump)
    request = exchange.request(ASK, b"abc")
    lost = pump.hear(request)
    assert exchange.repeat() == request
    again = pump.hear(exchange.repeat())
    assert again == lost
    assert pump.served == [(ASK, b"abc")]
    assert exchange.receive(again) == answer(b"cba")


def test_both_copies_of_an_answer_are_one_answer(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    reply = pump.hear(exchange.request(ASK, b"abc"))
    assert exchange.receive(reply + reply) == answer(b"cba")


def test_the_same_counter_with_other_bytes_is_neither_served_nor_answered(
    exchange: Exchange, pump: Pump
) -> None:
    open_session(exchange, pump)
    request = exchange.request(ASK, b"abc")
    pump.hear(request)
    forged = replace(frame_in(request), payload=b"other")
    assert pump.hear(encode_frame(forged)) == b""
    assert pump.served == [(ASK, b"abc")]


def test_a_request_with_a_lower_counter_changes_nothing(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    old = exchange.request(ASK, b"old")
    pump.hear(old)
    pump.hear(exchange.request(ASK, b"new"))
    assert pump.hear(old) == b""
    assert [payload for _, payload in pump.served] == [b"old", b"new"]


def test_a_frame_of_another_session_changes_nothing(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    request = exchange.request(ASK, b"abc")
    stray = replace(frame_in(request), session=exchange.session_number ^ 1)
    reply = frame_in(pump.hear(encode_frame(stray)))
    assert (reply.session, reply.payload[4:]) == (0, struct.pack("<H", LinkStatus.NO_SESSION))
    assert pump.served == []
    assert exchange.receive(pump.hear(request)) == answer(b"cba")


def test_an_unknown_request_is_answered_as_such(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    assert ask(exchange, pump, b"", UNKNOWN) == answer(b"", LinkStatus.UNKNOWN_REQUEST)


def test_a_malformed_request_is_answered_as_such_and_its_counter_is_used_up(
    exchange: Exchange, pump: Pump
) -> None:
    open_session(exchange, pump)
    request = exchange.request(BAD, b"abc")
    first = pump.hear(request)
    assert pump.hear(request) == first
    assert pump.served == [(BAD, b"abc")]
    assert exchange.receive(first) == answer(b"", LinkStatus.MALFORMED)


def test_responses_and_events_that_reach_the_pump_are_not_requests(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    request = frame_in(exchange.request(ASK, b"abc"))
    for flags in (RESPONSE, EVENT, RESPONSE | EVENT):
        assert pump.hear(encode_frame(replace(request, flags=flags))) == b""
    assert pump.served == []


def test_damage_on_the_way_to_the_pump_is_not_answered(pump: Pump) -> None:
    assert pump.hear(b"\x00\x05noise\x00") == b""


def test_a_secured_frame_is_believed_by_neither_side_of_a_clear_session(
    exchange: Exchange, pump: Pump
) -> None:
    open_session(exchange, pump)
    request = frame_in(exchange.request(ASK, b"abc"))
    secured = replace(request, flags=SECURED, tag=bytes(16))
    assert pump.hear(encode_frame(secured)) == b""
    assert pump.served == []
    reply = frame_in(pump.hear(encode_frame(request)))
    secured_reply = replace(reply, flags=RESPONSE | SECURED, tag=bytes(16))
    assert exchange.receive(encode_frame(secured_reply)) == []
    assert exchange.receive(encode_frame(reply)) == answer(b"cba")


# ---- answers that are not believed ----------------------------------------------------------------------------


@pytest.fixture
def reply(exchange: Exchange, pump: Pump) -> Frame:
    """A right answer to a request that is under way, after one exchange before it."""
    open_session(exchange, pump)
    ask(exchange, pump, b"first")
    return frame_in(pump.hear(exchange.request(ASK, b"abc")))


def changed_reply(reply: Frame, what: str) -> Frame:
    in_reply_to = int.from_bytes(reply.payload[:4], "little")
    match what:
        case "an old counter":
            return replace(reply, counter=reply.counter - 1)
        case "another opcode":
            return replace(reply, opcode=BAD)
        case "another request":
            return replace(reply, payload=struct.pack("<I", in_reply_to - 1) + reply.payload[4:])
        case "another session":
            return replace(reply, session=reply.session ^ 1)
        case "no session":
            return replace(reply, session=0)
        case "no response flag":
            return replace(reply, flags=0)
        case "cut short":
            return replace(reply, payload=reply.payload[:5])
        case "empty":
            return replace(reply, payload=b"")
        case _:
            raise AssertionError(what)


@pytest.mark.parametrize(
    "what",
    [
        "an old counter",
        "another opcode",
        "another request",
        "another session",
        "no session",
        "no response flag",
        "cut short",
        "empty",
    ],
)
def test_an_answer_that_does_not_belong_is_ignored_and_the_right_one_still_believed(
    exchange: Exchange, reply: Frame, what: str
) -> None:
    assert exchange.receive(encode_frame(changed_reply(reply, what))) == []
    assert exchange.receive(encode_frame(reply)) == answer(b"cba")
    assert exchange.receive(encode_frame(reply)) == []


def test_an_answer_that_comes_after_giving_up_is_not_believed(exchange: Exchange, reply: Frame) -> None:
    exchange.abandon()
    assert exchange.receive(encode_frame(reply)) == []


def test_an_answer_to_an_abandoned_request_is_not_taken_for_the_next(
    exchange: Exchange, pump: Pump, reply: Frame
) -> None:
    exchange.abandon()
    request = exchange.request(ASK, b"next")
    assert exchange.receive(encode_frame(reply)) == []
    assert exchange.receive(pump.hear(request)) == answer(b"txen")


def test_an_answer_of_an_ended_session_is_not_believed(exchange: Exchange, pump: Pump, reply: Frame) -> None:
    open_session(exchange, pump)
    exchange.request(ASK, b"abc")
    assert exchange.receive(encode_frame(reply)) == []


def test_an_event_is_a_hint_and_answers_nothing(exchange: Exchange, pump: Pump, reply: Frame) -> None:
    hint = Frame(EVENT, 0x7777, reply.session, reply.counter, b"look")
    assert exchange.receive(encode_frame(hint)) == [HintReceived(0x7777, b"look")]
    assert exchange.receive(encode_frame(hint)) == []
    later = replace(reply, counter=reply.counter + 1)
    assert exchange.receive(encode_frame(later)) == answer(b"cba")


def test_dropped_bytes_are_reported(exchange: Exchange) -> None:
    assert exchange.receive(b"\x00\x05noise\x00") == [Dropped.BAD_COBS]


# ---- the end of a session -------------------------------------------------------------------------------------


def test_a_session_lives_through_less_than_five_seconds_of_silence(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    for _ in range(3):
        pump.wait(5 * SECOND - 1)
        assert ask(exchange, pump, b"abc") == answer(b"cba")
    assert pump.sessions_ended == 0


def test_a_session_ends_after_five_seconds_of_silence(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    pump.wait(5 * SECOND)
    assert pump.sessions_ended == 1
    assert ask(exchange, pump, b"abc") == [SessionUnknown()]
    assert pump.served == []


def test_a_session_ends_by_the_frame_that_comes_too_late(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    pump.now_us += 5 * SECOND
    assert ask(exchange, pump, b"abc") == [SessionUnknown()]
    assert pump.sessions_ended == 1


def test_old_frames_do_not_keep_a_session_alive(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    request = exchange.request(ASK, b"abc")
    pump.hear(request)
    pump.wait(4 * SECOND)
    pump.hear(request)
    pump.wait(SECOND)
    assert pump.sessions_ended == 1


def test_a_pump_without_a_session_says_so(pump: Pump) -> None:
    reply = frame_in(pump.hear(encode_frame(Frame(0, ASK, 77, 1, b""))))
    assert reply.session == 0
    assert reply.payload == struct.pack("<IH", 1, LinkStatus.NO_SESSION)


def test_to_know_no_session_is_not_said_about_requests_outside_one(exchange: Exchange) -> None:
    request = frame_in(exchange.identify())
    payload = struct.pack("<IH", request.counter, LinkStatus.NO_SESSION)
    reply = Frame(RESPONSE, LinkOpcode.IDENT, 0, 1, payload)
    assert exchange.receive(encode_frame(reply)) == answer(b"", LinkStatus.NO_SESSION)


def test_without_a_session_nothing_can_be_asked(exchange: Exchange) -> None:
    with pytest.raises(NoSession):
        exchange.request(ASK, b"")
    with pytest.raises(NoSession):
        exchange.repeat()


def test_a_closed_exchange_has_no_session(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    exchange.close()
    assert exchange.session_number == 0
    assert exchange.state is ChannelState.CLEAR_HELLO
    with pytest.raises(NoSession):
        exchange.request(ASK, b"")
    exchange.close()
    assert open_session(exchange, pump).answer.session == exchange.session_number


# ---- outside a session ----------------------------------------------------------------------------------------


def test_who_is_there_can_be_asked_without_a_session_and_opens_none(exchange: Exchange, pump: Pump) -> None:
    assert exchange.receive(pump.hear(exchange.identify())) == answer(b"who I am")
    assert exchange.session_number == 0
    assert pump.served == []


def test_who_is_there_can_be_asked_beside_a_session_and_ends_none(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    assert exchange.receive(pump.hear(exchange.identify())) == answer(b"who I am")
    assert ask(exchange, pump, b"abc") == answer(b"cba")
    assert pump.sessions_ended == 0


def test_another_version_is_answered_with_ours_and_nothing_else(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    reply = pump.responder.handle(ForeignVersion(2), 0)
    assert frame_in(reply).payload == b"\x01\x01"
    assert frame_in(reply).opcode == LinkOpcode.VERSION_NOTICE
    assert ask(exchange, pump, b"abc") == answer(b"cba")


def test_a_notice_of_another_version_is_told(exchange: Exchange) -> None:
    exchange.identify()
    notice = Frame(RESPONSE, LinkOpcode.VERSION_NOTICE, 0, 1, b"\x02\x03")
    assert exchange.receive(encode_frame(notice)) == [WrongVersion(2)]


def test_a_frame_of_another_version_is_told(exchange: Exchange) -> None:
    body = struct.pack("<BBHHIH", 2, RESPONSE, LinkOpcode.IDENT, 0, 1, 0)
    line = b"\x00" + cobs.encode(body + struct.pack("<I", crc32.iscsi(body))) + b"\x00"
    assert exchange.receive(line) == [WrongVersion(2)]


@pytest.mark.parametrize(("flags", "payload"), [(0, b"\x02\x03"), (RESPONSE, b"")])
def test_what_only_looks_like_a_notice_is_none(exchange: Exchange, flags: int, payload: bytes) -> None:
    exchange.identify()
    assert exchange.receive(encode_frame(Frame(flags, LinkOpcode.VERSION_NOTICE, 0, 1, payload))) == []


# ---- the table of states --------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ChannelState)
@pytest.mark.parametrize("target", ChannelState)
def test_a_channel_moves_only_where_its_table_allows(state: ChannelState, target: ChannelState) -> None:
    exchange = Exchange(SeededRandomness(1), state=state)
    if target in NEXT_STATES[state]:
        exchange._move(target)
        assert exchange.state is target
    else:
        with pytest.raises(NoSession, match="a channel cannot go from"):
            exchange._move(target)
        assert exchange.state is state


def test_a_clear_channel_never_becomes_a_secured_one_but_through_its_end() -> None:
    assert set(NEXT_STATES) == set(ChannelState)
    assert ChannelState.OPEN_SECURED not in NEXT_STATES[ChannelState.OPEN_CLEAR]
    assert ChannelState.OPEN_CLEAR not in NEXT_STATES[ChannelState.OPEN_SECURED]
    assert all(state not in NEXT_STATES[state] for state in ChannelState)


def test_the_seal_of_a_channel_without_keys_passes_clear_frames_only() -> None:
    frame = Frame(0, ASK, 1, 1, b"abc")
    assert ClearSeal().seal(frame) == frame
    assert ClearSeal().open(frame) == frame
    assert ClearSeal().open(Frame(SECURED, ASK, 1, 1, b"abc", bytes(16))) is None


# ---- everything at once ---------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["new", "repeat", "deliver", "lose", "old"]), max_size=40))
def test_whatever_gets_lost_or_repeated_each_request_is_served_at_most_once(steps: list[str]) -> None:
    pump, exchange = Pump(), programmer()
    open_session(exchange, pump)
    sent: list[bytes] = []
    replies: list[bytes] = []
    believed: list[AnswerReceived] = []
    for number, step in enumerate(steps):
        if step == "new":
            sent.append(exchange.request(ASK, str(number).encode()))
            replies.append(pump.hear(sent[-1]))
        elif step == "repeat" and sent:
            replies.append(pump.hear(sent[-1]))
        elif step == "old" and sent:
            replies.append(pump.hear(sent[0]))
        elif step == "lose" and replies:
            replies.pop()
        elif step == "deliver" and replies:
            events = exchange.receive(replies.pop(0))
            believed += [event for event in events if isinstance(event, AnswerReceived)]
    payloads = [payload for _, payload in pump.served]
    assert len(payloads) == len(set(payloads)) == len(sent)
    assert len(believed) == len({one.body for one in believed})
    assert {one.body[::-1] for one in believed} <= set(payloads)
