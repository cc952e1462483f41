"""How well the link works and whom it believes, in figures with their units."""

from __future__ import annotations

from collections import deque

from programmer.telemetry.secure_channel import Distrusted
from programmer.telemetry.statistics import LinkStatistics
from programmer.therapy.notation import NO_BREAK
from programmer.ui import phrases
from programmer.ui.viewmodels.story import Contact, PumpStory
from programmer.ui.widgets.big_figure import BigFigureState
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.text_label import Tone
from programmer.visit.notices import LinkCounted

LATELY_US = 5_000_000
_SECOND_US = 1_000_000


class Throughput:
    """Bytes per second over the last seconds, of samples of a count that only rises."""

    def __init__(self) -> None:
        self._samples: deque[tuple[int, int]] = deque()

    def sample(self, now_us: int, total: int) -> None:
        """The count stands at ``total``; what is older than the last seconds is forgotten."""
        self._samples.append((now_us, total))
        while len(self._samples) > 1 and self._samples[1][0] <= now_us - LATELY_US:
            self._samples.popleft()

    def forget(self) -> None:
        """Nobody has looked for a while."""
        self._samples.clear()

    @property
    def per_second(self) -> int | None:
        """None before a second has passed."""
        if not self._samples:
            return None
        (first_us, first), (last_us, last) = self._samples[0], self._samples[-1]
        span_us = last_us - first_us
        return None if span_us < _SECOND_US else (last - first) * _SECOND_US // span_us


def goes_unanswered(statistics: LinkStatistics | None) -> bool:
    """Whether frames were sent again and none was answered: the same for every part of the window that tells it."""
    return statistics is not None and statistics.unanswered > 1


def round_trip_figure(
    story: PumpStory, statistics: LinkStatistics | None, per_second: int | None
) -> BigFigureState:
    """The last round trip, large, with how much passes under it."""
    idle = per_second is None or story.contact is Contact.NONE
    passes = "" if idle else f"{per_second:,}{NO_BREAK}bytes per second"
    aside = f"over the last {LATELY_US // _SECOND_US}{NO_BREAK}s" if passes else ""
    if statistics is None or not statistics.answers:
        return BigFigureState("Round trip", phrases.NOTHING, "", passes, aside)
    stale = not story.live or goes_unanswered(statistics)
    label = "Round trip when last heard" if stale else "Round trip"
    number, unit = phrases.round_trip(statistics.round_trip_us)
    return BigFigureState(label, number, unit, passes, aside, stale)


def quality_facts(statistics: LinkStatistics) -> tuple[Fact, ...]:
    """How good the line is."""
    return (
        Fact("Requests", _many(statistics.requests)),
        Fact("Answered", _many(statistics.answers)),
        Fact("Sent again", _many(statistics.retries)),
        Fact("Silences, given up", _many(statistics.silences)),
        Fact("CRC failures", _many(statistics.crc_failures)),
        Fact("Otherwise no frame", _many(statistics.dropped - statistics.crc_failures)),
        Fact("Events of the pump", _many(statistics.hints)),
    )


def trust_facts(statistics: LinkStatistics) -> tuple[Fact, ...]:
    """Who speaks: what the session has carried, and what was not believed."""
    failed = Tone.DANGER if statistics.tag_failures else Tone.PLAIN
    return (
        Fact("Sessions opened", _many(statistics.sessions)),
        Fact("Counter sent", _many(statistics.counter_out)),
        Fact("Counter believed", _many(statistics.counter_in)),
        Fact("Tag failures", _many(statistics.tag_failures), failed),
        Fact("Frames not believed", _many(statistics.distrusted)),
    )


_BY_PUMP = (
    ("Tag failures", Distrusted.TAG_WRONG),
    ("In clear in a session", Distrusted.UNSECURED),
    ("Counter used before", Distrusted.REPLAYED),
    ("Of another session", Distrusted.OTHER_SESSION),
)


def by_pump_facts(told: LinkCounted | None, *, stale: bool) -> tuple[Fact, ...]:
    """What the pump did not take of what reached it, since it was switched on; empty before it has told."""
    if told is None:
        return ()
    tone = Tone.MUTED if stale else Tone.PLAIN
    counted = told.counted
    if counted is None:
        return (Fact("Not told by this pump", phrases.NOTHING, Tone.MUTED),)
    failed = Tone.DANGER if counted.distrusted[Distrusted.TAG_WRONG] else tone
    return (
        Fact("CRC failures, no frame", _many(counted.dropped), tone),
        *(
            Fact(label, _many(counted.distrusted[why]), failed if why is Distrusted.TAG_WRONG else tone)
            for label, why in _BY_PUMP
        ),
    )


def _many(count: int) -> str:
    return f"{count:,}"
