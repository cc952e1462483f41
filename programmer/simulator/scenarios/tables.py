"""Takes tables of a scenario apart: what may be left out, what is a word of a list, what is yes or no."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from programmer.therapy.drugs import DrugFill, require_mixture
from programmer.therapy.notation import read_concentration
from programmer.therapy.program_words import NotAProgram
from programmer.therapy.program_words.tables import Table, built

Read = TypeVar("Read")
Default = TypeVar("Default")
_UNIT = r" (?:mcg|mg|mL|cm|mm|h|min|s|days?|hours?|minutes?|seconds?|doses|boluses|requests|records|pulses|%)(?![a-z])"
_THOUSANDS = re.compile(rf"(?<![0-9A-Za-z.,])[0-9]{{4,}}(?=(?:\.[0-9]+)?{_UNIT})")
_A_DAY = re.compile(r"(?<=[0-9] )(mcg|mg|mL)/day\b")


class NotAScenario(ValueError):
    """The words do not make a scenario. The message says where and why, for a person."""


def optional(
    table: Table, key: str, read: Callable[[str], Read], default: Default, place: str = ""
) -> Read | Default:
    """What the key says, or the default where it is missing."""
    return table.quantity(key, read, place) if key in table.words else default


def optional_prose(table: Table, key: str) -> str:
    """A text for people, or an empty one."""
    return prose(table, key) if key in table.words else ""


def prose(table: Table, key: str) -> str:
    """A text for people that must be there."""
    return as_people_read(plain_text(table, key))


def as_people_read(text: str) -> str:
    """A file writes numbers without commas; people read ``2,000 mcg/mL`` and ``1,600 mcg per day``."""
    return _A_DAY.sub(r"\1 per day", _THOUSANDS.sub(lambda found: f"{int(found[0]):,}", text))


def plain_text(table: Table, key: str) -> str:
    """A text of words that must be there and say something."""
    value = table.words.get(key)
    if value is None:
        raise NotAProgram(f"“{key}” is missing in {table.where}")
    if not isinstance(value, str) or not value.strip():
        raise NotAProgram(f"“{key}” in {table.where} must be a text in quotes, not {value!r}")
    return " ".join(value.split())


def one_of(table: Table, key: str, words: Mapping[str, Read], default: str | None = None) -> Read:
    """What the word under the key stands for; the word ``default`` where the key is missing."""
    word = default if default is not None and key not in table.words else plain_text(table, key)
    if word not in words:
        raise NotAProgram(f"{key} in {table.where}: “{word}” is not known; known are: {', '.join(words)}")
    return words[word]


def yes_or_no(table: Table, key: str, default: bool | None = None) -> bool:
    """``true`` or ``false``, without quotes."""
    value = table.words.get(key, default)
    if value is None:
        raise NotAProgram(f"“{key}” is missing in {table.where}")
    if not isinstance(value, bool):
        raise NotAProgram(f"“{key}” in {table.where} must be true or false without quotes, not {value!r}")
    return value


def bounded_count(table: Table, key: str, default: int, least: int, most: int) -> int:
    """A whole number between two bounds, or the default where the key is missing."""
    if key not in table.words:
        return default
    count = table.count(key)
    if not least <= count <= most:
        raise NotAProgram(f"“{key}” in {table.where} must be {least} to {most:,}, not {count}")
    return count


def part(table: Table, key: str) -> Table:
    """A table within a table; an empty one where the key is missing."""
    where = f"[{key}]" if table.where == FILE else f"{key} in {table.where}"
    if key not in table.words:
        return Table({}, where)
    return table.table(key, where)


def drugs_of(table: Table, key: str) -> tuple[DrugFill, ...]:
    """A list of drugs, each with name and concentration, the primary first."""
    rows = table.tables(key, f"{key} in {table.where}, drug")
    if not rows:
        raise NotAProgram(f"“{key}” in {table.where} names no drug")
    drugs = tuple(_drug(row) for row in rows)
    built(f"{key} in {table.where}", lambda: require_mixture(drugs))
    return drugs


def _drug(row: Table) -> DrugFill:
    row.only({"name", "concentration"})
    name, concentration = row.text("name"), row.quantity("concentration", read_concentration)
    return built(f"{row.where}: “{name}” is written in lower case", lambda: DrugFill(name, concentration))


FILE = "the file"
