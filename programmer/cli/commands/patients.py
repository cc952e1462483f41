"""The commands ``patients`` and ``assign``: who there is, and whose pump a pump is."""

from __future__ import annotations

import argparse

from programmer.bootstrap import Application
from programmer.cli.output import say, say_json
from programmer.cli.visiting import application, note_missing_records, patient_id
from programmer.cli.words import Words
from programmer.known_error import ExitCode, RefusedError, UsageError
from programmer.records.rows import AssignmentRow, PatientRow


def run(options: argparse.Namespace) -> int:
    """Do the one or the other."""
    with application(options) as app:
        return _assign(app, options) if options.command == "assign" else _patients(app, options)


def _patients(app: Application, options: argparse.Namespace) -> int:
    if options.add is not None:
        _add(app, options)
    else:
        note_missing_records(app)
    with app.records.unit_of_work() as work:
        rows: list[Words] = [
            {
                "id": patient.id.hex(),
                "name": patient.name,
                "born": patient.born_year,
                "reason": patient.reason,
                "pumps": [pump.serial for pump in work.pumps.pumps_of(patient.id)],
            }
            for patient in work.patients.all()
        ]
    if options.json:
        say_json(rows)
    else:
        lines = [f"{row['id']}  {row['name']}  {', '.join(row['pumps']) or 'no pump'}" for row in rows]
        say("\n".join(lines) or "No patients yet.")
    return int(ExitCode.DONE)


def _add(app: Application, options: argparse.Namespace) -> None:
    name = options.add.strip()
    if not name:
        raise UsageError("No patient was added", "The name is empty", "Write programmer patients --add NAME")
    patient = PatientRow(app.context.new_id(), name, options.born, options.reason)
    with app.records.unit_of_work() as work:
        work.patients.add(patient)
        work.commit()


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
