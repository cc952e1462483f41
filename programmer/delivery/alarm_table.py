"""What each alarm does to delivery, from the data file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from programmer.resources_location import resource_path
from programmer.therapy.alarms import AlarmKind, Priority


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One line of the table. ``stops_basal``: nothing is delivered while it lasts, and RESUME is refused.

    ``latched``: it stays although its cause is over, until a person has dealt with it.
    """

    priority: Priority
    latched: bool
    stops_basal: bool
    blocks_boluses: bool
    blocks_programming: bool
    sound: str


@cache
def alarm_table() -> dict[AlarmKind, AlarmRow]:
    """Every alarm that a pump of ours can raise."""
    with resource_path("alarms.toml").open("rb") as file:
        tables = tomllib.load(file)
    kinds = {kind.word: kind for kind in AlarmKind}
    found = {}
    for word, table in tables.items():
        values = {column: entry["value"] for column, entry in table.items()}
        values["priority"] = Priority[values["priority"].upper()]
        found[kinds[word]] = AlarmRow(**values)
    return found


def blocks_boluses(active: Iterable[AlarmKind]) -> bool:
    """Whether any of them holds the patient's and the single bolus back."""
    return any(alarm_table()[kind].blocks_boluses for kind in active)


def blocks_programming(active: Iterable[AlarmKind]) -> bool:
    """Whether any of them keeps the pump from taking a program."""
    return any(alarm_table()[kind].blocks_programming for kind in active)


def stops_basal(kind: AlarmKind) -> bool:
    """Whether nothing is delivered while it lasts."""
    return alarm_table()[kind].stops_basal
