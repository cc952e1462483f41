"""Takes the tables of a library file apart into facts, and refuses every key and value that it does not know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from programmer.therapy.drug_library.figures import Fact
from programmer.therapy.drug_library.identity import LibraryDamaged
from programmer.therapy.drug_library.indication import AgeGroup, Condition
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import (
    NotAQuantity,
    read_concentration,
    read_dose_per_day,
    read_duration,
    read_mass,
    read_number,
    read_percent,
)
from programmer.therapy.quantities import NanogramsPerMillilitre, WholeQuantity

Path = tuple[str, ...]
Value = WholeQuantity | Fraction
Reader = Callable[[str], Value | None]
DRUGS = "drugs"
TAGS = ("V", "R", "D")
# A step down, and what another hard limit bounds anyway, may be left without a hard limit, with the reason written.
WAIVABLE = ("start_dose", "step_up_amount", "step_down_percent", "step_down_amount")
# Bounds of time that have no hard limit: they ask for a reason, nothing more.
ASKING = ("least_lockout", "longest_pause")
_LEAF = {"value", "tag", "source"}
_KEY = re.compile(r"[a-z0-9][a-z0-9-]*")


def read_facts(tables: Mapping[str, Any], clinic: str | None) -> dict[Path, Fact]:
    """Every fact of the tables by its path. Raises ``LibraryDamaged`` naming the key that is wrong."""
    return dict(_facts(tables, (), clinic))


def _facts(table: Mapping[str, Any], path: Path, clinic: str | None) -> Iterator[tuple[Path, Fact]]:
    for key, below in table.items():
        here = (*path, key)
        if not isinstance(below, dict):
            raise LibraryDamaged(f"{dotted(here)} is not written as {{ value, tag, source }}")
        if "value" in below:
            yield here, _fact(here, below, clinic)
        else:
            yield from _facts(below, here, clinic)


def _fact(path: Path, leaf: Mapping[str, Any], clinic: str | None) -> Fact:
    if set(leaf) != _LEAF or not all(isinstance(text, str) and text.strip() for text in leaf.values()):
        raise LibraryDamaged(f"{dotted(path)} must have value, tag and source, each a text, and nothing else")
    if leaf["tag"] not in TAGS:
        raise LibraryDamaged(f"{dotted(path)} has the tag {leaf['tag']!r}; it is one of {', '.join(TAGS)}")
    fact = Fact(leaf["value"], leaf["tag"], leaf["source"], clinic)
    _read_at(path, fact)
    return fact


def dotted(path: Path) -> str:
    """A path as a person finds it in the file."""
    return ".".join(path)


def read_number_at(path: Path, fact: Fact) -> Value:
    """The number that a fact stands for. Raises ``LibraryDamaged`` naming the key, ``TypeError`` for a sentence."""
    value = _read_at(path, fact)
    if value is None:
        raise TypeError(f"{dotted(path)} is a sentence and no number")
    return value


def _read_at(path: Path, fact: Fact) -> Value | None:
    reader = _reader(path)
    if reader is None:
        raise LibraryDamaged(f"{dotted(path)} is no key of a drug library")
    try:
        return reader(fact.word)
    except ValueError as trouble:
        raise LibraryDamaged(f"{dotted(path)}: {trouble}") from trouble


# ---- which key is read how --------------------------------------------------------------------------------


def _reader(path: Path) -> Reader | None:
    match path:
        case ("unknown", "loss"):
            return _sentence
        case ("drugs", name, *rest) if rest:
            return _reader_of_drug(name, tuple(rest))
        case _:
            return None


def _reader_of_drug(name: str, path: Path) -> Reader | None:
    _require_name(name)
    match path:
        case ("shown",):
            return lambda word: _shown(word, name)
        case ("concentrations", key) if _KEY.fullmatch(key):
            return read_concentration
        case ("stability", key) if _KEY.fullmatch(key):
            return _days
        case (condition, age, limit, kind) if _is_row(condition, age):
            return _reader_of_limit(limit, kind)
        case _:
            return _PLAIN.get(path)


def _is_row(condition: str, age: str) -> bool:
    return condition in {one.value for one in Condition} and age in {one.value for one in AgeGroup}


def _reader_of_limit(limit: str, kind: str) -> Reader | None:
    if kind == "no_hard":
        return _waiver if limit in WAIVABLE else None
    if limit == "usual_dose":
        return read_dose_per_day if kind in {"low", "high"} else None
    if limit in ASKING:
        return read_duration if kind == "soft" else None
    return LIMITS.get(limit) if kind in {"soft", "hard"} else None


def _require_name(name: str) -> None:
    try:
        DrugFill(name, NanogramsPerMillilitre(1))
    except ValueError as trouble:
        raise LibraryDamaged(f"{dotted((DRUGS, name))}: {trouble}") from trouble


def _sentence(word: str) -> None:
    if not word.endswith("."):
        raise NotAQuantity(f"“{word}” is not a whole sentence with its full stop")


def _waiver(word: str) -> None:
    if word != "no hard limit":
        raise NotAQuantity(f"“{word}” must read “no hard limit”; the reason stands in source")


def _shown(word: str, name: str) -> None:
    if word.lower() != name:
        raise NotAQuantity(f"“{word}” is another name than {name}; only the size of its letters may differ")


def _use(word: str) -> None:
    if word not in {"labelled", "off-label"}:
        raise NotAQuantity(f"“{word}” is neither labelled nor off-label")


def _days(word: str) -> Fraction:
    number, _, unit = word.partition(" ")
    days = Fraction(read_number(number))
    if unit != "days" or days.denominator != 1 or not days:
        raise NotAQuantity(f"“{word}” is not a whole number of days, one or more, written like 84 days")
    return days


LIMITS: Mapping[str, Callable[[str], Value]] = {
    "dose_per_day": read_dose_per_day,
    "start_dose": read_dose_per_day,
    "bolus": read_mass,
    "step_up_percent": read_percent,
    "step_up_amount": read_dose_per_day,
    "step_down_percent": read_percent,
    "step_down_amount": read_dose_per_day,
    "dose_per_hour": read_mass,
}
_PLAIN: Mapping[Path, Reader] = {
    ("use",): _use,
    ("loss",): _sentence,
    ("withdrawal",): _sentence,
    ("overdose",): _sentence,
    ("monitoring",): read_duration,
    ("highest_concentration", "soft"): read_concentration,
    ("highest_concentration", "hard"): read_concentration,
}
