"""Payloads are laid out to the byte, and taken apart with suspicion."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.telemetry.hello import HelloAnswer, HelloRequest
from programmer.telemetry.wire import Malformed, PayloadReader, PayloadWriter

NONCE = bytes(range(16))
PUMP_NONCE = bytes(range(16, 32))
PROGRAMMER, PUMP = bytes(range(32, 48)), bytes(range(48, 64))
REQUEST = HelloRequest(NONCE, PROGRAMMER)
ANSWER = HelloAnswer(NONCE, 1, 0, 0x1234, 5000, 600_000, PUMP_NONCE, PUMP, knows_you=True, shows_code=False)
nonces = st.binary(min_size=16, max_size=16)
u8, u16, u32 = st.integers(0, 255), st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF)


def test_the_bytes_of_a_greeting_are_these() -> None:
    encoded = bytes.fromhex(
        "000102030405060708090a0b0c0d0e0f 01 01 00000000 202122232425262728292a2b2c2d2e2f"
    )
    assert REQUEST.encode() == encoded
    assert HelloRequest.decode(encoded) == REQUEST


def test_the_bytes_of_its_answer_are_these() -> None:
    encoded = bytes.fromhex(
        "000102030405060708090a0b0c0d0e0f 01 00000000 3412 88130000 c0270900 101112131415161718191a1b1c1d1e1f"
        "303132333435363738393a3b3c3d3e3f 01"
    )
    assert ANSWER.encode() == encoded
    assert HelloAnswer.decode(encoded) == ANSWER


@pytest.mark.parametrize(
    ("knows", "shows", "marks"), [(False, False, 0), (True, False, 1), (False, True, 2), (True, True, 3)]
)
def test_the_marks_of_an_answer_are_two_bits(knows: bool, shows: bool, marks: int) -> None:
    answer = replace(ANSWER, knows_you=knows, shows_code=shows)
    assert answer.encode()[-1] == marks
    assert HelloAnswer.decode(answer.encode()) == answer


@pytest.mark.parametrize("marks", [4, 0x80, 0xFF])
def test_a_mark_not_known_is_malformed(marks: int) -> None:
    with pytest.raises(Malformed, match="marks"):
        HelloAnswer.decode(ANSWER.encode()[:-1] + bytes([marks]))


@given(st.builds(HelloRequest, nonces, nonces, u8, u8, u32))
def test_a_greeting_goes_there_and_back(request_: HelloRequest) -> None:
    assert HelloRequest.decode(request_.encode()) == request_


@given(
    st.builds(
        HelloAnswer,
        nonces,
        u8,
        u32,
        u16,
        u32,
        u32,
        nonces,
        nonces,
        knows_you=st.booleans(),
        shows_code=st.booleans(),
    ),
    st.binary(max_size=20),
)
def test_an_answer_to_a_greeting_goes_there_and_back_with_extensions_behind(
    answer: HelloAnswer, value: bytes
) -> None:
    assert HelloAnswer.decode(answer.encode() + bytes([9, len(value)]) + value) == answer


def test_every_greeting_cut_short_is_malformed() -> None:
    request, answer = REQUEST.encode(), ANSWER.encode()
    for end in range(len(request)):
        with pytest.raises(Malformed):
            HelloRequest.decode(request[:end])
    for end in range(len(answer)):
        with pytest.raises(Malformed):
            HelloAnswer.decode(answer[:end])


def test_a_greeting_holds_no_more_than_its_table_says() -> None:
    with pytest.raises(Malformed, match="3 bytes too many"):
        HelloRequest.decode(REQUEST.encode() + b"\x01\x01x")


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_nonce_or_a_fingerprint_of_another_length_is_a_bug(length: int) -> None:
    for greeting in (replace(REQUEST, nonce=bytes(length)), replace(REQUEST, fingerprint=bytes(length))):
        with pytest.raises(ValueError, match="16 bytes are due here"):
            greeting.encode()


def test_numbers_are_little_endian() -> None:
    payload = PayloadWriter().u8(1).u16(2).u32(3).u64(4).i64(-5).text("ab").fixed(b"xy", 2).rest(b"z").done()
    assert payload == bytes.fromhex("01 0200 03000000 0400000000000000 fbffffffffffffff 02 6162 7879 7a")
    reader = PayloadReader(payload)
    assert (reader.u8(), reader.u16(), reader.u32(), reader.u64(), reader.i64()) == (1, 2, 3, 4, -5)
    assert (reader.text(), reader.fixed(2), reader.rest()) == ("ab", b"xy", b"z")
    reader.end()


@pytest.mark.parametrize(("method", "value"), [("u8", 256), ("u8", -1), ("u16", 65_536), ("u32", 2**32)])
def test_a_number_that_does_not_fit_is_a_bug(method: str, value: int) -> None:
    with pytest.raises(struct.error):
        getattr(PayloadWriter(), method)(value)


def test_bytes_of_another_length_than_due_are_a_bug() -> None:
    with pytest.raises(ValueError, match="2 bytes are due here, not 3"):
        PayloadWriter().fixed(b"abc", 2)
    with pytest.raises(UnicodeEncodeError):
        PayloadWriter().text("µ")


def test_a_text_that_is_not_ascii_is_malformed() -> None:
    with pytest.raises(Malformed, match="not ASCII"):
        PayloadReader(b"\x02\xc2\xb5").text()


@given(st.lists(st.binary(max_size=10), max_size=4))
def test_whole_extensions_are_passed_over(values: list[bytes]) -> None:
    reader = PayloadReader(b"".join(bytes([7, len(value)]) + value for value in values))
    reader.tail()
    reader.end()


@pytest.mark.parametrize("rest", [b"\x07", b"\x07\x01", b"\x07\x02a", b"\x07\x00\x07"])
def test_half_an_extension_is_malformed(rest: bytes) -> None:
    with pytest.raises(Malformed, match="too early"):
        PayloadReader(rest).tail()
