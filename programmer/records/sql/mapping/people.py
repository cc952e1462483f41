"""Patients, pumps and assignments as rows, and back."""

from __future__ import annotations

from programmer.records.rows import AssignmentRow, IndicationRow, PatientRow, PumpRow
from programmer.records.sql.tables import StoredAssignment, StoredIndication, StoredPatient, StoredPump
from programmer.therapy.drug_library import AgeGroup, Condition, Indication


def stored_patient(row: PatientRow) -> StoredPatient:
    return StoredPatient(id=row.id, name=row.name, born_year=row.born_year, reason=row.reason)


def patient_of(stored: StoredPatient, indication: StoredIndication | None) -> PatientRow:
    """``indication`` is the newest of this patient; None where there is none."""
    known = Indication() if indication is None else indication_of(indication)
    return PatientRow(stored.id, stored.name, stored.born_year, stored.reason, known)


def stored_indication(row: IndicationRow) -> StoredIndication:
    condition, age = row.indication.condition, row.indication.age
    return StoredIndication(
        id=row.id,
        patient_id=row.patient_id,
        condition=None if condition is None else condition.value,
        age=None if age is None else age.value,
    )


def indication_of(stored: StoredIndication) -> Indication:
    return Indication(
        None if stored.condition is None else Condition(stored.condition),
        None if stored.age is None else AgeGroup(stored.age),
    )


def stored_pump(row: PumpRow) -> StoredPump:
    return StoredPump(id=row.id, serial=row.serial, model=row.model, simulated=int(row.simulated))


def pump_of(stored: StoredPump) -> PumpRow:
    return PumpRow(stored.id, stored.serial, stored.model, bool(stored.simulated))


def stored_assignment(row: AssignmentRow) -> StoredAssignment:
    return StoredAssignment(id=row.id, pump_id=row.pump_id, patient_id=row.patient_id)
