"""How a stored visit ended, in one word for the window, the command line and files alike."""

from __future__ import annotations

from collections.abc import Sequence

from programmer.records.ports import History
from programmer.records.rows import SessionEnd, SessionSummary
from programmer.visit.visit import KEEP_ALIVE_US

IN_PROGRESS = "in progress"
CUT_OFF = "cut off"
_SILENT_AFTER_US = 5 * KEEP_ALIVE_US


def end_word(end: SessionEnd | None, *, in_progress: bool = False) -> str:
    """``closed``, ``link lost``, ``left unresolved``; without an end ``in progress``, or ``cut off``: by a kill, a
    crash, or records that failed."""
    if end is not None:
        return end.value
    return IN_PROGRESS if in_progress else CUT_OFF


def in_progress_elsewhere(
    history: History, summaries: Sequence[SessionSummary], now_utc_us: int
) -> frozenset[bytes]:
    """The sessions, by id, that some process is at work in, as far as the records tell; ``summaries`` newest first.

    A visit beside its pump keeps a reading every second. So a session counts as in progress if it is the newest of its
    pump, has no end, and was written to within the last five seconds. One that has lost its pump for longer cannot
    be told from one that was killed.
    """
    newest = {summary.pump.id: summary for summary in reversed(summaries)}
    return frozenset(
        one.session.id
        for one in newest.values()
        if one.end is None and 0 <= now_utc_us - _last_reading_us(history, one) <= _SILENT_AFTER_US
    )


def _last_reading_us(history: History, summary: SessionSummary) -> int:
    record = history.session(summary.session.id)
    return max((one.taken_utc_us for one in record.samples), default=0) if record is not None else 0
