"""The records in an SQLite file: open them here, use them through the ports."""

from __future__ import annotations

from programmer.clock import Clock
from programmer.randomness import Randomness
from programmer.records.rows import Provenance
from programmer.records.sql.location import place_of
from programmer.records.sql.migrating import CURRENT
from programmer.records.sql.opening import open_at
from programmer.records.sql.stamping import Stamper
from programmer.records.sql.store import SqlRecords

__all__ = ["SqlRecords", "open_records"]


def open_records(url: str, provenance: Provenance, clock: Clock, randomness: Randomness) -> SqlRecords:
    """Open the records at ``url``, and make them where there are none.

    ``url`` is ``sqlite:///path`` or the path of a file; ``:memory:`` keeps nothing, and its history waits while
    a unit of work is open. A new directory and a new file are this user's alone. A file of an older version is
    copied aside first (``copied_aside`` of the result) and then migrated, or left as it was. Every row written
    carries ``provenance`` and the moment by ``clock``; rows without an id get one from ``randomness``.

    Raises ``UsageError`` for any other kind of ``url``, ``RefusedError`` for a file of another program or of a
    newer version, and ``KnownError`` for one that is damaged, held by another program, or cannot be written.
    """
    return open_at(place_of(url), CURRENT, Stamper(provenance, clock, randomness), clock)
