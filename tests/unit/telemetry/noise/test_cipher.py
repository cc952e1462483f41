"""What is sealed opens under the same key, nonce and associated bytes, and under nothing else."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given, settings
from hypothesis import strategies as st

from programmer.telemetry.noise.cipher import MAX_MESSAGE, MAX_NONCE, TAG_LENGTH, CipherState, NoiseFailure

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
keys = st.binary(min_size=32, max_size=32)
nonces = st.integers(0, MAX_NONCE)
messages = st.binary(max_size=600)
headers = st.binary(max_size=20)


def flipped(given: bytes, bit: int) -> bytes:
    changed = bytearray(given)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@given(keys, nonces, headers, messages)
def test_what_is_sealed_opens_again(key: bytes, nonce: int, header: bytes, clear: bytes) -> None:
    sealed = CipherState(key).seal(nonce, header, clear)
    assert len(sealed) == len(clear) + TAG_LENGTH
    assert CipherState(key).open(nonce, header, sealed) == clear


def test_the_nonce_is_four_zeros_and_the_count_with_its_lowest_byte_first() -> None:
    sealed = ChaCha20Poly1305(KEY).encrypt(bytes.fromhex("00000000 0807060504030201"), b"clear", b"header")
    assert CipherState(KEY).seal(0x0102030405060708, b"header", b"clear") == sealed


@settings(max_examples=300)
@given(nonces, headers, messages, st.data())
def test_any_flipped_bit_is_found(nonce: int, header: bytes, clear: bytes, data: st.DataObject) -> None:
    sealed = CipherState(KEY).seal(nonce, header, clear)
    bit = data.draw(st.integers(0, 8 * (len(header) + len(sealed)) - 1))
    both = flipped(header + sealed, bit)
    with pytest.raises(NoiseFailure):
        CipherState(KEY).open(nonce, both[: len(header)], both[len(header) :])


@settings(max_examples=200)
@given(headers, messages, st.data())
def test_what_is_cut_short_or_made_longer_is_refused(
    header: bytes, clear: bytes, data: st.DataObject
) -> None:
    sealed = CipherState(KEY).seal(7, header, clear)
    kept = data.draw(st.integers(0, len(sealed) - 1))
    more = data.draw(st.binary(min_size=1, max_size=20))
    for wrong in (sealed[:kept], sealed[len(sealed) - kept :], sealed + more, more + sealed):
        with pytest.raises(NoiseFailure):
            CipherState(KEY).open(7, header, wrong)


@settings(max_examples=200)
@given(headers, messages, st.data())
def test_associated_bytes_are_bound_to_the_last(header: bytes, clear: bytes, data: st.DataObject) -> None:
    sealed = CipherState(KEY).seal(7, header, clear)
    other = data.draw(headers.filter(lambda drawn: drawn != header))
    with pytest.raises(NoiseFailure):
        CipherState(KEY).open(7, other, sealed)


@given(nonces, nonces, messages)
def test_a_message_opens_at_its_own_place_only(sealed_at: int, opened_at: int, clear: bytes) -> None:
    sealed = CipherState(KEY).seal(sealed_at, b"", clear)
    if sealed_at != opened_at:
        with pytest.raises(NoiseFailure):
            CipherState(KEY).open(opened_at, b"", sealed)


@given(messages)
def test_another_key_opens_nothing(clear: bytes) -> None:
    with pytest.raises(NoiseFailure):
        CipherState(OTHER_KEY).open(0, b"", CipherState(KEY).seal(0, b"", clear))


def test_the_longest_message_passes_and_one_byte_more_does_not() -> None:
    cipher = CipherState(KEY)
    longest = bytes(MAX_MESSAGE - TAG_LENGTH)
    assert cipher.open(0, b"", cipher.seal(0, b"", longest)) == longest
    with pytest.raises(ValueError, match="at most 65519 bytes"):
        cipher.seal(0, b"", longest + b"\0")
    too_long = ChaCha20Poly1305(KEY).encrypt(bytes(12), longest + b"\0", b"")
    with pytest.raises(NoiseFailure, match="65536"):
        cipher.open(0, b"", too_long)


@pytest.mark.parametrize("nonce", [-1, 2**64 - 1, 2**64])
def test_a_nonce_that_noise_has_no_room_for_is_a_bug_of_the_caller(nonce: int) -> None:
    cipher = CipherState(KEY)
    with pytest.raises(ValueError, match="a nonce lies between"):
        cipher.seal(nonce, b"", b"")
    with pytest.raises(ValueError, match="a nonce lies between"):
        cipher.open(nonce, b"", bytes(TAG_LENGTH))


def test_the_last_nonce_but_one_that_fits_into_64_bits_is_used_like_any_other() -> None:
    cipher = CipherState(KEY)
    assert cipher.open(2**64 - 2, b"", cipher.seal(2**64 - 2, b"", b"clear")) == b"clear"


@pytest.mark.parametrize("length", range(TAG_LENGTH))
def test_what_is_shorter_than_a_tag_is_refused_before_it_is_looked_at(length: int) -> None:
    with pytest.raises(NoiseFailure, match=f"16 to 65535 bytes, not {length}"):
        CipherState(KEY).open(0, b"", bytes(length))


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_a_bug_of_the_caller(length: int) -> None:
    with pytest.raises(ValueError):
        CipherState(bytes(length))
