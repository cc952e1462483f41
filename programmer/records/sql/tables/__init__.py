"""The tables of the records, by subject."""

from programmer.records.sql.tables.base import Base
from programmer.records.sql.tables.commands import StoredIntent, StoredOutcome
from programmer.records.sql.tables.people import StoredAssignment, StoredPatient, StoredPump
from programmer.records.sql.tables.readings import StoredConflict, StoredPumpEvent, StoredSample
from programmer.records.sql.tables.visits import (
    StoredAlarm,
    StoredInterrogation,
    StoredProgram,
    StoredSession,
    StoredSessionEnd,
)

__all__ = [
    "Base",
    "StoredPatient",
    "StoredPump",
    "StoredAssignment",
    "StoredSession",
    "StoredSessionEnd",
    "StoredProgram",
    "StoredInterrogation",
    "StoredAlarm",
    "StoredIntent",
    "StoredOutcome",
    "StoredSample",
    "StoredPumpEvent",
    "StoredConflict",
]
