"""A sealed frame is what the standard says to the byte: ChaCha20-Poly1305, counter as nonce, header bound."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from programmer.telemetry.frames import EVENT, MAX_PAYLOAD, RESPONSE, SECURED, Frame
from programmer.telemetry.noise.cipher import CipherState
from programmer.telemetry.noise.handshake import SessionKeys
from programmer.telemetry.secure_channel import Seal

TO_PUMP, TO_PROGRAMMER = bytes(range(32)), bytes(range(32, 64))
KEYS = SessionKeys(CipherState(TO_PUMP), CipherState(TO_PROGRAMMER))
PROGRAMMER, PUMP = Seal.of_programmer(KEYS), Seal.of_pump(KEYS)
FRAME = Frame(RESPONSE, 0x0606, 0x1234, 0x00020001, b"payload")

frames = st.builds(
    Frame,
    st.sampled_from([0, RESPONSE, EVENT]),
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFFFFFF),
    st.binary(max_size=MAX_PAYLOAD),
    tag=st.just(b""),
)


@pytest.mark.parametrize(("seal", "key"), [(PROGRAMMER, TO_PUMP), (PUMP, TO_PROGRAMMER)])
def test_the_bytes_of_a_sealed_frame_are_these(seal: Seal, key: bytes) -> None:
    header = bytes.fromhex(
        "01 05 0606 3412 01000200 0700"
    )  # the secured flag set, the length that of the clear text
    nonce = bytes.fromhex("00000000 0100020000000000")
    whole = ChaCha20Poly1305(key).encrypt(nonce, b"payload", header)
    assert seal.seal(FRAME) == FRAME._replace(flags=RESPONSE | SECURED, payload=whole[:7], tag=whole[7:])


@given(frames)
def test_each_side_opens_what_the_other_sealed_and_not_what_it_sealed_itself(frame: Frame) -> None:
    for one, other in ((PROGRAMMER, PUMP), (PUMP, PROGRAMMER)):
        sealed = one.seal(frame)
        assert (len(sealed.payload), len(sealed.tag)) == (len(frame.payload), 16)
        assert other.open(sealed) == frame
        assert one.open(sealed) is None


@pytest.mark.parametrize("field", ["flags", "opcode", "session", "counter"])
def test_each_field_of_the_header_is_bound(field: str) -> None:
    sealed = PROGRAMMER.seal(FRAME)
    for bit in range({"flags": 2, "counter": 32}.get(field, 16)):
        changed = sealed._replace(**{field: getattr(sealed, field) ^ 1 << bit})
        assert PUMP.open(changed) is None


def test_the_length_is_bound() -> None:
    sealed = PROGRAMMER.seal(FRAME)
    whole = sealed.payload + sealed.tag
    for length in range(MAX_PAYLOAD):
        payload, tag = whole[:length], (whole[length:] + bytes(16))[:16]
        assert (PUMP.open(sealed._replace(payload=payload, tag=tag)) is None) == (length != 7)
