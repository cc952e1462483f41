"""The table of alarms says of every alarm what it does, with its source, and the page argues every line of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from programmer.delivery.alarm_table import AlarmRow, alarm_table, blocks_boluses, blocks_programming
from programmer.therapy.alarms import AlarmKind

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/safety/alarms.md").read_text(encoding="utf-8")
with (ROOT / "resources/alarms.toml").open("rb") as file:
    TABLE = tomllib.load(file)
KINDS = [kind for kind in AlarmKind if kind is not AlarmKind.UNKNOWN]


@pytest.mark.requirement("CRISYS-059", "OPCA-T4")
def test_every_alarm_has_its_row() -> None:
    assert set(alarm_table()) == set(KINDS)


@pytest.mark.parametrize("word", TABLE)
def test_every_entry_says_where_it_comes_from_and_why(word: str) -> None:
    assert set(TABLE[word]) == set(AlarmRow.__dataclass_fields__)
    for entry in TABLE[word].values():
        assert set(entry) == {"value", "tag", "source", "reason"}
        assert entry["tag"] in {"V", "R", "D"}
        assert len(entry["reason"]) > 10


@pytest.mark.requirement("OPCA-T3")
@pytest.mark.parametrize("kind", KINDS)
def test_the_urgency_is_the_one_that_the_whole_program_shows(kind: AlarmKind) -> None:
    assert alarm_table()[kind].priority is kind.priority


@pytest.mark.requirement("OPCA-T4")
@pytest.mark.parametrize("kind", KINDS)
def test_the_page_has_the_very_row(kind: AlarmKind) -> None:
    row = alarm_table()[kind]
    words = [
        "yes" if value else "no"
        for value in (row.latched, row.stops_basal, row.blocks_boluses, row.blocks_programming)
    ]
    line = f"| {kind.word} | {row.priority.name.lower()} | {' | '.join(words)} | {row.sound} |"
    assert line in PAGE


def test_the_page_argues_every_row_in_a_paragraph_of_its_own() -> None:
    assert len(re.findall(r"^\*\*[A-Z][a-z ]+\.\*\*", PAGE, re.MULTILINE)) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_what_stops_the_basal_rate_gives_no_bolus_either(kind: AlarmKind) -> None:
    row = alarm_table()[kind]
    assert row.blocks_boluses or not row.stops_basal


@pytest.mark.requirement("CRISYS-060-064", "CRISYS-066")
def test_inhibitions_are_of_all_alarms_together() -> None:
    harmless, low = AlarmKind.BATTERY_REPLACE, AlarmKind.LOW_RESERVOIR
    assert not blocks_boluses([harmless])
    assert blocks_boluses([harmless, low])
    assert blocks_programming([low, AlarmKind.END_OF_SERVICE])
    assert not blocks_programming([])
