"""Both halves of the conversation against each other: sessions, counters, repetitions and late frames."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.exchange import (
    AnswerReceived,
    Exchange,
    ExchangeEvent,
    Greeted,
    HintReceived,
    NoSession,
    NotProved,
    SessionOpened,
    SessionUnknown,
    WrongVersion,
)
from programmer.telemetry.frames import EVENT, RESPONSE, SECURED, Dropped, ForeignVersion, Frame, encode_frame
from programmer.telemetry.hello import HelloAnswer, HelloRequest
from programmer.telemetry.responder import Answer
from programmer.telemetry.secure_channel import ChannelState, Distrusted
from tests.unit.telemetry.two_sides import (
    ASK,
    BAD,
    IDENTITY,
    SECOND,
    UNKNOWN,
    Pump,
    answer,
    ask,
    frame_in,
    greet,
    on_the_line,
    open_session,
    opened_by_programmer,
    programmer,
    sealed_by_programmer,
    sealed_by_pump,
    status_of,
    stranger,
)


@pytest.fixture
def pump() -> Pump:
    return Pump()


@pytest.fixture
def exchange(pump: Pump) -> Exchange:
    return programmer(pump)


# ---- greeting -------------------------------------------------------------------------------------------------


def test_a_greeting_offers_a_session_and_opens_none(exchange: Exchange, pump: Pump) -> None:
    hello = greet(exchange, pump).answer
    assert hello.session != 0
    assert (hello.session_life_ms, hello.stage_life_ms) == (5_000, 600_000)
    assert (hello.version, hello.features) == (1, 0)
    assert (hello.knows_you, hello.shows_code) == (True, False)
    assert exchange.state is ChannelState.GREETED
    assert exchange.session_number == 0
    assert not pump.responder.session_open


def test_a_proof_opens_the_session_that_was_offered(exchange: Exchange, pump: Pump) -> None:
    opened = open_session(exchange, pump)
    assert opened.answer.session == exchange.session_number != 0
    assert exchange.state is ChannelState.OPEN
    assert pump.responder.session_open


def test_an_answer_to_another_greeting_opens_nothing(exchange: Exchange, pump: Pump) -> None:
    greeting = frame_in(exchange.greet())
    other = greeting._replace(payload=HelloRequest(bytes(16), bytes(16)).encode())
    assert exchange.receive(pump.hear(encode_frame(other))) == []
    assert exchange.state is ChannelState.CLEAR


def hello_answer(nonce: bytes, session: int = 7, version: int = 1) -> bytes:
    return HelloAnswer(nonce, version, 0, session, 5000, 600_000, bytes(16), bytes(16)).encode()


def answered(exchange: Exchange, greeting: Frame, body: bytes) -> list[ExchangeEvent]:
    payload = struct.pack("<IH", greeting.counter, LinkStatus.OK) + body
    return exchange.receive(encode_frame(Frame(RESPONSE, LinkOpcode.HELLO, 0, 1, payload)))


@pytest.mark.parametrize("body", [b"", b"\x01" * 15, hello_answer(bytes(16)), hello_answer(bytes(16))[:-1]])
def test_an_answer_that_is_none_greets_nobody(exchange: Exchange, body: bytes) -> None:
    assert answered(exchange, frame_in(exchange.greet()), body) == []
    assert exchange.state is ChannelState.CLEAR


def test_session_zero_is_never_taken_even_with_the_right_nonce(exchange: Exchange) -> None:
    greeting = frame_in(exchange.greet())
    nonce = HelloRequest.decode(greeting.payload).nonce
    assert answered(exchange, greeting, hello_answer(nonce, session=0)) == []
    assert exchange.state is ChannelState.CLEAR
    (event,) = answered(exchange, greeting, hello_answer(nonce, session=7))
    assert isinstance(event, Greeted)


def test_a_version_that_was_not_offered_is_not_taken(exchange: Exchange) -> None:
    greeting = frame_in(exchange.greet())
    nonce = HelloRequest.decode(greeting.payload).nonce
    assert answered(exchange, greeting, hello_answer(nonce, version=2)) == [WrongVersion(2)]
    assert exchange.state is ChannelState.CLEAR


def test_extensions_in_the_answer_to_a_greeting_are_passed_over(exchange: Exchange, pump: Pump) -> None:
    reply = frame_in(pump.hear(exchange.greet()))
    longer = reply._replace(payload=reply.payload + b"\x07\x02ab")
    (event,) = exchange.receive(encode_frame(longer))
    assert isinstance(event, Greeted)


def test_an_extension_that_somebody_has_put_in_is_found_out_by_the_handshake(
    exchange: Exchange, pump: Pump
) -> None:
    reply = frame_in(pump.hear(exchange.greet()))
    exchange.receive(encode_frame(reply._replace(payload=reply.payload + b"\x07\x02ab")))
    assert status_of(pump.hear(exchange.begin_session())) == LinkStatus.PROOF_WRONG
    assert not pump.responder.session_open


def test_a_greeting_alone_ends_no_session_because_anybody_can_send_one(pump: Pump) -> None:
    first, second = programmer(pump, 2), programmer(pump, 3)
    open_session(first, pump)
    greet(second, pump)
    greet(stranger(4), pump)
    assert pump.sessions_ended == 0
    assert ask(first, pump, b"abc") == answer(b"cba")


def test_a_new_session_ends_the_one_before_it(pump: Pump) -> None:
    first, second = programmer(pump, 2), programmer(pump, 3)
    open_session(first, pump)
    open_session(second, pump)
    assert pump.sessions_ended == 1
    assert ask(first, pump, b"abc") == [SessionUnknown()]
    assert ask(second, pump, b"abc") == answer(b"cba")
    assert pump.served == [(ASK, b"abc")]


def test_a_greeting_that_comes_twice_gets_the_same_answer(exchange: Exchange, pump: Pump) -> None:
    greeting = exchange.greet()
    first, second = pump.hear(greeting), pump.hear(greeting)
    assert first == second
    assert len(exchange.receive(first + second)) == 1
    assert pump.hear(exchange.begin_session())
    assert pump.responder.session_open


def test_a_proof_that_comes_twice_gets_the_same_answer_and_ends_nothing(
    exchange: Exchange, pump: Pump
) -> None:
    greet(exchange, pump)
    proof = exchange.begin_session()
    assert exchange.repeat() == proof
    first, second = pump.hear(proof), pump.hear(proof)
    assert first == second
    assert pump.sessions_ended == 0
    assert len(exchange.receive(first + second)) == 1
    assert ask(exchange, pump, b"abc") == answer(b"cba")


def test_a_late_duplicate_of_an_older_greeting_is_not_answered(exchange: Exchange, pump: Pump) -> None:
    old = exchange.greet()
    pump.hear(old)
    greet(exchange, pump)
    assert pump.hear(old) == b""
    (event,) = exchange.receive(pump.hear(exchange.begin_session()))
    assert isinstance(event, SessionOpened)
    assert pump.hear(old) == b""
    assert ask(exchange, pump, b"abc") == answer(b"cba")


def test_sixteen_greetings_are_remembered(exchange: Exchange, pump: Pump) -> None:
    greetings = [exchange.greet() for _ in range(16)]
    for greeting in greetings:
        pump.hear(greeting)
    for greeting in greetings[:-1]:
        assert pump.hear(greeting) == b""


def test_a_session_number_is_not_offered_again_soon(exchange: Exchange, pump: Pump) -> None:
    numbers = [greet(exchange, pump).answer.session for _ in range(40)]
    for at in range(len(numbers) - 16):
        assert len(set(numbers[at : at + 16])) == 16


def test_a_session_is_never_numbered_zero_nor_as_the_one_before(pump: Pump, exchange: Exchange) -> None:
    class Dice:
        rolls = [b"\x00\x00", b"\x07\x00", b"\x07\x00", b"\x00\x00", b"\x08\x00"]

        def token_bytes(self, length: int) -> bytes:
            return self.rolls.pop(0) if length == 2 else bytes(range(length))

    pump.responder._welcome.randomness = Dice()
    assert [open_session(exchange, pump).answer.session for _ in range(2)] == [7, 8]


@pytest.mark.parametrize("payload", [b"", bytes(37), bytes(39), bytes(22)])
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
    hello = HelloRequest(b"n" * 16, bytes(16), lowest, highest).encode()
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


def test_nothing_of_a_request_or_its_answer_can_be_read_on_the_line(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    request = exchange.request(ASK, b"a secret dose")
    reply = pump.hear(request)
    assert frame_in(request).flags == SECURED
    assert frame_in(reply).flags == SECURED | RESPONSE
    assert b"dose" not in request
    assert b"esod" not in reply


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
    assert exchange.receive(reply + reply) == [*answer(b"cba"), Distrusted.REPLAYED]


def test_the_same_counter_with_other_bytes_is_neither_served_nor_answered(
    exchange: Exchange, pump: Pump
) -> None:
    open_session(exchange, pump)
    request = frame_in(exchange.request(ASK, b"abc"))
    pump.hear(encode_frame(request))
    for payload in (b"other", b"abd"):
        forged = sealed_by_programmer(exchange, Frame(0, ASK, 0, request.counter, payload))
        assert pump.hear(encode_frame(forged)) == b""
    assert pump.served == [(ASK, b"abc")]
    assert pump.responder.distrusted[Distrusted.REPLAYED] == 2


def test_a_request_with_a_lower_counter_changes_nothing(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    old = exchange.request(ASK, b"old")
    pump.hear(old)
    pump.hear(exchange.request(ASK, b"new"))
    assert pump.hear(old) == b""
    assert [payload for _, payload in pump.served] == [b"old", b"new"]
    assert pump.responder.distrusted[Distrusted.REPLAYED] == 1


def test_a_frame_of_another_session_changes_nothing(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    request = exchange.request(ASK, b"abc")
    stray = frame_in(request)._replace(session=exchange.session_number ^ 1)
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


@pytest.mark.parametrize("flags", [RESPONSE, EVENT, RESPONSE | EVENT])
def test_responses_and_events_that_reach_the_pump_are_not_requests(
    exchange: Exchange, pump: Pump, flags: int
) -> None:
    open_session(exchange, pump)
    sealed = sealed_by_programmer(exchange, Frame(flags, ASK, 0, 1, b"abc"))
    assert pump.hear(encode_frame(sealed)) == b""
    assert pump.hear(encode_frame(Frame(flags, ASK, sealed.session, 1, b"abc"))) == b""
    assert pump.served == []


def test_damage_on_the_way_to_the_pump_is_not_answered(pump: Pump) -> None:
    assert pump.hear(b"\x00\x05noise\x00") == b""


def test_a_clear_frame_is_believed_by_neither_side_of_a_session(exchange: Exchange, pump: Pump) -> None:
    opened = open_session(exchange, pump)
    clear = Frame(0, ASK, opened.answer.session, 1, b"abc")
    assert pump.hear(encode_frame(clear)) == b""
    assert pump.responder.distrusted[Distrusted.UNSECURED] == 1
    assert pump.served == []
    reply = frame_in(pump.hear(exchange.request(ASK, b"abc")))
    clear_reply = opened_by_programmer(exchange, reply)
    assert exchange.receive(encode_frame(clear_reply)) == [Distrusted.UNSECURED]
    assert exchange.receive(encode_frame(clear_reply._replace(session=0))) == [Distrusted.UNSECURED]
    assert exchange.receive(encode_frame(reply)) == answer(b"cba")


def test_a_request_that_brought_the_pump_down_has_no_answer_not_even_an_older_one(
    exchange: Exchange, pump: Pump
) -> None:
    class BroughtDown(Exception):
        pass

    def serve(_opcode: int, _payload: bytes) -> Answer:
        raise BroughtDown

    open_session(exchange, pump)
    ask(exchange, pump, b"abc")
    pump.responder.serve = serve
    request = exchange.request(ASK, b"xyz")
    with pytest.raises(BroughtDown):
        pump.hear(request)
    assert pump.hear(request) == b""


# ---- answers that are not believed ----------------------------------------------------------------------------


@pytest.fixture
def reply(exchange: Exchange, pump: Pump) -> Frame:
    """A right answer to a request that is under way, after one exchange before it."""
    open_session(exchange, pump)
    ask(exchange, pump, b"first")
    return frame_in(pump.hear(exchange.request(ASK, b"abc")))


def changed_reply(pump: Pump, clear: Frame, what: str) -> Frame:
    """What no pump that is right would say, sealed by the pump all the same: the rest must hold by itself."""
    in_reply_to = int.from_bytes(clear.payload[:4], "little")
    match what:
        case "another opcode":
            changed = clear._replace(opcode=BAD)
        case "another request":
            changed = clear._replace(payload=struct.pack("<I", in_reply_to - 1) + clear.payload[4:])
        case "no response flag":
            changed = clear._replace(flags=0)
        case "cut short":
            changed = clear._replace(payload=clear.payload[:5])
        case "empty":
            changed = clear._replace(payload=b"")
        case _:
            raise AssertionError(what)
    return sealed_by_pump(pump, changed)


@pytest.mark.parametrize(
    "what", ["another opcode", "another request", "no response flag", "cut short", "empty"]
)
def test_an_answer_that_does_not_belong_is_ignored_and_the_right_one_still_believed(
    exchange: Exchange, pump: Pump, reply: Frame, what: str
) -> None:
    clear = opened_by_programmer(exchange, reply)
    assert exchange.receive(encode_frame(changed_reply(pump, clear, what))) == []
    right = sealed_by_pump(pump, clear._replace(counter=clear.counter + 1))
    assert exchange.receive(encode_frame(right)) == answer(b"cba")
    assert exchange.receive(encode_frame(right)) == [Distrusted.REPLAYED]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"session": 0}, Distrusted.OTHER_SESSION),
        ({"session": 1}, Distrusted.OTHER_SESSION),
        ({"counter": 1}, Distrusted.REPLAYED),
        ({"counter": 0}, Distrusted.REPLAYED),
        ({"counter": 99}, Distrusted.TAG_WRONG),
        ({"tag": bytes(16)}, Distrusted.TAG_WRONG),
        ({"payload": b"forged"}, Distrusted.TAG_WRONG),
    ],
)
def test_an_answer_that_was_changed_on_the_way_is_counted_and_the_right_one_still_believed(
    exchange: Exchange, reply: Frame, change: dict[str, int], why: Distrusted
) -> None:
    assert exchange.receive(encode_frame(reply._replace(**change))) == [why]  # type: ignore[arg-type]
    assert exchange.receive(encode_frame(reply)) == answer(b"cba")


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
    assert exchange.receive(encode_frame(reply)) == [Distrusted.OTHER_SESSION]
    same_number = reply._replace(session=exchange.session_number)
    assert exchange.receive(encode_frame(same_number)) == [Distrusted.TAG_WRONG]


def test_dropped_bytes_are_reported(exchange: Exchange) -> None:
    assert exchange.receive(b"\x00\x05noise\x00") == [Dropped.BAD_COBS]


# ---- hints ----------------------------------------------------------------------------------------------------


def test_a_hint_answers_nothing_and_comes_once(exchange: Exchange, pump: Pump, reply: Frame) -> None:
    hint = pump.responder.hint(0x7777, b"look")
    assert exchange.receive(hint) == [HintReceived(0x7777, b"look")]
    assert exchange.receive(hint) == [Distrusted.REPLAYED]
    assert exchange.receive(encode_frame(reply)) == answer(b"cba")


def test_a_hint_that_overtakes_an_answer_or_comes_after_it_costs_neither(
    exchange: Exchange, pump: Pump
) -> None:
    open_session(exchange, pump)
    early, late = pump.responder.hint(1, b""), pump.responder.hint(2, b"")
    reply = pump.hear(exchange.request(ASK, b"abc"))
    after = pump.responder.hint(3, b"")
    assert exchange.receive(early + after + reply) == [
        HintReceived(1, b""),
        HintReceived(3, b""),
        *answer(b"cba"),
    ]
    assert exchange.receive(late) == [Distrusted.REPLAYED]
    assert ask(exchange, pump, b"xyz") == answer(b"zyx")


def test_a_hint_that_was_held_back_until_after_the_answer_is_still_a_hint(
    exchange: Exchange, pump: Pump
) -> None:
    open_session(exchange, pump)
    held = pump.responder.hint(1, b"")
    assert ask(exchange, pump, b"abc") == answer(b"cba")
    assert exchange.receive(held) == [HintReceived(1, b"")]


def test_a_hint_cannot_be_made_an_answer_nor_an_answer_a_hint(
    exchange: Exchange, pump: Pump, reply: Frame
) -> None:
    as_hint = reply._replace(flags=EVENT | SECURED)
    assert exchange.receive(encode_frame(as_hint)) == [Distrusted.TAG_WRONG]
    hint = frame_in(pump.responder.hint(ASK, opened_by_programmer(exchange, reply).payload))
    assert exchange.receive(encode_frame(hint._replace(flags=RESPONSE | SECURED))) == [Distrusted.TAG_WRONG]
    assert exchange.receive(encode_frame(reply)) == answer(b"cba")


def test_without_a_session_there_are_no_hints(pump: Pump, exchange: Exchange) -> None:
    assert pump.responder.hint(1, b"") == b""
    assert exchange.receive(encode_frame(Frame(EVENT, 1, 0, 1, b"look"))) == []


def test_hints_do_not_keep_a_session_alive(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    pump.wait(4 * SECOND)
    assert pump.responder.hint(1, b"")
    pump.wait(SECOND)
    assert pump.sessions_ended == 1


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
    reply = frame_in(pump.hear(encode_frame(Frame(SECURED, ASK, 77, 1, b"", bytes(16)))))
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
    assert exchange.state is ChannelState.CLEAR
    with pytest.raises(NoSession):
        exchange.request(ASK, b"")
    exchange.close()
    assert open_session(exchange, pump).answer.session == exchange.session_number


def test_a_session_that_somebody_says_is_unknown_is_over_and_nothing_else(
    exchange: Exchange, pump: Pump
) -> None:
    """Anybody can say so: it costs the session, and says nothing about what was done."""
    open_session(exchange, pump)
    request = frame_in(exchange.request(ASK, b"abc"))
    payload = struct.pack("<IH", request.counter, LinkStatus.NO_SESSION)
    forged = Frame(RESPONSE, ASK, 0, 1, payload)
    other_request = forged._replace(payload=struct.pack("<IH", request.counter + 1, LinkStatus.NO_SESSION))
    assert exchange.receive(encode_frame(other_request)) == []
    assert exchange.receive(encode_frame(forged._replace(opcode=BAD))) == []
    assert exchange.receive(encode_frame(forged)) == [SessionUnknown()]
    open_session(exchange, pump)
    assert ask(exchange, pump, b"abc") == answer(b"cba")


def test_who_cannot_prove_to_be_the_pump_opens_nothing_and_everything_begins_anew(
    exchange: Exchange, pump: Pump
) -> None:
    greet(exchange, pump)
    proof = frame_in(exchange.begin_session())
    payload = struct.pack("<IH", proof.counter, LinkStatus.OK) + bytes(48)
    assert exchange.receive(encode_frame(Frame(RESPONSE, LinkOpcode.SESSION, 0, 1, payload))) == [NotProved()]
    assert exchange.state is ChannelState.CLEAR
    assert open_session(exchange, pump).answer.session == exchange.session_number


# ---- outside a session ----------------------------------------------------------------------------------------


def test_who_is_there_can_be_asked_without_a_session_and_opens_none(exchange: Exchange, pump: Pump) -> None:
    assert exchange.receive(pump.hear(exchange.identify())) == answer(IDENTITY)
    assert exchange.session_number == 0
    assert pump.served == []


def test_who_is_there_can_be_asked_beside_a_session_and_ends_none(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    assert exchange.receive(pump.hear(exchange.identify())) == answer(IDENTITY)
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


def frame_of_version_two() -> bytes:
    return on_the_line(struct.pack("<BBHHIH", 2, RESPONSE, LinkOpcode.IDENT, 0, 1, 0))


def test_a_frame_of_another_version_is_told(exchange: Exchange) -> None:
    assert exchange.receive(frame_of_version_two()) == [WrongVersion(2)]


def test_another_version_is_not_believed_within_a_session_because_anybody_can_say_so(
    exchange: Exchange, pump: Pump
) -> None:
    open_session(exchange, pump)
    request = exchange.request(ASK, b"abc")
    notice = encode_frame(Frame(RESPONSE, LinkOpcode.VERSION_NOTICE, 0, 1, b"\x02\x03"))
    assert exchange.receive(notice + frame_of_version_two()) == [Distrusted.UNSECURED] * 2
    assert exchange.receive(pump.hear(request)) == answer(b"cba")


@pytest.mark.parametrize(("flags", "payload"), [(0, b"\x02\x03"), (RESPONSE, b"")])
def test_what_only_looks_like_a_notice_is_none(exchange: Exchange, flags: int, payload: bytes) -> None:
    exchange.identify()
    assert exchange.receive(encode_frame(Frame(flags, LinkOpcode.VERSION_NOTICE, 0, 1, payload))) == []


# ---- everything at once ---------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["new", "repeat", "deliver", "lose", "old"]), max_size=40))
def test_whatever_gets_lost_or_repeated_each_request_is_served_at_most_once(steps: list[str]) -> None:
    pump = Pump()
    exchange = programmer(pump)
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
