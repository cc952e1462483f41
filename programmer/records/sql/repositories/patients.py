"""People with pumps, on their table."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from programmer.records.rows import PatientRow
from programmer.records.sql.mapping.people import patient_of, stored_patient
from programmer.records.sql.repositories.repository import Repository
from programmer.records.sql.tables import StoredPatient


def every_patient(session: Session) -> tuple[PatientRow, ...]:
    """All of them, by name."""
    patients = map(patient_of, session.scalars(select(StoredPatient)))
    # Not in SQL: SQLite knows upper and lower case of ASCII letters only.
    return tuple(sorted(patients, key=lambda patient: (patient.name.casefold(), patient.name, patient.id)))


class SqlPatients(Repository):
    """``ports.Patients``."""

    def add(self, patient: PatientRow) -> None:
        self._keep(stored_patient(patient))

    def all(self) -> tuple[PatientRow, ...]:
        return every_patient(self._session)

    def get(self, patient_id: bytes) -> PatientRow | None:
        stored = self._session.scalar(select(StoredPatient).where(StoredPatient.id == patient_id))
        return None if stored is None else patient_of(stored)
