"""Stored visits as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence

from programmer.records.rows import IntentHistory, ProgramRow, SessionSummary
from programmer.therapy.canonical import NotCanonical, decode_program
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.moments import clock_text, date_text
from programmer.therapy.outcome import Confirmed, outcome_word
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import PumpTime
from programmer.ui import phrases
from programmer.ui.viewmodels.command_words import change_text, doses_text
from programmer.ui.widgets.table_rows import TableRow
from programmer.visit.alarm_words import ALARMS
from programmer.visit.session_ends import end_word
from programmer.visit.two_clocks import confirmed_at_short

_SORTS = ("confirmed", "refused", "not applied", "closed as not known", "not known")


def session_row(
    summary: SessionSummary, shown: DrugWords = AS_NAMED, *, in_progress: bool = False
) -> TableRow:
    """One stored visit, with ``history_state.SESSION_COLUMNS`` cells; what is not settled is marked."""
    session, end = summary.session, summary.end
    patient = phrases.UNIDENTIFIED if summary.patient is None else summary.patient.name
    when = phrases.local_time(session.started_utc_us, session.local_offset_us)
    cells = (
        f"{date_text(when)}, {clock_text(when)}",
        patient,
        _pump_words(summary),
        summary.actor,
        dose_words(summary.program_before, summary.program_after, shown),
        short_outcome(summary),
        alarms_text(summary, in_progress=in_progress),
        end_word(None if end is None else end.end, in_progress=in_progress),
    )
    return TableRow(cells, marked=bool(summary.open_intents), key=session.id.hex())


def _pump_words(summary: SessionSummary) -> str:
    """Which pump, and that it was a simulated one: what was trained must not be taken for what was done."""
    return f"{summary.pump.serial}, simulated" if summary.session.simulated else summary.pump.serial


def headline(title: str, found: Sequence[SessionSummary]) -> str:
    """``Demo patient 0042 · 41 visits · Sun 12 Mar 2017 to Fri 20 Nov 2026``."""
    count = f"{len(found):,} visit" if len(found) == 1 else f"{len(found):,} visits"
    if not found:
        return phrases.DOT.join((title, count))
    first, last = (_day(summary) for summary in (found[-1], found[0]))
    return phrases.DOT.join((title, count, first if first == last else f"{first} to {last}"))


def _day(summary: SessionSummary) -> str:
    return date_text(phrases.local_time(summary.session.started_utc_us, summary.session.local_offset_us))


def program_of(row: ProgramRow | None) -> PumpProgram | None:
    """A stored program; None where there is none, or where a newer version of this program wrote it."""
    if row is None:
        return None
    try:
        return decode_program(row.canonical)
    except NotCanonical:
        # Written by a newer version: the bytes stay in the records, and the page says that it cannot show them.
        return None


def dose_words(before: ProgramRow | None, after: ProgramRow | None, shown: DrugWords) -> str:
    """``350 → 402 mcg per day``, or one dose where it stayed: short enough for a column."""
    old, new = program_of(before), program_of(after)
    if new is None:
        return phrases.NOTHING if after is None else "cannot be shown by this version"
    return doses_text(new if old is None else old, new, shown)


def change_words(before: ProgramRow | None, after: ProgramRow | None, shown: DrugWords) -> str:
    """The same with everything else that became another: filling, mode, boluses, opening."""
    old, new = program_of(before), program_of(after)
    if old is None or new is None:
        return dose_words(before, after, shown)
    return change_text(old, new, shown)


def outcome_words(summary: SessionSummary) -> str:
    """What became of the last command; of all of them where they did not end alike, or are not known."""
    if len(set(map(outcome_word, summary.known))) > 1:
        return _counts(summary)
    if summary.open_intents:
        count = summary.open_intents
        return f"{count} command not known" if count == 1 else f"{count} commands not known"
    last = summary.last_intent
    if last is None:
        return "Read, nothing changed"
    words = intent_words(last, summary.session.local_offset_us)
    return f"{phrases.upper_first(phrases.COMMANDS[last.intent.kind])} {words[:1].lower()}{words[1:]}"


def _counts(summary: SessionSummary) -> str:
    """``4 confirmed, 1 not known``."""
    found = [outcome_word(outcome) for outcome in summary.known]
    return ", ".join(f"{found.count(sort):,} {sort}" for sort in _SORTS if sort in found)


def alarms_text(summary: SessionSummary, *, in_progress: bool = False) -> str:
    """That the pump was left stopped, and its alarms at the last reading; ``none``."""
    stopped = ("stopped" if in_progress else "left stopped",) if summary.stopped else ()
    return ", ".join((*stopped, *map(alarm_words, summary.alarms))) or "none"


def short_outcome(summary: SessionSummary) -> str:
    """The same, short enough for a column where the pump confirmed: ``Program change confirmed 14:09:40``."""
    last = summary.last_intent
    outcome = last.outcomes[-1].outcome if last is not None and last.outcomes else None
    alike = len(set(map(outcome_word, summary.known))) <= 1
    if not alike or summary.open_intents or last is None or not isinstance(outcome, Confirmed):
        return outcome_words(summary)
    sent = _sent(last, summary.session.local_offset_us)
    at = confirmed_at_short(outcome, sent, lambda time: clock_text(time, seconds=True))
    return f"{phrases.upper_first(phrases.COMMANDS[last.intent.kind])} confirmed {at}"


def _sent(history: IntentHistory, local_offset_us: int) -> PumpTime:
    return phrases.local_time(history.intent.confirmed_utc_us, local_offset_us)


def intent_words(history: IntentHistory, local_offset_us: int, given: PumpTime | None = None) -> str:
    """What became of a command, by what is known last; with the date where the pump's is not that of ``given``."""
    return (
        phrases.outcome_text(history.outcomes[-1].outcome, _sent(history, local_offset_us), given)
        if history.outcomes
        else "Not known: cut off"
    )


def alarm_words(word: str) -> str:
    """A stored alarm's word for people; one that is not known here stays as it is."""
    known = {kind.word: text for kind, text in ALARMS.items()}
    return known.get(word, word)
