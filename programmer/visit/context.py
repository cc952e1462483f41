"""What a visit needs from outside: the time, randomness and the records."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.clock import Clock
from programmer.randomness import Randomness
from programmer.records.ports import Records

ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class VisitContext:
    """Handed in by whoever puts the program together."""

    clock: Clock
    randomness: Randomness
    records: Records

    def new_id(self) -> bytes:
        """A fresh id for a row, or a token: 16 random bytes."""
        return self.randomness.token_bytes(ID_LENGTH)
