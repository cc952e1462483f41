"""Whose pump this is, and whether it may be programmed for the patient who is here."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.known_error import RefusedError
from programmer.records.ports import UnitOfWork
from programmer.records.rows import PatientRow, PumpRow


@dataclass(frozen=True, slots=True)
class Standing:
    """``owner`` is whose pump it is by the records, None an unidentified patient; ``expected`` who was chosen."""

    pump: PumpRow
    owner: PatientRow | None
    expected: PatientRow | None

    @property
    def objection(self) -> RefusedError | None:
        """Why this pump may not be programmed in this visit; None if it may."""
        expected = self.expected
        if expected is None or (self.owner is not None and self.owner.id == expected.id):
            return None
        if self.owner is None:
            return RefusedError(
                f"Pump {self.pump.serial} may not be programmed for {expected.name}",
                "It is not assigned to any patient yet",
                f"If it is this patient's pump, assign it to {expected.name} first",
            )
        return RefusedError(
            f"Pump {self.pump.serial} may not be programmed for {expected.name}",
            f"It is {self.owner.name}'s pump",
            "Make sure who is here and which pump is in reach; choose the right patient, then connect again",
        )


def standing_of(work: UnitOfWork, pump: PumpRow, expected_id: bytes | None) -> Standing:
    """Ask the records. Raises ``RefusedError`` if the chosen patient is not known there."""
    expected = None
    if expected_id is not None:
        expected = work.patients.get(expected_id)
        if expected is None:
            raise RefusedError(
                "The chosen patient is not in the records",
                "There is no patient of that id in this database",
                "Choose a patient from the list, or add one",
            )
    return Standing(pump, work.pumps.patient_of(pump.id), expected)
