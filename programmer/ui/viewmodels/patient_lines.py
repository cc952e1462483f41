"""Patients as lines to choose from."""

from __future__ import annotations

from collections.abc import Iterable

from programmer.records.rows import PatientRow
from programmer.ui import phrases
from programmer.ui.viewmodels.common_states import PatientLine

NOBODY_LINE = PatientLine("", phrases.NOBODY_IN_PARTICULAR, "the pump tells whose it is")
EVERYBODY_LINE = PatientLine("", "All patients")


def patient_lines(patients: Iterable[PatientRow]) -> tuple[PatientLine, ...]:
    """One line each, in the order given."""
    return tuple(
        PatientLine(patient.id.hex(), patient.name, phrases.patient_line(patient)) for patient in patients
    )
