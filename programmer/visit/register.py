"""Bringing a person into the records, or what is known of one, with or without a pump in reach."""

from __future__ import annotations

from dataclasses import replace

from programmer.known_error import RefusedError
from programmer.records.rows import PatientRow
from programmer.visit.context import VisitContext
from programmer.visit.indications import correct_indication
from programmer.visit.tasks import AddPatient, CorrectIndication


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


def corrected_patient(context: VisitContext, wanted: CorrectIndication) -> PatientRow:
    """Record it, durable when it returns, and return the patient as known now. Raises ``RefusedError`` for nobody."""
    with context.records.unit_of_work() as work:
        patient = work.patients.get(wanted.patient_id)
    if patient is None:
        raise RefusedError(
            "The indication was not recorded",
            "These records have no such patient",
            "Choose the patient again",
        )
    correct_indication(context, patient.id, wanted.indication)
    return replace(patient, indication=wanted.indication)
