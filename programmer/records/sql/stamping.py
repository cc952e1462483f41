"""Who wrote a row, where, with which version and when; and ids for rows that come without one."""

from __future__ import annotations

from programmer.clock import Clock
from programmer.randomness import Randomness
from programmer.records.rows import Provenance
from programmer.records.sql.tables import Base


class Stamper:
    """Puts the same provenance on every row, with the moment at which it is stored."""

    def __init__(self, provenance: Provenance, clock: Clock, randomness: Randomness) -> None:
        self._provenance = provenance
        self._clock = clock
        self._randomness = randomness

    def columns(self) -> dict[str, str | int]:
        """The provenance as column values."""
        return {
            "actor": self._provenance.actor,
            "workstation": self._provenance.workstation,
            "program_version": self._provenance.program_version,
            "recorded_utc_us": self._clock.utc_us(),
        }

    def stamp(self, record: Base) -> None:
        """Fill in the provenance of a row."""
        for name, value in self.columns().items():
            setattr(record, name, value)

    def new_id(self) -> bytes:
        """An id of 16 bytes."""
        return self._randomness.token_bytes(16)
