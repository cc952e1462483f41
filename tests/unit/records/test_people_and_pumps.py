"""Patients, pumps, and whose pump is whose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from programmer.records.sql import SqlRecords
from programmer.therapy.drug_library import AgeGroup, Condition, Indication
from tests.unit.records.visit_rows import (
    ADULT_IN_PAIN,
    a_patient,
    a_pump,
    an_assignment,
    an_indication,
    new_id,
    start_session,
)


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


@pytest.mark.parametrize("condition", [None, *Condition])
@pytest.mark.parametrize("age", [None, *AgeGroup])
def test_what_a_patient_has_the_pump_for_comes_back(
    records: SqlRecords, condition: Condition | None, age: AgeGroup | None
) -> None:
    patient = replace(a_patient(), indication=Indication(condition, age))
    with records.unit_of_work() as work:
        work.patients.add(patient)
        assert work.patients.get(patient.id) == patient
        assert work.patients.all() == (patient,)


def test_the_newest_word_on_an_indication_holds_for_this_patient_alone_and_wherever_it_is_asked(
    records: SqlRecords,
) -> None:
    """All are written at the same moment of the clock: the order of arrival decides."""
    ada, bo = a_patient("Ada"), a_patient("Bo")
    child = Indication(Condition.CEREBRAL_SPASTICITY, AgeGroup.CHILD)
    session = start_session(records, ada)
    with records.unit_of_work() as work:
        work.patients.add(bo)
        work.patients.indicate(an_indication(ada, ADULT_IN_PAIN))
        work.patients.indicate(an_indication(bo, child))
        work.patients.indicate(an_indication(ada, child))
        work.patients.indicate(an_indication(ada, Indication(Condition.PAIN)))
        pump = work.pumps.by_serial("SIM-0001")
        assert pump is not None
        work.pumps.assign(an_assignment(pump, ada))
        work.commit()
    known = (replace(ada, indication=Indication(Condition.PAIN)), replace(bo, indication=child))
    with records.unit_of_work() as work:
        assert work.patients.all() == known
        assert (work.patients.get(ada.id), work.patients.get(bo.id)) == known
        assert work.pumps.patient_of(session.pump_id) == known[0]
    assert records.history().patients() == known
    assert [summary.patient for summary in records.history().summaries()] == [known[0]]


def test_an_earlier_word_on_an_indication_stays_in_the_records(records: SqlRecords) -> None:
    ada = a_patient("Ada")
    with records.unit_of_work() as work:
        work.patients.add(ada)
        work.patients.indicate(an_indication(ada, ADULT_IN_PAIN))
        work.patients.indicate(an_indication(ada, Indication()))
        work.commit()
    with records._reader.connect() as connection:
        said = connection.exec_driver_sql("SELECT condition, age FROM indications ORDER BY arrival").all()
    assert [tuple(row) for row in said] == [(None, None), ("pain", "adult"), (None, None)]


def test_nothing_is_said_of_the_indication_of_somebody_unknown(records: SqlRecords) -> None:
    with records.unit_of_work() as work, pytest.raises(IntegrityError):
        work.patients.indicate(an_indication(a_patient("not stored")))
