"""How well the link works: counts and the last round trip."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkStatistics:
    """Counts through all openings of one link; ``round_trip_us`` is of the last answered request, 0 before it."""

    requests: int = 0
    answers: int = 0
    retries: int = 0
    silences: int = 0
    dropped: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    round_trip_us: int = 0
