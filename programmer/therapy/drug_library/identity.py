"""Which drug library this is, and the one way in which it can be unusable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


class LibraryDamaged(ValueError):
    """These bytes are no drug library that may be used. The message is the reason, for a person."""


@dataclass(frozen=True, slots=True)
class LibraryIdentity:
    """What travels into every record of a program. ``sha256`` is the seal: 32 bytes over all that stands above it.

    ``clinic`` is None for the library that comes with the program.
    """

    name: str
    version: str
    date: date
    sha256: bytes
    clinic: str | None
    signed_by: str

    @property
    def line(self) -> str:
        """The identity in one line, the seal by its first eight digits."""
        whose = "" if self.clinic is None else f" of {self.clinic}"
        seal = self.sha256.hex()[:8]
        return f"{self.name}{whose}, version {self.version} of {self.date}, seal {seal}, by {self.signed_by}"
