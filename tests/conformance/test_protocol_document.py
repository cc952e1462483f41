"""What docs/protocol.md says is whole, agrees with itself, and is what the code does."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations, pairwise

import pytest

from programmer.device.implant import codes
from programmer.device.implant.driver import _STOP_PATIENCE
from programmer.device.implant.messages.programs import MOST_VIOLATIONS
from programmer.device.implant.messages.status import NO_BOLUS
from programmer.simulator import tokens
from programmer.simulator.requests import MAX_PROGRAM
from programmer.telemetry import frames, hello, pump_keys, welcome
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import Frame, FrameDecoder, encode_frame
from programmer.telemetry.noise.handshake import Pattern
from programmer.telemetry.responder import SESSION_LIFE_US, STAGE_LIFE_US
from programmer.telemetry.secure_channel import MOST_FRAMES, NEXT_STATES, ChannelState
from programmer.telemetry.transceiver import USUAL
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import LONGEST_ORDER
from programmer.therapy.canonical import layout
from tests.conformance.standard import (
    DOCUMENT,
    Field,
    clauses,
    codes_in,
    opcodes,
    record_kinds,
    rows,
    section,
    statuses,
    structures,
)
from tests.support.distance import DISTANT_BYTES, hamming_distance, twin_byte

_SIZES = {"u8": 1, "u16": 2, "u32": 4, "u64": 8, "i64": 8}
SECTIONS = [
    "1. The line",
    "2. Frames",
    "3. Greeting, session, pairing",
    "4. Reading",
    "5. Writing a program",
    "6. Commands that touch therapy",
    "7. Canonical programs, schema 1",
    "8. How a program is delivered",
    "9. Test vectors",
    "10. Versions",
    "11. Limits and time-outs",
    "12. Security considerations",
    "13. Clauses",
]
TABLES = {
    "opcodes": [row.code for row in opcodes().values()],
    "statuses": [code for code, _ in statuses().values()],
    "kinds of record": [code for code, _ in record_kinds().values()],
}
ENUMERATIONS = {
    f"{name}: {field.name}": codes_in(field.meaning)
    for name, table in structures().items()
    for field in table
    if field.type == "u8" and codes_in(field.meaning)
}


def field_of(structure: str, name: str) -> Field:
    """That row of the structure's table."""
    return next(field for field in structures()[structure] if field.name == name)


# ---- the document agrees with itself -------------------------------------------------------------------------------


def test_it_says_that_it_is_no_medical_device() -> None:
    assert "simulated pump" in DOCUMENT[:1000]
    assert "not a certified medical device" in DOCUMENT[:1000]


def test_sections_keep_their_numbers() -> None:
    assert re.findall(r"^## (.+)$", DOCUMENT, re.MULTILINE) == SECTIONS


def test_no_clause_is_there_twice_and_none_was_left_out() -> None:
    assert [clause for clause, count in Counter(clauses()).items() if count > 1] == []
    numbers: dict[str, list[int]] = {}
    for clause in clauses():
        letter, _, number = clause.partition("-")
        numbers.setdefault(letter, []).append(int(number))
    assert {letter: sorted(found) for letter, found in numbers.items()} == {
        letter: list(range(1, len(found) + 1)) for letter, found in numbers.items()
    }


def test_every_clause_says_whom_it_binds_and_how_it_is_checked_and_once() -> None:
    listed = [clause for row in rows(section("## 13. Clauses")) for clause in row[2].split(", ")]
    assert Counter(listed) == Counter(clauses())


def test_every_clause_that_the_text_refers_to_is_there() -> None:
    assert set(re.findall(r"\b([ACDEFHKNPRSVWX]-\d+)\b", DOCUMENT)) - {"CRC-32"} <= set(clauses())


def test_every_structure_that_is_named_has_its_table() -> None:
    named = {row.request for row in opcodes().values()} | {row.answer for row in opcodes().values()}
    named |= {structure for _, structure in statuses().values()}
    for table in structures().values():
        for field in table:
            named |= set(re.findall(r"(?:list|all|maybe|7) (?:of )?([a-z ]+)$", field.type))
            named |= set(re.findall(r"0x[0-9A-F]+ ([a-z ]+)", field.type))
    assert named - {"–", "as in 2.3"} <= set(structures())
    assert set(structures()) - named == {"program"}


@pytest.mark.parametrize("name", structures())
def test_the_fields_of_a_structure_follow_each_other_without_a_gap(name: str) -> None:
    table = structures()[name]
    for before, after in pairwise(table):
        size = _size(before.type)
        if before.offset is None or size is None:
            assert after.offset is None, f"{after.name} cannot begin at {after.offset}"
        else:
            assert after.offset == before.offset + size, after.name
    assert all(field.offset == 0 for field in table[:1])


def _size(kind: str) -> int | None:
    if kind in _SIZES:
        return _SIZES[kind]
    fixed = re.fullmatch(r"bytes (\d+)", kind)
    return int(fixed[1]) if fixed else None


@pytest.mark.parametrize("table", TABLES)
def test_wide_codes_are_twin_bytes_four_bits_apart(table: str) -> None:
    for code in TABLES[table]:
        assert twin_byte(code & 0xFF) == code
    for first, second in combinations(TABLES[table], 2):
        assert hamming_distance(first, second) >= 4, f"{first:#x} and {second:#x}"


