"""Frames survive a noisy line: what arrives whole is believed, everything else is dropped and said to be."""

from __future__ import annotations

import struct

import pytest
from crccheck.crc import Crc32C
from fastcrc import crc32
from hypothesis import given
from hypothesis import strategies as st

from programmer.telemetry.frames import (
    EVENT,
    MAX_PAYLOAD,
    MAX_UNDELIMITED,
    RESPONSE,
    SECURED,
    TAG_LENGTH,
    Dropped,
    ForeignVersion,
    Frame,
    FrameDecoder,
    FrameEvent,
    decode_frame,
    encode_frame,
)

PUBLISHED = bytes.fromhex("00 02 01 03 03 03 01 02 01 01 01 01 01 05 43 fc 98 b4 00")
IDENT = Frame(0, 0x0303, 0, 1, b"")


@st.composite
def all_frames(draw: st.DrawFn, most: int = MAX_PAYLOAD) -> Frame:
    flags = draw(st.integers(0, 7))
    tag = draw(st.binary(min_size=TAG_LENGTH, max_size=TAG_LENGTH)) if flags & SECURED else b""
    return Frame(
        flags,
        draw(st.integers(0, 0xFFFF)),
        draw(st.integers(0, 0xFFFF)),
        draw(st.integers(0, 0xFFFFFFFF)),
        draw(st.binary(max_size=most)),
        tag,
    )


def unstuffed(encoded: bytes) -> bytes:
    """COBS taken apart by hand: each code byte tells how far the next zero is."""
    plain, at = bytearray(), 0
    while at < len(encoded):
        code = encoded[at]
        assert code
        block = encoded[at + 1 : at + code]
        assert len(block) == code - 1
        assert 0 not in block
        plain += block
        at += code
        if code < 0xFF and at < len(encoded):
            plain.append(0)
    return bytes(plain)


def stuffed(plain: bytes) -> bytes:
    """COBS put together by hand."""
    encoded = bytearray()
    blocks = plain.split(b"\x00")
    for number, block in enumerate(blocks):
        rest = block
        while len(rest) >= 254:
            encoded += b"\xff" + rest[:254]
            rest = rest[254:]
            if not rest and number == len(blocks) - 1:
                return bytes(encoded)
        encoded += bytes([len(rest) + 1]) + rest
    return bytes(encoded)


def on_the_line(body: bytes) -> bytes:
    """A body with a right checksum, as it goes on the line."""
    return b"\x00" + stuffed(body + struct.pack("<I", Crc32C.calc(body))) + b"\x00"


def received(*chunks: bytes) -> list[FrameEvent]:
    decoder = FrameDecoder()
    return [event for chunk in chunks for event in decoder.receive(chunk)]


def test_the_published_vector_holds_both_ways() -> None:
    assert encode_frame(IDENT) == PUBLISHED
    assert received(PUBLISHED) == [IDENT]


def test_the_checksum_is_crc_32c() -> None:
    assert crc32.iscsi(b"123456789") == 0xE3069283
    assert crc32.iscsi(bytes(32)) == 0x8A9136AA


@given(st.binary(max_size=600))
def test_another_library_finds_the_same_checksum(content: bytes) -> None:
    assert crc32.iscsi(content) == Crc32C.calc(content)


@given(all_frames())
def test_a_frame_laid_out_by_hand_is_the_same(frame: Frame) -> None:
    body = bytes([1, frame.flags])
    body += struct.pack("<HHIH", frame.opcode, frame.session, frame.counter, len(frame.payload))
    body += frame.payload + frame.tag
    encoded = encode_frame(frame)
    assert encoded == on_the_line(body)
    assert encoded[0] == encoded[-1] == 0
    assert unstuffed(encoded[1:-1]) == body + struct.pack("<I", Crc32C.calc(body))
    assert received(encoded) == [frame]


