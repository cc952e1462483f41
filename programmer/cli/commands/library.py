"""The command ``library``: which drug library is in force and where its numbers come from; and the seal of one."""

from __future__ import annotations

import argparse
import re
from fractions import Fraction
from pathlib import Path

from programmer.bootstrap import day_here, library_bytes, read_library
from programmer.cli.output import say, say_json
from programmer.cli.words import Words
from programmer.clock import SystemClock
from programmer.known_error import ExitCode, RefusedError, UsageError
from programmer.resources_location import resource_path
from programmer.therapy.drug_library import (
    DrugEntry,
    DrugLibrary,
    Fact,
    LibraryDamaged,
    LibraryIdentity,
    Loosened,
    loosened_by,
    sealed_library,
)
from programmer.therapy.notation import decimal_text

_QUANTITY = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(%|[a-zA-Z]+(?:/[a-zA-Z]+)?)")
_HOW = 'Write programmer library --seal FILE --name "St. X, pharmacist Y"'


def run(options: argparse.Namespace) -> int:
    """Show the library, or seal a file."""
    if options.seal is not None or options.name is not None:
        return _seal(options)
    library = read_library(getattr(options, "library", ""))
    entries = _chosen(library, options.drug)
    if options.json:
        say_json(_words(library, entries))
    else:
        loud = warning(library.loosened)
        say(
            "\n\n".join(
                [_identities(library), *([loud] if loud else []), *(_page(entry) for entry in entries)]
            )
        )
    return int(ExitCode.DONE)


def _chosen(library: DrugLibrary, name: str | None) -> list[DrugEntry]:
    if name is None:
        return list(library.entries.values())
    entry = library.entry(name.lower())
    if entry is None:
        raise RefusedError(
            f"{name} is not in the drug library",
            f"It knows {', '.join(library.entries)}",
            "Check the spelling; a clinic adds a drug with a library of its own, see docs/drug-library.md",
        )
    return [entry]


# ---- for people ---------------------------------------------------------------------------------------------


def _identities(library: DrugLibrary) -> str:
    own = "none; only the shipped library is in force" if library.clinic is None else library.clinic.line
    return f"Shipped library: {library.identity.line}\nClinic's own:    {own}"


def warning(loosened: tuple[Loosened, ...]) -> str:
    """Every hard limit that the clinic's own library has made looser; empty if none is."""
    if not loosened:
        return ""
    count = "1 hard limit is" if len(loosened) == 1 else f"{len(loosened)} hard limits are"
    lines = [f"! WARNING: {count} looser here than the shipped library has it:"]
    lines += [f"!   {one.sentence}".replace("\u00a0", " ") for one in loosened]
    return "\n".join(lines)


def _page(entry: DrugEntry) -> str:
    lines = [f"{entry.shown.word} ({entry.name})"]
    for key, fact in entry.facts.items():
        lines.append(f"  {key} = {_fact(fact)}")
        if fact.overridden is not None:
            lines.append(f"    instead of the shipped {_fact(fact.overridden)}")
    return "\n".join(lines)


def quantity_for_people(word: str) -> str:
    """A quantity of a library file in its own unit as people read it: ``1,000 mcg/mL``, ``2,000 mcg per day``.

    Anything else that stands there is left as it is.
    """
    match = _QUANTITY.fullmatch(word)
    if match is None:
        return word
    return f"{decimal_text(Fraction(match[1]))} {match[2].replace('/day', ' per day')}"


def _fact(fact: Fact) -> str:
    whose = "" if fact.clinic is None else f", {fact.clinic}"
    return f"{quantity_for_people(fact.word)}  [{fact.tag}{whose}: {fact.source}]"


# ---- JSON ---------------------------------------------------------------------------------------------------


def _words(library: DrugLibrary, entries: list[DrugEntry]) -> Words:
    return {
        "libraries": [identity_words(identity) for identity in library.identities],
        "loosened_hard_limits": [loosened_words(one) for one in library.loosened],
        "drugs": {
            entry.name: {key: _fact_words(fact) for key, fact in entry.facts.items()} for entry in entries
        },
    }


def identity_words(identity: LibraryIdentity) -> Words:
    """Which library, as files and JSON have it."""
    return {
        "name": identity.name,
        "version": identity.version,
        "date": identity.date.isoformat(),
        "sha256": identity.sha256.hex(),
        "clinic": identity.clinic,
        "signed_by": identity.signed_by,
    }


def loosened_words(loosened: Loosened) -> Words:
    """One hard limit that is looser than shipped, as JSON has it; null where there is none."""
    before, now = loosened.before, loosened.now
    return {
        "drug": loosened.name,
        "limit": loosened.place,
        "shipped": None if before is None else before.fact.word,
        "clinic": None if now is None else now.fact.word,
        "whose": loosened.clinic,
        "source": None if now is None else now.fact.source,
    }


def _fact_words(fact: Fact) -> Words:
    over = fact.overridden
    return {
        "value": fact.word,
        "tag": fact.tag,
        "source": fact.source,
        "clinic": fact.clinic,
        "overridden": None if over is None else _fact_words(over),
    }


# ---- the seal -----------------------------------------------------------------------------------------------


def _seal(options: argparse.Namespace) -> int:
    if options.seal is None or options.name is None or options.drug is not None:
        raise UsageError("Nothing was sealed", "A seal needs a file and the name of who signs", _HOW)
    file, shipped = Path(options.seal), library_bytes(resource_path("drugs.toml"))
    try:
        sealed = sealed_library(library_bytes(file), options.name, shipped, day_here(SystemClock()))
        loud = warning(loosened_by(sealed, shipped))
    except LibraryDamaged as trouble:
        raise RefusedError(
            f"The drug library {file} was not sealed",
            f"The reason: {trouble}",
            "Correct the file and seal it again; it was left as it is",
        ) from trouble
    _write(file, sealed)
    say(f"{file} is sealed by {options.name.strip()}: {sealed[-66:-2].decode()}")
    if loud:
        say(loud)
    return int(ExitCode.DONE)


def _write(file: Path, sealed: bytes) -> None:
    try:
        file.write_bytes(sealed)
    except OSError as trouble:
        raise RefusedError(
            f"The drug library {file} cannot be written", trouble.strerror or str(trouble), "Check its rights"
        ) from trouble
