"""Whether the check of a scenario tells what was found from what was not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.simulator.scenarios.check import (
    About,
    Bounds,
    Check,
    Choice,
    Measure,
    Number,
    OpeningKind,
    PumpConditions,
    Question,
    Witness,
)
from programmer.simulator.scenarios.check_words import like_this, measure_of, read_answer
from programmer.simulator.scenarios.event_sentences import came_sentence
from programmer.simulator.scenarios.events import EVENT_KINDS
from programmer.simulator.scenarios.judging import found, judge
from programmer.therapy.boluses import BridgeBolus, PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import NotAQuantity, decimal_text
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
)

DRUG = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
PROGRAM = PumpProgram(DRUG, Continuous(NanogramsPerDay(100_000)))
MINUTE = 60_000_000
WITNESS = Witness(
    running=True,
    program=PROGRAM,
    dose=Fraction(100_000),
    tip=Fraction(400_000),
    believed=Fraction(18_000_000),
    true=Fraction(16_500_000),
    clock_error_us=4 * MINUTE,
    happened=frozenset({"withdrawn"}),
)
CAUSE = Question("cause", "Why?", Choice({"a": "This.", "b": "That."}, "b"), "So it is.")
DOSE = Question(
    "dose", "How much?", Number(Measure.DOSE_PER_DAY, Fraction(100_000), Fraction(5_000), "100 mcg/day"), ""
)


@pytest.mark.parametrize(("answer", "passed"), [("b", True), ("a", False), (None, False)])
def test_a_choice_is_right_or_not(answer: str | None, passed: bool) -> None:
    answers = {} if answer is None else {"cause": answer}
    assert [point.passed for point in judge(Check((CAUSE,), PumpConditions()), answers, WITNESS)] == [passed]


@pytest.mark.parametrize(
    ("answer", "passed"), [(95_000, True), (105_000, True), (94_999, False), (105_001, False)]
)
def test_a_number_is_right_within_its_tolerance(answer: int, passed: bool) -> None:
    (point,) = judge(Check((DOSE,), PumpConditions()), {"dose": Fraction(answer)}, WITNESS)
    assert point.passed is passed
    assert "It is 100\u00a0mcg/day." in point.said
    assert f"You answered {decimal_text(Fraction(answer, 1000))}\u00a0mcg per day." in point.said


CONDITIONS: dict[str, tuple[PumpConditions, Witness, Witness]] = {
    "running": (PumpConditions(running=True), WITNESS, replace(WITNESS, running=False)),
    "stopped": (PumpConditions(running=False), replace(WITNESS, running=False), WITNESS),
    "dose": (
        PumpConditions(dose=Bounds(Fraction(100_000), Fraction(100_000))),
        WITNESS,
        replace(WITNESS, dose=Fraction(100_001)),
    ),
    "dose at least": (
        PumpConditions(dose=Bounds(Fraction(100_000), None)),
        WITNESS,
        replace(WITNESS, dose=Fraction(99_999)),
    ),
    "tip": (PumpConditions(tip=Bounds(None, Fraction(100_000))), replace(WITNESS, tip=Fraction(0)), WITNESS),
    "refill told": (
        PumpConditions(believed_off_by=Nanolitres(1_000_000)),
        replace(WITNESS, believed=Fraction(17_500_000)),
        WITNESS,
    ),
    "clock": (
        PumpConditions(clock_off_by_us=5 * MINUTE),
        WITNESS,
        replace(WITNESS, clock_error_us=-6 * MINUTE),
    ),
    "looked": (PumpConditions(must_happen=("withdrawn",)), WITNESS, replace(WITNESS, happened=frozenset())),
    "left alone": (
        PumpConditions(must_not_happen=("withdrawn",)),
        replace(WITNESS, happened=frozenset()),
        WITNESS,
    ),
}


@pytest.mark.parametrize(("conditions", "right", "wrong"), CONDITIONS.values(), ids=CONDITIONS)
def test_a_condition_of_the_pump_holds_or_not(
    conditions: PumpConditions, right: Witness, wrong: Witness
) -> None:
    check = Check((), conditions)
    assert found(judge(check, {}, right))
    assert not found(judge(check, {}, wrong))


OPENINGS = {
    OpeningKind.NONE: None,
    OpeningKind.SINGLE: SingleBolus(Nanograms(1000), Seconds(60)),
    OpeningKind.PRIME: PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(1000), Seconds(60)),
    OpeningKind.BRIDGE: BridgeBolus((DRUG,), NanogramsPerDay(1000), Nanolitres(1000)),
}


@pytest.mark.parametrize("wanted", OpeningKind)
@pytest.mark.parametrize("given", OpeningKind)
def test_the_opening_of_the_program_in_force_is_told_apart(wanted: OpeningKind, given: OpeningKind) -> None:
    witness = replace(WITNESS, program=replace(PROGRAM, opening=OPENINGS[given]))
    check = Check((), PumpConditions(opening=wanted))
    assert found(judge(check, {}, witness)) is (wanted is given)


def test_the_bounds_of_a_dose_are_told_with_their_unit() -> None:
    least, most = Fraction(80_000), Fraction(150_000)
    bounds = [Bounds(least, None), Bounds(None, most), Bounds(least, most), Bounds(least, least)]
    points = [judge(Check((), PumpConditions(dose=one)), {}, WITNESS)[0] for one in bounds]
    assert [point.said.replace("\u00a0", " ").partition("; ")[2] for point in points] == [
        "it has to be at least 80 mcg per day.",
        "it has to be at most 150 mcg per day.",
        "it has to be at least 80 mcg per day and at most 150 mcg per day.",
        "it has to be 80 mcg per day.",
    ]


def test_everything_must_be_right_for_it_to_be_found() -> None:
    check = Check((CAUSE, DOSE), PumpConditions(running=True))
    right: dict[str, Fraction | str] = {"cause": "b", "dose": Fraction(100_000)}
    assert found(judge(check, right, WITNESS))
    assert not found(judge(check, {**right, "cause": "a"}, WITNESS))
    assert not found(judge(check, right, replace(WITNESS, running=False)))


@pytest.mark.parametrize("measure", Measure)
def test_each_measure_is_known_by_how_it_is_written(measure: Measure) -> None:
    assert [measure_of(example) for example in measure.examples] == [measure, measure]


def test_an_example_is_never_the_answer() -> None:
    first, second = Measure.DOSE_PER_DAY.examples
    right = Number(Measure.DOSE_PER_DAY, Fraction(75_000), Fraction(0), "75 mcg/day")
    assert like_this(right) == second
    assert like_this(replace(right, right=Fraction(1))) == first


@pytest.mark.parametrize("words", ["30 h", "30 H", "1.25 days", "1 day 6 h", "1800 min"])
def test_a_stretch_of_time_may_be_answered_in_any_unit_and_case(words: str) -> None:
    asked = replace(DOSE, answer=Number(Measure.TIME, Fraction(0), Fraction(0), "0 min"))
    assert read_answer(asked, words) == 30 * 60 * MINUTE


def test_a_question_and_the_pump_may_be_about_the_same_without_being_one_point() -> None:
    check = Check((DOSE,), PumpConditions(dose=Bounds(None, Fraction(50_000))))
    asked, pump = judge(check, {"dose": Fraction(100_000)}, WITNESS)
    assert (asked.about, asked.words, asked.passed) == (About.QUESTION, "How much?", True)
    assert (pump.about, pump.words, pump.passed) == (About.PUMP, "Dose of the program", False)
    assert pump.said.replace("\u00a0", " ") == (
        "The program in force gives 100 mcg per day; it has to be at most 50 mcg per day."
    )


@pytest.mark.parametrize(
    ("conditions", "happened", "words", "passed", "said"),
    [
        (
            PumpConditions(must_not_happen=("stopped",)),
            set(),
            "Delivery was not stopped",
            True,
            "must not be",
        ),
        (
            PumpConditions(must_not_happen=("stopped",)),
            {"stopped"},
            "Delivery was stopped",
            False,
            "must not be",
        ),
        (PumpConditions(must_happen=("stopped",)), set(), "Delivery was not stopped", False, "has to be"),
        (PumpConditions(must_happen=("stopped",)), {"stopped"}, "Delivery was stopped", True, "has to be"),
    ],
)
def test_an_event_is_told_as_it_was(
    conditions: PumpConditions, happened: set[str], words: str, passed: bool, said: str
) -> None:
    (point,) = judge(Check((), conditions), {}, replace(WITNESS, happened=frozenset(happened)))
    assert (point.words, point.passed, point.said) == (words, passed, f"It {said}.")


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_every_kind_of_event_has_a_sentence_for_both(kind: str) -> None:
    assert " not " in came_sentence(kind, came=False)
    assert came_sentence(kind, came=True) == came_sentence(kind, came=False).replace(" not ", " ", 1)


def test_what_was_chosen_is_repeated_and_what_is_right_is_told() -> None:
    (wrong,) = judge(Check((CAUSE,), PumpConditions()), {"cause": "a"}, WITNESS)
    (right,) = judge(Check((CAUSE,), PumpConditions()), {"cause": "b"}, WITNESS)
    (none,) = judge(Check((CAUSE,), PumpConditions()), {}, WITNESS)
    assert wrong.said == "You answered: This. Right is: That. So it is."
    assert right.said == "You answered: That. So it is."
    assert none.said == "You gave no answer. Right is: That. So it is."


def test_an_answer_in_another_measure_is_not_read() -> None:
    with pytest.raises(NotAQuantity, match="a dose per day is due, like 75 mcg/day"):
        read_answer(DOSE, "100 mcg")
    with pytest.raises(NotAQuantity, match="is none of the choices a, b"):
        read_answer(CAUSE, "c")
