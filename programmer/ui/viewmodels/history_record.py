"""One stored visit in full, in words and in numbers to draw."""

from __future__ import annotations

from collections.abc import Iterator

from programmer.records.rows import (
    IntentHistory,
    IntentKind,
    ProgramRow,
    PumpEventRow,
    SampleRow,
    SessionRecord,
)
from programmer.therapy.drug_library.drug_words import AS_NAMED
from programmer.therapy.moments import moment_text
from programmer.therapy.notation import volume_text
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import PumpStatus
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND
from programmer.ui import phrases
from programmer.ui.viewmodels.history_checks import library_facts, passed_limits, told_afterwards
from programmer.ui.viewmodels.history_rows import (
    alarms_text,
    change_words,
    intent_words,
    outcome_words,
    program_of,
)
from programmer.ui.viewmodels.history_state import HistoryPhase, RecordState
from programmer.ui.viewmodels.opening_under_way import given_now
from programmer.ui.viewmodels.plot_samples import PlotSamples
from programmer.ui.viewmodels.prediction import plot_row, status_row
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.table_rows import TableRow
from programmer.ui.widgets.text_label import Tone
from programmer.visit.log_words import programs_of_events
from programmer.visit.program_rows import Rows, Shown, program_rows, under_way_rows
from programmer.visit.review import open_kinds
from programmer.visit.session_ends import end_word
from programmer.visit.until_known import until_it_tells

_GAP_US = 30 * MICROSECONDS_PER_SECOND


def record_state(
    key: str, record: SessionRecord, shown: Shown = AS_NAMED, *, in_progress: bool = False
) -> RecordState:
    """The whole record as the page shows it. ``shown`` gives a drug's name and its doses as they must be written."""
    programs = programs_of_events(record)
    summary = record.summary
    after = program_of(summary.program_after)
    before = program_of(summary.program_before)
    offset = summary.session.local_offset_us
    patient = phrases.UNIDENTIFIED if summary.patient is None else summary.patient.name
    when = phrases.local_moment(summary.session.started_utc_us, offset)
    return RecordState(
        key,
        HistoryPhase.READY,
        title=f"{patient}{phrases.DOT}{when}{phrases.DOT}read-only",
        summary=_summary(record, shown, in_progress=in_progress),
        pump_facts=_pump_facts(record, shown) if record.interrogations else (),
        program=() if after is None else program_facts(after, shown),
        before=None if before is None else before.mode,
        after=None if after is None else after.mode,
        weekday=record.interrogations[-1].status.pump_time.weekday if record.interrogations else 0,
        samples=_samples(record),
        dosed=_dosed(before, after, shown),
        commands=tuple(_command(intent, record.programs, offset, shown) for intent in record.intents),
        passed=passed_limits(record),
        later=told_afterwards(record),
        events=tuple(_event(row, programs.get(row.id), shown) for row in record.events),
        conflicts=tuple(
            f"Entry {row.event.sequence:,} of the pump's log was told in two ways" for row in record.conflicts
        ),
    )


def _dosed(before: PumpProgram | None, after: PumpProgram | None, shown: Shown) -> str:
    """Of which drug the doses of the readings are."""
    names = {program.drug.name for program in (before, after) if program is not None}
    return shown(names.pop()) if len(names) == 1 else "the drug then in force"


def _summary(record: SessionRecord, shown: Shown, *, in_progress: bool) -> tuple[Fact, ...]:
    summary = record.summary
    session, end = summary.session, summary.end
    ended = end_word(None if end is None else end.end, in_progress=in_progress)
    if end is not None:
        ended += f", {phrases.local_moment(end.ended_utc_us, session.local_offset_us)}"
    facts = [
        Fact("Patient", phrases.UNIDENTIFIED if summary.patient is None else summary.patient.name),
        Fact("Pump", f"{summary.pump.model}, {summary.pump.serial}"),
        Fact("By", summary.actor),
        Fact("Link", session.url),
        Fact("Dose per day", change_words(summary.program_before, summary.program_after, shown)),
        Fact("Outcome", outcome_words(summary)),
        *_still_open(record),
        Fact("Alarms", alarms_text(summary, in_progress=in_progress)),
        Fact("Ended", ended),
        *library_facts(record),
    ]
    if end is not None and end.note:
        facts.append(Fact("Note", end.note))
    if session.simulated:
        facts.append(Fact("Kind", phrases.SIMULATED))
    return tuple(facts)


