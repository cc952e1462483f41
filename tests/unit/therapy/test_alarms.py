"""Alarms have the urgency of their harm, and a name for files."""

from __future__ import annotations

import pytest

from programmer.therapy.alarms import AlarmKind, Priority


@pytest.mark.requirement("CRISYS-059", "OPCA-T3", "OPCA-T4")
def test_what_leaves_a_person_without_their_drug_is_most_urgent() -> None:
    assert {kind: kind.priority for kind in AlarmKind} == {
        AlarmKind.LOW_RESERVOIR: Priority.MEDIUM,
        AlarmKind.EMPTY_RESERVOIR: Priority.HIGH,
        AlarmKind.STOPPED_TOO_LONG: Priority.HIGH,
        AlarmKind.BATTERY_REPLACE: Priority.MEDIUM,
        AlarmKind.MOTOR_STALL: Priority.HIGH,
        AlarmKind.END_OF_SERVICE: Priority.HIGH,
        AlarmKind.MEMORY_ERROR: Priority.HIGH,
        AlarmKind.RESET: Priority.HIGH,
        AlarmKind.UNKNOWN: Priority.HIGH,
    }
    assert Priority.HIGH > Priority.MEDIUM > Priority.LOW


def test_alarms_have_names_for_files() -> None:
    assert [kind.word for kind in AlarmKind] == [
        "low-reservoir",
        "empty-reservoir",
        "stopped-too-long",
        "battery-replace",
        "motor-stall",
        "end-of-service",
        "memory-error",
        "reset",
        "unknown",
    ]
