"""Patients, pumps, and whose pump is whose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from programmer.records.sql import SqlRecords
from tests.unit.records.visit_rows import a_patient, a_pump, an_assignment, new_id


def test_a_patient_comes_back_as_stored(records: SqlRecords) -> None:
    known, unknown_year = a_patient(), replace(a_patient("Ada"), born_year=None)
    with records.unit_of_work() as work:
        work.patients.add(known)
        work.patients.add(unknown_year)
        assert work.patients.get(known.id) == known
        assert work.patients.get(unknown_year.id) == unknown_year
        assert work.patients.get(new_id()) is None


def test_patients_are_listed_by_name_whatever_the_case_of_their_letters(records: SqlRecords) -> None:
    names = ("zoe", "Ömer", "Ada", "émile", "bo")
    with records.unit_of_work() as work:
        for name in names:
            work.patients.add(a_patient(name))
        assert [patient.name for patient in work.patients.all()] == ["Ada", "bo", "zoe", "émile", "Ömer"]


def test_a_pump_is_known_by_its_serial_number(records: SqlRecords) -> None:
    pump = a_pump("SIM-0042")
    with records.unit_of_work() as work:
        work.pumps.add(pump)
        assert work.pumps.by_serial("SIM-0042") == pump
        assert work.pumps.by_serial("SIM-0043") is None


def test_a_serial_number_names_one_pump_only(records: SqlRecords) -> None:
    with records.unit_of_work() as work:
        work.pumps.add(a_pump("SIM-0042"))
        with pytest.raises(IntegrityError):
            work.pumps.add(a_pump("SIM-0042"))


def test_a_pump_without_an_assignment_is_nobodys(records: SqlRecords) -> None:
    pump = a_pump()
    with records.unit_of_work() as work:
        work.pumps.add(pump)
        assert work.pumps.patient_of(pump.id) is None


def test_the_newest_assignment_of_a_pump_holds(records: SqlRecords) -> None:
    """All are written at the same moment of the clock: the order of arrival decides."""
    pump, other_pump = a_pump("SIM-0001"), a_pump("SIM-0002")
    first, second = a_patient("Ada"), a_patient("Bo")
    with records.unit_of_work() as work:
        for patient in (first, second):
            work.patients.add(patient)
        for met in (pump, other_pump):
            work.pumps.add(met)
            work.pumps.assign(an_assignment(met, first))
        assert work.pumps.pumps_of(first.id) == (pump, other_pump)
        work.pumps.assign(an_assignment(pump, second))
        assert work.pumps.patient_of(pump.id) == second
        assert work.pumps.pumps_of(first.id) == (other_pump,)
        assert work.pumps.pumps_of(second.id) == (pump,)
        work.pumps.assign(an_assignment(pump, first))
        assert work.pumps.patient_of(pump.id) == first
        assert work.pumps.pumps_of(second.id) == ()


def test_a_pump_cannot_be_given_to_somebody_unknown(records: SqlRecords) -> None:
    pump = a_pump()
    with records.unit_of_work() as work:
        work.pumps.add(pump)
        with pytest.raises(IntegrityError):
            work.pumps.assign(an_assignment(pump, a_patient("not stored")))
