"""Bringing a person into the records, or what is known of one, with or without a pump in reach."""

from __future__ import annotations

from dataclasses import replace

from programmer.known_error import RefusedError
from programmer.records.rows import IndicationRow, PatientRow
from programmer.therapy.drug_library import Indication
from programmer.visit.context import VisitContext
from programmer.visit.indications import indication_text
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
    """From now on this holds for the patient, who is returned as known now; durable then, and what was written before
    stays. Raises ``RefusedError`` for nobody, and where the records no longer say what the clinician was shown."""
    with context.records.unit_of_work() as work:
        patient = work.patients.get(wanted.patient_id)
        if patient is None:
            raise RefusedError(
                "The indication was not recorded",
                "These records have no such patient",
                "Choose the patient again",
            )
        _require_as_shown(patient, wanted.known)
        work.patients.indicate(IndicationRow(context.new_id(), patient.id, wanted.indication))
        work.commit()
    return replace(patient, indication=wanted.indication)


def _require_as_shown(patient: PatientRow, shown: Indication) -> None:
    if patient.indication != shown:
        raise RefusedError(
            f"The indication of {patient.name} was not recorded",
            f"Meanwhile this was recorded: {indication_text(patient.indication)}",
            "Look at the patient again, and change what is known now if it is still wrong",
        )
