"""What will arrive: curves, marks and sentences of the Compare page, and those of a bridge that is still missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from programmer.therapy.boluses import BridgeBolus, PatientBolus
from programmer.therapy.drug_library import Indication
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, PumpProgram, Stopped
from programmer.therapy.pump import Delivery
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
)
from programmer.ui.viewmodels.arriving import COMPUTING, ArrivingState, arriving
from programmer.ui.viewmodels.common_states import refused
from programmer.ui.viewmodels.foresight import Foresight, Question
from programmer.ui.viewmodels.program_state import CompareState, ProgramStep
from programmer.visit.comparison import refill_days
from programmer.visit.interrogation import Interrogation
from programmer.visit.tasks import CommitProgram
from tests.support.library import shipped_library
from tests.ui.pump_bench import Bench
from tests.ui.viewmodels.test_program_dangers import found_in, show

WAIT_MS = 20_000


def fill(name: str, mcg_per_ml: int) -> DrugFill:
    return DrugFill(name, NanogramsPerMillilitre(mcg_per_ml * 1000))


WEAK, STRONG = fill("baclofen", 500), fill("baclofen", 2000)
MORPHINE_10, MORPHINE_25 = fill("morphine", 10_000), fill("morphine", 25_000)


def even(drug: DrugFill, mcg: int, **more: Any) -> PumpProgram:
    return PumpProgram(drug, Continuous(NanogramsPerDay(mcg * 1000)), **more)


def bridge(old: DrugFill, mcg: int) -> BridgeBolus:
    return BridgeBolus((old,), NanogramsPerDay(mcg * 1000), Nanolitres(316_000))


def read(bench: Bench, program: PumpProgram, **status: Any) -> Interrogation:
    """A reading of a pump that runs this program, 20 mL in it."""
    bench.connect()
    found = found_in(bench)
    told = replace(found.status, reservoir=Nanolitres(20_000_000), **status)
    return replace(found, program=program, status=told)


def shown(found: Interrogation, proposed: PumpProgram) -> ArrivingState:
    return arriving(asked(found, proposed), shipped_library())


def asked(found: Interrogation, proposed: PumpProgram) -> Question:
    return Question(found, proposed, Indication())


def plain(words: tuple[str, ...]) -> list[str]:
    return [one.replace("\u00a0", " ") for one in words]


def rounded(steps: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    return [(round(at, 2), round(rate, 6)) for at, rate in steps]


def test_the_curve_says_what_is_not_in_it_and_the_refill_day_of_the_comparison_stands_beside_it(
    bench: Bench,
) -> None:
    bolus = PatientBolus(Nanograms(5_000), Seconds(600), Seconds(5 * 3600), 8)
    found = read(bench, even(WEAK, 90))
    proposed, refill = even(WEAK, 97, patient_bolus=bolus), "refill by {}: {}"
    (_, day) = refill_days(found, proposed, shipped_library())
    words = plain(shown(found, proposed).levels.words)
    assert words[0].startswith("proposed: low on ")
    assert words[0].endswith(" without boluses")
    assert words[2:] == [refill.format(day.text, "every bolus taken")]
    assert day.text not in words[0]
    assert not words[1].endswith("boluses")
    morphine = even(MORPHINE_10, 1000, opening=bridge(WEAK, 90))
    (_, day) = refill_days(found, morphine, shipped_library())
    assert plain(shown(found, morphine).levels.words)[2:] == [
        refill.format(day.text, "the drug keeps no longer")
    ]
    assert len(shown(found, even(WEAK, 97)).levels.words) == 2


def test_a_bridge_is_one_even_line_and_its_faster_flow_a_thin_one_beside_it(bench: Bench) -> None:
    """T8: 0.8 mL per day for 9.48 h, then 0.2 mL per day, and 400 mcg per day all the time."""
    state = shown(read(bench, even(WEAK, 400)), even(STRONG, 400, opening=bridge(WEAK, 400)))
    (drug,) = state.coming.drugs
    assert rounded(drug.proposed) == rounded(drug.present) == [(0, 400)]
    assert [tuple(round(one, 2) for one in row) for row in drug.leaving] == [(0, 9.48, 1600)]
    assert (drug.apart, state.notices) == ((), ())
    assert state.coming.opening == state.coming.swept == pytest.approx(9.48)
    assert state.coming.opening_words.startswith("tinted: the bridge, until the path is swept, ")
    assert state.coming.swept_words == ""
    assert plain(state.supposed)[0] == (
        "The reservoir is taken to be emptied now and filled with 20 mL of baclofen 2,000 mcg/mL."
    )


def test_what_the_curve_rests_on_and_no_pump_can_tell_is_always_said_with_it(bench: Bench) -> None:
    path, young = plain(shown(read(bench, even(WEAK, 90)), even(WEAK, 102)).supposed)
    assert path.startswith(
        "Tubing and catheter are taken to be full of baclofen 500 mcg/mL, as the pump's program"
    )
    assert path.endswith("The pump cannot tell.")
    assert young.startswith("The program has run for ")


@pytest.mark.requirement("IT-5")
@pytest.mark.parametrize(
    ("old", "new", "mcg", "arrives", "hours"),
    [
        (WEAK, STRONG, 400, 100, 37.92),
        (STRONG, WEAK, 400, 1600, 9.48),
        (MORPHINE_10, MORPHINE_25, 5000, 2, 37.92),
    ],
    ids=["T9", "T10", "T12 missed"],
)
def test_without_a_bridge_the_curve_is_the_overdose_or_the_withdrawal_that_it_is(
    *, old: DrugFill, new: DrugFill, mcg: int, arrives: float, hours: float, bench: Bench
) -> None:
    state = shown(read(bench, even(old, mcg)), even(new, mcg))
    (drug,) = state.coming.drugs
    meant = mcg / 1000 if drug.unit == "mg" else mcg
    assert rounded(drug.proposed) == [(0, arrives), (hours, meant)]
    assert rounded(drug.present) == [(0, meant)]
    assert [tuple(round(one, 2) for one in span) for span in drug.apart] == [(0, hours)]
    assert state.coming.opening is None
    assert state.coming.swept == pytest.approx(hours)
    assert state.coming.swept_words.startswith("dotted: the path is swept, ")
    (sentence,) = state.notices
    assert "that is meant" in sentence


def test_a_bridge_of_morphine_keeps_5_mg_for_fifteen_hours(bench: Bench) -> None:
    """T12: 0.5 mL per day for 15.17 h."""
    found = read(bench, even(MORPHINE_10, 5000))
    state = shown(found, even(MORPHINE_25, 5000, opening=bridge(MORPHINE_10, 5000)))
    (drug,) = state.coming.drugs
    assert rounded(drug.proposed) == [(0, 5)]
    assert drug.unit == "mg"
    assert state.coming.opening == pytest.approx(15.168)


def test_another_drug_has_a_pane_of_its_own_and_the_new_one_stands_first(bench: Bench) -> None:
    found = read(bench, even(WEAK, 400))
    state = shown(found, even(MORPHINE_10, 5000, opening=bridge(WEAK, 400)))
    morphine, baclofen = state.coming.drugs
    assert (morphine.name, baclofen.name) == ("morphine", "baclofen")
    assert rounded(morphine.proposed) == [(0, 0), (9.48, 5)]
    assert rounded(baclofen.proposed) == [(0, 400), (9.48, 0)]
    assert rounded(baclofen.present) == [(0, 400)]
    assert state.notices == ()


def test_the_limits_of_the_drug_stand_beside_it_in_its_unit(bench: Bench) -> None:
    (drug,) = shown(read(bench, even(WEAK, 90)), even(WEAK, 102)).coming.drugs
    pair = shipped_library().entries["baclofen"].limits(Indication()).dose_per_day
    assert pair.soft is not None
    assert pair.hard is not None
    assert (drug.soft, drug.hard) == (float(pair.soft.amount) / 1000, float(pair.hard.amount) / 1000)


def test_the_reservoir_of_both_falls_to_the_low_mark(bench: Bench) -> None:
    """18 mL at 0.8 and at 0.4 mL per day: 22.5 and 45 days."""
    found = read(bench, even(WEAK, 400))
    levels = shown(found, even(WEAK, 200)).levels
    assert levels.low_ml == 2
    assert rounded(levels.present)[0] == rounded(levels.proposed)[0] == (0.0, 20.0)
    assert [course[-1][0] for course in (levels.present, levels.proposed)] == [23, 45]
    assert all(words.split(": ")[1].startswith("low on ") for words in levels.words)


def test_of_a_stopped_pump_it_shows_what_comes_once_it_is_resumed_and_says_so(bench: Bench) -> None:
    found = read(bench, even(WEAK, 90), delivery=Delivery.STOPPED)
    state = shown(found, even(WEAK, 102))
    (drug,) = state.coming.drugs
    assert (rounded(drug.present), rounded(drug.proposed)) == ([(0, 90)], [(0, 102)])
    assert state.coming.title.startswith("Calculated as if delivery were resumed now, 72 h from ")
    assert state.notices == ("The pump is stopped: nothing will be delivered until RESUME.",)


def test_a_first_program_has_nothing_before_it(bench: Bench) -> None:
    (drug,) = shown(read(bench, PumpProgram(WEAK, Stopped())), even(WEAK, 90)).coming.drugs
    assert rounded(drug.present) == [(0, 0)]
    assert rounded(drug.proposed) == [(0, 90)]


# ---- on the page ------------------------------------------------------------------------------------------------


def comparing(bench: Bench) -> CompareState:
    compare = bench.workstation.program.state.compare
    assert compare is not None
    return compare


def waiting(bench: Bench) -> CompareState:
    """The comparison while nobody has looked ahead yet."""
    bench.connect()
    bench.looks_ahead = []
    bench.stage("102")
    return comparing(bench)


@pytest.mark.requirement("IT-5")
def test_what_will_arrive_is_there_before_the_program_is_sent(bench: Bench) -> None:
    compare = waiting(bench)
    assert compare.arriving.status == COMPUTING
    bench.take_looks()
    (drug,) = comparing(bench).arriving.coming.drugs
    assert (rounded(drug.present), rounded(drug.proposed)) == ([(0, 90)], [(0, 102)])


@pytest.mark.requirement("IT-5")
def test_nothing_can_be_confirmed_while_what_will_arrive_is_still_calculated(bench: Bench) -> None:
    assert waiting(bench).confirm == refused("What will arrive is still being calculated")
    bench.workstation.program.confirm()
    assert not bench.tasks(CommitProgram)
    bench.take_looks()
    assert comparing(bench).confirm.enabled
    bench.workstation.program.confirm()
    assert len(bench.tasks(CommitProgram)) == 1


@pytest.mark.expected_log("the look ahead failed")
def test_a_look_ahead_that_cannot_be_calculated_is_said_and_keeps_nobody_from_confirming(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_question: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("programmer.ui.viewmodels.arriving.twin", fails)
    waiting(bench)
    bench.take_looks()
    compare = comparing(bench)
    assert "could not be calculated" in compare.arriving.status
    assert "can be confirmed without it" in compare.arriving.status
    assert compare.confirm.enabled


@pytest.mark.expected_log("the look ahead could not begin")
def test_a_system_without_a_thread_to_spare_keeps_nobody_from_confirming(
    bench: Bench, qapp: QApplication
) -> None:
    def refuses(_work: object) -> None:
        raise RuntimeError("can't start new thread")

    foresight = Foresight(lambda _question: "calculated", "not calculated", refuses)
    question = asked(read(bench, even(WEAK, 90)), even(WEAK, 102))
    assert foresight.ask(question) is None
    qapp.processEvents()
    assert foresight.ask(question) == "not calculated"


@pytest.mark.parametrize(
    ("old", "strength", "dose", "sentence"),
    [
        (
            even(WEAK, 400),
            "2 mg/mL",
            "400",
            "For 37 h 55 min 12 s 100 mcg per day of baclofen arrives, 0.25 × the 400 mcg per day that is meant.",
        ),
        (
            even(STRONG, 400),
            "500 mcg/mL",
            "400",
            "For 9 h 28 min 48 s 1,600 mcg per day of baclofen arrives, 4 × the 400 mcg per day that is meant.",
        ),
        (
            even(MORPHINE_10, 5000),
            "25 mg/mL",
            "5",
            "For 37 h 55 min 12 s 2 mg per day of morphine arrives, 0.4 × the 5 mg per day that is meant.",
        ),
    ],
    ids=["T9", "T10", "T12 missed"],
)
def test_while_no_bridge_is_planned_the_page_says_what_that_would_do(
    *, old: PumpProgram, strength: str, dose: str, sentence: str, bench: Bench, qtbot: QtBot
) -> None:
    show(bench, old)
    page = bench.workstation.program
    page.change_filling(change=True)
    for key in ("concentration", "on-label"):
        page.type_text(key, strength)
    page.type_dose(dose)
    page.type_text("bridge-dose", "")
    assert not page.state.next.enabled
    qtbot.waitUntil(lambda: bool(page.state.edit.limits.unbridged), timeout=WAIT_MS)
    assert plain(page.state.edit.limits.unbridged) == [sentence]
    page.type_text("bridge-dose", "100")
    assert page.state.edit.limits.unbridged == ()


def test_of_two_questions_only_the_newer_is_answered(bench: Bench, qapp: QApplication) -> None:
    found = read(bench, even(WEAK, 90))
    waiting: list[Any] = []
    foresight, told = Foresight(lambda question: question.proposed, None, waiting.append), list[int]()
    foresight.changed.connect(lambda: told.append(1))
    first, second = asked(found, even(WEAK, 100)), asked(found, even(WEAK, 101))
    assert foresight.ask(first) is None
    assert foresight.ask(second) is None
    assert len(waiting) == 1
    for number in (0, 1):
        waiting[number]()
        qapp.processEvents()
        assert len(told) == number
    assert foresight.ask(second) == even(WEAK, 101)
    assert len(waiting) == 2


@pytest.mark.expected_log("the look ahead failed")
def test_a_look_ahead_that_fails_is_told_and_logged(bench: Bench, qapp: QApplication) -> None:
    def fails(_question: Question) -> str:
        raise ZeroDivisionError

    foresight = Foresight(fails, "not calculated", lambda work: work())
    question = asked(read(bench, even(WEAK, 90)), even(WEAK, 102))
    assert foresight.ask(question) is None
    qapp.processEvents()
    assert foresight.ask(question) == "not calculated"


def test_compare_is_left_while_it_is_still_calculated_without_harm(bench: Bench) -> None:
    waiting(bench)
    bench.workstation.program.back()
    bench.run_until(lambda: bench.workstation.program.state.step is ProgramStep.EDIT)
    bench.take_looks()
    assert bench.workstation.program.state.step is ProgramStep.EDIT
