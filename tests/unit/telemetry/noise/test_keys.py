"""Key pairs agree with the published arithmetic, and give no secret to a key that has none."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.randomness import SeededRandomness
from programmer.telemetry.noise.cipher import NoiseFailure
from programmer.telemetry.noise.keys import KeyPair, fingerprint, new_key_pair
from tests.unit.telemetry.noise.both_ends import PROGRAMMER, PUMP

# RFC 7748, 6.1
ALICE = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
ALICE_PUBLIC = bytes.fromhex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
BOB = bytes.fromhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
SHARED = bytes.fromhex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")

P = 2**255 - 19
OF_ORDER_8 = 325606250916557431795983626356110631294008115727848805560023387167927233504
ALSO_OF_ORDER_8 = 39382357235489614581723060781553021112529911719440698176882885853963445705823
SMALL = [0, 1, OF_ORDER_8, ALSO_OF_ORDER_8, P - 1, P, P + 1]
privates = st.binary(min_size=32, max_size=32)


def test_the_published_keys_agree_on_the_published_secret() -> None:
    alice, bob = KeyPair.from_private(ALICE), KeyPair.from_private(BOB)
    assert alice.public == ALICE_PUBLIC
    assert alice.shared_secret(bob.public) == SHARED
    assert bob.shared_secret(ALICE_PUBLIC) == SHARED


@given(privates, privates)
def test_two_pairs_have_one_secret(one: bytes, other: bytes) -> None:
    first, second = KeyPair.from_private(one), KeyPair.from_private(other)
    assert first.shared_secret(second.public) == second.shared_secret(first.public)


@pytest.mark.parametrize("point", SMALL)
@pytest.mark.parametrize("masked", [0, 1 << 255])
def test_a_key_of_small_order_gives_no_secret(point: int, masked: int) -> None:
    public = (point | masked).to_bytes(32, "little")
    with pytest.raises(NoiseFailure, match="gives no secret"):
        PROGRAMMER.shared_secret(public)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_keys_of_another_length_are_refused(length: int) -> None:
    with pytest.raises(ValueError):
        KeyPair.from_private(bytes(length))
    with pytest.raises(ValueError):
        KeyPair(bytes(length), PROGRAMMER.public)
    with pytest.raises(ValueError):
        KeyPair(PROGRAMMER.private, PROGRAMMER.public[:length].ljust(length, b"\0"))
    with pytest.raises(ValueError):
        PROGRAMMER.shared_secret(bytes(length))


def test_a_public_key_of_another_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="does not belong"):
        KeyPair(PROGRAMMER.private, PUMP.public)


def test_a_new_pair_is_made_of_32_random_bytes() -> None:
    assert new_key_pair(SeededRandomness(5)).private == SeededRandomness(5).token_bytes(32)
    chance = SeededRandomness(5)
    assert new_key_pair(chance) != new_key_pair(chance)


def test_a_fingerprint_is_the_first_half_of_the_hash_of_the_public_key() -> None:
    assert fingerprint(PUMP.public) == hashlib.sha256(PUMP.public).digest()[:16]
    assert fingerprint(PUMP.public) != fingerprint(PROGRAMMER.public)


def test_a_pair_shows_its_public_key_only() -> None:
    shown = f"{PUMP!r} {PUMP!s}"
    assert repr(PUMP.public) in shown
    assert repr(PUMP.private) not in shown
    assert "private" not in shown
