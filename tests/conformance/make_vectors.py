"""Makes docs/protocol-vectors.json: ``python -m tests.conformance.make_vectors``, when the standard has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from fastcrc import crc16, crc32

from programmer.device.implant.codes import EVENT_CODES, LIMIT_CODES, Status
from programmer.device.implant.messages.log import make_event
from programmer.telemetry.frames import EVENT, RESPONSE
from programmer.telemetry.noise.keys import KeyPair, fingerprint
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, DaySchedule, PumpProgram, ScheduleStep, Stopped
from programmer.therapy.pump import PumpEventKind
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, PumpTime, SecondsOfDay
from tests.conformance.asking import BRIDGED, WRITTEN
from tests.conformance.bench import MADE
from tests.conformance.conversation import Conversation, Step
from tests.conformance.fixed import CODE, PROGRAMMER, PUMP, fixed_bytes, static_key, token
from tests.conformance.forms import BAD_MESSAGES, EXTENDED, bad_programs, bad_records
from tests.conformance.frame_vectors import FRAME_KEY, bad_frames, sound_frames, status_frames
from tests.conformance.handshake_values import values_of
from tests.conformance.held import HELD
from tests.conformance.readings import reading, record_fields
from tests.conformance.standard import VECTORS, opcodes, record_kinds, statuses
from tests.support.programs_of_every_kind import BACLOFEN_500, EVERY_KIND

_WARNING = (
    "Test vectors of ITP/1 (protocol.md), a protocol for simulated pumps; not a certified medical device. "
    "The private keys, session keys and codes are test keys: they are published, and must never be the keys of a "
    "pump or a programmer."
)


@cache
def held() -> tuple[Conversation, ...]:
    """The conversations of the vectors, held once."""
    return tuple(hold() for hold in HELD)


def vectors() -> dict[str, Any]:
    """All of the file."""
    return {
        "about": _WARNING,
        "standard": "ITP/1",
        "program_schema": 1,
        "checksums": _checksums(),
        "test_keys": _keys(),
        "pairing_code": _code(),
        "frames": {"test_session_key": FRAME_KEY.hex(), "frames": sound_frames()},
        "bad_frames": bad_frames(),
        "statuses": status_frames(),
        "handshakes": [_handshake(*which) for which in _HANDSHAKES],
        "messages": _messages(),
        "extended_messages": EXTENDED,
        "bad_messages": BAD_MESSAGES,
        "records": _records(),
        "bad_records": bad_records(),
        "programs": _programs(),
        "bad_programs": bad_programs(),
        "conversations": [_conversation(one) for one in held()],
    }


def _checksums() -> dict[str, Any]:
    return {
        "crc32c": {"of": b"123456789".hex(), "is": crc32.iscsi(b"123456789")},
        "crc32c_of_zeros": {"of": bytes(32).hex(), "is": crc32.iscsi(bytes(32))},
        "crc16": {"of": b"123456789".hex(), "is": crc16.ibm_3740(b"123456789")},
    }


def _keys() -> dict[str, Any]:
    return {who: _key(static_key(who)) for who in (PROGRAMMER, PUMP)}


def _key(pair: KeyPair) -> dict[str, str]:
    return {
        "test_private": pair.private.hex(),
        "public": pair.public.hex(),
        "fingerprint": fingerprint(pair.public).hex(),
    }


def _code() -> dict[str, Any]:
    shown = CODE.shown()
    mistyped = [shown[:-1] + other for other in "ABC" if other != shown[-1]]
    mistyped += [shown[:-1], shown + "A", shown[1] + shown[0] + shown[2:], "1" + shown[1:], ""]
    return {
        "test_secret": CODE.secret.hex(),
        "shown": shown,
        "psk": CODE.psk().hex(),
        "mistyped": mistyped,
        "clauses": ["P-2", "P-3"],
    }


# name, conversation, place of its HELLO among the conversation's frames, Noise name, first words of the prologue
_HANDSHAKES = [
    ("session", "session", 0, "Noise_KK_25519_ChaChaPoly_SHA256", "ITP/1 session"),
    ("pairing", "pairing", 0, "Noise_XXpsk3_25519_ChaChaPoly_SHA256", "ITP/1 pairing"),
    ("session after pairing", "pairing", 6, "Noise_KK_25519_ChaChaPoly_SHA256", "ITP/1 session"),
]


def _handshake(name: str, conversation: str, first: int, noise: str, words: str) -> dict[str, Any]:
    one = next(each for each in held() if each.name == conversation)
    frames = [step for step in one.steps if "to" in step]
    before = sum(step["opcode"] in {"SESSION", "PAIR_BEGIN"} for step in frames[:first]) // 2
    end = 6 if noise.startswith("Noise_XX") else 4
    request, answer, *messages = (bytes.fromhex(step["payload"]) for step in frames[first : first + end])
    texts = [message[6:] if place % 2 else message for place, message in enumerate(messages)]
    made: dict[str, Any] = {
        "name": name,
        "noise": noise,
        "prologue": (words.encode() + request + answer[6:]).hex(),
        "test_ephemeral_programmer": one.randomness.ephemerals[before].hex(),
        "test_ephemeral_pump": one.pump.randomness.ephemerals[before].hex(),
        "messages": [text.hex() for text in texts[:3]] if end == 6 else [text.hex() for text in texts],
        **({"confirmation": texts[3].hex()} if end == 6 else {}),
    }
    return {**made, **values_of(made)}


def _conversation(one: Conversation) -> dict[str, Any]:
    return {
        "name": one.name,
        "shows": one.shows,
        "clauses": one.clauses,
        "known_to_each_other": one.paired,
        "test_ephemerals": {
            PROGRAMMER: [key.hex() for key in one.randomness.ephemerals],
            PUMP: [key.hex() for key in one.pump.randomness.ephemerals],
        },
        "steps": one.steps,
    }


def structure_of(step: Step) -> tuple[str, bytes] | None:
    """The structure that a frame of a conversation carries, and its bytes; None for what is no message."""
    if "payload" not in step or step["opcode"] not in opcodes():
        return None
    payload, request = bytes.fromhex(step["payload"]), opcodes()[step["opcode"]]
    if step["flags"] & EVENT:
        return request.answer, payload
    if not step["flags"] & RESPONSE:
        return request.request, payload
    structure = request.answer if step["status"] == "OK" else statuses()[step["status"]][1]
    return structure, payload[6:]


def _messages() -> list[dict[str, Any]]:
    carried = {*(one for each in held() for one in _carried(each.steps)), *_standing_alone()}
    return [
        {"structure": structure, "bytes": payload.hex(), "fields": reading(structure, payload)}
        for structure, payload in sorted(carried)
    ]


def _carried(steps: list[Step]) -> Iterator[tuple[str, bytes]]:
    """What the frames of a conversation carry, but for requests that are not as their tables say."""
    for step, after in pairwise([*steps, Step()]):
        carried = structure_of(step)
        malformed = "MALFORMED" in {step.get("status"), after.get("status")}
        if carried is not None and not malformed:
            yield carried


def _standing_alone() -> Iterator[tuple[str, bytes]]:
    """What stands in other structures only, or in a frame that names no status."""
    yield "version notice", bytes([1, 1])
    for number, code in enumerate(LIMIT_CODES.values()):
        yield "violation", bytes([code, number])
    for status in (Status.CONFLICT, Status.CANNOT_RESUME):
        yield "refusal", status.to_bytes(2, "little")
    for record in _records():
        yield "record", bytes.fromhex(record["bytes"])
    for program in programs().values():
        yield "program", encode_program(program)


_DETAILS = {
    "memory made": "",
    "program changed": token(1).hex() + program_hash(encode_program(WRITTEN)).hex(),
    "stopped": token(2).hex(),
    "resumed": token(3).hex(),
    "alarm raised": "04",
    "alarm cleared": "04",
    "bolus begun": "1e",
    "bolus ended": "2d" + "0f270000",
    "bolus refused": "99",
    "prime or bridge finished": "",
    "clock set": (MADE.value - 3_600_000_000).to_bytes(8, "little").hex(),
    "refill told": (18_000_000).to_bytes(4, "little").hex(),
    "bolus given": token(4).hex() + (20_000).to_bytes(8, "little").hex() + (1200).to_bytes(4, "little").hex(),
    "bolus cancelled": token(5).hex(),
    "alarms acknowledged": token(6).hex() + "90000000",
    "checkpoint": token(7).hex() + fixed_bytes("session record", 16).hex() + fixed_bytes("chain", 32).hex(),
}


def _records() -> list[dict[str, Any]]:
    return [_record(number, name) for number, name in enumerate(record_kinds(), start=1)]


def _record(number: int, name: str) -> dict[str, Any]:
    kind = kind_of(record_kinds()[name][0])
    event = make_event(number, PumpTime(MADE.value + number), kind, bytes.fromhex(_DETAILS[name]))
    return {"kind": name, "bytes": event.raw.hex(), "fields": record_fields(event)}


def kind_of(code: int) -> PumpEventKind:
    """The product's word for a kind of record."""
    return next(kind for kind, known in EVENT_CODES.items() if known == code)


