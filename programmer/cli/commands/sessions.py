"""The command ``sessions``: the history."""

from __future__ import annotations

import argparse

from programmer.cli.commands.library import identity_words
from programmer.cli.output import say, say_json
from programmer.cli.visiting import application, note_missing_records, patient_id
from programmer.cli.words import Words, outcome_words, passed_words
from programmer.known_error import ExitCode
from programmer.records.rows import ProgramRow, SessionSummary
from programmer.therapy.canonical import NotCanonical, decode_program
from programmer.therapy.moments import utc_word
from programmer.therapy.notation import dose_word
from programmer.therapy.programs import dose_per_day


def run(options: argparse.Namespace) -> int:
    """Print the sessions, newest first."""
    with application(options) as app:
        note_missing_records(app)
        summaries = app.records.history().summaries(patient_id(app, options.patient))
    rows = [_words(summary) for summary in summaries]
    if options.json:
        say_json(rows)
    else:
        say("\n".join(_line(row) for row in rows) or "No sessions yet.")
    return int(ExitCode.DONE)


def _words(summary: SessionSummary) -> Words:
    session, patient, end = summary.session, summary.patient, summary.end
    last = summary.last_intent
    return {
        "id": session.id.hex(),
        "started": utc_word(session.started_utc_us),
        "ended": None if end is None else utc_word(end.ended_utc_us),
        "end": "open" if end is None else end.end.value,
        "note": "" if end is None else end.note,
        "patient": None if patient is None else patient.name,
        "pump": {"serial": summary.pump.serial, "model": summary.pump.model},
        "simulated": session.simulated,
        "url": session.url,
        "by": summary.actor,
        "dose_before": _dose(summary.program_before),
        "dose_after": _dose(summary.program_after),
        "command": None if last is None else last.intent.kind.value,
        "outcome": _outcome(summary),
        "passed_limits": [
            {"confirmed_utc": utc_word(intent.confirmed_utc_us), **passed_words(intent)}
            for intent in summary.passing
        ],
        "library": _library(summary.program_after),
        "open_commands": summary.open_intents,
        "alarms": list(summary.alarms),
    }


def _outcome(summary: SessionSummary) -> Words | None:
    if summary.last_intent is None:
        return None
    outcomes = summary.last_intent.outcomes
    return (
        outcome_words(outcomes[-1].outcome)
        if outcomes
        else {"outcome": "uncertain", "reason": "not asked yet"}
    )


def _library(program: ProgramRow | None) -> list[Words]:
    """The drug libraries that were in force: the shipped one first, then the clinic's own."""
    return [] if program is None else [identity_words(identity) for identity in program.library]


def _dose(program: ProgramRow | None) -> str | None:
    if program is None:
        return None
    try:
        return dose_word(dose_per_day(decode_program(program.canonical).mode))
    except NotCanonical:
        return None


def _line(row: Words) -> str:
    dose = row["dose_before"] or "not read"
    if row["dose_after"] not in {None, row["dose_before"]}:
        dose = f"{dose} -> {row['dose_after']}"
    outcome = row["outcome"]["outcome"] if row["outcome"] else "read only"
    patient = row["patient"] or "unidentified patient"
    return f"{row['started']}  {patient:<24}  {row['pump']['serial']:<14}  {dose:<32}  {outcome:<10}  {row['end']}"