def test_the_header_is_what_a_tag_will_bind() -> None:
    frame = Frame(SECURED, 0x0606, 0x1234, 7, b"abc", bytes(16))
    assert frame.header == bytes.fromhex("01 04 0606 3412 07000000 0300")


def test_the_tag_of_a_secured_frame_keeps_its_place() -> None:
    frame = Frame(SECURED | RESPONSE, 0x0606, 1, 2, b"payload", bytes(range(16)))
    raw = unstuffed(encode_frame(frame)[1:-1])
    assert raw[12:19] == b"payload"
    assert raw[19:35] == bytes(range(16))
    assert len(raw) == 39
    assert received(encode_frame(frame)) == [frame]


def test_the_largest_frame_fits_under_the_cap() -> None:
    frame = Frame(SECURED, 0xFFFF, 0xFFFF, 0xFFFFFFFF, b"\xff" * MAX_PAYLOAD, b"\xff" * TAG_LENGTH)
    encoded = encode_frame(frame)
    assert len(encoded) == 517
    assert received(encoded) == [frame]


@pytest.mark.parametrize(
    "frame",
    [
        Frame(0, 1, 1, 1, bytes(MAX_PAYLOAD + 1)),
        Frame(0, 1, 1, 1, b"", bytes(16)),
        Frame(SECURED, 1, 1, 1, b""),
        Frame(SECURED, 1, 1, 1, b"", bytes(15)),
    ],
)
def test_what_the_layout_has_no_room_for_is_not_sent(frame: Frame) -> None:
    with pytest.raises(ValueError):
        encode_frame(frame)


def noisy(frames: list[Frame], noise: list[bytes]) -> bytes:
    return b"".join(before + encode_frame(frame) for before, frame in zip(noise, frames, strict=False))


@given(
    st.lists(all_frames(most=40), min_size=1, max_size=4),
    st.lists(st.binary(max_size=30) | st.binary(min_size=590, max_size=900), min_size=4, max_size=4),
    st.lists(st.integers(0, 3000), max_size=12),
)
def test_the_same_events_come_out_however_the_bytes_arrive(
    frames: list[Frame], noise: list[bytes], cuts: list[int]
) -> None:
    line = noisy(frames, noise)
    whole = received(line)
    assert received(*(line[at : at + 1] for at in range(len(line)))) == whole
    borders = [0, *sorted(min(cut, len(line)) for cut in cuts), len(line)]
    pieces = [line[begin:end] for begin, end in zip(borders, borders[1:], strict=False)]  # noqa: RUF007
    assert received(*pieces) == whole
    assert [event for event in whole if isinstance(event, Frame)] == frames


