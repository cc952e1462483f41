"""How the stranger tells a program from bytes that are none, by section 7 of docs/protocol.md."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from tests.conformance.stranger import NotSound, Reader, read_structure

_NAME = re.compile(r"[a-z][a-z0-9 -]{0,30}[a-z0-9]")
_AT_LEAST_ONE = {
    "duration_s",
    "lockout_s",
    "interval_s",
    "length_s",
    "volume_nl",
    "path_nl",
    "most",
    "most_per_day",
}
_AT_LEAST_ONE |= {"dose_ng", "concentration_ng_per_ml"}
_DOSES = {"dose_ng", "dose_ng_per_day", "background_ng_per_day", "concentration_ng_per_ml"}
_STOPPED = 0x33


def read_program(canonical: bytes) -> dict[str, Any]:
    """A program's fields. Raises ``NotSound`` for any other bytes."""
    program: dict[str, Any] = read_structure("program", canonical)
    tags = _tags(canonical)
    _must(program["schema"] == 1, "N-7")
    _must(tags[:2] == [0x1E, 0x2D] and tags == sorted(set(tags)), "N-2")
    bodies = {section["tag"]: section["body"] for section in program["sections"]}
    _must(bodies[0x2D]["mode"] != _STOPPED or len(tags) == 2, "N-6")
    _check(bodies)
    _must(bodies.get(0x4B, {}).get("body", {}).get("dose_ng_per_day", 1) > 0, "N-6")
    return program


def _tags(canonical: bytes) -> list[int]:
    """The tags of the sections, each of which must be as long as it says."""
    tags, at = [], 2
    while at < len(canonical):
        head = Reader(canonical[at:])
        tag, length = head.take(1)[0], int.from_bytes(head.take(2), "little")
        read_structure("section", head.payload[: 3 + length])
        _must(len(head.payload) >= 3 + length, "N-1")
        tags.append(tag)
        at += 3 + length
    return tags


def _check(value: Any) -> None:
    """Every field's range and every list's order, wherever they stand."""
    if isinstance(value, list):
        for one in value:
            _check(one)
    if not isinstance(value, dict):
        return
    for name, one in value.items():
        _must(name not in _AT_LEAST_ONE or one >= 1, "N-6")
        _must(name not in _DOSES or one < 2**63, "N-6")
        _check(one)
    _check_drugs(value.get("drugs", value.get("old_drugs")))
    _check_times(value)


def _check_drugs(drugs: list[dict[str, Any]] | None) -> None:
    if drugs is not None:
        names = [drug["name"] for drug in drugs]
        _must(1 <= len(names) <= 5 and len(set(names)) == len(names), "N-4")
        _must(all(_NAME.fullmatch(name) for name in names), "N-4")


def _check_times(value: dict[str, Any]) -> None:
    if "steps" in value:
        starts = [step["start_s"] for step in value["steps"]]
        _must(bool(starts) and starts[0] == 0 and starts[-1] < 86_400, "N-5")
        _must(all(earlier < later for earlier, later in pairwise(starts)), "N-5")
    if "days" in value:
        _must(any(day != value["days"][0] for day in value["days"]), "N-5")
    if "interval_s" in value:
        _must(value["interval_s"] > value["duration_s"], "N-6")


def _must(holds: bool, clause: str) -> None:
    if not holds:
        raise NotSound(clause)
