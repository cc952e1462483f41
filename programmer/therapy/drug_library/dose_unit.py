"""In which unit the doses of a drug are typed and told: the one in which the library has its limits."""

from __future__ import annotations

from collections.abc import Iterator

from programmer.therapy.drug_library.entries import DrugEntry
from programmer.therapy.drug_library.figures import Figure
from programmer.therapy.drug_library.library import LibraryInForce

MCG, MG = "mcg", "mg"
_PER_DAY = "mg/day"


def unit_of(drugs: LibraryInForce, name: str) -> str:
    """``mg`` for a drug whose every limit per day stands in mg in the library, else ``mcg``."""
    entry = drugs.entry(name)
    return MCG if entry is None else unit_in(entry)


def unit_in(entry: DrugEntry) -> str:
    """The same of an entry that is at hand."""
    words = [
        figure.fact.word
        for row in entry.rows.values()
        for figure in _doses(row.dose_per_day.soft, row.dose_per_day.hard, row.usual_low, row.usual_high)
    ]
    return MG if words and all(word.endswith(_PER_DAY) for word in words) else MCG


def _doses(*figures: Figure | None) -> Iterator[Figure]:
    return (figure for figure in figures if figure is not None)
