"""What a visit that was cut off knew of its commands, and may have told nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from programmer.records.ports import History
from programmer.records.rows import IntentHistory, SessionEnd, SessionSummary
from programmer.therapy.outcome import Uncertain
from programmer.visit.open_commands import SettledCommand


def untold(history: History, serial: str, own: bytes) -> tuple[SettledCommand, ...]:
    """Commands to that pump whose end was kept by a visit without an end, if none has ended since; oldest first.

    ``own`` is the session that asks. A visit says what it learned before its end is kept: so the first that ends
    tells what those before it, killed one after the other, may have kept to themselves. Whose end is not known is
    not among them: it is open, and asked about; nor is what a person has signed.
    """
    theirs = [one for one in history.summaries() if one.pump.serial == serial and one.session.id != own]
    cut_off = {one.session.id for one in takewhile(_has_no_end, theirs)}
    if not cut_off:
        return ()
    return tuple(
        SettledCommand(kept.intent, kept.outcomes[-1].outcome)
        for kept in _commands_that_were_open(history, theirs)
        if kept.outcomes
        and kept.outcomes[-1].session_id in cut_off
        and not isinstance(kept.outcomes[-1].outcome, Uncertain)
    )


def _has_no_end(summary: SessionSummary) -> bool:
    return summary.end is None


def _commands_that_were_open(history: History, theirs: Sequence[SessionSummary]) -> Iterator[IntentHistory]:
    """Those of visits which ended with one open, or did not end: of no other can the outcome have come later."""
    for summary in reversed(theirs):
        left_open = summary.end is None or summary.end.end is SessionEnd.LEFT_UNRESOLVED
        record = history.session(summary.session.id) if left_open and summary.last_intent else None
        if record is not None:
            yield from record.intents
