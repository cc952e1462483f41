"""Bringing a person into the records, with or without a pump in reach."""

from __future__ import annotations

from programmer.known_error import RefusedError
from programmer.records.rows import PatientRow
from programmer.visit.context import VisitContext
from programmer.visit.tasks import AddPatient


def add_patient(context: VisitContext, wanted: AddPatient) -> PatientRow:
    """Keep a new patient; durable when it returns. Raises ``RefusedError`` for an empty name."""
    name = wanted.name.strip()
    if not name:
        raise RefusedError("No patient was added", "The name is empty", "Give the patient a name")
    patient = PatientRow(context.new_id(), name, wanted.born_year, wanted.reason.strip(), wanted.indication)
    with context.records.unit_of_work() as work:
        work.patients.add(patient)
        work.commit()
    return patient
