"""How long a mixture keeps in the pump: the shortest that the library has for it and that may apply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from programmer.therapy.drug_library.entries import DrugEntry
from programmer.therapy.drug_library.library import LibraryInForce
from programmer.therapy.drugs import DrugFill

_WITH = "with-"
_IN_MIXTURE = "in-mixture"


@dataclass(frozen=True, slots=True)
class Stability:
    """Whole ``days``, of which drug as it is ``shown``, and under which of the library's ``conditions`` in words."""

    days: int
    shown: str
    condition: str


def shortest_stability(drugs: Sequence[DrugFill], library: LibraryInForce) -> Stability | None:
    """The shortest of all drugs of a mixture; None where the library has none that applies.

    A figure ``with-NAME`` holds where that drug is in the mixture, ``in-mixture`` where there is more than one drug.
    Whether a filling is a drug's first or is diluted is not known from its concentration, so of the others the
    strictest is taken.
    """
    names = {drug.name for drug in drugs}
    entries = [entry for drug in drugs if (entry := library.entry(drug.name)) is not None]
    found = [stability for entry in entries for stability in _that_apply(entry, names, library)]
    return min(found, key=lambda one: one.days, default=None)


def drugs_of_unknown_stability(drugs: Sequence[DrugFill], library: LibraryInForce) -> tuple[str, ...]:
    """The drugs, as shown, for which the library has no figure that applies in this mixture."""
    names = {drug.name for drug in drugs}
    entries = {drug.name: library.entry(drug.name) for drug in drugs}
    return tuple(
        library.shown_name(name)
        for name, entry in entries.items()
        if entry is None or not _that_apply(entry, names, library)
    )


def _that_apply(entry: DrugEntry, names: set[str], library: LibraryInForce) -> list[Stability]:
    return [
        Stability(int(figure.amount), entry.shown.word, _in_words(key, library))
        for key, figure in entry.stability.items()
        if _may_apply(key, names)
    ]


def _in_words(key: str, library: LibraryInForce) -> str:
    """``with cloNIDine``, ``first fill``."""
    if key.startswith(_WITH):
        return f"with {library.shown_name(key.removeprefix(_WITH))}"
    return key.replace("-", " ")


def _may_apply(key: str, names: set[str]) -> bool:
    if key.startswith(_WITH):
        return key.removeprefix(_WITH) in names
    return key != _IN_MIXTURE or len(names) > 1
