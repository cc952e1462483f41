"""Pumps that were met, and whose they are, on their tables."""

from __future__ import annotations

from sqlalchemy import func, select

from programmer.records.rows import AssignmentRow, PatientRow, PumpRow
from programmer.records.sql.mapping.people import pump_of, stored_assignment, stored_pump
from programmer.records.sql.repositories.patients import one_patient
from programmer.records.sql.repositories.repository import Repository
from programmer.records.sql.tables import StoredAssignment, StoredPump


class SqlPumps(Repository):
    """``ports.Pumps``."""

    def add(self, pump: PumpRow) -> None:
        self._keep(stored_pump(pump))

    def by_serial(self, serial: str) -> PumpRow | None:
        stored = self._session.scalar(select(StoredPump).where(StoredPump.serial == serial))
        return None if stored is None else pump_of(stored)

    def assign(self, assignment: AssignmentRow) -> None:
        self._keep(stored_assignment(assignment))

    def patient_of(self, pump_id: bytes) -> PatientRow | None:
        newest_first = (
            select(StoredAssignment.patient_id)
            .where(StoredAssignment.pump_id == pump_id)
            .order_by(StoredAssignment.arrival.desc())
            .limit(1)
        )
        patient_id = self._session.scalar(newest_first)
        return None if patient_id is None else one_patient(self._session, patient_id)

    def pumps_of(self, patient_id: bytes) -> tuple[PumpRow, ...]:
        newest = select(func.max(StoredAssignment.arrival)).group_by(StoredAssignment.pump_id)
        theirs = (
            select(StoredPump)
            .join(StoredAssignment, StoredAssignment.pump_id == StoredPump.id)
            .where(StoredAssignment.arrival.in_(newest), StoredAssignment.patient_id == patient_id)
            .order_by(StoredPump.serial)
        )
        return tuple(map(pump_of, self._session.scalars(theirs)))
