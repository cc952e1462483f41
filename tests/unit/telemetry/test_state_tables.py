"""Both sides of a link go from state to state as their tables say, row by row, and in no other way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from programmer.randomness import SeededRandomness
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.exchange import Exchange, NoSession
from programmer.telemetry.frames import SECURED, Frame, encode_frame
from programmer.telemetry.hello import HelloRequest
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.pump_keys import OFFER_LIFE_US
from programmer.telemetry.secure_channel import NEXT_STATES, ChannelState, Distrusted
from tests.unit.telemetry.two_sides import (
    ASK,
    IDENTITY,
    SECOND,
    Pump,
    answer,
    ask,
    frame_in,
    greet,
    open_session,
    programmer,
    status_of,
    stranger,
)

CLEAR, GREETED, PAIRING, OPEN = (
    ChannelState.CLEAR,
    ChannelState.GREETED,
    ChannelState.PAIRING,
    ChannelState.OPEN,
)


CODE_SEED = 5
CODE = PairingCode(SeededRandomness(CODE_SEED).token_bytes(16))


@pytest.fixture
def pump() -> Pump:
    return Pump()


# ---- the programmer's side ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ChannelState)
@pytest.mark.parametrize("target", ChannelState)
def test_a_channel_moves_only_where_its_table_allows(state: ChannelState, target: ChannelState) -> None:
    exchange = Exchange(stranger().randomness, stranger().trust, state=state)
    if target in NEXT_STATES[state]:
        exchange._move(target)
        assert exchange.state is target
    else:
        with pytest.raises(NoSession, match="a channel cannot go from"):
            exchange._move(target)
        assert exchange.state is state


def test_a_session_opens_only_after_a_greeting_and_ends_only_in_the_clear() -> None:
    assert set(NEXT_STATES) == set(ChannelState)
    assert [state for state in ChannelState if OPEN in NEXT_STATES[state]] == [GREETED]
    assert [state for state in ChannelState if PAIRING in NEXT_STATES[state]] == [GREETED]
    assert [state for state in ChannelState if GREETED in NEXT_STATES[state]] == [CLEAR]
    assert NEXT_STATES[OPEN] == NEXT_STATES[PAIRING] == {CLEAR}


def brought_to(state: ChannelState, pump: Pump) -> Exchange:
    exchange = programmer(pump)
    pump.keys._randomness = SeededRandomness(CODE_SEED)
    assert pump.keys.show_code(0) == CODE
    if state is OPEN:
        open_session(exchange, pump)
    elif state is not CLEAR:
        greet(exchange, pump)
    if state is PAIRING:
        exchange.receive(pump.hear(exchange.begin_pairing(CODE)))
    assert exchange.state is state
    return exchange


STEPS: dict[str, tuple[Callable[[Exchange], bytes], set[ChannelState], ChannelState | None]] = {
    "greet": (Exchange.greet, set(ChannelState), GREETED),
    "identify": (Exchange.identify, set(ChannelState), None),
    "begin a session": (Exchange.begin_session, {GREETED}, OPEN),
    "begin pairing": (lambda exchange: exchange.begin_pairing(CODE), {GREETED}, PAIRING),
    "end pairing": (Exchange.end_pairing, {PAIRING}, CLEAR),
    "request": (lambda exchange: exchange.request(ASK, b"abc"), {OPEN}, None),
}


@pytest.mark.parametrize("what", STEPS)
@pytest.mark.parametrize("state", ChannelState)
def test_each_step_is_taken_only_in_its_state_and_leads_to_its_next(
    pump: Pump, what: str, state: ChannelState
) -> None:
    step, allowed, leads_to = STEPS[what]
    exchange = brought_to(state, pump)
    if state not in allowed:
        with pytest.raises(NoSession):
            step(exchange)
        assert exchange.state is state
        return
    assert len(exchange.receive(pump.hear(step(exchange)))) == 1
    assert exchange.state is (leads_to or state)


@pytest.mark.parametrize("state", ChannelState)
def test_closing_forgets_everything_in_every_state(pump: Pump, state: ChannelState) -> None:
    exchange = brought_to(state, pump)
    exchange.close()
    assert exchange.state is CLEAR
    assert exchange.counters == (0, 0)
    open_session(exchange, pump)
    assert ask(exchange, pump, b"abc") == answer(b"cba")


# ---- the pump's side ------------------------------------------------------------------------------------------


def before_any(pump: Pump) -> None:
    """No greeting, no session."""


def after_a_greeting(pump: Pump) -> None:
    greet(programmer(pump, 7), pump)


def while_pairing(pump: Pump) -> None:
    exchange = programmer(pump, 7)
    code = pump.keys.show_code(pump.now_us)
    greet(exchange, pump)
    exchange.receive(pump.hear(exchange.begin_pairing(code)))


def within_a_session(pump: Pump) -> None:
    open_session(programmer(pump, 7), pump)


SITUATIONS = [before_any, after_a_greeting, while_pairing, within_a_session]
Situation = Callable[[Pump], None]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_any_state_a_new_greeting_is_answered_and_ends_nothing(pump: Pump, situation: Situation) -> None:
    situation(pump)
    was_open = pump.responder.session_open
    assert greet(stranger(8), pump).answer.session
    assert pump.responder.session_open == was_open
    assert pump.sessions_ended == 0


@pytest.mark.parametrize("situation", SITUATIONS)
def test_any_state_the_last_greeting_again_gets_the_stored_answer(pump: Pump, situation: Situation) -> None:
    situation(pump)
    greeting = stranger(8).greet()
    assert pump.hear(greeting) == pump.hear(greeting) != b""


@pytest.mark.parametrize("situation", SITUATIONS)
def test_any_state_an_older_greeting_gets_nothing(pump: Pump, situation: Situation) -> None:
    old = stranger(8).greet()
    pump.hear(old)
    situation(pump)
    pump.hear(stranger(9).greet())
    assert pump.hear(old) == b""


@pytest.mark.parametrize("situation", SITUATIONS)
def test_any_state_who_is_there_is_answered_in_session_zero(pump: Pump, situation: Situation) -> None:
    situation(pump)
    unknown = stranger(8)
    reply = pump.hear(unknown.identify())
    assert frame_in(reply).session == 0
    assert unknown.receive(reply) == answer(IDENTITY)


def test_greeted_an_authentic_proof_ends_the_old_session_and_opens_the_offered_one(pump: Pump) -> None:
    within_a_session(pump)
    exchange = programmer(pump, 8)
    offered = greet(exchange, pump).answer.session
    exchange.receive(pump.hear(exchange.begin_session()))
    session = pump.responder._session
    assert session is not None
    assert (session.number, pump.sessions_ended) == (offered, 1)


@pytest.mark.parametrize("opcode", [LinkOpcode.SESSION, LinkOpcode.PAIR_BEGIN, LinkOpcode.PAIR_END])
@pytest.mark.parametrize("situation", [before_any, within_a_session])
def test_ungreeted_no_handshake_begins(pump: Pump, situation: Situation, opcode: int) -> None:
    pump.keys.show_code(0)
    situation(pump)
    assert status_of(pump.hear(encode_frame(Frame(0, opcode, 0, 900, bytes(64))))) == LinkStatus.NO_SESSION
    assert pump.sessions_ended == 0


def say(pump: Pump, opcode: int, length: int, counter: int = 900) -> int:
    """The status that a step of a handshake gets which proves nothing."""
    return status_of(pump.hear(encode_frame(Frame(0, opcode, 0, counter, bytes(length)))))


def greeting_lives(pump: Pump) -> bool:
    """Whether a handshake may still begin: SESSION that proves nothing changes nothing."""
    return say(pump, LinkOpcode.SESSION, 48, 999) != LinkStatus.NO_SESSION


@pytest.mark.parametrize("shown", [False, True])
def test_greeted_an_end_of_no_pairing_is_refused_and_ends_the_greeting(pump: Pump, shown: bool) -> None:
    if shown:
        pump.keys.show_code(0)
    after_a_greeting(pump)
    assert say(pump, LinkOpcode.PAIR_END, 64) == LinkStatus.NO_SESSION
    assert not greeting_lives(pump)


@pytest.mark.parametrize("length", [0, 47, 48, 49])
def test_greeted_a_pairing_that_begins_with_nothing_is_refused_and_the_greeting_lives(
    pump: Pump, length: int
) -> None:
    after_a_greeting(pump)
    assert say(pump, LinkOpcode.PAIR_BEGIN, length, 901) == LinkStatus.NO_OFFER
    code = pump.keys.show_code(0)
    for counter in range(902, 906):
        assert say(pump, LinkOpcode.PAIR_BEGIN, length, counter) == LinkStatus.PROOF_WRONG
    assert pump.keys.shown_code(0) == code  # none of them counts against it
    assert greeting_lives(pump)


@pytest.fixture
def pairing_under_way(pump: Pump) -> bytes:
    """PAIR_END, as it would end the pairing that has begun."""
    exchange = programmer(pump, 7)
    code = pump.keys.show_code(0)
    greet(exchange, pump)
    exchange.receive(pump.hear(exchange.begin_pairing(code)))
    return exchange.end_pairing()


def test_pairing_its_end_uses_up_code_and_greeting(pump: Pump, pairing_under_way: bytes) -> None:
    assert status_of(pump.hear(pairing_under_way)) == LinkStatus.OK
    assert pump.keys.shown_code(0) is None
    assert not greeting_lives(pump)


@pytest.mark.parametrize("length", [0, 63, 64, 65])
def test_pairing_an_end_that_proves_nothing_counts_and_ends_the_greeting(
    pump: Pump, pairing_under_way: bytes, length: int
) -> None:
    assert say(pump, LinkOpcode.PAIR_END, length) == LinkStatus.PROOF_WRONG
    assert status_of(pump.hear(pairing_under_way)) == LinkStatus.NO_SESSION
    assert not greeting_lives(pump)


def test_pairing_a_new_beginning_ends_it_however_it_comes_out(pump: Pump, pairing_under_way: bytes) -> None:
    assert say(pump, LinkOpcode.PAIR_BEGIN, 48) == LinkStatus.PROOF_WRONG
    assert greeting_lives(pump)
    assert status_of(pump.hear(pairing_under_way)) == LinkStatus.NO_SESSION


def test_pairing_a_new_beginning_after_the_code_has_lapsed_ends_it_too(
    pump: Pump, pairing_under_way: bytes
) -> None:
    pump.wait(OFFER_LIFE_US)
    assert say(pump, LinkOpcode.PAIR_BEGIN, 48) == LinkStatus.NO_OFFER
    assert greeting_lives(pump)
    assert status_of(pump.hear(pairing_under_way)) == LinkStatus.NO_SESSION


def test_pairing_a_session_that_proves_nothing_leaves_it(pump: Pump, pairing_under_way: bytes) -> None:
    assert say(pump, LinkOpcode.SESSION, 48) == LinkStatus.PROOF_WRONG
    assert status_of(pump.hear(pairing_under_way)) == LinkStatus.OK


def test_pairing_a_session_that_opens_ends_it(pump: Pump) -> None:
    exchange = programmer(pump, 7)
    code = pump.keys.show_code(0)
    greet(exchange, pump)
    greeted = exchange._greeted
    exchange.receive(pump.hear(exchange.begin_pairing(code)))
    assert greeted is not None
    session = greeted.greeting.session(
        True, exchange.trust.workstation(), pump.keys.own.public, SeededRandomness(8)
    )
    opening = encode_frame(Frame(0, LinkOpcode.SESSION, 0, 900, session.write()))
    assert status_of(pump.hear(opening)) == LinkStatus.OK
    assert status_of(pump.hear(exchange.end_pairing())) == LinkStatus.NO_SESSION
    assert pump.keys.shown_code(0) == code
    assert pump.responder.session_open


@pytest.mark.parametrize("anew", [False, True])
def test_pairing_its_end_after_the_code_has_lapsed_is_no_offer_and_ends_the_greeting(
    pump: Pump, pairing_under_way: bytes, anew: bool
) -> None:
    pump.wait(OFFER_LIFE_US)
    if anew:
        pump.keys.show_code(pump.now_us)
    assert status_of(pump.hear(pairing_under_way)) == LinkStatus.NO_OFFER
    assert not greeting_lives(pump)


@pytest.mark.parametrize("counter", [0, 2**32 - 1])
def test_any_counter_will_do_in_clear(pump: Pump, counter: int) -> None:
    reply = frame_in(pump.hear(encode_frame(Frame(0, LinkOpcode.IDENT, 0, counter, b""))))
    assert reply.payload[:4] == counter.to_bytes(4, "little")


@pytest.mark.parametrize(("lowest", "highest"), [(2, 1), (1, 0), (2, 9), (0, 0)])
def test_a_greeting_for_no_version_of_ours_is_told_so_and_changes_nothing(
    pump: Pump, lowest: int, highest: int
) -> None:
    after_a_greeting(pump)
    request = HelloRequest(bytes(16), bytes(16), lowest, highest)
    hello = encode_frame(Frame(0, LinkOpcode.HELLO, 0, 900, request.encode()))
    assert status_of(pump.hear(hello)) == LinkStatus.VERSION
    assert greeting_lives(pump)


@pytest.mark.parametrize("opcode", [ASK, 0x0000, 0xFFFF, LinkOpcode.VERSION_NOTICE])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_any_state_any_other_request_outside_a_session_is_told_that_it_needs_one(
    pump: Pump, situation: Situation, opcode: int
) -> None:
    situation(pump)
    assert status_of(pump.hear(encode_frame(Frame(0, opcode, 0, 900, b"")))) == LinkStatus.NO_SESSION
    assert pump.served == []


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_secured_request_of_no_session_of_ours_is_told_so_and_counted(
    pump: Pump, situation: Situation
) -> None:
    situation(pump)
    session = pump.responder._session
    number = 1 if session is None else session.number ^ 1
    reply = pump.hear(encode_frame(Frame(SECURED, ASK, number, 1, b"", bytes(16))))
    assert (status_of(reply), frame_in(reply).session) == (LinkStatus.NO_SESSION, 0)
    assert pump.responder.distrusted[Distrusted.OTHER_SESSION] == 1
    assert pump.served == []


@pytest.mark.parametrize("situation", SITUATIONS)
def test_any_state_a_clear_request_of_a_session_gets_nothing_and_is_counted(
    pump: Pump, situation: Situation
) -> None:
    situation(pump)
    session = pump.responder._session
    for number in (1, 0xFFFF if session is None else session.number):
        assert pump.hear(encode_frame(Frame(0, ASK, number, 1, b""))) == b""
    assert pump.responder.distrusted[Distrusted.UNSECURED] == 2
    assert pump.served == []


def test_in_its_session_a_newer_authentic_request_is_done_once_and_its_answer_stored(pump: Pump) -> None:
    exchange = programmer(pump)
    open_session(exchange, pump)
    request = exchange.request(ASK, b"abc")
    assert pump.hear(request) == pump.hear(request) == pump.hear(request)
    assert pump.served == [(ASK, b"abc")]
    assert pump.distrusted == 0


def test_in_its_session_a_counter_that_is_not_newer_gets_nothing_and_is_counted(pump: Pump) -> None:
    exchange = programmer(pump)
    open_session(exchange, pump)
    first, second = exchange.request(ASK, b"abc"), exchange.request(ASK, b"xyz")
    pump.hear(second)
    assert pump.hear(first) == b""
    assert pump.hear(encode_frame(frame_in(second)._replace(tag=bytes(16)))) == b""
    assert pump.responder.distrusted[Distrusted.REPLAYED] == 2


def test_in_its_session_a_wrong_tag_gets_nothing_and_is_counted(pump: Pump) -> None:
    exchange = programmer(pump)
    open_session(exchange, pump)
    request = frame_in(exchange.request(ASK, b"abc"))
    assert pump.hear(encode_frame(request._replace(tag=bytes(16)))) == b""
    assert pump.responder.distrusted[Distrusted.TAG_WRONG] == 1


def test_a_session_ends_after_five_seconds_whatever_comes_but_a_newer_request(pump: Pump) -> None:
    exchange = programmer(pump)
    open_session(exchange, pump)
    old = exchange.request(ASK, b"abc")
    pump.hear(old)
    for _ in range(9):
        pump.wait(SECOND // 2)
        pump.hear(old)
        pump.hear(exchange.identify())
        pump.hear(stranger(8).greet())
        pump.hear(encode_frame(Frame(0, LinkOpcode.HELLO, 0, 1, HelloRequest(bytes(16), bytes(16)).encode())))
    assert pump.responder.session_open
    pump.wait(SECOND // 2)
    assert pump.sessions_ended == 1