def _still_open(record: SessionRecord) -> Iterator[Fact]:
    if open_ones := open_kinds(record):
        yield Fact("Still not known", until_it_tells(open_ones), Tone.DANGER)


def _pump_facts(record: SessionRecord, shown: Shown) -> tuple[Fact, ...]:
    found = record.interrogations[-1]
    status = found.status
    program = program_of(record.summary.program_after)
    return (
        Fact("Read at (pump clock)", moment_text(status.pump_time)),
        Fact("Reservoir", volume_text(status.reservoir, places=3)),
        Fact("Delivery", status.delivery.value),
        Fact("Dose rate", _rate(program, status, shown)),
        *(() if program is None else facts_of(under_way_rows(program, status, shown))),
        Fact("Battery", phrases.battery_text(status.battery)),
        Fact("Catheter", phrases.catheter_text(found.catheter)),
        Fact("Log", f"to entry {status.log.last_sequence:,}"),
        Fact("Firmware", found.identity.firmware),
    )


def _rate(program: PumpProgram | None, status: PumpStatus, shown: Shown) -> str:
    """In the unit of the drug that flows; of a program that cannot be shown here, in mcg."""
    return shown.rate("" if program is None else given_now(program, status), status.dose_rate)


def program_facts(program: PumpProgram, shown: Shown = AS_NAMED) -> tuple[Fact, ...]:
    """A program in words, its steps included."""
    return facts_of(program_rows(program, shown))


def facts_of(rows: Rows) -> tuple[Fact, ...]:
    """Rows as facts."""
    return tuple(Fact(name, value) for name, value in rows)


def _samples(record: SessionRecord) -> PlotSamples:
    samples = PlotSamples()
    if not record.samples:
        for reading in record.interrogations:
            samples.append(status_row(reading.status))
        return samples
    last_utc_us = record.samples[0].taken_utc_us
    for sample in record.samples:
        if sample.taken_utc_us - last_utc_us > _GAP_US:
            samples.append_gap()
        last_utc_us = sample.taken_utc_us
        samples.append(_row(sample))
    return samples


def _row(sample: SampleRow) -> tuple[float, float, float, float]:
    return plot_row(sample.pump_time, sample.reservoir, sample.dose_rate, sample.delivered_today)


def _command(
    history: IntentHistory, programs: tuple[ProgramRow, ...], offset_us: int, shown: Shown
) -> TableRow:
    """A program change is named with its doses where the session knows both programs."""
    intent = history.intent
    name = phrases.upper_first(phrases.COMMANDS[intent.kind])
    by_hash = {row.sha256: row for row in programs}
    before, after = by_hash.get(intent.program_before), by_hash.get(intent.program_after)
    if intent.kind is IntentKind.COMMIT_PROGRAM and program_of(before) and program_of(after):
        name += f", {change_words(before, after, shown)}"
    elif intent.asked:
        name += f", {intent.asked}"
    when = phrases.local_moment(intent.confirmed_utc_us, offset_us, seconds=True)
    given = phrases.local_time(intent.confirmed_utc_us, offset_us)
    return TableRow((when, name, intent_words(history, offset_us, given)))


def _event(row: PumpEventRow, program: PumpProgram | None, shown: Shown) -> TableRow:
    event = row.event
    when = moment_text(event.pump_time, seconds=True)
    return TableRow((f"{event.sequence:,}", when, phrases.event_text(event, program, shown)))
