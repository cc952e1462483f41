"""Whether the check of a scenario tells what was found from what was not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.simulator.scenarios.check import (
    Bounds,
    Check,
    Choice,
    Measure,
    Number,
    OpeningKind,
    PumpConditions,
    Question,
    Witness,
    found,
    judge,
)
from programmer.simulator.scenarios.check_words import measure_of, read_answer
from programmer.therapy.boluses import BridgeBolus, PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import NotAQuantity
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
    assert "100 mcg/day" in point.said


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
    least, most = Fraction(100_000), Fraction(150_000)
    texts = [
        Bounds(least, None).text,
        Bounds(None, most).text,
        Bounds(least, most).text,
        Bounds(least, least).text,
    ]
    assert [text.replace("\u00a0", " ") for text in texts] == [
        "at least 100 mcg per day",
        "at most 150 mcg per day",
        "at least 100 mcg per day and at most 150 mcg per day",
        "100 mcg per day",
    ]


def test_everything_must_be_right_for_it_to_be_found() -> None:
    check = Check((CAUSE, DOSE), PumpConditions(running=True))
    right: dict[str, Fraction | str] = {"cause": "b", "dose": Fraction(100_000)}
    assert found(judge(check, right, WITNESS))
    assert not found(judge(check, {**right, "cause": "a"}, WITNESS))
    assert not found(judge(check, right, replace(WITNESS, running=False)))


@pytest.mark.parametrize("measure", Measure)
def test_each_measure_is_known_by_how_it_is_written(measure: Measure) -> None:
    assert measure_of(measure.example) is measure


def test_an_answer_in_another_measure_is_not_read() -> None:
    with pytest.raises(NotAQuantity, match="a dose per day is due, like 100 mcg/day"):
        read_answer(DOSE, "100 mcg")
    with pytest.raises(NotAQuantity, match="is none of the choices a, b"):
        read_answer(CAUSE, "c")
