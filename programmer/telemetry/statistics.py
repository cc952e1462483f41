"""How well the link works: counts and the last round trip."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class LinkStatistics:
    """The link counts in one of these and hands out copies.

    Counts through all openings of one link; ``round_trip_us`` is of the last answered request, 0 before it.

    ``dropped`` counts everything that did not become a frame, ``crc_failures`` those of them whose checksum was wrong:
    how good the line is. ``tag_failures`` counts frames that the other side did not seal, and ``distrusted`` all
    sound frames that were not believed: whether somebody meddles. ``counter_out`` and ``counter_in`` are the highest
    of the open session. ``sessions`` counts those opened, ``hints`` the events that came. ``unanswered`` is how many
    frames were sent since the last answer came.
    """

    requests: int = 0
    answers: int = 0
    retries: int = 0
    silences: int = 0
    dropped: int = 0
    crc_failures: int = 0
    tag_failures: int = 0
    distrusted: int = 0
    hints: int = 0
    sessions: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    round_trip_us: int = 0
    counter_out: int = 0
    counter_in: int = 0
    unanswered: int = 0
