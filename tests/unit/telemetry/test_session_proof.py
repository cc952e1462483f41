"""Only who holds a paired key opens or ends a session, and no session's keys open another's frames."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace

import pytest

from programmer.randomness import SeededRandomness
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.exchange import Exchange, NoSession, NotProved, SessionOpened
from programmer.telemetry.frames import RESPONSE, Frame, encode_frame
from programmer.telemetry.handshakes import Greeting
from programmer.telemetry.hello import HelloAnswer, HelloRequest
from programmer.telemetry.noise.cipher import NoiseFailure
from programmer.telemetry.noise.handshake import Handshake, Pattern
from programmer.telemetry.noise.keys import fingerprint, new_key_pair
from programmer.telemetry.secure_channel import Seal
from tests.unit.telemetry.two_sides import (
    ASK,
    IDENTITY,
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


@pytest.fixture
def pump() -> Pump:
    return Pump()


@pytest.fixture
def exchange(pump: Pump) -> Exchange:
    return programmer(pump)


def posing_as(exchange: Exchange, seed: int = 50) -> bytes:
    """A greeting with the fingerprint of that programmer, from somebody who does not have its key."""
    own = fingerprint(exchange.trust.workstation().public)
    payload = HelloRequest(SeededRandomness(seed).token_bytes(16), own).encode()
    return encode_frame(Frame(0, LinkOpcode.HELLO, 0, 1000 + seed, payload))


def in_session_zero(opcode: int, payload: bytes, counter: int = 2000) -> bytes:
    return encode_frame(Frame(0, opcode, 0, counter, payload))


# ---- who may open one -----------------------------------------------------------------------------------------


def test_an_old_first_message_under_a_new_greeting_proves_nothing(exchange: Exchange, pump: Pump) -> None:
    greet(exchange, pump)
    old = exchange.begin_session()
    exchange.receive(pump.hear(old))
    assert status_of(pump.hear(posing_as(exchange))) == LinkStatus.OK
    assert status_of(pump.hear(old)) == LinkStatus.PROOF_WRONG
    assert pump.sessions_ended == 0
    assert ask(exchange, pump, b"abc") == answer(b"cba")


def test_not_even_under_the_same_greeting_played_again(exchange: Exchange, pump: Pump) -> None:
    """A pump that has forgotten the greeting by now answers with a nonce of its own, and that makes it another."""
    greeting = exchange.greet()
    exchange.receive(pump.hear(greeting))
    proof = exchange.begin_session()
    exchange.receive(pump.hear(proof))
    for seed in range(50, 66):
        pump.hear(posing_as(exchange, seed))
    assert status_of(pump.hear(greeting)) == LinkStatus.OK
    assert status_of(pump.hear(proof)) == LinkStatus.PROOF_WRONG
    assert pump.sessions_ended == 0


def test_a_proof_without_a_greeting_opens_nothing(exchange: Exchange, pump: Pump) -> None:
    assert status_of(pump.hear(in_session_zero(LinkOpcode.SESSION, bytes(48)))) == LinkStatus.NO_SESSION
    open_session(exchange, pump)
    assert status_of(pump.hear(in_session_zero(LinkOpcode.SESSION, bytes(48)))) == LinkStatus.NO_SESSION
    assert pump.sessions_ended == 0


@pytest.mark.parametrize("payload", [b"", bytes(47), bytes(48), bytes(49), b"\x01" + bytes(47), bytes(480)])
def test_a_forged_proof_under_the_name_of_a_paired_programmer_ends_nothing(
    exchange: Exchange, pump: Pump, payload: bytes
) -> None:
    open_session(exchange, pump)
    pump.hear(posing_as(exchange))
    for number in range(5):
        forged = in_session_zero(LinkOpcode.SESSION, payload, 2000 + number)
        assert status_of(pump.hear(forged)) == LinkStatus.PROOF_WRONG
    assert pump.sessions_ended == 0
    assert ask(exchange, pump, b"abc") == answer(b"cba")


def test_every_changed_bit_of_a_proof_is_noticed_and_the_right_one_still_taken(
    exchange: Exchange, pump: Pump
) -> None:
    greet(exchange, pump)
    proof = exchange.begin_session()
    right = frame_in(proof)
    changed = 0
    for bit in range(8 * len(right.payload)):
        payload = bytearray(right.payload)
        payload[bit // 8] ^= 1 << bit % 8
        changed += (
            status_of(pump.hear(encode_frame(right._replace(payload=bytes(payload)))))
            == LinkStatus.PROOF_WRONG
        )
    # The highest bit of an X25519 key means nothing (RFC 7748 5), but is bound into the hash all the same.
    assert changed == 8 * 48
    (event,) = exchange.receive(pump.hear(proof))
    assert isinstance(event, SessionOpened)


def test_a_stranger_s_key_opens_nothing(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    unknown = stranger(9)
    assert not greet(unknown, pump).answer.knows_you
    assert not unknown.acquainted
    with pytest.raises(NoSession, match="the pump's key is not known"):
        unknown.begin_session()
    assert status_of(pump.hear(in_session_zero(LinkOpcode.SESSION, bytes(48)))) == LinkStatus.NOT_PAIRED
    assert pump.sessions_ended == 0
    assert ask(exchange, pump, b"abc") == answer(b"cba")


def test_a_programmer_that_names_another_s_key_cannot_prove_it(exchange: Exchange, pump: Pump) -> None:
    impostor = stranger(9)
    pump_key = pump.keys.own.public
    hello = HelloRequest(bytes(16), fingerprint(exchange.trust.workstation().public)).encode()
    body = frame_in(pump.hear(in_session_zero(LinkOpcode.HELLO, hello))).payload[6:]
    handshake = Greeting(hello, body).session(
        True, impostor.trust.workstation(), pump_key, SeededRandomness(3)
    )
    proof = in_session_zero(LinkOpcode.SESSION, handshake.write(), 2001)
    assert status_of(pump.hear(proof)) == LinkStatus.PROOF_WRONG


def test_another_paired_programmer_s_proof_ends_the_session(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    other = programmer(pump, 8)
    greet(other, pump)
    assert pump.sessions_ended == 0
    other.receive(pump.hear(other.begin_session()))
    assert pump.sessions_ended == 1
    assert ask(other, pump, b"abc") == answer(b"cba")


def test_a_pump_that_starts_anew_keeps_no_session_and_no_greeting(exchange: Exchange, pump: Pump) -> None:
    greet(exchange, pump)
    proof = exchange.begin_session()
    pump.responder.reset()
    assert status_of(pump.hear(proof)) == LinkStatus.NO_SESSION
    open_session(exchange, pump)
    pump.responder.reset()
    assert pump.sessions_ended == 1
    assert not pump.responder.session_open


# ---- whatever was said in clear is bound ----------------------------------------------------------------------


CHANGES: dict[str, Callable[[HelloAnswer], HelloAnswer]] = {
    "features": lambda hello: replace(hello, features=1),
    "session": lambda hello: replace(hello, session=hello.session ^ 1),
    "session life": lambda hello: replace(hello, session_life_ms=60_000),
    "stage life": lambda hello: replace(hello, stage_life_ms=1),
    "pump nonce": lambda hello: replace(hello, pump_nonce=bytes(16)),
    "a code is shown": lambda hello: replace(hello, shows_code=True),
    "not known": lambda hello: replace(hello, knows_you=False),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_greeting_that_was_changed_on_its_way_back_opens_nothing(
    exchange: Exchange, pump: Pump, what: str
) -> None:
    reply = frame_in(pump.hear(exchange.greet()))
    changed = CHANGES[what](HelloAnswer.decode(reply.payload[6:]))
    exchange.receive(encode_frame(reply._replace(payload=reply.payload[:6] + changed.encode())))
    assert status_of(pump.hear(exchange.begin_session())) == LinkStatus.PROOF_WRONG
    assert not pump.responder.session_open


def test_a_greeting_that_was_changed_on_its_way_to_the_pump_opens_nothing(
    exchange: Exchange, pump: Pump
) -> None:
    greeting = frame_in(exchange.greet())
    changed = replace(HelloRequest.decode(greeting.payload), highest=9)
    exchange.receive(pump.hear(encode_frame(greeting._replace(payload=changed.encode()))))
    assert status_of(pump.hear(exchange.begin_session())) == LinkStatus.PROOF_WRONG


@pytest.mark.parametrize("body", [b"", bytes(47), bytes(48), b"\xff" * 48, bytes(49), bytes(474)])
def test_a_forged_answer_to_a_proof_opens_nothing(exchange: Exchange, pump: Pump, body: bytes) -> None:
    greet(exchange, pump)
    request = frame_in(exchange.begin_session())
    payload = struct.pack("<IH", request.counter, LinkStatus.OK) + body
    assert exchange.receive(encode_frame(Frame(RESPONSE, request.opcode, 0, 1, payload))) == [NotProved()]
    assert exchange.session_number == 0


# ---- forward secrecy ------------------------------------------------------------------------------------------


def recorded_session(exchange: Exchange, pump: Pump) -> tuple[list[Frame], list[Frame]]:
    """A session with one question: everything that went to the pump, and everything that came back."""
    there, back = [exchange.greet()], [b""]
    for step in (exchange.begin_session, lambda: exchange.request(ASK, b"abc")):
        back.append(pump.hear(there[-1]))
        exchange.receive(back[-1])
        there.append(step())
    back.append(pump.hear(there[-1]))
    exchange.receive(back[-1])
    return [frame_in(one) for one in there], [frame_in(one) for one in back[1:]]


def test_each_session_has_keys_of_its_own(exchange: Exchange, pump: Pump) -> None:
    (*_, asked), (*_, first) = recorded_session(exchange, pump)
    (*_, again), (*_, second) = recorded_session(exchange, pump)
    assert (asked.counter, asked.opcode) == (again.counter, again.opcode)
    assert asked.payload != again.payload
    assert first.payload != second.payload
    session, at_pump = exchange._session, pump.responder._session
    assert session is not None
    assert at_pump is not None
    for seal, old in ((session.seal, first), (at_pump.seal, asked)):
        assert seal.open(old._replace(session=session.number)) is None
        assert seal.open(old) is None
    assert at_pump.seal.open(again) is not None


def test_the_static_keys_alone_open_nothing_that_was_recorded(exchange: Exchange, pump: Pump) -> None:
    """Both static private keys and the whole record, but neither ephemeral one: the session stays closed."""
    there, back = recorded_session(exchange, pump)
    own, pumps = exchange.trust.workstation(), pump.keys.own
    greeting = Greeting(there[0].payload, back[0].payload[6:])
    replayed = greeting.session(False, pumps, own.public, SeededRandomness(5))
    replayed.read(there[1].payload)  # es and ss are within reach of who has the pump's key; ee is not
    mine = replayed.write()
    assert mine != back[1].payload[6:]
    seal = Seal.of_pump(replayed.split())
    assert seal.open(there[2]) is None
    assert Seal(seal.incoming, seal.outgoing).open(back[2]) is None
    as_programmer = greeting.session(True, own, pumps.public, SeededRandomness(6))
    as_programmer.write()
    with pytest.raises(NoiseFailure):
        as_programmer.read(back[1].payload[6:])


def test_a_session_s_handshake_is_not_a_pairing_s(exchange: Exchange, pump: Pump) -> None:
    greet(exchange, pump)
    code = pump.keys.show_code(0)
    proof = frame_in(exchange.begin_session())
    assert (
        status_of(pump.hear(encode_frame(proof._replace(opcode=LinkOpcode.PAIR_BEGIN))))
        == LinkStatus.PROOF_WRONG
    )
    exchange.begin_pairing(code)
    begun = frame_in(exchange.begin_pairing(code))
    assert (
        status_of(pump.hear(encode_frame(begun._replace(opcode=LinkOpcode.SESSION))))
        == LinkStatus.PROOF_WRONG
    )


def test_the_prologue_of_a_handshake_is_the_greeting_in_clear() -> None:
    programmer_key, pump_key = new_key_pair(SeededRandomness(1)), new_key_pair(SeededRandomness(2))
    ours = Greeting(b"request", b"answer").session(True, programmer_key, pump_key.public, SeededRandomness(3))
    theirs = Handshake(
        Pattern.KK,
        False,
        b"ITP/1 sessionrequestanswer",
        pump_key,
        SeededRandomness(4),
        remote_static=programmer_key.public,
    )
    theirs.read(ours.write())
    ours.read(theirs.write())
    assert ours.hash == theirs.hash


def test_who_is_there_is_said_in_clear_to_anybody_and_binds_nobody(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    unknown = stranger(9)
    assert unknown.receive(pump.hear(unknown.identify())) == answer(IDENTITY)
    assert ask(exchange, pump, b"abc") == answer(b"cba")
