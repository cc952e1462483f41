"""People with pumps, on their tables."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from programmer.records.rows import IndicationRow, PatientRow
from programmer.records.sql.mapping.people import patient_of, stored_indication, stored_patient
from programmer.records.sql.repositories.repository import Repository
from programmer.records.sql.tables import StoredIndication, StoredPatient


def newest_indications() -> ColumnElement[bool]:
    """That an indication is the newest of its patient, or that there is none: for an outer join of the two."""
    newest = select(func.max(StoredIndication.arrival)).group_by(StoredIndication.patient_id)
    return (StoredIndication.patient_id == StoredPatient.id) & StoredIndication.arrival.in_(newest)


_PATIENTS = select(StoredPatient, StoredIndication).outerjoin(StoredIndication, newest_indications())
_PATIENT = _PATIENTS.where(StoredPatient.id == bindparam("patient"))


def every_patient(session: Session) -> tuple[PatientRow, ...]:
    """All of them, by name."""
    patients = [patient_of(stored, indication) for stored, indication in session.execute(_PATIENTS)]
    # Not in SQL: SQLite knows upper and lower case of ASCII letters only.
    return tuple(sorted(patients, key=lambda patient: (patient.name.casefold(), patient.name, patient.id)))


def one_patient(session: Session, patient_id: bytes) -> PatientRow | None:
    """The patient of that id, with what is known of the indication now."""
    found = session.execute(_PATIENT, {"patient": patient_id}).one_or_none()
    return None if found is None else patient_of(found[0], found[1])


class SqlPatients(Repository):
    """``ports.Patients``."""

    def add(self, patient: PatientRow) -> None:
        self._keep(stored_patient(patient))
        # The first word on it comes with the patient, once: it needs no other id than the patient's.
        self.indicate(IndicationRow(patient.id, patient.id, patient.indication))

    def indicate(self, indication: IndicationRow) -> None:
        self._keep(stored_indication(indication))

    def all(self) -> tuple[PatientRow, ...]:
        return every_patient(self._session)

    def get(self, patient_id: bytes) -> PatientRow | None:
        return one_patient(self._session, patient_id)
