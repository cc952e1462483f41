"""The drug library in force: the shipped one, a clinic's own laid over it, or none that may be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from programmer.therapy.drug_library.building import build_entries
from programmer.therapy.drug_library.entries import DrugEntry
from programmer.therapy.drug_library.figures import Fact
from programmer.therapy.drug_library.identity import LibraryDamaged, LibraryIdentity
from programmer.therapy.drug_library.loosening import Loosened, loosened_limits
from programmer.therapy.drug_library.reading import Path, read_facts
from programmer.therapy.drug_library.seal import seal, seal_of
from programmer.therapy.moments import day_text
from programmer.therapy.notation import NotAQuantity, read_date
from programmer.toml_tables import NotTables, tables_of

GENERAL_CAUTION = (
    "Losing this drug may harm: withdrawal, or return of what it treats. Have its replacement ready."
)
_UNKNOWN_LOSS = ("unknown", "loss")


@dataclass(frozen=True, slots=True)
class DrugLibrary:
    """``identity`` of the shipped library, ``clinic`` of the one laid over it, if there is one; ``loosened`` is every
    hard limit that the clinic's own has made looser."""

    identity: LibraryIdentity
    clinic: LibraryIdentity | None
    entries: Mapping[str, DrugEntry]
    unknown_loss: Fact
    loosened: tuple[Loosened, ...] = ()

    @property
    def identities(self) -> tuple[LibraryIdentity, ...]:
        """What is in force: the shipped one first."""
        return (self.identity,) if self.clinic is None else (self.identity, self.clinic)

    def entry(self, name: str) -> DrugEntry | None:
        """What is known of the drug of that generic name; None for one that is not in the library."""
        return self.entries.get(name)

    def shown_name(self, name: str) -> str:
        """The name as it must be written for people: HYDROmorphone. One that is not known stays as it is."""
        entry = self.entry(name)
        return name if entry is None else entry.shown.word

    def loss(self, name: str | None) -> str:
        """What abrupt loss of the drug means; for a drug that is not known, a general caution."""
        entry = None if name is None else self.entry(name)
        return self.unknown_loss.word if entry is None else entry.loss.word


@dataclass(frozen=True, slots=True)
class NoLibrary:
    """Stands where no library may be used, and says why. Nothing can be programmed; reading and STOP go on.

    ``what``, ``why`` and ``remedy`` are sentences without their full stop, as of a ``KnownError``.
    """

    what: str
    why: str
    remedy: str

    @property
    def identities(self) -> tuple[LibraryIdentity, ...]:
        """None is in force."""
        return ()

    @property
    def loosened(self) -> tuple[Loosened, ...]:
        """None is."""
        return ()

    def entry(self, name: str) -> DrugEntry | None:  # noqa: ARG002 - as of a library
        """Nothing is known of any drug."""
        return None

    def shown_name(self, name: str) -> str:
        """The name as it is in the pump."""
        return name

    def loss(self, name: str | None) -> str:  # noqa: ARG002 - as of a library
        """The general caution."""
        return GENERAL_CAUTION


LibraryInForce = DrugLibrary | NoLibrary


def load_library(shipped: bytes, clinic: bytes | None = None, today: date | None = None) -> DrugLibrary:
    """The library of these files, the clinic's own laid over the shipped one. Raises ``LibraryDamaged``.

    A clinic's own that is dated after ``today`` is refused, where the day is known: it is not in force yet, or its
    date is a slip. The shipped one is older than the program; where it seems not to be, the clock is wrong.
    """
    own, facts = _shipped(shipped)
    entries = build_entries(facts)
    if clinic is None:
        return DrugLibrary(own, None, entries, facts[_UNKNOWN_LOSS])
    overlay, over = _clinic(clinic)
    _require_in_force(overlay, today)
    both = {**facts, **{path: replace(fact, overridden=facts.get(path)) for path, fact in over.items()}}
    laid_over = build_entries(both)
    return DrugLibrary(
        own,
        overlay,
        laid_over,
        both[_UNKNOWN_LOSS],
        loosened_limits(entries, laid_over, overlay.clinic or ""),
    )


