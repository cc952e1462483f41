"""The form for a new patient asks what decides the limits, and takes nothing for granted."""

from __future__ import annotations

import pytest

from programmer.records.rows import PatientRow
from programmer.therapy.drug_library import AgeGroup, Condition, Indication
from programmer.ui.phrases import patient_line
from programmer.ui.viewmodels.connect_state import PatientFormState
from programmer.ui.viewmodels.patient_form import PatientForm
from tests.ui.pump_bench import Bench

YEAR = 2026


def form(bench: Bench) -> PatientFormState:
    return bench.workstation.connect_page.state.form


def added(bench: Bench) -> PatientRow:
    with bench.records.unit_of_work() as work:
        (patient,) = work.patients.all()
    return patient


def test_nothing_is_known_until_it_is_chosen_and_that_is_said_to_mean_the_strictest_limits(
    bench: Bench,
) -> None:
    page = bench.workstation.connect_page
    page.open_patient_form()
    for choice in (form(bench).condition, form(bench).age):
        assert (choice.key, choice.choices[0]) == ("", ("", "Not known"))
        assert choice.under == "Until it is known, the strictest limits hold"
    page.type_patient_name("Ada Example")
    page.add_patient()
    bench.turn()
    assert added(bench).indication == Indication()


def test_what_was_chosen_is_written_with_the_patient_and_shown_beside_the_name(bench: Bench) -> None:
    page = bench.workstation.connect_page
    page.open_patient_form()
    page.type_patient_name("Ada Example")
    page.choose_condition("cerebral-spasticity")
    page.choose_age("child")
    assert [(each.key, each.under) for each in (form(bench).condition, form(bench).age)] == [
        ("cerebral-spasticity", ""),
        ("child", ""),
    ]
    page.add_patient()
    bench.turn()
    assert added(bench).indication == Indication(Condition.CEREBRAL_SPASTICITY, AgeGroup.CHILD)
    line = next(each.line for each in bench.workstation.connect_page.state.patients if each.key)
    assert line == "cerebral spasticity, child"
    page.open_patient_form()
    assert (form(bench).condition.key, form(bench).age.key) == ("", "")


def test_each_choice_is_offered_and_can_be_taken_back() -> None:
    state = PatientForm().state(YEAR, busy=False, trouble=None)
    assert [key for key, _ in state.condition.choices] == ["", *(each.value for each in Condition)]
    assert [key for key, _ in state.age.choices] == ["", *(each.value for each in AgeGroup)]
    chosen = PatientForm().with_condition("pain").with_age("adult")
    assert chosen.indication == Indication(Condition.PAIN, AgeGroup.ADULT)
    assert chosen.with_condition("").with_age("").indication == Indication()


@pytest.mark.parametrize(
    ("indication", "line"),
    [
        (Indication(), "back pain"),
        (Indication(Condition.PAIN, AgeGroup.ADULT), "back pain\u00a0· pain, adult"),
        (
            Indication(Condition.PAIN),
            "back pain\u00a0· pain, age group not known: the strictest limits hold",
        ),
    ],
)
def test_a_patients_line_tells_what_is_known(indication: Indication, line: str) -> None:
    assert patient_line(PatientRow(bytes(16), "Ada", None, "back pain", indication)) == line
