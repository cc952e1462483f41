"""Whether a trainee found what there is to find: what they answered, and what they did to the pump."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from programmer.simulator.drug_units import shown_dose
from programmer.simulator.scenarios.answer_words import number_text
from programmer.simulator.scenarios.check import (
    About,
    Bounds,
    Check,
    Choice,
    Number,
    OpeningKind,
    Point,
    PumpConditions,
    Question,
    Witness,
)
from programmer.simulator.scenarios.event_sentences import came_sentence
from programmer.simulator.scenarios.sentences import since_text
from programmer.therapy.notation import APPROXIMATELY, NO_BREAK, volume_text
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND


def judge(
    check: Check, answers: Mapping[str, Fraction | str], witness: Witness, in_time: Witness | None = None
) -> tuple[Point, ...]:
    """Everything that the check looks at. It was found where every point passed; a missing answer does not.

    ``in_time``: what there was to see when the time of the check ran out; None where it has not.
    """
    asked = (_answered(question, answers.get(question.key)) for question in check.questions)
    now = tuple(_conditions(check.pump, witness))
    if in_time is None or check.within_us is None:
        return (*asked, *now)
    then, within = _conditions(check.pump, in_time), since_text(check.within_us)
    return (*asked, *(_late(point, before, within) for point, before in zip(now, then, strict=True)))


def _late(now: Point, then: Point, within: str) -> Point:
    """What is as it should be now must have been so in time."""
    if not now.passed or then.passed:
        return now
    said = f"{now.said} It came too late: {within} after you came it was not so yet."
    return replace(now, passed=False, said=said)


def found(points: tuple[Point, ...]) -> bool:
    """Whether everything that was looked at is as it should be."""
    return all(point.passed for point in points)


# ---- answers ------------------------------------------------------------------------------------------------


def _answered(question: Question, answer: Fraction | str | None) -> Point:
    match question.answer:
        case Choice() as choice:
            passed, said = answer == choice.right, _chosen(choice, answer)
        case number:
            passed, said = isinstance(answer, Fraction) and number.holds(answer), _typed(number, answer)
    return Point(About.QUESTION, question.key, question.ask, passed, f"{said} {question.because}".strip())


def _chosen(choice: Choice, answer: Fraction | str | None) -> str:
    words = choice.choices.get(str(answer))
    said = "You gave no answer." if words is None else f"You answered: {words}"
    return said if answer == choice.right else f"{said} Right is: {choice.choices[choice.right]}"


def _typed(number: Number, answer: Fraction | str | None) -> str:
    said = "You gave no answer."
    if isinstance(answer, Fraction):
        said = f"You answered {number_text(number.measure, answer)}."
    return f"{said} It is {_unbroken(number.words)}."


def _unbroken(quantity: str) -> str:
    return quantity.replace(" ", NO_BREAK)


# ---- the pump -----------------------------------------------------------------------------------------------


def _conditions(pump: PumpConditions, witness: Witness) -> Iterator[Point]:
    yield from _delivery(pump, witness)
    yield from _doses(pump, witness)
    yield from _reservoir(pump, witness)
    yield from _clock(pump, witness)
    for due, kinds in ((True, pump.must_happen), (False, pump.must_not_happen)):
        yield from (_event(kind, due=due, came=kind in witness.happened) for kind in kinds)


def _event(kind: str, *, due: bool, came: bool) -> Point:
    said = f"It {'has to' if due else 'must not'} be."
    return Point(About.EVENT, kind, came_sentence(kind, came=came), came is due, said)


def _point(subject: str, words: str, passed: bool, said: str) -> Point:
    return Point(About.PUMP, subject, words, passed, said)


def _delivery(pump: PumpConditions, witness: Witness) -> Iterator[Point]:
    if pump.running is not None:
        passed, so = witness.running is pump.running, "runs" if witness.running else "does not deliver"
        due = "" if passed else f"; it has to {'run' if pump.running else 'be stopped'}"
        yield _point("delivery", "Delivery", passed, f"The pump {so}{due}.")
    if pump.opening is not None:
        opens = OpeningKind.of(witness.program.opening)
        passed = opens is pump.opening
        due = "" if passed else f"; it has to be {pump.opening.value}"
        said = f"The opening of the program in force is {opens.value}{due}."
        yield _point("opening", "What the program opens with", passed, said)


def _doses(pump: PumpConditions, witness: Witness) -> Iterator[Point]:
    drug = witness.program.drug.name
    if pump.dose is not None:
        said = f"The program in force gives {shown_dose(drug, witness.dose)}; {_due(pump.dose, drug)}."
        yield _point("dose", "Dose of the program", pump.dose.holds(witness.dose), said)
    if pump.tip is not None:
        so = f"{shown_dose(drug, witness.tip)} arrive at the catheter's tip"
        yield _point(
            "tip", "Dose at the catheter's tip", pump.tip.holds(witness.tip), f"{so}; {_due(pump.tip, drug)}."
        )


def _due(bounds: Bounds, drug: str) -> str:
    """What a dose has to be."""
    if bounds.least == bounds.most and bounds.least is not None:
        return f"it has to be {shown_dose(drug, bounds.least)}"
    both = (("at least", bounds.least), ("at most", bounds.most))
    words = (f"{word} {shown_dose(drug, bound)}" for word, bound in both if bound is not None)
    return f"it has to be {' and '.join(words)}"


def _reservoir(pump: PumpConditions, witness: Witness) -> Iterator[Point]:
    if pump.withdrawn is not None:
        so = f"{_volume(witness.withdrawn)} were drawn out of the reservoir"
        due = f"at least {volume_text(pump.withdrawn)} have to be, to see what is there"
        passed = witness.withdrawn >= pump.withdrawn.value
        yield _point("looked", "What was drawn out of the reservoir", passed, f"{so}; {due}.")
    if pump.reservoir is not None:
        so = f"{_volume(witness.true)} are in the reservoir"
        due = f"at least {volume_text(pump.reservoir)} have to be when you go"
        passed = witness.true >= pump.reservoir.value
        yield _point("filling", "What is left in the reservoir", passed, f"{so}; {due}.")
    if pump.believed_off_by is not None:
        near = abs(witness.believed - witness.true) <= pump.believed_off_by.value
        so = f"The pump believes {_volume(witness.believed)}, and {_volume(witness.true)} are there"
        due = f"they may be {volume_text(pump.believed_off_by)} apart"
        yield _point("reservoir", "What the pump believes of its reservoir", near, f"{so}; {due}.")


def _volume(nanolitres: Fraction) -> str:
    return volume_text(nanolitres, places=2).removeprefix(APPROXIMATELY)


def _clock(pump: PumpConditions, witness: Witness) -> Iterator[Point]:
    if pump.clock_off_by_us is None:
        return
    off = abs(witness.clock_error_us)
    way = "ahead" if witness.clock_error_us > 0 else "behind"
    so = f"{since_text(off)} {way}" if off >= MICROSECONDS_PER_SECOND else "right"
    due = f"it may be {since_text(pump.clock_off_by_us)} off"
    yield _point("clock", "The pump's clock", off <= pump.clock_off_by_us, f"It is {so}; {due}.")
