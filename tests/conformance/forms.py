"""Messages, records and programs that are not as their tables say, or say more than a reader knows."""

from __future__ import annotations

from typing import Any

from programmer.device.implant.messages.log import make_event
from programmer.telemetry.wire import PayloadWriter
from programmer.therapy.canonical import encode_program
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.pump import PumpEventKind
from tests.conformance.bench import MADE
from tests.conformance.fixed import fixed_bytes, token
from tests.support.programs_of_every_kind import BACLOFEN_500, PATIENT, micrograms

_ONE_AT_ONCE = PayloadWriter().u64(1).u32(1).done()
_IDENTITY = "0a" + b"RF20-10432".hex() + "00" + "03" + b"1.0".hex() + "01"

EXTENDED: list[dict[str, Any]] = [
    {"structure": "stage", "bytes": "0700" + "7f03aabbcc", "fields": {"stage": 7}, "clause": "A-2"},
    {"structure": "stage", "bytes": "0700" + "0100" + "0200", "fields": {"stage": 7}, "clause": "A-2"},
    {
        "structure": "identity",
        "bytes": _IDENTITY + "7e01ff",
        "fields": {"serial": "RF20-10432", "model": "", "firmware": "1.0", "marks": 1},
        "clause": "A-2",
    },
]

BAD_MESSAGES: list[dict[str, str]] = [
    {"structure": "stage", "bytes": "07", "because": "too short", "clause": "A-1"},
    {
        "structure": "stage",
        "bytes": "07007f03aabb",
        "because": "an extension that is cut off",
        "clause": "A-2",
    },
    {
        "structure": "token",
        "bytes": token(1).hex() + "00",
        "because": "more than its table says",
        "clause": "A-3",
    },
    {
        "structure": "token",
        "bytes": token(1).hex()[:30],
        "because": "less than its table says",
        "clause": "A-3",
    },
    {
        "structure": "hello request",
        "bytes": fixed_bytes("nonce", 16).hex(),
        "because": "too short",
        "clause": "A-3",
    },
    {
        "structure": "identity",
        "bytes": _IDENTITY.replace("2d", "0a", 1),
        "because": "a line feed",
        "clause": "C-6",
    },
    {
        "structure": "identity",
        "bytes": _IDENTITY.replace("2d", "e9", 1),
        "because": "not ASCII",
        "clause": "C-6",
    },
    {
        "structure": "token answer",
        "bytes": "4b" + fixed_bytes("epoch", 16).hex() + "00000000",
        "because": "a state that is not in its table",
        "clause": "C-3",
    },
]


def bad_records() -> list[dict[str, str]]:
    """Stored records that have rotted."""
    raw = bytearray(make_event(7, MADE, PumpEventKind.STOPPED, token(2)).raw)
    raw[20] ^= 0x04
    return [{"bytes": raw.hex(), "because": "one bit of the detail turned over", "clause": "H-4"}]


def bad_programs() -> list[dict[str, str]]:
    """Bytes that are not the one form of a program."""
    good = encode_program(PumpProgram(BACLOFEN_500, Continuous(micrograms(90))))
    drugs, delivery = good[2:23], good[23:]
    window = encode_program(PATIENT)
    other_mode = delivery[:3] + b"\xe1" + delivery[4:]
    forms = [
        ("another schema", b"\2\0" + good[2:], "N-7"),
        ("sections in another order", good[:2] + delivery + drugs, "N-2"),
        ("a section twice", good + delivery, "N-2"),
        ("no delivery", good[:23], "N-2"),
        ("a section that is not in the table", good + b"\x87\0\0", "N-7"),
        ("a mode that is not in the table", good[:23] + other_mode, "N-7"),
        ("a byte behind the end", good + b"\0", "N-1"),
        ("a section that is cut off", good[:-1], "N-1"),
        ("a length that is too long by one", good[:24] + b"\x0a\0" + good[26:] + b"\0", "N-1"),
        ("a drug in capital letters", good.replace(b"baclofen", b"Baclofen"), "N-4"),
        ("a concentration of 0", good[:15] + bytes(8) + good[23:], "N-4"),
        ("no drug at all", good[:2] + b"\x1e\1\0\0" + delivery, "N-4"),
        ("half of a further limit of the patient's boluses", window[:-2], "N-1"),
        ("nothing", b"", "N-1"),
        *_forms_of_drugs(delivery),
        *_forms_of_delivery(good[:23]),
    ]
    return [{"because": because, "bytes": form.hex(), "clause": clause} for because, form, clause in forms]


