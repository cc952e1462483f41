"""Whose row of the drug library a limit is from, where the strictest holds because the indication is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from programmer.therapy.drug_library import (
    AgeGroup,
    Condition,
    DrugEntry,
    DrugLibrary,
    Fact,
    Figure,
    Indication,
    LibraryInForce,
    LimitPair,
    Row,
    figure_text,
)
from programmer.therapy.limits import Violation
from programmer.visit.indications import AGE_GROUPS, CONDITIONS

RowKey = tuple[Condition, AgeGroup]
_WIDEST = {"usual_low", "usual_high"}
"""Of these not the strictest holds where it is not known which: they are the range of all rows together."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a number of the library stands: of which drug, for which limit, and the number itself."""

    entry: DrugEntry
    place: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Strictest:
    """A number that holds for want of a better one; ``rows`` are those whose number it is, and not all that may be
    this patient's. ``covered`` is False where the library has no row at all that may be."""

    found: Found
    rows: tuple[RowKey, ...]
    covered: bool

    @property
    def words(self) -> str:
        """``baclofen: 15 % holds for child, spinal spasticity [V: source]``."""
        fact = self.found.figure.fact
        whose = "" if fact.clinic is None else f", {fact.clinic}"
        rows = ", or ".join(f"{AGE_GROUPS[age]}, {CONDITIONS[condition]}" for condition, age in self.rows)
        limit = figure_text(self.found.figure)
        return f"{self.found.entry.shown.word}: {limit} holds for {rows} [{fact.tag}{whose}: {fact.source}]"


def found_in(drugs: LibraryInForce, fact: Fact | None) -> Found | None:
    """The number that this very fact stands for; None where there is no library, or where it limits no amount."""
    if fact is None or not isinstance(drugs, DrugLibrary):
        return None
    every = (found for entry in drugs.entries.values() for found in _numbers(entry))
    return next((found for found in every if found.figure.fact is fact), None)


def strictest(violation: Violation, drugs: LibraryInForce, indication: Indication) -> Strictest | None:
    """Whose number it is that is passed, where another row would have another; None where nothing depends on it."""
    found = found_in(drugs, violation.fact)
    if found is None or not found.place or found.place.split(".")[0] in _WIDEST:
        return None
    known = [key for key in found.entry.rows if indication.covers(*key)]
    rows = known or list(found.entry.rows)
    same = [key for key in rows if _amount(found.entry.rows[key], found.place) == found.figure.amount]
    if known and len(same) == len(rows):
        return None
    return Strictest(found, tuple(same), bool(known))


def strictest_note(violations: Iterable[Violation], drugs: LibraryInForce, indication: Indication) -> str:
    """For people, without its full stop: what is not known, and whose numbers hold instead; empty where none does."""
    held = [one for one in (strictest(each, drugs, indication) for each in violations) if one is not None]
    if not held:
        return ""
    words = "; ".join(dict.fromkeys(one.words for one in held))
    return f"{_not_known(indication, held)}, so the strictest limits hold: {words}"


def _not_known(indication: Indication, held: list[Strictest]) -> str:
    if indication.condition is None and indication.age is None:
        return "The patient's indication is not known"
    if indication.condition is None:
        return "What the patient is treated for is not known"
    if indication.age is None:
        return "Whether the patient is a child is not known"
    names = ", ".join(dict.fromkeys(one.found.entry.shown.word for one in held if not one.covered))
    told = f"{AGE_GROUPS[indication.age]}, {CONDITIONS[indication.condition]}"
    return f"The drug library has no limits of {names} for {told}"


def _numbers(entry: DrugEntry) -> Iterator[Found]:
    for row in entry.rows.values():
        yield from (Found(entry, place, figure) for place, figure in _of_row(row))
    pair = entry.highest_concentration
    yield from (Found(entry, "", figure) for figure in (pair.soft, pair.hard) if figure is not None)


def _of_row(row: Row) -> Iterator[tuple[str, Figure]]:
    """Each number of a row with the name of its place: ``bolus.hard``, ``longest_pause``."""
    for field in fields(row):
        match getattr(row, field.name):
            case Figure() as figure:
                yield field.name, figure
            case LimitPair(soft, hard):
                both = {"soft": soft, "hard": hard}
                yield from ((f"{field.name}.{which}", one) for which, one in both.items() if one is not None)
            case _:
                pass


def _amount(row: Row, place: str) -> object:
    found = dict(_of_row(row)).get(place)
    return None if found is None else found.amount
