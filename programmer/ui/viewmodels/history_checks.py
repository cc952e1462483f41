"""What the programs of a stored visit were checked against, which limits were passed, and what came later."""

from __future__ import annotations

from programmer.records.rows import IntentRow, SessionRecord
from programmer.therapy.drug_library import LibraryIdentity
from programmer.therapy.moments import day_text
from programmer.ui import phrases
from programmer.ui.widgets.fact_row import Fact
from programmer.visit.review import libraries_in_force, told_later, told_later_text

NO_LIBRARY = "none recorded"
_SEAL_DIGITS = 8


def library_facts(record: SessionRecord) -> tuple[Fact, ...]:
    """Which drug library was in force, and a clinic's own under it."""
    found = libraries_in_force(record)
    if not found:
        return (Fact("Drug library", NO_LIBRARY),)
    return tuple(fact for library in found for fact in _facts(library))


def _facts(library: LibraryIdentity) -> tuple[Fact, ...]:
    """Two short lines: a long one would be cut where the card is narrow."""
    name = "Drug library" if library.clinic is None else f"Library of {library.clinic}"
    seal = library.sha256.hex()[:_SEAL_DIGITS]
    return (
        Fact(name, f"version {library.version} of {day_text(library.date)}"),
        Fact("Library signed by", f"{library.signed_by}, seal {seal}"),
    )


def passed_limits(record: SessionRecord) -> tuple[tuple[str, str], ...]:
    """For each command that passed soft limits: when and why, and the limits."""
    offset = record.summary.session.local_offset_us
    return tuple(
        (
            _when_and_why(intent, offset),
            " ".join(f"{sentence.removesuffix('.')}." for sentence in intent.passed),
        )
        for intent in record.summary.passing
    )


def told_afterwards(record: SessionRecord) -> tuple[tuple[str, str], ...]:
    """For each word on a command that came later than its sending: which command, and when, by whom and what."""
    offset = record.summary.session.local_offset_us
    return tuple(
        (
            _command(history.intent, offset),
            f"{phrases.upper_first(told_later_text(row, offset)).removesuffix('.')}.",
        )
        for history in record.intents
        for row in told_later(history)
    )


def _command(intent: IntentRow, offset_us: int) -> str:
    when = phrases.local_moment(intent.confirmed_utc_us, offset_us)
    return f"{phrases.upper_first(phrases.COMMANDS[intent.kind])} of {when}:"


def _when_and_why(intent: IntentRow, offset_us: int) -> str:
    """The reason stands exactly as it was recorded."""
    return f"Limits exceeded at {phrases.local_clock(intent.confirmed_utc_us, offset_us)}. Reason: “{intent.reason}”"
