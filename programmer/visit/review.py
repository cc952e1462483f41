"""A past session in the visit's own words, read-only."""

from __future__ import annotations

from programmer.records.rows import (
    IntentHistory,
    IntentKind,
    InterrogationRow,
    OutcomeRow,
    ProgramOrigin,
    SessionRecord,
)
from programmer.therapy.canonical import decode_program
from programmer.therapy.drug_library import LibraryIdentity
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.moments import moment_text
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.therapy.quantities import PumpTime
from programmer.visit.comparison import ComparedLine, compare
from programmer.visit.interrogation import Interrogation


def past_interrogation(record: SessionRecord, row: InterrogationRow) -> Interrogation:
    """A stored reading with the program that was in force. Raises ``NotCanonical`` for one not readable here."""
    canonical = next(program.canonical for program in record.programs if program.id == row.program_id)
    return Interrogation(
        identity=row.identity,
        limits=row.limits,
        catheter=row.catheter,
        status=row.status,
        canonical=canonical,
        program=decode_program(canonical),
        read_utc_us=row.read_utc_us,
        offset_us=row.offset_us,
    )


def session_comparison(record: SessionRecord, shown: DrugWords = AS_NAMED) -> tuple[ComparedLine, ...]:
    """What the pump ran at the first reading beside what it ran at the last; empty if it was never read."""
    if not record.interrogations:
        return ()
    first = past_interrogation(record, record.interrogations[0])
    last = past_interrogation(record, record.interrogations[-1])
    return compare(first, last.program, to_come=False, shown=shown)


def libraries_in_force(record: SessionRecord) -> tuple[LibraryIdentity, ...]:
    """What the program of the session was checked against: that of the newest committed one, or of the last read.

    The shipped library first, then the clinic's own; empty where none was in force, or none was kept yet.
    """
    committed = [row for row in record.programs if row.origin is ProgramOrigin.COMMITTED]
    decisive = committed[-1] if committed else record.summary.program_after
    return () if decisive is None else decisive.library


def told_later(history: IntentHistory) -> tuple[OutcomeRow, ...]:
    """What became of a command after it was sent: what the pump told when it was asked again, and a signature."""
    intent = history.intent
    return tuple(
        row
        for number, row in enumerate(history.outcomes)
        if (number or row.session_id != intent.session_id) and not _still_open(row.outcome)
    )


def open_kinds(record: SessionRecord) -> tuple[IntentKind, ...]:
    """Of each command of this session whose outcome is still not known and not signed, what it asked for."""
    return tuple(
        history.intent.kind
        for history in record.intents
        if all(_still_open(row.outcome) for row in history.outcomes)
    )


def _still_open(outcome: Outcome) -> bool:
    return isinstance(outcome, Uncertain) and not outcome.signed


def told_later_text(row: OutcomeRow, local_offset_us: int) -> str:
    """``closed without a known outcome on Fri 20 Nov 2026, 14:09 by J. Clinician: memory made anew``."""
    when = f"on {moment_text(PumpTime(row.known_utc_us + local_offset_us))}"
    by = f"{when} by {row.by}" if row.by else when
    match row.outcome:
        case Confirmed():
            return f"confirmed when asked again {by}"
        case Refused():
            return f"found refused when asked again {by}"
        case Failed():
            return f"found not applied when asked again {by}"
        case Uncertain(_, signed):
            return f"closed without a known outcome {by}: {signed}"


def known_outcome(outcomes: tuple[Outcome, ...]) -> Outcome:
    """What became of a command as far as is known now: the newest word on it."""
    return outcomes[-1] if outcomes else Uncertain("The pump has not been asked yet")
