"""The tables of the records, by subject."""

from programmer.records.sql.tables.base import Base
from programmer.records.sql.tables.commands import (
    StoredIntent,
    StoredOrder,
    StoredOutcome,
    StoredPassedLimit,
    StoredReason,
)
from programmer.records.sql.tables.libraries import StoredLibrary, StoredProgramLibrary
from programmer.records.sql.tables.people import StoredAssignment, StoredIndication, StoredPatient, StoredPump
from programmer.records.sql.tables.readings import StoredConflict, StoredPumpEvent, StoredSample
from programmer.records.sql.tables.seals import StoredSeal
from programmer.records.sql.tables.visits import (
    StoredAlarm,
    StoredFurtherReading,
    StoredInterrogation,
    StoredProgram,
    StoredSession,
    StoredSessionEnd,
)

__all__ = [
    "Base",
    "StoredPatient",
    "StoredIndication",
    "StoredPump",
    "StoredAssignment",
    "StoredSession",
    "StoredSessionEnd",
    "StoredProgram",
    "StoredLibrary",
    "StoredProgramLibrary",
    "StoredInterrogation",
    "StoredFurtherReading",
    "StoredAlarm",
    "StoredIntent",
    "StoredPassedLimit",
    "StoredReason",
    "StoredOrder",
    "StoredOutcome",
    "StoredSample",
    "StoredPumpEvent",
    "StoredConflict",
    "StoredSeal",
]
