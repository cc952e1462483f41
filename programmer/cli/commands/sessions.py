"""The command ``sessions``: the history."""

from __future__ import annotations

import argparse

from programmer.cli.commands.library import identity_words
from programmer.cli.output import breaking, say, say_json
from programmer.cli.records_warning import warn_of_changed_records
from programmer.cli.visiting import application, note_missing_records, patient_id
from programmer.cli.words import Words, outcome_words, passed_words
from programmer.known_error import ExitCode
from programmer.records.rows import ProgramRow, SessionSummary
from programmer.therapy.boluses import BridgeBolus, Opening, PrimingBolus, SingleBolus
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.moments import moment_text, utc_word
from programmer.therapy.notation import dose_word, fill_text
from programmer.therapy.outcome import outcome_word
from programmer.therapy.program_words import program_words
from programmer.therapy.programs import PumpProgram, dose_per_day
from programmer.therapy.quantities import PumpTime
from programmer.visit.comparison import mode_text
from programmer.visit.session_ends import end_word, in_progress_elsewhere
from programmer.visit.stored_programs import stored_program

Shown = DrugWords
_OPENINGS: dict[type[Opening], str] = {
    SingleBolus: "single bolus",
    PrimingBolus: "priming bolus",
    BridgeBolus: "bridge",
}


def run(options: argparse.Namespace) -> int:
    """Print the sessions, newest first."""
    with application(options) as app:
        note_missing_records(app)
        warn_of_changed_records(app)
        history = app.records.history()
        summaries = history.summaries(patient_id(app, options.patient))
        at_work = in_progress_elsewhere(history, summaries, app.clock.utc_us())
        shown = DrugWords(app.drugs())
    rows = [_words(summary, in_progress=summary.session.id in at_work) for summary in summaries]
    if options.json:
        say_json(rows)
    else:
        lines = [
            _line(summary, row, _doses(summary, shown), _programs(summary, shown), _became(summary))
            for row, summary in zip(rows, summaries, strict=True)
        ]
        say("\n".join(lines) or "No sessions yet.")
    return int(ExitCode.DONE)


def _words(summary: SessionSummary, *, in_progress: bool) -> Words:
    session, patient, end = summary.session, summary.patient, summary.end
    last = summary.last_intent
    return {
        "id": session.id.hex(),
        "started": utc_word(session.started_utc_us),
        "ended": None if end is None else utc_word(end.ended_utc_us),
        "end": end_word(None if end is None else end.end, in_progress=in_progress),
        "note": "" if end is None else end.note,
        "patient": None if patient is None else patient.name,
        "pump": {"serial": summary.pump.serial, "model": summary.pump.model},
        "simulated": session.simulated,
        "url": session.url,
        "by": summary.actor,
        "dose_before": _dose(summary.program_before),
        "dose_after": _dose(summary.program_after),
        "program_before": _program_words(summary.program_before),
        "program_after": _program_words(summary.program_after),
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


def _became(summary: SessionSummary) -> str:
    """What became of the last command, for people."""
    if summary.last_intent is None:
        return "read only"
    outcomes = summary.last_intent.outcomes
    return outcome_word(outcomes[-1].outcome if outcomes else None)


def _library(program: ProgramRow | None) -> list[Words]:
    """The drug libraries that were in force: the shipped one first, then the clinic's own."""
    return [] if program is None else [identity_words(identity) for identity in program.library]


def _dose(row: ProgramRow | None) -> str | None:
    program = stored_program(row)
    return None if program is None else dose_word(dose_per_day(program.mode))


def _program_words(row: ProgramRow | None) -> Words | None:
    """The whole program as in a program file: drug, concentration, mode, boluses and what opened it."""
    program = stored_program(row)
    return None if program is None else program_words(program)


def _doses(summary: SessionSummary, shown: Shown) -> str:
    """The dose per day before and where it changed after, each in the unit of its drug."""
    programs = (stored_program(summary.program_before), stored_program(summary.program_after))
    told = [
        "not read" if one is None else shown.rate(one.drug.name, dose_per_day(one.mode)) for one in programs
    ]
    before, after = told
    return breaking(before if programs[1] is None or before == after else f"{before} -> {after}")


def _programs(summary: SessionSummary, shown: Shown) -> str:
    """Drug, concentration and mode, before and after where they changed, and the opening that came with it."""
    before, after = stored_program(summary.program_before), stored_program(summary.program_after)
    if before is None or after is None:
        return ""
    old, new = _filling(before, shown), _filling(after, shown)
    told = new if old == new else f"{old} -> {new}"
    if after.opening is not None and after.opening != before.opening:
        told += f", opened with a {_OPENINGS[type(after.opening)]}"
    return told.replace("\u00a0", " ")


def _filling(program: PumpProgram, shown: Shown) -> str:
    return f"{fill_text(program.drugs, shown)}, {mode_text(program.mode)}"


def _line(summary: SessionSummary, row: Words, doses: str, programs: str, became: str) -> str:
    patient = row["patient"] or "unidentified patient"
    started = f"{moment_text(PumpTime(summary.session.started_utc_us))} UTC"
    return (
        f"{started:<26}  {patient:<24}  {row['pump']['serial']:<14}  {doses:<32}  {programs:<32}  "
        f"{became:<19}  {row['end']}"
    )