def _section(tag: int, body: bytes) -> bytes:
    return PayloadWriter().u8(tag).u16(len(body)).rest(body).done()


def _drugs(*names: str) -> bytes:
    writer = PayloadWriter().u16(1)
    body = PayloadWriter().u8(len(names))
    for name in names:
        body.text(name).u64(500_000)
    return writer.rest(_section(0x1E, body.done())).done()


def _forms_of_drugs(delivery: bytes) -> list[tuple[str, bytes, str]]:
    return [
        ("six drugs", _drugs("aa", "bb", "cc", "dd", "ee", "ff") + delivery, "N-4"),
        ("a drug twice", _drugs("baclofen", "baclofen") + delivery, "N-4"),
        ("a name of one letter", _drugs("b") + delivery, "N-4"),
        ("a name that ends in a space", _drugs("baclofen ") + delivery, "N-4"),
        ("a name of 33 letters", _drugs("b" * 33) + delivery, "N-4"),
    ]


def _day(*steps: tuple[int, int]) -> bytes:
    writer = PayloadWriter().u8(len(steps))
    for start, dose in steps:
        writer.u32(start).u64(dose)
    return writer.done()


def _periodic(background: int, dose: int, duration: int, interval: int) -> bytes:
    return PayloadWriter().u8(0x87).u64(background).u64(dose).u32(duration).u32(interval).done()


def _forms_of_delivery(drugs: bytes) -> list[tuple[str, bytes, str]]:
    patient = PayloadWriter().u64(5_000).u32(300).u32(600).u16(0).done()
    week = b"\x78" + _day((0, 90_000)) * 7
    modes = [
        ("a day without a step", b"\x55\0", "N-5"),
        ("a day that begins late", b"\x55" + _day((1, 90_000)), "N-5"),
        ("steps that do not rise", b"\x55" + _day((0, 90_000), (60, 1), (60, 2)), "N-5"),
        ("a step of the next day", b"\x55" + _day((0, 90_000), (86_400, 1)), "N-5"),
        ("a week of seven same days", week, "N-5"),
        ("a dose of 2^63 ng per day", b"\x4b" + (2**63).to_bytes(8, "little"), "N-6"),
        ("a periodic bolus of nothing", _periodic(0, 0, 60, 3600), "N-6"),
        ("a periodic bolus in no time", _periodic(0, 1, 0, 3600), "N-6"),
        ("a periodic bolus that never ends", _periodic(0, 1, 3600, 3600), "N-6"),
    ]
    bridge = PayloadWriter().u8(0x33).u32(316_000).u64(0).rest(drugs[5:]).done()
    even = _section(0x2D, b"\x4b" + (90_000).to_bytes(8, "little"))
    return [
        *((because, drugs + _section(0x2D, body), clause) for because, body, clause in modes),
        ("at most no bolus per day", drugs + even + _section(0x33, patient), "N-6"),
        ("a bridge of no dose", drugs + even + _section(0x4B, bridge), "N-6"),
        ("a prime of no volume", drugs + even + _section(0x4B, bytes.fromhex("2d1e000000003c000000")), "N-6"),
        (
            "a stopped program with an opening",
            drugs + _section(0x2D, b"\x33") + _section(0x4B, b"\x1e" + _ONE_AT_ONCE),
            "N-6",
        ),
    ]
