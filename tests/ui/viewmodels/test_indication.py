"""What decides the limits is asked of a new patient and corrected of a known one, and nothing is taken for granted."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from programmer.known_error import KnownError
from programmer.records.rows import PatientRow
from programmer.therapy.drug_library import AgeGroup, Condition, Indication
from programmer.ui.phrases import patient_line
from programmer.ui.viewmodels.connect_state import ConnectPhase, IndicationState, PatientFormState
from programmer.ui.viewmodels.patient_form import PatientForm
from programmer.visit.attendant import WHY_NOT_BESIDE_A_PUMP
from programmer.visit.notices import TaskRefused
from programmer.visit.tasks import CorrectIndication
from tests.ui.pump_bench import Bench

YEAR = 2026


def form(bench: Bench) -> PatientFormState:
    return bench.workstation.connect_page.state.form


def added(bench: Bench) -> PatientRow:
    with bench.records.unit_of_work() as work:
        (patient,) = work.patients.all()
    return patient


def connect_as_the_pump_of(bench: Bench, patient: PatientRow) -> None:
    page = bench.workstation.connect_page
    bench.connect()
    page.ask_to_assign(patient.id.hex())
    page.confirm_assignment()
    bench.run(1)


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


# ---- of a known patient ---------------------------------------------------------------------------------------

SPINAL_ADULT = Indication(Condition.SPINAL_SPASTICITY, AgeGroup.ADULT)


def known(bench: Bench) -> IndicationState:
    return bench.workstation.connect_page.state.indication


def choose(bench: Bench, name: str = "Ada Example") -> PatientRow:
    """A patient of whom nothing is known, chosen on the page."""
    patient = bench.add_patient(name)
    page = bench.workstation.connect_page
    page.refresh()
    bench.turn()
    page.choose_patient(patient.id.hex())
    return patient


def correct(bench: Bench, condition: str, age: str) -> None:
    page = bench.workstation.connect_page
    page.open_indication()
    page.choose_known_condition(condition)
    page.choose_known_age(age)
    page.record_indication()


def test_nobody_in_particular_has_no_indication_to_change(bench: Bench) -> None:
    choose(bench)
    page = bench.workstation.connect_page
    page.choose_patient("")
    page.open_indication()
    page.record_indication()
    assert known(bench) == IndicationState()
    assert not bench.tasks(CorrectIndication)


@pytest.mark.requirement("GIP-1.5")
def test_where_nothing_is_known_of_a_known_patient_it_is_said_that_the_strictest_limits_hold(
    bench: Bench,
) -> None:
    choose(bench)
    assert (known(bench).present, known(bench).ask) == (
        "Not known: the strictest limits hold",
        "Set the indication…",
    )
    correct(bench, "pain", "")
    bench.turn()
    assert (known(bench).present, known(bench).ask) == (
        "Pain, age group not known: the strictest limits hold",
        "Change the indication…",
    )


def test_what_is_corrected_is_recorded_with_who_and_when_and_what_was_known_before_stays(
    bench: Bench, tmp_path: Path
) -> None:
    patient = choose(bench)
    bench.clock.wait_us(3_600_000_000)
    asked_us = bench.clock.utc_us()
    correct(bench, "spinal-spasticity", "adult")
    assert known(bench).busy
    assert known(bench).record.why_not == "The records are being written"
    bench.turn()
    assert (known(bench).present, known(bench).open) == ("Spinal spasticity, adult", False)
    assert added(bench) == replace(patient, indication=SPINAL_ADULT)
    line = next(each.line for each in bench.workstation.connect_page.state.patients if each.key)
    assert line.endswith("spinal spasticity, adult")
    with sqlite3.connect(tmp_path / "records.sqlite") as file:
        rows = file.execute("SELECT condition, age, actor, recorded_utc_us FROM indications ORDER BY arrival")
        first, second = rows.fetchall()
    file.close()
    assert first[:2] == (None, None)
    assert second[:3] == ("spinal-spasticity", "adult", "J. Clinician")
    assert 0 <= second[3] - asked_us < 1_000_000


@pytest.mark.requirement("GIP-1.5")
def test_the_limits_of_the_next_connection_are_those_of_the_corrected_indication(bench: Bench) -> None:
    """20 % more is a large step where the indication is not known, and none for an adult's spinal spasticity."""
    patient = choose(bench)
    page = bench.workstation.connect_page
    connect_as_the_pump_of(bench, patient)
    bench.edit_dose("108")
    assert bench.workstation.program.state.edit.limits.soft
    page.disconnect_pump()
    bench.run(1)
    correct(bench, "spinal-spasticity", "adult")
    bench.turn()
    bench.connect()
    bench.edit_dose("108")
    assert not bench.workstation.program.state.edit.limits.soft


