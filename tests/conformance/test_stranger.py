"""Who has only the standard and ``cryptography`` can read every vector of it."""

from __future__ import annotations

import ast
import base64
import binascii
import hashlib
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import follow, standard, stranger, stranger_noise, stranger_programs
from tests.conformance.stranger import NotSound

VECTORS: dict[str, Any] = json.loads(standard.VECTORS.read_text(encoding="utf-8"))


def named(section: str, name: str) -> list[Any]:
    """The entries of a section as parameters that are called by one of their words."""
    return [pytest.param(one, id=f"{number}-{one[name]}") for number, one in enumerate(VECTORS[section])]


@pytest.mark.parametrize("module", [standard, stranger, stranger_noise, stranger_programs, follow])
def test_the_stranger_uses_nothing_of_the_product(module: Any) -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    ours = {"tests.conformance.standard", "tests.conformance.stranger", "tests.conformance.stranger_noise"}
    third_party = {"cryptography"}
    assert {name.partition(".")[0] for name in modules - ours} <= {
        *third_party,
        *("__future__", "ast", "collections", "dataclasses", "functools", "hashlib", "hmac", "itertools"),
        *("pathlib", "re", "struct", "typing"),
    }


def test_the_checksums_have_their_known_answers() -> None:
    found = VECTORS["checksums"]
    for name, work in (
        ("crc32c", stranger.crc32c),
        ("crc32c_of_zeros", stranger.crc32c),
        ("crc16", stranger.crc16),
    ):
        assert work(bytes.fromhex(found[name]["of"])) == found[name]["is"]


@pytest.mark.parametrize("vector", VECTORS["frames"]["frames"] + VECTORS["statuses"])
def test_a_frame_is_read_and_made_again(vector: dict[str, Any]) -> None:
    line = bytes.fromhex(vector["line"])
    frame = stranger.one_frame(line)
    key = bytes.fromhex(VECTORS["frames"]["test_session_key"])
    clear = stranger_noise.open_frame(key, frame) if frame.flags & stranger.SECURED else frame.payload

    assert (frame.flags, frame.opcode, frame.session, frame.counter, clear.hex()) == (
        vector["flags"],
        vector["opcode"],
        vector["session"],
        vector["counter"],
        vector["payload"],
    )
    body = frame.header + frame.payload + frame.tag
    assert b"\0" + stranger.stuff(body + stranger.crc32c(body).to_bytes(4, "little")) + b"\0" == line


@pytest.mark.parametrize("vector", named("bad_frames", "name"))
def test_a_bad_frame_is_dropped_for_its_reason(vector: dict[str, str]) -> None:
    pieces = stranger.split(bytes.fromhex(vector["line"]))
    if vector["reason"] == "OVERLONG":
        assert pieces == []
    reasons = [_reason(piece) for piece in pieces]
    if vector["reason"] not in {"OVERLONG", "NOT STUFFED"}:
        assert reasons == [vector["reason"]]


def _reason(piece: bytes) -> str:
    with pytest.raises(NotSound) as caught:
        stranger.read_frame(piece)
    return str(caught.value)


@pytest.mark.parametrize("vector", named("messages", "structure") + named("extended_messages", "structure"))
def test_a_message_is_read_by_the_table_of_its_structure(vector: dict[str, Any]) -> None:
    extended = vector in VECTORS["extended_messages"]
    values = stranger.read_structure(vector["structure"], bytes.fromhex(vector["bytes"]), extensible=extended)
    assert values == vector["fields"]


@pytest.mark.parametrize("vector", named("bad_messages", "because"))
def test_a_message_that_is_not_as_its_table_says_is_not_read(vector: dict[str, Any]) -> None:
    with pytest.raises(NotSound):
        stranger.read_structure(
            vector["structure"], bytes.fromhex(vector["bytes"]), extensible=vector["clause"] == "A-2"
        )