@pytest.mark.parametrize("table", ENUMERATIONS)
def test_narrow_codes_are_distant_words_four_bits_apart(table: str) -> None:
    assert set(ENUMERATIONS[table]) <= set(DISTANT_BYTES)
    for first, second in combinations(ENUMERATIONS[table], 2):
        assert hamming_distance(first, second) >= 4, f"{first:#x} and {second:#x}"


# ---- the document is what the code does ----------------------------------------------------------------------------


def test_every_opcode_is_written_with_its_code_and_none_besides() -> None:
    known = {opcode.name: opcode.value for opcode in (*LinkOpcode, *codes.Opcode)}
    assert {name: row.code for name, row in opcodes().items()} == known


def test_every_status_is_written_with_its_code_and_none_besides() -> None:
    known = {status.name: status.value for status in (*LinkStatus, *codes.Status)}
    assert {name: code for name, (code, _) in statuses().items()} == known


def test_every_kind_of_record_is_written_and_none_besides() -> None:
    assert sorted(TABLES["kinds of record"]) == sorted(codes.EVENT_CODES.values())


def test_every_reason_against_a_patients_bolus_is_written_and_none_besides() -> None:
    reasons = DOCUMENT[DOCUMENT.index("`reason`: 0x") :].partition("\n\n")[0]
    assert sorted(codes_in(reasons)) == sorted(codes.BOLUS_REFUSAL_CODES.values())


@pytest.mark.parametrize(
    ("structure", "name", "known"),
    [
        ("violation", "limit", codes.LIMIT_CODES.values()),
        ("status", "delivery", codes.DELIVERY_CODES.values()),
        ("status", "delivery_by", codes.CHANGED_BY_CODES.values()),
        ("status", "battery", codes.BATTERY_CODES.values()),
        ("status", "bolus", [*codes.BOLUS_CODES.values(), NO_BOLUS]),
        ("token answer", "state", codes.TOKEN_CODES.values()),
        ("prime", "extent", layout.EXTENTS.values()),
        ("section", "tag", [code for name, code in vars(layout).items() if name.startswith("TAG_")]),
        ("delivery", "mode", [code for name, code in vars(layout).items() if name.startswith("MODE_")]),
        ("opening", "kind", [code for name, code in vars(layout).items() if name.startswith("OPENING_")]),
    ],
)
def test_every_word_of_an_enumeration_is_written_and_none_besides(
    structure: str, name: str, known: list[int]
) -> None:
    assert sorted(codes_in(field_of(structure, name).meaning)) == sorted(known)


def test_every_alarm_has_its_bit_in_the_table() -> None:
    meaning = field_of("status", "active_alarms").meaning
    bits = [int(bit) for bit in re.findall(r"(?:bit |, )(\d) ", meaning)]
    assert bits == [kind.value for kind in AlarmKind if kind is not AlarmKind.UNKNOWN]


def test_the_limits_are_those_of_the_code() -> None:
    written = {row[0]: row[1] for row in rows(section("## 11. Limits and time-outs"))}
    minute = 60_000_000
    assert written == {
        "payload of a frame": f"{frames.MAX_PAYLOAD} bytes",
        "bytes without a zero": f"{frames.MAX_UNDELIMITED}",
        "wait for an answer": f"{USUAL.each_us // 1000} ms",
        "attempts": f"{USUAL.attempts}, STOP {_STOP_PATIENCE.attempts}",
        "status while a session is open": "every 1 s",
        "life of a session without a new request": f"{SESSION_LIFE_US // 1_000_000} s",
        "frames of a session, each way": f"2^{MOST_FRAMES.bit_length() - 1}",
        "greetings and session numbers remembered": f"{welcome._REMEMBERED_GREETINGS}",
        "life of a stage": f"{STAGE_LIFE_US // minute} min",
        "length of a program": f"{MAX_PROGRAM:,} bytes",
        "life of a pairing code": f"{pump_keys.OFFER_LIFE_US // minute} min",
        "wrong proofs against a code": f"{pump_keys.MOST_WRONG}",
        "programmers a pump knows": f"at least {pump_keys.MOST_KNOWN}",
        "tokens a pump remembers": f"at least {tokens.CAPACITY}",
        "a bolus that is given now": f"{LONGEST_ORDER.value // 3600} h",
        "reasons of a refusal": f"{MOST_VIOLATIONS}",
        "starts of patient boluses remembered": "366 days of therapy",
    }


def test_the_handshakes_are_named_as_they_are() -> None:
    assert sorted(set(re.findall(r"`(Noise_\w+)`", DOCUMENT))) == sorted(pattern.value for pattern in Pattern)


def test_the_programmers_states_are_those_of_the_code() -> None:
    table = section("### 3.2 Greeting and session").rpartition("The programmer:")[2]
    found: dict[str, set[str]] = {}
    for state, _, _, after in rows(table):
        found.setdefault(state, set()).add(after)
    assert found == {state.value: {after.value for after in NEXT_STATES[state]} for state in ChannelState}


def test_the_known_answer_to_begin_with_is_what_goes_on_the_line() -> None:
    (known,) = re.findall(r"^    ((?:[0-9a-f]{2} ?)+)$", DOCUMENT, re.MULTILINE)
    frame = Frame(0, LinkOpcode.IDENT, 0, 1, b"")
    assert encode_frame(frame) == bytes.fromhex(known)
    assert FrameDecoder().receive(bytes.fromhex(known)) == [frame]


def test_a_greeting_is_as_long_as_its_table() -> None:
    request = hello.HelloRequest(bytes(16), bytes(16)).encode()
    assert len(request) == 38 == 22 + 16
    assert field_of("hello request", "fingerprint").offset == 22