def test_while_a_pump_is_connected_the_indication_is_shown_and_not_changed(bench: Bench) -> None:
    patient = choose(bench)
    page = bench.workstation.connect_page
    connect_as_the_pump_of(bench, patient)
    connected = page.state.connected
    assert connected is not None
    assert {fact.label: fact.value for fact in connected.facts}["Indication"] == (
        "Not known: the strictest limits hold"
    )
    assert connected.aside.startswith("To set or change the indication, disconnect the pump first")
    correct(bench, "pain", "adult")
    assert not bench.tasks(CorrectIndication)
    assert known(bench).record.why_not == connected.aside.rstrip(".")
    bench.pump.submit(CorrectIndication(patient.id, SPINAL_ADULT, Indication()))
    bench.turn()
    (refused,) = (one for one in bench.notices if isinstance(one, TaskRefused))
    assert refused.error.why == WHY_NOT_BESIDE_A_PUMP
    assert added(bench).indication == Indication()


def test_nothing_is_recorded_where_nothing_is_changed(bench: Bench) -> None:
    choose(bench)
    page = bench.workstation.connect_page
    page.open_indication()
    page.record_indication()
    assert known(bench).record.why_not == "Nothing is changed yet"
    page.choose_known_age("child")
    assert known(bench).follows.startswith(
        "From now on: condition not known, child: the strictest limits hold."
    )
    page.close_indication()
    page.open_indication()
    assert known(bench).age.key == ""
    assert known(bench).follows.startswith("Nothing is changed yet. It is recorded who changes it and when")
    assert not bench.tasks(CorrectIndication)


def test_what_was_chosen_for_one_patient_is_never_recorded_for_another(bench: Bench) -> None:
    ada, ben = choose(bench), choose(bench, "Ben Example")
    page = bench.workstation.connect_page
    page.open_indication()
    page.choose_known_condition("pain")
    page.choose_patient(ada.id.hex())
    page.record_indication()
    assert not known(bench).open
    page.open_indication()
    assert (known(bench).title, known(bench).condition.key) == ("Indication of Ada Example", "")
    page.choose_known_condition("pain")
    page.choose_patient(ada.id.hex())
    assert known(bench).condition.key == "pain", "who was chosen already is chosen again without loss"
    page.record_indication()
    bench.turn()
    assert bench.tasks(CorrectIndication) == [
        CorrectIndication(ada.id, Indication(Condition.PAIN), Indication())
    ]
    with bench.records.unit_of_work() as work:
        assert work.patients.get(ben.id) == ben


def test_nobody_connects_over_an_indication_that_is_chosen_and_not_recorded(bench: Bench) -> None:
    choose(bench)
    page = bench.workstation.connect_page
    page.open_indication()
    assert page.state.connect.enabled
    page.choose_known_age("adult")
    assert page.state.connect.why_not == "The indication is chosen and not recorded yet"
    page.connect_pump()
    assert page.state.phase is ConnectPhase.CHOOSING
    page.record_indication()
    bench.turn()
    assert page.state.connect.enabled


def test_an_indication_may_be_changed_back_and_forth(bench: Bench) -> None:
    choose(bench)
    for age in ("adult", "child", "adult", ""):
        correct(bench, "pain", age)
        bench.turn()
        assert not known(bench).open
        assert added(bench).indication == Indication(Condition.PAIN, AgeGroup(age) if age else None)


def test_records_that_cannot_be_written_are_told_and_what_was_chosen_stays(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(bench)

    def no_room() -> None:
        raise KnownError("The disk is full", "Nothing can be written", "Make room")

    with monkeypatch.context() as patched:
        patched.setattr(bench.records, "unit_of_work", no_room)
        correct(bench, "pain", "adult")
        bench.turn()
    trouble = known(bench).trouble
    assert trouble is not None
    assert (trouble.what, trouble.remedy) == ("The disk is full", "Make room")
    assert (known(bench).condition.key, known(bench).age.key) == ("pain", "adult")
    bench.workstation.connect_page.record_indication()
    assert known(bench).trouble is None
    bench.turn()
    assert known(bench).present == "Pain, adult"
    bench.workstation.connect_page.open_indication()
    assert known(bench).trouble is None


def test_to_take_back_what_was_known_is_said_to_bring_the_strictest_limits(bench: Bench) -> None:
    choose(bench)
    correct(bench, "pain", "adult")
    bench.turn()
    correct(bench, "", "")
    assert known(bench).follows.startswith(
        "From now on the indication is not known: the strictest limits hold."
    )
    bench.turn()
    assert known(bench).present == "Not known: the strictest limits hold"