@pytest.mark.parametrize("vector", named("records", "kind"))
def test_a_record_is_read_with_its_detail(vector: dict[str, Any]) -> None:
    kind, values, detail = stranger.read_record(bytes.fromhex(vector["bytes"]))
    assert kind == vector["kind"]
    assert values == vector["fields"]
    assert list(detail) == [field.name for field in standard.record_kinds()[kind][1]]


def test_a_record_that_has_rotted_is_not_read() -> None:
    for vector in VECTORS["bad_records"]:
        with pytest.raises(NotSound, match="CRC of a record"):
            stranger.read_record(bytes.fromhex(vector["bytes"]))


@pytest.mark.parametrize("vector", named("programs", "name"))
def test_a_program_is_read_and_has_its_hash(vector: dict[str, Any]) -> None:
    canonical = bytes.fromhex(vector["bytes"])
    values = stranger_programs.read_program(canonical)
    sections = values["sections"]
    assert values["schema"] == 1
    assert isinstance(sections, list)
    tags = [one["tag"] for one in sections if isinstance(one, dict)]
    assert tags[:2] == [0x1E, 0x2D]
    assert tags == sorted(tags, key=lambda tag: int(str(tag)))
    assert hashlib.sha256(canonical).hexdigest() == vector["sha256"]


@pytest.mark.parametrize("vector", named("bad_programs", "because"))
def test_another_form_of_a_program_is_none(vector: dict[str, Any]) -> None:
    with pytest.raises(NotSound):
        stranger_programs.read_program(bytes.fromhex(vector["bytes"]))


@pytest.mark.parametrize("vector", named("handshakes", "name"))
def test_both_sides_of_a_handshake_come_to_its_messages(vector: dict[str, Any]) -> None:
    tokens = ["e es ss", "e ee se"] if vector["noise"] == follow.KK else ["e", "e ee s es", "s se psk"]
    sides = [_side(vector, "programmer", "pump"), _side(vector, "pump", "programmer")]
    for number, message in enumerate(vector["messages"]):
        writer, reader = sides[number % 2], sides[1 - number % 2]
        assert writer.write(tokens[number]).hex() == message
        reader.read(tokens[number], bytes.fromhex(message))
    written = [{key: one for key, one in step.items() if key != "message"} for step in vector["steps"]]
    for side in sides:
        assert side.steps == written
        assert side.hash.hex() == vector["handshake_hash"]
        to_pump, to_programmer = side.keys()
        assert to_pump.hex() == vector["test_key_to_pump"]
        assert to_programmer.hex() == vector["test_key_to_programmer"]
    if "confirmation" in vector:
        sealed = bytes.fromhex(vector["confirmation"])
        identity = stranger_noise.open_sealed(sides[0].keys()[1], 0, sides[0].hash, sealed)
        assert stranger.read_structure("identity", identity)["serial"] == "RF20-10432"


@pytest.mark.parametrize("vector", named("handshakes", "name"))
def test_a_greeting_that_was_changed_spoils_the_handshake(vector: dict[str, Any]) -> None:
    changed = {**vector, "prologue": "00" + vector["prologue"][2:]}
    message = bytes.fromhex(vector["messages"][0])
    with pytest.raises(NotSound, match="PROOF"):
        _side(changed, "pump", "programmer").read("e es ss" if vector["noise"] == follow.KK else "e", message)


def _side(vector: dict[str, Any], who: str, other: str) -> stranger_noise.Noise:
    keys = VECTORS["test_keys"]
    kk = vector["noise"] == follow.KK
    psk, remote = ("", keys[other]["public"]) if kk else (VECTORS["pairing_code"]["psk"], "")
    return stranger_noise.Noise(
        vector["noise"],
        bytes.fromhex(vector["prologue"]),
        bytes.fromhex(keys[who]["test_private"]),
        bytes.fromhex(vector[f"test_ephemeral_{who}"]),
        who == "programmer",
        bytes.fromhex(psk),
        bytes.fromhex(remote),
    )


