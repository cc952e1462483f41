"""The report of one session: who, which pump, what it ran before and after, and what the pump confirmed."""

from __future__ import annotations

from programmer.records.rows import IntentHistory, IntentKind, SessionRecord
from programmer.reports.report import Facts, Report, Section, Statement, Table
from programmer.therapy.calculations.to_come import low_reservoir_at, still_to_come
from programmer.therapy.drug_library.drug_words import AS_NAMED
from programmer.therapy.moments import duration_text, moment_text
from programmer.therapy.notation import volume_text
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.therapy.programs import PumpProgram, dose_per_day
from programmer.therapy.pump import Delivery, PumpEvent, PumpStatus
from programmer.therapy.quantities import PumpTime
from programmer.visit.comparison.boluses import patient_rows
from programmer.visit.interrogation import Interrogation
from programmer.visit.log_words import bolus_event_text, programs_of_events
from programmer.visit.program_rows import (
    Shown,
    dose_rows,
    fill_text,
    mode_in_full,
    opening_left_text,
    under_way_rows,
)
from programmer.visit.review import (
    known_outcome,
    libraries_in_force,
    open_kinds,
    past_interrogation,
    session_comparison,
    told_later,
    told_later_text,
)
from programmer.visit.two_clocks import confirmed_at, to_the_second
from programmer.visit.until_known import doubt, until_it_tells

NOTICE = "Not a certified medical device. It must not program a pump in a person."
NO_LIBRARY = "none recorded"
SIMULATED = "Simulated pump — not a patient."
_COMMAND = {
    IntentKind.COMMIT_PROGRAM: "New program",
    IntentKind.STOP: "Stop delivery",
    IntentKind.RESUME: "Resume delivery",
    IntentKind.GIVE_BOLUS: "Single bolus",
    IntentKind.CANCEL_BOLUS: "Cancel the bolus",
    IntentKind.ACKNOWLEDGE: "Acknowledge alarms",
    IntentKind.SET_CLOCK: "Set the pump's clock",
    IntentKind.TELL_REFILL: "Tell the pump of a refill",
}


def session_report(record: SessionRecord, shown: Shown = AS_NAMED) -> Report:
    """Build the report of a stored session. ``shown`` gives a drug's name and its doses as they must be written."""
    summary = record.summary
    patient = "Unidentified patient" if summary.patient is None else summary.patient.name
    started = _local(record, summary.session.started_utc_us)
    return Report(
        title="Programming session",
        subtitle=f"{patient} · pump {summary.pump.serial} · {moment_text(started)}",
        subject=f"{patient}, pump {summary.pump.serial}",
        sections=tuple(_sections(record, shown)),
    )


def _sections(record: SessionRecord, shown: Shown) -> list[Section]:
    sections: list[Section] = []
    if record.summary.session.simulated:
        sections.append(Statement(SIMULATED))
    if open_ones := open_kinds(record):
        doubts = ". ".join(dict.fromkeys(map(doubt, open_ones)))
        sections.append(Statement(f"{doubts}. {until_it_tells(open_ones)}."))
    sections.append(_session_facts(record))
    if record.interrogations:
        last = past_interrogation(record, record.interrogations[-1])
        if last.status.delivery is Delivery.STOPPED:
            since = moment_text(last.status.delivery_since)
            sections.append(Statement(f"Delivery is stopped since {since} by the pump's clock."))
        sections += _opening_under_way(last, shown)
        sections += [_pump_facts(last, shown), _comparison(record, shown)]
    sections.append(_commands(record))
    if record.summary.passing:
        sections.append(_passed_limits(record))
    sections.append(_events(record, shown))
    return sections


def _opening_under_way(last: Interrogation, shown: Shown) -> list[Section]:
    under_way = opening_left_text(last.program, last.status, shown)
    if not under_way:
        return []
    return [Statement(f"At the last reading the program had not begun: {under_way}.")]


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


def _pump_facts(found: Interrogation, shown: Shown) -> Facts:
    status, limits, program = found.status, found.limits, found.program
    drug = program.drug.name
    alarm = low_reservoir_at(program, status, limits)
    days = status.battery.days_left
    return Facts(
        "Pump at the last reading",
        (
            ("Read", f"{moment_text(status.pump_time, seconds=True)} by the pump's clock"),
            ("Drug", fill_text(program.drugs, shown)),
            ("Program", f"{mode_in_full(program.mode)}, {shown.rate(drug, dose_per_day(program.mode))}"),
            *dose_rows(still_to_come(program, status), shown)[1:],
            *patient_rows(program.patient_bolus, shown.unit(drug)),
            *under_way_rows(program, status, shown),
            ("Delivery", f"{status.delivery.value} since {moment_text(status.delivery_since)}"),
            ("Reservoir", f"{volume_text(status.reservoir, places=2)} of {volume_text(limits.capacity)}"),
            ("Low-reservoir alarm", _alarm_text(status, alarm)),
            ("Delivered since midnight", shown.mass(drug, status.delivered_today.value)),
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


def _alarm_text(status: PumpStatus, alarm: PumpTime | None) -> str:
    if status.delivery is Delivery.STOPPED:
        return "none while delivery is stopped"
    return "never at this program" if alarm is None else moment_text(alarm)


def _comparison(record: SessionRecord, shown: Shown) -> Table:
    lines = session_comparison(record, shown)
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
    asked = f": {history.intent.asked}" if history.intent.asked else ""
    offset = record.summary.session.local_offset_us
    later = [told_later_text(row, offset) for row in told_later(history)]
    sent = _local(record, history.intent.confirmed_utc_us)
    told = ". ".join([outcome_text(outcome, sent), *(f"{one[:1].upper()}{one[1:]}" for one in later)])
    return when, f"{_COMMAND[history.intent.kind]}{asked}", told


def outcome_text(outcome: Outcome, sent: PumpTime) -> str:
    """How a command ended that was ``sent`` then by the workstation's clock on the wall, for people."""
    match outcome:
        case Confirmed() as done:
            at = confirmed_at(done, sent, to_the_second)
            return f"Confirmed by the pump at {at}, log entry {done.sequence}"
        case Refused(reason):
            return f"Refused by the pump: {reason}"
        case Failed(reason, proof):
            return f"Not applied: {reason} ({proof})"
        case Uncertain(reason):
            return f"Not known: {reason}"


def _events(record: SessionRecord, shown: Shown) -> Table:
    programs = programs_of_events(record)
    rows = tuple(_event_row(row.event, programs.get(row.id), shown) for row in record.events)
    return Table("Pump log read in this session", ("Entry", "Pump clock", "What"), rows)


def _event_row(event: PumpEvent, program: PumpProgram | None, shown: Shown) -> tuple[str, str, str]:
    return (
        f"{event.sequence:,}",
        moment_text(event.pump_time, seconds=True),
        bolus_event_text(event, program, shown) or event.kind.value.replace("-", " "),
    )
