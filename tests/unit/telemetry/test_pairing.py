"""Pairing: once, with the code that the pump shows, and with nothing else."""

from __future__ import annotations

import struct

import pytest

from programmer.randomness import SeededRandomness
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.exchange import (
    AnswerReceived,
    Exchange,
    ExchangeEvent,
    NoSession,
    NotProved,
    Paired,
    PairingBegun,
)
from programmer.telemetry.frames import RESPONSE, Frame, encode_frame
from programmer.telemetry.handshakes import Greeting
from programmer.telemetry.noise.handshake import Handshake, Pattern
from programmer.telemetry.noise.keys import fingerprint, new_key_pair
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.pump_keys import MOST_KNOWN, OFFER_LIFE_US, PumpKeys
from programmer.telemetry.secure_channel import ChannelState
from tests.unit.telemetry.two_sides import (
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

WRONG = PairingCode(b"not what it shows"[:16])


@pytest.fixture
def pump() -> Pump:
    return Pump()


@pytest.fixture
def exchange() -> Exchange:
    return stranger()


def begin(exchange: Exchange, pump: Pump, code: PairingCode) -> list[ExchangeEvent]:
    greet(exchange, pump)
    return exchange.receive(pump.hear(exchange.begin_pairing(code)))


def pair(exchange: Exchange, pump: Pump, code: PairingCode) -> list[ExchangeEvent]:
    """Go through a whole pairing; return what came of its last step."""
    events = begin(exchange, pump, code)
    return exchange.receive(pump.hear(exchange.end_pairing())) if events == [PairingBegun()] else events


def refused(status: LinkStatus) -> list[AnswerReceived]:
    return [AnswerReceived(status, b"")]


def known(exchange: Exchange, pump: Pump) -> bool:
    return pump.keys.programmer(fingerprint(exchange.trust.workstation().public)) is not None


# ---- the right code, and others -----------------------------------------------------------------------------------


def test_the_code_that_the_pump_shows_pairs_the_two(exchange: Exchange, pump: Pump) -> None:
    code = pump.keys.show_code(0)
    assert greet(exchange, pump).answer.shows_code
    assert pair(exchange, pump, code) == [Paired(pump.keys.own.public, IDENTITY)]
    assert known(exchange, pump)
    assert exchange.state is ChannelState.CLEAR
    hello = greet(exchange, pump).answer
    assert (hello.knows_you, hello.shows_code) == (True, False)
    assert hello.fingerprint == fingerprint(pump.keys.own.public)


def test_with_what_was_learnt_a_session_opens(exchange: Exchange, pump: Pump) -> None:
    pair(exchange, pump, pump.keys.show_code(0))
    pump.introduce(exchange.trust)  # type: ignore[arg-type]
    open_session(exchange, pump)
    assert ask(exchange, pump, b"abc") == answer(b"cba")


def test_a_pairing_ends_no_session_and_opens_none(exchange: Exchange, pump: Pump) -> None:
    at_work = programmer(pump, 7)
    open_session(at_work, pump)
    pair(exchange, pump, pump.keys.show_code(0))
    assert pump.sessions_ended == 0
    assert ask(at_work, pump, b"abc") == answer(b"cba")


def test_another_code_proves_nothing_and_the_right_one_still_does(exchange: Exchange, pump: Pump) -> None:
    code = pump.keys.show_code(0)
    assert pair(exchange, pump, WRONG) == refused(LinkStatus.PROOF_WRONG)
    assert not known(exchange, pump)
    assert isinstance(pair(exchange, pump, code)[0], Paired)


@pytest.mark.requirement("OPCA-R8.3.0-1")
def test_three_wrong_proofs_end_the_offer(exchange: Exchange, pump: Pump) -> None:
    code = pump.keys.show_code(0)
    for _ in range(3):
        assert pump.keys.shown_code(0) == code
        assert pair(exchange, pump, WRONG) == refused(LinkStatus.PROOF_WRONG)
    assert pump.keys.shown_code(0) is None
    assert pair(exchange, pump, code) == refused(LinkStatus.NO_OFFER)
    assert not known(exchange, pump)


def test_wrong_proofs_from_different_programmers_count_together(pump: Pump) -> None:
    code = pump.keys.show_code(0)
    for seed in range(3):
        pair(stranger(seed), pump, WRONG)
    assert pair(stranger(9), pump, code) == refused(LinkStatus.NO_OFFER)


def test_a_new_code_has_three_attempts_of_its_own(exchange: Exchange, pump: Pump) -> None:
    pump.keys.show_code(0)
    pair(exchange, pump, WRONG)
    pair(exchange, pump, WRONG)
    code = pump.keys.show_code(0)
    pair(exchange, pump, WRONG)
    pair(exchange, pump, WRONG)
    assert isinstance(pair(exchange, pump, code)[0], Paired)


def test_each_proof_needs_a_handshake_of_its_own(exchange: Exchange, pump: Pump) -> None:
    """So that a code cannot be tried twice against one answer of the pump."""
    pump.keys.show_code(0)
    begin(exchange, pump, WRONG)
    proof = frame_in(exchange.end_pairing())
    assert status_of(pump.hear(encode_frame(proof))) == LinkStatus.PROOF_WRONG
    for number in range(5):
        again = proof._replace(counter=proof.counter + 1 + number)
        assert status_of(pump.hear(encode_frame(again))) == LinkStatus.NO_SESSION


def test_without_a_code_there_is_nothing_to_pair_with(exchange: Exchange, pump: Pump) -> None:
    assert not greet(exchange, pump).answer.shows_code
    assert pair(exchange, pump, WRONG) == refused(LinkStatus.NO_OFFER)


# ---- how long, how often ------------------------------------------------------------------------------------------


def test_a_code_is_good_for_ten_minutes_of_link_time(exchange: Exchange, pump: Pump) -> None:
    code = pump.keys.show_code(0)
    pump.now_us = OFFER_LIFE_US - 1
    assert isinstance(pair(exchange, pump, code)[0], Paired)


@pytest.mark.requirement("OPCA-R8.3.0-1")
def test_a_code_lapses_after_ten_minutes(exchange: Exchange, pump: Pump) -> None:
    code = pump.keys.show_code(0)
    pump.now_us = OFFER_LIFE_US
    assert OFFER_LIFE_US == 600_000_000
    assert not greet(exchange, pump).answer.shows_code
    assert pair(exchange, pump, code) == refused(LinkStatus.NO_OFFER)


def test_a_code_that_lapses_in_the_middle_of_a_pairing_pairs_nobody(exchange: Exchange, pump: Pump) -> None:
    code = pump.keys.show_code(0)
    assert begin(exchange, pump, code) == [PairingBegun()]
    pump.now_us = OFFER_LIFE_US
    assert exchange.receive(pump.hear(exchange.end_pairing())) == refused(LinkStatus.NO_OFFER)
    assert not known(exchange, pump)


def test_a_code_that_was_replaced_in_the_middle_of_a_pairing_pairs_nobody(
    exchange: Exchange, pump: Pump
) -> None:
    code = pump.keys.show_code(0)
    assert begin(exchange, pump, code) == [PairingBegun()]
    newer = pump.keys.show_code(0)
    assert exchange.receive(pump.hear(exchange.end_pairing())) == refused(LinkStatus.NO_OFFER)
    assert not known(exchange, pump)
    assert isinstance(pair(exchange, pump, newer)[0], Paired)


@pytest.mark.requirement("OPCA-R8.3.0-1")
def test_a_code_is_good_once(exchange: Exchange, pump: Pump) -> None:
    code = pump.keys.show_code(0)
    pair(exchange, pump, code)
    second = stranger(8)
    assert pair(second, pump, code) == refused(LinkStatus.NO_OFFER)
    assert not known(second, pump)


def test_a_new_code_ends_the_one_before_it(exchange: Exchange, pump: Pump) -> None:
    old = pump.keys.show_code(0)
    assert pump.keys.show_code(0) != old
    assert pair(exchange, pump, old) == refused(LinkStatus.PROOF_WRONG)


def test_of_two_who_pair_at_once_the_one_that_greeted_last_goes_on(exchange: Exchange, pump: Pump) -> None:
    code, second = pump.keys.show_code(0), stranger(8)
    assert begin(exchange, pump, code) == [PairingBegun()]
    assert begin(second, pump, code) == [PairingBegun()]
    assert exchange.receive(pump.hear(exchange.end_pairing())) == refused(LinkStatus.PROOF_WRONG)
    assert not known(exchange, pump)


# ---- a lossy line -------------------------------------------------------------------------------------------------


def test_a_proof_whose_answer_was_lost_gets_the_stored_answer(exchange: Exchange, pump: Pump) -> None:
    begin(exchange, pump, pump.keys.show_code(0))
    proof = exchange.end_pairing()
    lost = pump.hear(proof)
    assert exchange.repeat() == proof
    assert pump.hear(proof) == lost
    assert exchange.receive(lost) == [Paired(pump.keys.own.public, IDENTITY)]


def test_every_step_repeated_is_one_step(exchange: Exchange, pump: Pump) -> None:
    code = pump.keys.show_code(0)
    for step in (exchange.greet, lambda: exchange.begin_pairing(code), exchange.end_pairing):
        request = step()
        first, second = pump.hear(request), pump.hear(request)
        assert first == second
        assert len(exchange.receive(first + second)) == 1
    assert known(exchange, pump)


def test_a_wrong_proof_repeated_by_the_line_counts_once(exchange: Exchange, pump: Pump) -> None:
    code = pump.keys.show_code(0)
    begin(exchange, pump, WRONG)
    proof = exchange.end_pairing()
    for _ in range(5):
        assert status_of(pump.hear(proof)) == LinkStatus.PROOF_WRONG
    assert pump.keys.shown_code(0) == code


def test_a_pump_that_starts_anew_in_the_middle_pairs_nobody_and_keeps_its_code(
    exchange: Exchange, pump: Pump
) -> None:
    code = pump.keys.show_code(0)
    begin(exchange, pump, code)
    pump.responder.reset()
    assert exchange.receive(pump.hear(exchange.end_pairing())) == refused(LinkStatus.NO_SESSION)
    assert isinstance(pair(exchange, pump, code)[0], Paired)


def test_a_recorded_pairing_played_again_proves_nothing(exchange: Exchange, pump: Pump) -> None:
    code = pump.keys.show_code(0)
    greet(exchange, pump)
    first = exchange.begin_pairing(code)
    exchange.receive(pump.hear(first))
    last = exchange.end_pairing()
    pump.hear(last)
    pump.keys.forget_all()
    pump.keys.show_code(0)
    greet(stranger(8), pump)
    assert status_of(pump.hear(first)) == LinkStatus.PROOF_WRONG
    assert status_of(pump.hear(last)) == LinkStatus.NO_SESSION
    assert not known(exchange, pump)


# ---- somebody in between ------------------------------------------------------------------------------------------


def test_a_pump_with_another_key_than_it_greeted_with_is_not_believed(exchange: Exchange, pump: Pump) -> None:
    code = pump.keys.show_code(0)
    begin_with = new_key_pair(SeededRandomness(77))
    greet(exchange, pump)
    pump.keys.own, genuine = begin_with, pump.keys.own
    assert genuine != begin_with
    assert exchange.receive(pump.hear(exchange.begin_pairing(code))) == [PairingBegun()]
    assert exchange.receive(pump.hear(exchange.end_pairing())) == [NotProved()]
    assert exchange.state is ChannelState.CLEAR


def in_answer_to(exchange_request: bytes, body: bytes) -> bytes:
    request = frame_in(exchange_request)
    payload = struct.pack("<IH", request.counter, LinkStatus.OK) + body
    return encode_frame(Frame(RESPONSE, request.opcode, 0, 1, payload))


@pytest.mark.parametrize("body", [b"", bytes(16), bytes(24), IDENTITY, bytes(400)])
def test_a_forged_confirmation_is_not_believed(exchange: Exchange, pump: Pump, body: bytes) -> None:
    """The pump's second message could come from anybody; only the confirmation shows that it holds the code."""
    begin(exchange, pump, pump.keys.show_code(0))
    assert exchange.receive(in_answer_to(exchange.end_pairing(), body)) == [NotProved()]
    assert exchange.state is ChannelState.CLEAR


def test_every_changed_bit_of_a_confirmation_is_noticed(pump: Pump) -> None:
    for bit in range(8 * (len(IDENTITY) + 16)):
        exchange = stranger(bit + 100)
        begin(exchange, pump, pump.keys.show_code(0))
        request = exchange.end_pairing()
        body = bytearray(frame_in(pump.hear(request)).payload[6:])
        body[bit // 8] ^= 1 << bit % 8
        assert exchange.receive(in_answer_to(request, bytes(body))) == [NotProved()]


@pytest.mark.parametrize("body", [b"", bytes(95), bytes(96), bytes(97), b"\xff" * 96])
def test_a_forged_second_message_begins_no_pairing(exchange: Exchange, pump: Pump, body: bytes) -> None:
    code = pump.keys.show_code(0)
    greet(exchange, pump)
    assert exchange.receive(in_answer_to(exchange.begin_pairing(code), body)) == [NotProved()]
    with pytest.raises(NoSession):
        exchange.end_pairing()


def test_an_impostor_without_the_code_is_not_believed_however_well_it_plays(exchange: Exchange) -> None:
    """It shows its own key and goes through the whole pairing, with a code that it has made up."""
    impostor, genuine = Pump(seed=7), Pump()
    code = genuine.keys.show_code(0)
    impostor.keys.show_code(0)
    assert begin(exchange, impostor, code) == [PairingBegun()]
    assert exchange.receive(impostor.hear(exchange.end_pairing())) == refused(LinkStatus.PROOF_WRONG)


@pytest.mark.parametrize("payload", [b"", bytes(47), bytes(48), bytes(49), bytes(480)])
def test_a_forged_first_message_is_no_attempt_at_the_code(
    exchange: Exchange, pump: Pump, payload: bytes
) -> None:
    code = pump.keys.show_code(0)
    greet(exchange, pump)
    for number in range(5):
        forged = Frame(0, LinkOpcode.PAIR_BEGIN, 0, 50 + number, payload)
        assert status_of(pump.hear(encode_frame(forged))) == LinkStatus.PROOF_WRONG
    assert exchange.receive(pump.hear(exchange.begin_pairing(code))) == [PairingBegun()]
    assert isinstance(exchange.receive(pump.hear(exchange.end_pairing()))[0], Paired)


# ---- what the pump remembers --------------------------------------------------------------------------------------


def test_a_pump_knows_sixteen_programmers_and_forgets_the_one_not_met_for_longest() -> None:
    keys = PumpKeys(SeededRandomness(1))
    public = [new_key_pair(SeededRandomness(seed)).public for seed in range(MOST_KNOWN + 1)]
    for one in public[:MOST_KNOWN]:
        keys.learn(one)
    keys.met(fingerprint(public[0]))
    keys.pair(public[MOST_KNOWN])
    assert MOST_KNOWN == 16
    assert keys.programmer(fingerprint(public[1])) is None
    assert [keys.programmer(fingerprint(one)) for one in public if one != public[1]] == [
        one for one in public if one != public[1]
    ]


def test_who_is_learnt_twice_takes_one_place() -> None:
    keys = PumpKeys(SeededRandomness(1))
    first = new_key_pair(SeededRandomness(100)).public
    keys.learn(first)
    for _ in range(40):
        keys.learn(new_key_pair(SeededRandomness(101)).public)
    assert keys.programmer(fingerprint(first)) == first


def test_a_pump_that_forgets_all_knows_nobody(pump: Pump) -> None:
    exchange = programmer(pump)
    pump.keys.forget_all()
    assert not greet(exchange, pump).answer.knows_you
    assert exchange.receive(pump.hear(exchange.begin_session())) == refused(LinkStatus.NOT_PAIRED)


def test_a_wrong_proof_without_an_offer_is_nothing() -> None:
    keys = PumpKeys(SeededRandomness(1))
    keys.proof_was_wrong()
    assert keys.shown_code(0) is None


def test_the_prologue_of_a_pairing_is_its_own_name_and_the_greeting_in_clear() -> None:
    """So that a pairing's messages are no session's, whatever the keys."""
    one, other, code = (
        new_key_pair(SeededRandomness(1)),
        new_key_pair(SeededRandomness(2)),
        PairingCode(bytes(16)),
    )
    ours = Greeting(b"request", b"answer").pairing(True, one, code, SeededRandomness(3))
    prologue = b"ITP/1 pairingrequestanswer"
    theirs = Handshake(Pattern.XXPSK3, False, prologue, other, SeededRandomness(4), psk=code.psk())
    theirs.read(ours.write())
    ours.read(theirs.write())
    theirs.read(ours.write())
    assert ours.hash == theirs.hash
