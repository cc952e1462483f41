"""What a visit needs from outside: the time, randomness, the records and the drug library."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.clock import Clock
from programmer.randomness import Randomness
from programmer.records.ports import Records
from programmer.therapy.drug_library import LibraryIdentity, LibraryInForce

ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class VisitContext:
    """Handed in by whoever puts the program together. ``drugs`` is what programs are checked against."""

    clock: Clock
    randomness: Randomness
    records: Records
    drugs: LibraryInForce

    @property
    def libraries(self) -> tuple[LibraryIdentity, ...]:
        """Which drug libraries are in force: the shipped one first, then the clinic's own."""
        return self.drugs.identities

    def new_id(self) -> bytes:
        """A fresh id for a row, or a token: 16 random bytes."""
        return self.randomness.token_bytes(ID_LENGTH)
