"""Patients, pumps and assignments as rows, and back."""

from __future__ import annotations

from programmer.records.rows import AssignmentRow, PatientRow, PumpRow
from programmer.records.sql.tables import StoredAssignment, StoredPatient, StoredPump


def stored_patient(row: PatientRow) -> StoredPatient:
    return StoredPatient(id=row.id, name=row.name, born_year=row.born_year, reason=row.reason)


def patient_of(stored: StoredPatient) -> PatientRow:
    return PatientRow(stored.id, stored.name, stored.born_year, stored.reason)


def stored_pump(row: PumpRow) -> StoredPump:
    return StoredPump(id=row.id, serial=row.serial, model=row.model, simulated=int(row.simulated))


def pump_of(stored: StoredPump) -> PumpRow:
    return PumpRow(stored.id, stored.serial, stored.model, bool(stored.simulated))


def stored_assignment(row: AssignmentRow) -> StoredAssignment:
    return StoredAssignment(id=row.id, pump_id=row.pump_id, patient_id=row.patient_id)
