"""The report of one session: who, which pump, what it ran before and after, and what the pump confirmed."""

from __future__ import annotations

from programmer.records.rows import IntentHistory, IntentKind, SessionRecord
from programmer.reports.report import Facts, Report, Section, Statement, Table
from programmer.therapy.moments import duration_text, moment_text
from programmer.therapy.notation import concentration_text, dose_rate_text, mass_text, volume_text
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.therapy.programs import dose_per_day
from programmer.therapy.pump import Delivery, PumpEvent
from programmer.therapy.quantities import PumpTime
from programmer.visit.comparison import alarm_time, mode_text
from programmer.visit.interrogation import Interrogation
from programmer.visit.review import (
    known_outcome,
    libraries_in_force,
    past_interrogation,
    session_comparison,
)

NOTICE = "Not a certified medical device. It must not program a pump in a person."
NO_LIBRARY = "none recorded"
SIMULATED = "Simulated pump — not a patient."
_COMMAND = {
    IntentKind.COMMIT_PROGRAM: "New program",
    IntentKind.STOP: "Stop delivery",
    IntentKind.RESUME: "Resume delivery",
}


def session_report(record: SessionRecord) -> Report:
    """Build the report of a stored session."""
    summary = record.summary
    patient = "Unidentified patient" if summary.patient is None else summary.patient.name
    started = _local(record, summary.session.started_utc_us)
    return Report(
        title="Programming session",
        subtitle=f"{patient} · pump {summary.pump.serial} · {moment_text(started)}",
        subject=f"{patient}, pump {summary.pump.serial}",
        sections=tuple(_sections(record)),
    )


def _sections(record: SessionRecord) -> list[Section]:
    sections: list[Section] = []
    if record.summary.session.simulated:
        sections.append(Statement(SIMULATED))
    if record.summary.open_intents:
        sections.append(
            Statement("The outcome of a command of this session is not known. Treat it as carried out.")
        )
    sections.append(_session_facts(record))
    if record.interrogations:
        last = past_interrogation(record, record.interrogations[-1])
        if last.status.delivery is Delivery.STOPPED:
            since = moment_text(last.status.delivery_since)
            sections.append(Statement(f"Delivery is stopped since {since} by the pump's clock."))
        sections += [_pump_facts(last), _comparison(record)]
    sections.append(_commands(record))
    if record.summary.passing:
        sections.append(_passed_limits(record))
    sections.append(_events(record))
    return sections


def _local(record: SessionRecord, utc_us: int) -> PumpTime:
    """A UTC time as the workstation's clock on the wall showed it."""
    return PumpTime(utc_us + record.summary.session.local_offset_us)


def _session_facts(record: SessionRecord) -> Facts:
    summary = record.summary
    session, patient, end = summary.session, summary.patient, summary.end
    born = "" if patient is None or patient.born_year is None else f", born {patient.born_year}"
    reason = "" if patient is None or not patient.reason else f", {patient.reason}"
    ended = (
        "not ended" if end is None else f"{moment_text(_local(record, end.ended_utc_us))}, {end.end.value}"
    )
    note = () if end is None or not end.note else (("Note", end.note),)
    return Facts(
        "Session",
        (
            ("Patient", "unidentified" if patient is None else f"{patient.name}{born}{reason}"),
            ("Pump", f"{summary.pump.model}, serial {summary.pump.serial}"),
            ("By", summary.actor),
            ("Begun", moment_text(_local(record, session.started_utc_us), seconds=True)),
            ("Ended", ended),
            *note,
            *_libraries(record),
        ),
    )


def _libraries(record: SessionRecord) -> tuple[tuple[str, str], ...]:
    """The drug libraries that were in force, by their whole seal: it is what tells one from another."""
    found = libraries_in_force(record)
    if not found:
        return (("Drug library", NO_LIBRARY),)
    return tuple(
        (
            "Drug library" if library.clinic is None else "Clinic's own library",
            f"{library.line}; SHA-256 {library.sha256.hex()}",
        )
        for library in found
    )


def _pump_facts(found: Interrogation) -> Facts:
    status, limits = found.status, found.limits
    alarm = alarm_time(found, found.program)
    days = status.battery.days_left
    return Facts(
        "Pump at the last reading",
        (
            ("Read", f"{moment_text(status.pump_time, seconds=True)} by the pump's clock"),
            ("Drug", f"{found.program.drug.name} {concentration_text(found.program.drug.concentration)}"),
            (
                "Program",
                f"{mode_text(found.program.mode)}, {dose_rate_text(dose_per_day(found.program.mode))}",
            ),
            ("Delivery", f"{status.delivery.value} since {moment_text(status.delivery_since)}"),
            ("Reservoir", f"{volume_text(status.reservoir, places=2)} of {volume_text(limits.capacity)}"),
            ("Low-reservoir alarm", "never at this program" if alarm is None else moment_text(alarm)),
            ("Delivered since midnight", mass_text(status.delivered_today.value)),
            (
                "Battery",
                "not known"
                if days is None
                else f"{status.battery.state.value}, {duration_text(days * 86_400)}",
            ),
            ("Alarms", ", ".join(alarm.word for alarm in status.active_alarms) or "none"),
            ("Program hash", status.program_hash.hex()[:16]),
        ),
    )


def _comparison(record: SessionRecord) -> Table:
    lines = session_comparison(record)
    return Table(
        "Program before and after",
        ("", "At the first reading", "At the last reading", "Change"),
        tuple((line.subject, line.present, line.proposed, line.change) for line in lines),
        frozenset(number for number, line in enumerate(lines) if line.changed),
    )


def _commands(record: SessionRecord) -> Table:
    rows = tuple(_command_row(record, history) for history in record.intents)
    return Table("Commands to the pump", ("Confirmed by the clinician", "Command", "Outcome"), rows)


def _passed_limits(record: SessionRecord) -> Table:
    """Each soft limit that was passed, with the reason the clinician gave."""
    rows = tuple(
        (moment_text(_local(record, intent.confirmed_utc_us), seconds=True), sentence, intent.reason)
        for intent in record.summary.passing
        for sentence in intent.passed
    )
    return Table("Limits of the drug library that were passed", ("Confirmed", "Limit", "Reason given"), rows)


def _command_row(record: SessionRecord, history: IntentHistory) -> tuple[str, str, str]:
    when = moment_text(_local(record, history.intent.confirmed_utc_us), seconds=True)
    outcome = known_outcome(tuple(row.outcome for row in history.outcomes))
    return when, _COMMAND[history.intent.kind], outcome_text(outcome)


def outcome_text(outcome: Outcome) -> str:
    """How a command ended, for people."""
    match outcome:
        case Confirmed(pump_time, sequence):
            return f"Confirmed by the pump at {moment_text(pump_time, seconds=True)}, log entry {sequence}"
        case Refused(reason):
            return f"Refused by the pump: {reason}"
        case Failed(reason, proof):
            return f"Not applied: {reason} ({proof})"
        case Uncertain(reason, signed):
            return f"Not known: {reason}" + (f". Closed with the note: {signed}" if signed else "")


def _events(record: SessionRecord) -> Table:
    rows = tuple(_event_row(row.event) for row in record.events)
    return Table("Pump log read in this session", ("Entry", "Pump clock", "What"), rows)


def _event_row(event: PumpEvent) -> tuple[str, str, str]:
    return (
        f"{event.sequence:,}",
        moment_text(event.pump_time, seconds=True),
        event.kind.value.replace("-", " "),
    )