@pytest.mark.parametrize("vector", named("conversations", "name"))
def test_a_whole_conversation_can_be_followed_with_the_keys(vector: dict[str, Any]) -> None:
    follower = follow.Follower(VECTORS, vector)
    follower.follow()
    ours = [step for step in vector["steps"] if "line" in step and "by" not in step]
    assert follower.opened == len(ours)


@pytest.mark.parametrize("vector", named("conversations", "name"))
def test_tokens_are_used_up_by_what_section_6_says_and_by_nothing_else(vector: dict[str, Any]) -> None:
    """X-2, X-3 and X-6, kept beside the conversation: what was MALFORMED leaves no trace in the table."""
    commands = set(re.findall(r"[A-Z_]{4,}", standard.section("## 6. Commands that touch therapy")[:200]))
    table: dict[str, tuple[str, str, str]] = {}
    for request, answer in pairwise(vector["steps"]):
        if request.get("to") != "pump" or "status" not in answer:
            continue
        opcode, payload, status = request["opcode"], request["payload"], answer["status"]
        token, known = payload[:32], table.get(payload[:32])
        told = answer["payload"][12:]
        if opcode == "TOKEN_STATUS":
            fields = stranger.read_structure("token answer", bytes.fromhex(told), extensible=True)
            assert fields["state"] == (0x1E if known is None else 0x2D if known[1] == "OK" else 0x33)
        elif opcode in commands and status != "MALFORMED":
            before = known is not None and known[0] != opcode + payload
            assert (status == "TOKEN_REUSED") == before
            if known is not None and not before:
                assert (status, told) == known[1:]
            table.setdefault(token, (opcode + payload, status, told))


def test_a_token_that_came_in_what_was_malformed_is_used_in_the_vectors() -> None:
    steps = [step for one in VECTORS["conversations"] for step in one["steps"] if step.get("to")]
    ended: dict[str, list[str]] = {}
    for request, answer in pairwise(steps):
        if request.get("opcode") == "BOLUS" and "status" in answer:
            ended.setdefault(request["payload"][:32], []).append(answer["status"])
    assert ["MALFORMED", "OK"] in ended.values()


def test_every_line_of_the_conversations_is_a_frame_whoever_sent_it() -> None:
    steps = [step for one in VECTORS["conversations"] for step in one["steps"] if "line" in step]
    lines = [step["line"] for step in steps] + [step["answer"] for step in steps if step.get("answer")]
    sessions = {stranger.one_frame(bytes.fromhex(line)).session for line in lines}
    assert sessions > {0}


def test_the_keys_have_their_fingerprints_and_the_code_its_key() -> None:
    for key in VECTORS["test_keys"].values():
        public = stranger_noise.public_of(bytes.fromhex(key["test_private"]))
        assert public.hex() == key["public"]
        assert stranger_noise.fingerprint(public).hex() == key["fingerprint"]
    code = VECTORS["pairing_code"]
    secret = bytes.fromhex(code["test_secret"])
    assert hashlib.sha256(b"ITP/1 pairing" + secret).hexdigest() == code["psk"]
    assert code["shown"].replace("-", "") == _letters(secret)
    for mistyped in code["mistyped"]:
        assert not _is_a_code(mistyped)


def _is_a_code(typed: str) -> bool:
    letters = typed.replace("-", "")
    try:
        secret = base64.b32decode(letters + "AA")[:16]
    except binascii.Error:
        return False
    return letters == _letters(secret)


def _letters(secret: bytes) -> str:
    check = int.from_bytes(hashlib.sha256(b"ITP/1 code check" + secret).digest()[:3], "big") >> 2
    bits = int.from_bytes(secret, "big") << 22 | check
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return "".join(alphabet[bits >> 5 * place & 31] for place in reversed(range(30)))