@pytest.mark.requirement("OPCA-R7.4.0-3")
@given(all_frames(most=60), st.data())
def test_every_single_flipped_bit_costs_the_frame_and_no_other(frame: Frame, data: st.DataObject) -> None:
    encoded = bytearray(encode_frame(frame))
    bit = data.draw(st.integers(0, 8 * len(encoded) - 1))
    encoded[bit // 8] ^= 1 << bit % 8
    assert [event for event in received(bytes(encoded), PUBLISHED) if isinstance(event, Frame)] == [IDENT]


@pytest.mark.parametrize("frame", [IDENT, Frame(RESPONSE, 0x0606, 0x4711, 9, bytes(range(250)) + bytes(40))])
def test_every_bit_of_a_frame_counts(frame: Frame) -> None:
    encoded = encode_frame(frame)
    for bit in range(8 * len(encoded)):
        damaged = bytearray(encoded)
        damaged[bit // 8] ^= 1 << bit % 8
        events = received(bytes(damaged), b"\x00")
        assert not [event for event in events if not isinstance(event, Dropped)]


@given(all_frames(most=60), st.data())
def test_a_lost_byte_costs_the_frame(frame: Frame, data: st.DataObject) -> None:
    encoded = encode_frame(frame)
    at = data.draw(st.integers(1, len(encoded) - 2))
    events = received(encoded[:at] + encoded[at + 1 :])
    assert not [event for event in events if isinstance(event, Frame)]


@given(st.binary(max_size=2000))
def test_noise_never_raises_and_never_becomes_a_frame(noise: bytes) -> None:
    assert not [event for event in received(noise, b"\x00") if isinstance(event, Frame)]


@pytest.mark.parametrize("flags", [0x08, 0x10, 0x20, 0x40, 0x80, 0x09, 0xF8, 0xFF])
def test_a_frame_with_a_flag_not_known_is_dropped(flags: int) -> None:
    body = struct.pack("<BBHHIH", 1, flags, 0x0606, 1, 1, 0)
    assert received(on_the_line(body)) == [Dropped.UNKNOWN_FLAG]


@pytest.mark.parametrize(
    ("length", "payload", "flags"),
    [
        (1, b"", 0),
        (0, b"\x01", 0),
        (481, bytes(481), 0),
        (0xFFFF, b"", 0),
        (16, b"", SECURED),
        (1, bytes(16), SECURED),
        (0, bytes(16), 0),
        (0, bytes(15), SECURED),
    ],
)
def test_a_length_that_lies_is_not_believed(length: int, payload: bytes, flags: int) -> None:
    body = struct.pack("<BBHHIH", 1, flags, 0x0606, 1, 1, length) + payload
    assert received(on_the_line(body)) == [Dropped.BAD_LENGTH]


@pytest.mark.parametrize("version", [0, 2, 255])
def test_a_sound_frame_of_another_version_is_known_as_such(version: int) -> None:
    body = struct.pack("<BBHHIH", version, 0xFF, 1, 2, 3, 999) + b"whatever it is"
    assert received(on_the_line(body)) == [ForeignVersion(version)]


def test_a_damaged_frame_of_another_version_is_only_damage() -> None:
    line = bytearray(on_the_line(struct.pack("<BBHHIH", 2, 0, 1, 2, 3, 0)))
    line[6] ^= 0x10
    assert received(bytes(line)) == [Dropped.BAD_CRC]


@pytest.mark.parametrize("length", range(16))
def test_what_is_shorter_than_a_frame_is_too_short(length: int) -> None:
    assert decode_frame(stuffed(bytes(length))) is Dropped.TOO_SHORT


def test_what_is_not_cobs_is_dropped() -> None:
    assert received(b"\x00\x05ab\x00") == [Dropped.BAD_COBS]


def test_empty_places_between_delimiters_mean_nothing() -> None:
    assert received(b"\x00" * 50) == []


@pytest.mark.parametrize("chunk", [1, 7, 599, 601, 5000])
def test_bytes_without_an_end_are_dropped_once_and_the_next_frame_is_heard(chunk: int) -> None:
    endless = b"\x55" * 5000
    pieces = [endless[at : at + chunk] for at in range(0, len(endless), chunk)]
    assert received(*pieces, PUBLISHED, PUBLISHED) == [Dropped.OVERLONG, IDENT, IDENT]


@pytest.mark.parametrize(("length", "reason"), [(MAX_UNDELIMITED, Dropped.BAD_COBS), (601, Dropped.OVERLONG)])
def test_the_cap_is_at_six_hundred_bytes(length: int, reason: Dropped) -> None:
    assert received(b"\x7f" * length + b"\x00") == [reason]
    assert received(b"\x7f" * length, b"\x00") == [reason]


def test_the_decoder_never_holds_more_than_its_cap() -> None:
    decoder = FrameDecoder()
    for _ in range(1000):
        decoder.receive(b"\x55" * 599)
        assert len(decoder._pending) <= MAX_UNDELIMITED


def test_a_frame_may_be_a_response_an_event_or_both_as_far_as_the_layout_goes() -> None:
    frame = Frame(RESPONSE | EVENT, 1, 2, 3, b"")
    assert received(encode_frame(frame)) == [frame]