def sealed_library(content: bytes, signed_by: str, shipped: bytes, today: date | None = None) -> bytes:
    """The content with its seal, once it was found fit to be used: alone, or a clinic's over ``shipped``.

    Raises ``LibraryDamaged`` naming what is wrong with it.
    """
    sealed = seal(content, signed_by)
    identity, _ = _taken_apart(sealed)
    if identity.clinic is None:
        load_library(sealed)
    else:
        load_library(shipped, sealed, today)
    return sealed


def loosened_by(sealed: bytes, shipped: bytes) -> tuple[Loosened, ...]:
    """What a sealed library loosens over ``shipped``; a shipped one is laid over nothing and loosens nothing."""
    identity, _ = _taken_apart(sealed)
    return () if identity.clinic is None else load_library(shipped, sealed).loosened


@lru_cache(maxsize=2)
def _shipped(content: bytes) -> tuple[LibraryIdentity, Mapping[Path, Fact]]:
    """The one that comes with the program is read by every part that judges a program: it is taken apart once."""
    identity, facts = _taken_apart(content)
    if identity.clinic is not None:
        raise LibraryDamaged("it is a clinic's library, and the one that comes with the program is due")
    if _UNKNOWN_LOSS not in facts:
        raise LibraryDamaged("unknown.loss is missing")
    return identity, MappingProxyType(facts)


def _clinic(content: bytes) -> tuple[LibraryIdentity, dict[Path, Fact]]:
    identity, facts = _taken_apart(content)
    if identity.clinic is None:
        raise LibraryDamaged("library.clinic is missing: whose library it is")
    return identity, facts


def _taken_apart(content: bytes) -> tuple[LibraryIdentity, dict[Path, Fact]]:
    digest, tables = seal_of(content), _tables(content)
    header = _texts(tables, "library", {"name", "version", "date"}, {"clinic"})
    signature = _texts(tables, "seal", {"signed_by", "sha256"}, set())
    identity = LibraryIdentity(
        header["name"],
        header["version"],
        _date(header["date"]),
        digest,
        header.get("clinic"),
        signature["signed_by"],
    )
    rest = {key: below for key, below in tables.items() if key not in {"library", "seal"}}
    return identity, read_facts(rest, identity.clinic)


def _require_in_force(identity: LibraryIdentity, today: date | None) -> None:
    if today is not None and identity.date > today:
        raise LibraryDamaged(
            f"library.date is {day_text(identity.date)}, and today is {day_text(today)}: it is not in force yet, its "
            "date is a slip, or the clock of this workstation is wrong"
        )


def _tables(content: bytes) -> dict[str, Any]:
    try:
        return tables_of(content)
    except NotTables as trouble:
        raise LibraryDamaged(str(trouble)) from trouble


def _texts(tables: Mapping[str, Any], key: str, needed: set[str], allowed: set[str]) -> dict[str, str]:
    """A table that holds these texts and no other. Raises ``LibraryDamaged`` naming what is wrong."""
    table = tables.get(key)
    if not isinstance(table, dict):
        raise LibraryDamaged(f"the table [{key}] is missing")
    for name in sorted(needed - set(table)):
        raise LibraryDamaged(f"{key}.{name} is missing")
    for name, text in table.items():
        if name not in needed | allowed:
            raise LibraryDamaged(f"{key}.{name} is no key of a drug library")
        if not isinstance(text, str) or not text.strip():
            raise LibraryDamaged(f"{key}.{name} is not a text")
    return table


def _date(word: str) -> date:
    try:
        return read_date(word)
    except NotAQuantity as trouble:
        raise LibraryDamaged(f"library.date: {trouble}") from trouble
