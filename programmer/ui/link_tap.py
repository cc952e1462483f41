"""Where frames and figures of the link wait for the window; the pump's thread puts them in."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import islice
from threading import Lock

from programmer.clock import Clock
from programmer.telemetry.exchange import FrameSeen
from programmer.telemetry.statistics import LinkStatistics

MOST_FRAMES = 500


@dataclass(frozen=True, slots=True)
class HeardFrame:
    """A frame of the link, counted from the start of the program, and when it passed (UTC, microseconds)."""

    number: int
    utc_us: int
    seen: FrameSeen


class LinkTap:
    """Holds the newest ``MOST_FRAMES`` frames, however many pass. Every method may be called from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._heard: deque[HeardFrame] = deque(maxlen=MOST_FRAMES)
        self._passed = self._bytes = 0
        self._counted: LinkStatistics | None = None
        self._answered_utc_us: int | None = None

    def see(self, seen: FrameSeen) -> None:
        """A frame has passed. Never raises, and waits for nobody."""
        utc_us = self._clock.utc_us()
        with self._lock:
            self._passed += 1
            self._bytes += seen.length
            self._heard.append(HeardFrame(self._passed, utc_us, seen))

    def count(self, statistics: LinkStatistics) -> None:
        """The link has done so well so far. Waits for nobody; what is given is never changed again."""
        utc_us = self._clock.utc_us()
        with self._lock:
            before = 0 if self._counted is None else self._counted.answers
            if statistics.answers != before:
                self._answered_utc_us = utc_us if statistics.answers else None
            self._counted = statistics

    @property
    def counted(self) -> LinkStatistics | None:
        """How the link of the newest visit does at this moment; None before the first frame."""
        with self._lock:
            return self._counted

    @property
    def answered_utc_us(self) -> int | None:
        """When the last answer came over the link of the newest visit (UTC); None while none has come."""
        with self._lock:
            return self._answered_utc_us

    @property
    def passed(self) -> tuple[int, int]:
        """How many frames, and bytes of frames, have passed so far, both ways."""
        with self._lock:
            return self._passed, self._bytes

    def since(self, number: int) -> tuple[HeardFrame, ...]:
        """The frames after that one, oldest first, as far as they are still held."""
        with self._lock:
            newer = min(self._passed - number, len(self._heard))
            return tuple(islice(self._heard, len(self._heard) - newer, None))
