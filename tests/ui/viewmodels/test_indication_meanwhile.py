"""What is recorded of a patient while the page is open is shown, kept, and never overwritten from an old list."""

from __future__ import annotations

import pytest

from programmer.records.rows import IndicationRow, PatientRow
from programmer.therapy.drug_library import AgeGroup, Condition, Indication
from programmer.ui.history_thread import HistoryAnswer, answer
from programmer.ui.viewmodels.connect_state import ConnectPhase
from programmer.visit.tasks import CorrectIndication
from tests.ui.pump_bench import Bench
from tests.ui.viewmodels.test_indication import added, choose, correct, known

PAIN_ADULT = Indication(Condition.PAIN, AgeGroup.ADULT)
PAIN_CHILD = Indication(Condition.PAIN, AgeGroup.CHILD)


def a_colleague_records(bench: Bench, patient: PatientRow, indication: Indication) -> None:
    """In the same records, and this window is not told."""
    with bench.records.unit_of_work() as work:
        work.patients.indicate(IndicationRow(bench.context.new_id(), patient.id, indication))
        work.commit()


def answers_on_their_way(bench: Bench) -> list[HistoryAnswer]:
    """Read from the records now, and heard by nobody yet."""
    waiting = bench.history.waiting
    return [answer(bench.history.history, *waiting.popleft()) for _ in range(len(waiting))]


def choose_adult_in_pain(bench: Bench) -> PatientRow:
    """Chosen on the page; the form is not open."""
    patient = choose(bench)
    correct(bench, "pain", "adult")
    bench.turn()
    assert known(bench).present == "Pain, adult"
    return patient


def test_what_a_colleague_recorded_is_what_the_form_begins_with(bench: Bench) -> None:
    patient = choose_adult_in_pain(bench)
    a_colleague_records(bench, patient, PAIN_CHILD)
    page = bench.workstation.connect_page
    page.open_indication()
    bench.turn()
    assert (known(bench).present, known(bench).age.key) == ("Pain, child", "child")
    assert page.state.connect.enabled, "nothing is chosen yet"
    page.choose_known_condition("spinal-spasticity")
    page.record_indication()
    bench.turn()
    assert added(bench).indication == Indication(Condition.SPINAL_SPASTICITY, AgeGroup.CHILD)


@pytest.mark.requirement("GIP-1.1")
def test_what_a_colleague_recorded_while_the_form_was_open_is_not_overwritten(bench: Bench) -> None:
    patient = choose_adult_in_pain(bench)
    page = bench.workstation.connect_page
    page.open_indication()
    bench.turn()
    page.choose_known_condition("spinal-spasticity")
    a_colleague_records(bench, patient, PAIN_CHILD)
    page.record_indication()
    bench.turn()
    assert added(bench).indication == PAIN_CHILD
    trouble = known(bench).trouble
    assert trouble is not None
    assert trouble.what == "The indication of Ada Example was not recorded"
    assert known(bench).follows == "Recorded since this was opened: Pain, child."
    assert known(bench).record.why_not == "It was recorded anew meanwhile: choose Not now, and look again"
    page.record_indication()
    assert len(bench.tasks(CorrectIndication)) == 2
    page.close_indication()
    assert known(bench).present == "Pain, child"
    page.open_indication()
    assert known(bench).trouble is None
    page.choose_known_condition("spinal-spasticity")
    page.record_indication()
    bench.turn()
    assert added(bench).indication == Indication(Condition.SPINAL_SPASTICITY, AgeGroup.CHILD)


def test_what_a_colleague_recorded_just_so_leaves_nothing_to_record(bench: Bench) -> None:
    patient = choose_adult_in_pain(bench)
    page = bench.workstation.connect_page
    page.open_indication()
    page.choose_known_age("child")
    a_colleague_records(bench, patient, PAIN_CHILD)
    page.refresh()
    bench.turn()
    assert known(bench).record.why_not == "Nothing is changed yet"
    assert page.state.connect.enabled


def test_after_a_visit_the_page_shows_what_was_recorded_meanwhile(bench: Bench) -> None:
    patient = choose_adult_in_pain(bench)
    a_colleague_records(bench, patient, PAIN_CHILD)
    page = bench.workstation.connect_page
    bench.connect()
    a_colleague_records(bench, patient, Indication())
    assert known(bench).present == "Pain, child"
    page.disconnect_pump()
    bench.run(1)
    assert page.state.phase is ConnectPhase.CHOOSING
    assert known(bench).present == "Not known: the strictest limits hold"


def test_an_answer_that_was_read_before_a_correction_does_not_bring_back_the_old_one(bench: Bench) -> None:
    choose(bench)
    page = bench.workstation.connect_page
    page.refresh()
    read_before = answers_on_their_way(bench)
    correct(bench, "pain", "adult")
    bench.pump.turn()
    for each in read_before:
        bench.workstation.take_answer(each)
    assert known(bench).present == "Pain, adult"
    bench.turn()
    assert known(bench).present == "Pain, adult"


def test_a_form_begun_for_one_patient_outlives_the_recording_of_another(bench: Bench) -> None:
    ben, ada = choose(bench, "Ben Example"), choose(bench)
    correct(bench, "pain", "adult")
    page = bench.workstation.connect_page
    page.choose_patient(ben.id.hex())
    page.open_indication()
    page.choose_known_age("child")
    bench.turn()
    assert (known(bench).title, known(bench).age.key) == ("Indication of Ben Example", "child")
    page.choose_patient(ada.id.hex())
    assert (known(bench).present, known(bench).open) == ("Pain, adult", False)
    page.choose_patient(ben.id.hex())
    assert not known(bench).open, "what was begun is dropped with the choice of another"


def test_a_form_in_which_nothing_was_chosen_holds_nobody_up(bench: Bench) -> None:
    patient = choose(bench)
    page = bench.workstation.connect_page
    page.open_indication()
    bench.turn()
    a_colleague_records(bench, patient, PAIN_ADULT)
    page.refresh()
    bench.turn()
    assert (known(bench).condition.key, known(bench).age.key) == ("pain", "adult")
    assert known(bench).record.why_not == "Nothing is changed yet"
    assert page.state.connect.enabled


def test_who_is_added_meanwhile_is_chosen_without_what_was_begun_for_another(bench: Bench) -> None:
    ada = choose(bench)
    page = bench.workstation.connect_page
    page.open_patient_form()
    page.type_patient_name("Ben Example")
    page.add_patient()
    page.open_indication()
    page.choose_known_condition("pain")
    bench.turn()
    ben = page.state.patient_key
    assert ben not in {"", ada.id.hex()}
    assert not known(bench).open
    assert page.state.connect.enabled
    page.record_indication()
    assert not bench.tasks(CorrectIndication)
    page.choose_patient(ada.id.hex())
    assert not known(bench).open


def test_an_answer_that_was_read_before_a_patient_was_added_does_not_lose_the_patient(bench: Bench) -> None:
    page = bench.workstation.connect_page
    page.refresh()
    read_before = answers_on_their_way(bench)
    page.open_patient_form()
    page.type_patient_name("Ada Example")
    page.add_patient()
    bench.pump.turn()
    for each in read_before:
        bench.workstation.take_answer(each)
    assert [line.name for line in page.state.patients if line.key] == ["Ada Example"]
