"""Sessions, their ends and programs as rows, and back."""

from __future__ import annotations

from programmer.records.rows import ProgramOrigin, ProgramRow, SessionEnd, SessionEndRow, SessionRow
from programmer.records.sql.tables import StoredProgram, StoredSession, StoredSessionEnd
from programmer.therapy.canonical import program_hash
from programmer.therapy.drug_library import LibraryIdentity


def stored_session(row: SessionRow) -> StoredSession:
    return StoredSession(
        id=row.id,
        pump_id=row.pump_id,
        patient_id=row.patient_id,
        url=row.url,
        simulated=int(row.simulated),
        started_utc_us=row.started_utc_us,
        local_offset_us=row.local_offset_us,
    )


def session_of(stored: StoredSession) -> SessionRow:
    return SessionRow(
        id=stored.id,
        pump_id=stored.pump_id,
        patient_id=stored.patient_id,
        url=stored.url,
        simulated=bool(stored.simulated),
        started_utc_us=stored.started_utc_us,
        local_offset_us=stored.local_offset_us,
    )


def stored_session_end(row: SessionEndRow) -> StoredSessionEnd:
    return StoredSessionEnd(
        id=row.id,
        session_id=row.session_id,
        how=row.end.value,
        ended_utc_us=row.ended_utc_us,
        note=row.note,
    )


def session_end_of(stored: StoredSessionEnd) -> SessionEndRow:
    return SessionEndRow(
        id=stored.id,
        session_id=stored.session_id,
        end=SessionEnd(stored.how),
        ended_utc_us=stored.ended_utc_us,
        note=stored.note,
    )


def stored_program(row: ProgramRow) -> StoredProgram:
    """All but its libraries.

    Raises ``ValueError`` where the hash is not that of the bytes: such a row would testify to nothing.
    """
    if program_hash(row.canonical) != row.sha256:
        raise ValueError("the SHA-256 of a program row is not that of its canonical bytes")
    return StoredProgram(
        id=row.id,
        session_id=row.session_id,
        pump_id=row.pump_id,
        origin=row.origin.value,
        canonical=row.canonical,
        sha256=row.sha256,
    )


def program_of(stored: StoredProgram, library: tuple[LibraryIdentity, ...]) -> ProgramRow:
    """``library`` are those that were in force for this program."""
    return ProgramRow(
        id=stored.id,
        session_id=stored.session_id,
        pump_id=stored.pump_id,
        origin=ProgramOrigin(stored.origin),
        canonical=stored.canonical,
        sha256=stored.sha256,
        library=library,
    )