def _programs() -> list[dict[str, str]]:
    return [
        {"name": name, "bytes": encode_program(one).hex(), "sha256": program_hash(encode_program(one)).hex()}
        for name, one in programs().items()
    ]


def programs() -> dict[str, PumpProgram]:
    """Programs of every kind, by what they are."""
    steps = ((0, 380_000), (25_200, 512_000))
    day = DaySchedule(tuple(ScheduleStep(SecondsOfDay(at), NanogramsPerDay(dose)) for at, dose in steps))
    five = [DrugFill(f"drug-{letter}", NanogramsPerMillilitre(2**63 - 1)) for letter in "abcde"]
    return {
        "stopped": PumpProgram(BACLOFEN_500, Stopped()),
        "continuous, 90 mcg per day of baclofen 500 mcg/mL": PumpProgram(
            BACLOFEN_500, Continuous(NanogramsPerDay(90_000))
        ),
        "day schedule": PumpProgram(BACLOFEN_500, day),
        "five drugs of the highest concentration": PumpProgram(
            five[0], Continuous(NanogramsPerDay(2**63 - 1)), tuple(five[1:])
        ),
        "written in the conversation": WRITTEN,
        "bridge to another concentration": BRIDGED,
        **EVERY_KIND,
    }


def text() -> str:
    """The file as it is written."""
    return json.dumps(vectors(), indent=1, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    VECTORS.write_text(text(), encoding="utf-8")
