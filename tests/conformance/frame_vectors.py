"""Frames one by one: sound ones of every flag, ones to be dropped, and every status in one."""

from __future__ import annotations

import zlib
from typing import Any

from cobs import cobs
from fastcrc import crc32

from programmer.device.implant.codes import Opcode
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import EVENT, RESPONSE, SECURED, Frame, encode_frame
from programmer.telemetry.noise.cipher import CipherState
from programmer.telemetry.secure_channel import Seal
from programmer.telemetry.wire import PayloadWriter
from tests.conformance.fixed import fixed_bytes, token
from tests.conformance.standard import statuses

FRAME_KEY = fixed_bytes("key of the single frames", 32)
_SESSION = 0x1234
_LONG = bytes(range(1, 256)) * 2
_BODIES = {"REFUSED": bytes.fromhex("02990aaa0b"), "VERSION": bytes([1, 1])}

_SOUND: list[tuple[str, Frame]] = [
    ("clear request, no payload", Frame(0, LinkOpcode.IDENT, 0, 1, b"")),
    ("clear answer", Frame(RESPONSE, 0x7E7E, 0, 1, bytes.fromhex("010000000505"))),
    ("secured request, no payload", Frame(SECURED, Opcode.STATUS, _SESSION, 1, b"")),
    ("secured request", Frame(SECURED, Opcode.STOP, _SESSION, 2, token(1))),
    (
        "secured answer",
        Frame(RESPONSE | SECURED, Opcode.STOP, _SESSION, 0x100, bytes.fromhex("020000000303")),
    ),
    ("secured event", Frame(EVENT | SECURED, Opcode.EVENT, _SESSION, 2**20, bytes(4))),
    ("the longest payload, secured", Frame(SECURED, Opcode.STAGE_CHUNK, 0xFFFF, 7, _LONG[:480])),
    ("the longest payload of zeros", Frame(0, LinkOpcode.IDENT, 0, 0xFFFFFFFF, bytes(480))),
    ("a run of 254 bytes without a zero", Frame(0, LinkOpcode.SESSION, 0x0101, 0x01010101, _LONG[:253])),
]


def sound_frames() -> list[dict[str, Any]]:
    """Frames that every receiver takes; secured ones are sealed with the key of the single frames."""
    return [_sound(name, frame) for name, frame in _SOUND]


def _sound(name: str, frame: Frame) -> dict[str, Any]:
    return {
        "name": name,
        "line": encode_frame(sealed(frame)).hex(),
        "flags": frame.flags,
        "opcode": int(frame.opcode),
        "session": frame.session,
        "counter": frame.counter,
        "payload": frame.payload.hex(),
    }


def sealed(frame: Frame) -> Frame:
    """The frame as it goes on the line."""
    if not frame.flags & SECURED:
        return frame
    key = CipherState(FRAME_KEY)
    return Seal(key, key).seal(frame)


def bad_frames() -> list[dict[str, str]]:
    """Bytes that are dropped without an answer, but for the version, and why."""
    good = cobs.decode(encode_frame(_SOUND[0][1]).strip(b"\0"))
    body, secured = good[:-4], sealed(_SOUND[3][1])
    late = bytearray(good)
    late[-6] ^= 0x10
    return [
        _bad("COBS: a code reaches beyond the end", b"\0\x09\x01\x02\0", "COBS", "F-6"),
        _bad("a zero within the frame", b"\0" + good + b"\0", "NOT STUFFED", "F-4"),
        _bad("15 bytes", _line(good[:11]), "SHORT", "F-6"),
        _bad("one bit turned over", b"\0" + cobs.encode(bytes(late)) + b"\0", "CRC", "F-6"),
        _bad("a CRC of another kind (zlib)", _line(body, crc=zlib.crc32(body)), "CRC", "F-6"),
        _bad("flag bit 3", _line(bytes([1, 8]) + body[2:]), "FLAG", "F-7"),
        _bad("flag bit 7, beside known ones", _line(bytes([1, 0x81]) + body[2:]), "FLAG", "F-7"),
        _bad("length 1 without a payload", _line(body[:10] + b"\1\0"), "LENGTH", "F-8"),
        _bad("length 0 with a payload", _line(body + b"\1"), "LENGTH", "F-8"),
        _bad(
            "481 bytes of payload",
            _line(body[:10] + (481).to_bytes(2, "little") + bytes(481)),
            "LENGTH",
            "F-8",
        ),
        _bad("secured, without its tag", _line(secured.header + secured.payload), "LENGTH", "F-8"),
        _bad("a tag without the flag", _line(body + bytes(16)), "LENGTH", "F-8"),
        _bad("another version", _line(b"\2" + body[1:]), "VERSION", "V-1"),
        _bad(
            "another version, with flags of its own",
            _line(bytes([2, 0x80]) + body[2:] + b"new"),
            "VERSION",
            "F-9",
        ),
        _bad("601 bytes without a zero", b"\0" + b"\x05" * 601 + b"\0", "OVERLONG", "F-5"),
    ]


def _bad(name: str, line: bytes, reason: str, clause: str) -> dict[str, str]:
    return {"name": name, "line": line.hex(), "reason": reason, "clause": clause}


def _line(body: bytes, crc: int | None = None) -> bytes:
    checksum = crc32.iscsi(body) if crc is None else crc
    stuffed: bytes = cobs.encode(body + checksum.to_bytes(4, "little"))
    return b"\0" + stuffed + b"\0"


def status_frames() -> list[dict[str, Any]]:
    """Every status in the answer to a request that can have it, as far as one can."""
    return [_status(name, code) for name, (code, _) in statuses().items() if name != "OK"]


def _status(name: str, code: int) -> dict[str, Any]:
    clear = name in {"NO_SESSION", "VERSION", "NOT_PAIRED", "NO_OFFER", "PROOF_WRONG"}
    opcode = {"NO_SESSION": Opcode.STATUS, "VERSION": LinkOpcode.HELLO}.get(name, LinkOpcode.SESSION)
    payload = PayloadWriter().u32(7).u16(code).rest(_BODIES.get(name, b"")).done()
    frame = (
        Frame(RESPONSE, opcode, 0, 9, payload)
        if clear
        else Frame(RESPONSE | SECURED, Opcode.COMMIT, _SESSION, 9, payload)
    )
    return {"status": name, "code": code, **_sound(name, frame)}


assert {*LinkStatus} <= {code for code, _ in statuses().values()}, (
    "the document names every status of the link"
)
