"""The published vectors are what the product makes, and leave nothing of the standard out."""

from __future__ import annotations

import json
from typing import Any

from tests.conformance.make_vectors import text
from tests.conformance.standard import VECTORS, clauses, opcodes, record_kinds, rows, section, statuses

FOUND: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))
_TAGGED = ("bad_frames", "bad_messages", "bad_records", "bad_programs", "extended_messages")
NAMED = {
    *(clause for one in FOUND["conversations"] for clause in one["clauses"]),
    *(vector["clause"] for section in _TAGGED for vector in FOUND[section]),
    *(step["clause"] for one in FOUND["conversations"] for step in one["steps"] if "clause" in step),
    *FOUND["pairing_code"]["clauses"],
}
STEPS = [step for one in FOUND["conversations"] for step in one["steps"]]


def test_the_file_is_what_the_generator_makes() -> None:
    assert VECTORS.read_text(encoding="utf-8") == text(), "python -m tests.conformance.make_vectors"


def test_its_private_keys_are_called_test_keys() -> None:
    assert "must never be the keys of a pump" in FOUND["about"]
    assert "not a certified medical device" in FOUND["about"]
    private = {"private", "secret", "ephemeral", "session_key"}
    for path in _names(FOUND):
        assert path.startswith("test_") or not any(word in path for word in private), path


def _names(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for one in value for name in _names(one)]
    if not isinstance(value, dict):
        return []
    return [
        name for key, one in value.items() for name in (key, *_names(one)) if key not in {"fields", "steps"}
    ]


def test_every_opcode_goes_each_way_it_can() -> None:
    asked = {step["opcode"] for step in STEPS if step.get("to") == "pump" and "opcode" in step}
    answered = {step["opcode"] for step in STEPS if step.get("status") == "OK"}
    requests = {name for name, row in opcodes().items() if row.request != "–"}
    assert asked - {"0x7e7e"} == requests
    assert answered == requests
    assert "EVENT" in {step.get("opcode") for step in STEPS}


def test_every_structure_of_a_message_is_there_with_its_fields() -> None:
    rows = opcodes().values()
    named = (
        {row.request for row in rows} | {row.answer for row in rows} | {one for _, one in statuses().values()}
    )
    alone = {"violation", "refusal", "record", "program"}
    assert {message["structure"] for message in FOUND["messages"]} == (named | alone) - {"–", "as in 2.3"}


def test_every_status_and_every_kind_of_record_is_there() -> None:
    assert [vector["status"] for vector in FOUND["statuses"]] == [name for name in statuses() if name != "OK"]
    assert [vector["kind"] for vector in FOUND["records"]] == list(record_kinds())


def test_nearly_every_status_is_earned_in_a_conversation() -> None:
    said = {step.get("status") for step in STEPS}
    forged = {name for step in STEPS for name in statuses() if step.get("because", "").startswith(name)}
    # no alarm of the simulated pumps that holds a bolus back leaves delivery running, but for a low reservoir
    assert set(statuses()) - said - forged == {"BOLUS_ALARM"}


def test_every_flag_is_there_in_the_clear_and_secured() -> None:
    assert {vector["flags"] for vector in FOUND["frames"]["frames"]} == {0, 1, 4, 5, 6}


def test_every_clause_that_is_named_is_one_of_the_standard() -> None:
    assert set(clauses()) >= NAMED


def test_every_clause_that_the_vectors_are_said_to_check_is_named() -> None:
    checked = [row[2] for row in rows(section("## 13. Clauses")) if row[1] == "vectors"]
    assert set(", ".join(checked).split(", ")) <= NAMED
