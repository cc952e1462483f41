"""What is known of a patient is corrected as it was shown, never over what was recorded since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programmer.known_error import RefusedError
from programmer.records.ports import UnitOfWork
from programmer.therapy.drug_library import AgeGroup, Condition, Indication
from programmer.visit.register import corrected_patient
from programmer.visit.tasks import CorrectIndication
from tests.unit.visit.bench import Bench

PAIN_ADULT = Indication(Condition.PAIN, AgeGroup.ADULT)
PAIN_CHILD = Indication(Condition.PAIN, AgeGroup.CHILD)
SPINAL_ADULT = Indication(Condition.SPINAL_SPASTICITY, AgeGroup.ADULT)


@pytest.mark.requirement("GIP-1.1")
def test_a_correction_of_what_the_records_no_longer_say_is_refused_and_changes_nothing() -> None:
    bench = Bench()
    patient = bench.patient()
    corrected_patient(bench.context, CorrectIndication(patient.id, PAIN_ADULT, Indication()))
    corrected_patient(bench.context, CorrectIndication(patient.id, PAIN_CHILD, PAIN_ADULT))
    with pytest.raises(RefusedError) as refused:
        corrected_patient(bench.context, CorrectIndication(patient.id, SPINAL_ADULT, PAIN_ADULT))
    error = refused.value
    assert error.what == f"The indication of {patient.name} was not recorded"
    assert error.why == "Meanwhile this was recorded: pain, child"
    assert error.remedy == "Look at the patient again, and change what is known now if it is still wrong"
    with bench.records.unit_of_work() as work:
        assert work.patients.get(patient.id) == replace(patient, indication=PAIN_CHILD)


def test_what_is_known_is_compared_and_written_in_one_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()
    patient = bench.patient()
    begun: list[UnitOfWork] = []
    begin = bench.records.unit_of_work

    def counted() -> UnitOfWork:
        begun.append(begin())
        return begun[-1]

    monkeypatch.setattr(bench.records, "unit_of_work", counted)
    told = corrected_patient(bench.context, CorrectIndication(patient.id, PAIN_ADULT, Indication()))
    assert told == replace(patient, indication=PAIN_ADULT)
    assert len(begun) == 1
