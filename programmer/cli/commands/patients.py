"""The commands ``patients`` and ``assign``: who there is, and whose pump a pump is."""

from __future__ import annotations

import argparse

from programmer.bootstrap import Application
from programmer.cli.output import say, say_json
from programmer.cli.records_arguments import UNKNOWN
from programmer.cli.visiting import application, note_missing_records, patient_id
from programmer.cli.words import Words, indication_words
from programmer.known_error import ExitCode, RefusedError, UsageError
from programmer.records.rows import AssignmentRow, PatientRow
from programmer.therapy.drug_library import AgeGroup, Condition, Indication
from programmer.visit.indications import indication_text
from programmer.visit.tasks import AddPatient, CorrectIndication


def run(options: argparse.Namespace) -> int:
    """Do the one or the other."""
    with application(options) as app:
        return _assign(app, options) if options.command == "assign" else _patients(app, options)


def _patients(app: Application, options: argparse.Namespace) -> int:
    _require_somebody(options)
    if options.add is not None:
        _add(app, options)
    elif options.change is not None:
        _change(app, options)
    else:
        note_missing_records(app)
    with app.records.unit_of_work() as work:
        found = [
            (patient, [pump.serial for pump in work.pumps.pumps_of(patient.id)])
            for patient in work.patients.all()
        ]
    if options.json:
        say_json([_words(*each) for each in found])
    else:
        say("\n".join(_line(*each) for each in found) or "No patients yet.")
    return int(ExitCode.DONE)


def _words(patient: PatientRow, pumps: list[str]) -> Words:
    return {
        "id": patient.id.hex(),
        "name": patient.name,
        "born": patient.born_year,
        "reason": patient.reason,
        **indication_words(patient.indication),
        "pumps": pumps,
    }


def _line(patient: PatientRow, pumps: list[str]) -> str:
    told = ", ".join(pumps) or "no pump"
    return f"{patient.id.hex()}  {patient.name}  {told}  {indication_text(patient.indication)}"


def _require_somebody(options: argparse.Namespace) -> None:
    """Say whose it is instead of dropping in silence what was typed."""
    about = options.condition is not None or options.age is not None
    if about and options.add is None and options.change is None:
        raise UsageError(
            "Nothing was changed",
            "It is not said whose condition or age group that is",
            "Write programmer patients --change WHO --condition … --age …, or --add NAME for a new patient",
        )
    if options.change is not None and not about:
        raise UsageError(
            "Nothing was changed", "Neither --condition nor --age is there", "Write what is known now"
        )


def _change(app: Application, options: argparse.Namespace) -> None:
    """What is not typed stays as it is known."""
    wanted = patient_id(app, options.change)
    known = next(patient for patient in app.records.history().patients() if patient.id == wanted)
    app.correct_indication(CorrectIndication(known.id, _typed(options, known.indication), known.indication))


def _typed(options: argparse.Namespace, known: Indication) -> Indication:
    """What was typed, and beside it what was known."""
    condition, age = known.condition, known.age
    if options.condition is not None:
        condition = None if options.condition == UNKNOWN else Condition(options.condition)
    if options.age is not None:
        age = None if options.age == UNKNOWN else AgeGroup(options.age)
    return Indication(condition, age)


def _add(app: Application, options: argparse.Namespace) -> None:
    name = options.add.strip()
    if not name:
        raise UsageError("No patient was added", "The name is empty", "Write programmer patients --add NAME")
    app.register_patient(AddPatient(name, options.born, options.reason, _typed(options, Indication())))


def _assign(app: Application, options: argparse.Namespace) -> int:
    wanted = patient_id(app, options.patient)
    with app.records.unit_of_work() as work:
        pump = work.pumps.by_serial(options.serial)
        if pump is None or wanted is None:
            raise RefusedError(
                f"Pump {options.serial} was not assigned",
                "It was never interrogated from this workstation",
                "Interrogate it first, so that the serial number is the pump's own and not a typed one",
            )
        owner = work.pumps.patient_of(pump.id)
        if owner is not None and owner.id != wanted:
            raise RefusedError(
                f"Pump {options.serial} was not assigned",
                f"It is {owner.name}'s pump",
                "A pump stays with its patient; check the serial number on the patient's card",
            )
        work.pumps.assign(AssignmentRow(app.context.new_id(), pump.id, wanted))
        work.commit()
    say(f"Pump {options.serial} is assigned to {options.patient}.")
    return int(ExitCode.DONE)
