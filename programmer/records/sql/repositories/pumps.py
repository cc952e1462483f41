"""Pumps that were met, and whose they are, on their tables."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from programmer.records.rows import AssignmentRow, PatientRow, PumpRow
from programmer.records.sql.mapping.people import pump_of, stored_assignment, stored_pump
from programmer.records.sql.repositories.patients import one_patient
from programmer.records.sql.repositories.repository import Repository
from programmer.records.sql.tables import StoredAssignment, StoredPump

_BY_SERIAL = select(StoredPump).where(StoredPump.serial == bindparam("serial"))
_NEWEST_ASSIGNMENT = (
    select(StoredAssignment.patient_id)
    .where(StoredAssignment.pump_id == bindparam("pump"))
    .order_by(StoredAssignment.arrival.desc())
    .limit(1)
)
_PUMPS_OF_PATIENT = (
    select(StoredPump)
    .join(StoredAssignment, StoredAssignment.pump_id == StoredPump.id)
    .where(
        StoredAssignment.arrival.in_(
            select(func.max(StoredAssignment.arrival)).group_by(StoredAssignment.pump_id)
        ),
        StoredAssignment.patient_id == bindparam("patient"),
    )
    .order_by(StoredPump.serial)
)


class SqlPumps(Repository):
    """``ports.Pumps``."""

    def add(self, pump: PumpRow) -> None:
        self._keep(stored_pump(pump))

    def by_serial(self, serial: str) -> PumpRow | None:
        stored = self._session.scalar(_BY_SERIAL, {"serial": serial})
        return None if stored is None else pump_of(stored)

    def assign(self, assignment: AssignmentRow) -> None:
        self._keep(stored_assignment(assignment))

    def patient_of(self, pump_id: bytes) -> PatientRow | None:
        patient_id = self._session.scalar(_NEWEST_ASSIGNMENT, {"pump": pump_id})
        return None if patient_id is None else one_patient(self._session, patient_id)

    def pumps_of(self, patient_id: bytes) -> tuple[PumpRow, ...]:
        return tuple(map(pump_of, self._session.scalars(_PUMPS_OF_PATIENT, {"patient": patient_id})))
