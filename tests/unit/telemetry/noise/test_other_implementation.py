"""Our Noise and another's understand each other, whichever of them begins, in the handshake and after it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noise.connection import Keypair, NoiseConnection
from noise.exceptions import NoiseInvalidMessage

from programmer.telemetry.noise.handshake import Handshake, Pattern
from tests.unit.telemetry.noise.both_ends import PROGRAMMER, PSK, PUMP, initiator, responder

# It warns of an ephemeral key that it did not draw itself; here it is given one, so that a failure repeats.
pytestmark = pytest.mark.filterwarnings("ignore:One of ephemeral keypairs is already set")

patterns = st.sampled_from(Pattern)
prologues = st.binary(max_size=200)
ephemerals = st.binary(min_size=32, max_size=32)
payloads = st.lists(st.binary(max_size=500), min_size=3, max_size=3)
transport = st.lists(st.tuples(st.binary(max_size=30), st.binary(max_size=500)), min_size=1, max_size=4)


def the_other(
    pattern: Pattern, first: bool, prologue: bytes, ephemeral: bytes, psk: bytes = PSK
) -> NoiseConnection:
    """Return the other implementation's end of a handshake that ours is the other end of."""
    end = NoiseConnection.from_name(pattern.value.encode())
    own, remote = (PROGRAMMER, PUMP) if first else (PUMP, PROGRAMMER)
    end.set_prologue(prologue)
    end.set_keypair_from_private_bytes(Keypair.STATIC, own.private)
    end.set_keypair_from_private_bytes(Keypair.EPHEMERAL, ephemeral)
    if pattern is Pattern.KK:
        end.set_keypair_from_public_bytes(Keypair.REMOTE_STATIC, remote.public)
    else:
        end.set_psks(psk)
    if first:
        end.set_as_initiator()
    else:
        end.set_as_responder()
    end.start_handshake()
    return end


def shake_hands(ours: Handshake, theirs: NoiseConnection, we_begin: bool, said: list[bytes]) -> None:
    our_turn = we_begin
    for payload in said:
        if ours.finished:
            break
        if our_turn:
            assert theirs.read_message(ours.write(payload)) == payload
        else:
            assert ours.read(bytes(theirs.write_message(payload))) == payload
        our_turn = not our_turn
    assert ours.finished
    assert theirs.handshake_finished


@dataclass(frozen=True)
class Meeting:
    """Who begins, what was said in the clear before, and what is said in the handshake and after it."""

    pattern: Pattern
    we_begin: bool
    prologue: bytes
    ephemeral: bytes
    said: list[bytes]
    later: list[tuple[bytes, bytes]]


@settings(max_examples=100)
@given(st.builds(Meeting, patterns, st.booleans(), prologues, ephemerals, payloads, transport))
def test_handshake_and_session_pass_between_the_two(meeting: Meeting) -> None:
    end = initiator if meeting.we_begin else responder
    ours = end(meeting.pattern, prologue=meeting.prologue)
    theirs = the_other(meeting.pattern, not meeting.we_begin, meeting.prologue, meeting.ephemeral)
    shake_hands(ours, theirs, meeting.we_begin, meeting.said)
    assert ours.hash == theirs.get_handshake_hash()
    to_responder, to_initiator = ours.split().to_responder, ours.split().to_initiator
    sending, receiving = (to_responder, to_initiator) if meeting.we_begin else (to_initiator, to_responder)
    sealing = theirs.noise_protocol.cipher_state_encrypt
    opening = theirs.noise_protocol.cipher_state_decrypt
    for nonce, (associated, clear) in enumerate(meeting.later):
        sealed = sending.seal(nonce, associated, clear)
        assert opening.decrypt_with_ad(associated, sealed) == clear
        assert receiving.open(nonce, associated, sealing.encrypt_with_ad(associated, clear)) == clear


@settings(max_examples=50)
@given(st.integers(0, 2**64 - 2), st.binary(max_size=30), st.binary(max_size=100))
def test_any_nonce_means_the_same_to_both(nonce: int, associated: bytes, clear: bytes) -> None:
    ours, theirs = initiator(Pattern.KK, prologue=b""), the_other(Pattern.KK, False, b"", bytes(range(32)))
    shake_hands(ours, theirs, True, [b"", b""])
    theirs.noise_protocol.cipher_state_decrypt.set_nonce(nonce)
    sealed = ours.split().to_responder.seal(nonce, associated, clear)
    assert theirs.noise_protocol.cipher_state_decrypt.decrypt_with_ad(associated, sealed) == clear


def test_the_other_refuses_a_changed_message_of_ours_too() -> None:
    ours, theirs = initiator(Pattern.KK, prologue=b""), the_other(Pattern.KK, False, b"", bytes(range(32)))
    shake_hands(ours, theirs, True, [b"", b""])
    sealed = bytearray(ours.split().to_responder.seal(0, b"", b"stop"))
    sealed[0] ^= 1
    with pytest.raises(NoiseInvalidMessage):
        theirs.decrypt(bytes(sealed))
