"""Messages, records and programs that are not as their tables say, or say more than a reader knows."""

from __future__ import annotations

from typing import Any

from programmer.device.implant.messages.log import make_event
from programmer.therapy.canonical import encode_program
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.pump import PumpEventKind
from tests.conformance.bench import MADE
from tests.conformance.fixed import fixed_bytes, token
from tests.support.programs_of_every_kind import BACLOFEN_500, PATIENT, micrograms

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
    ]
    return [{"because": because, "bytes": form.hex(), "clause": clause} for because, form, clause in forms]
