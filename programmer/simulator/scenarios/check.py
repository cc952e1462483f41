"""Whether a trainee found what there is to find: what they answered, and what they did to the pump."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from programmer.simulator.scenarios.events import EVENT_KINDS
from programmer.therapy.boluses import BridgeBolus, Opening, PrimingBolus, SingleBolus
from programmer.therapy.notation import dose_rate_text, volume_text
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import Nanolitres


class Measure(Enum):
    """What a number that is asked for is a number of. The value completes “a …”, and its example follows."""

    DOSE_PER_DAY = "dose per day", "100 mcg/day"
    MASS = "mass of drug", "5 mg"
    CONCENTRATION = "concentration", "500 mcg/mL"
    VOLUME = "volume", "5.6 mL"
    SHARE = "per cent figure", "116 %"
    TIME = "stretch of time", "9 h 30 min"
    COUNT = "number", "12"

    @property
    def word(self) -> str:
        """What it is called."""
        return self.value[0]

    @property
    def example(self) -> str:
        """How it is written."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer out of a few; ``right`` is the letter of the right one."""

    choices: Mapping[str, str]
    right: str


@dataclass(frozen=True, slots=True)
class Number:
    """An answer that is a number with its unit: right within ``tolerance``, in the measure's smallest unit."""

    measure: Measure
    right: Fraction
    tolerance: Fraction
    words: str

    def holds(self, answer: Fraction) -> bool:
        """Whether an answer is near enough."""
        return abs(answer - self.right) <= self.tolerance


@dataclass(frozen=True, slots=True)
class Question:
    """One question, by a short name; ``because`` says afterwards why the answer is what it is."""

    key: str
    ask: str
    answer: Choice | Number
    because: str


class OpeningKind(Enum):
    """What a program opens with."""

    NONE = "none"
    SINGLE = "single bolus"
    PRIME = "priming bolus"
    BRIDGE = "bridge bolus"

    @classmethod
    def of(cls, opening: Opening | None) -> OpeningKind:
        """The kind of that opening."""
        match opening:
            case None:
                return cls.NONE
            case SingleBolus():
                return cls.SINGLE
            case PrimingBolus():
                return cls.PRIME
            case BridgeBolus():
                return cls.BRIDGE


@dataclass(frozen=True, slots=True)
class Bounds:
    """At least and at most, in ng per day; None is no bound."""

    least: Fraction | None
    most: Fraction | None

    def holds(self, value: Fraction) -> bool:
        """Whether the value lies within."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    @property
    def text(self) -> str:
        """The bounds of a dose, for people."""
        if self.least == self.most and self.least is not None:
            return dose_rate_text(self.least)
        bounds = (("at least", self.least), ("at most", self.most))
        return " and ".join(f"{word} {dose_rate_text(bound)}" for word, bound in bounds if bound is not None)


@dataclass(frozen=True, slots=True)
class PumpConditions:
    """How the pump must be when the trainee has done, and what must have happened to it since they came.

    ``dose``: of the program in force, ng per day in the long run. ``tip``: of the first drug at the tip, ng per day.
    ``withdrawn``: the least volume that hands must have drawn out in all. ``reservoir``: the least that must be there.
    """

    running: bool | None = None
    opening: OpeningKind | None = None
    dose: Bounds | None = None
    tip: Bounds | None = None
    believed_off_by: Nanolitres | None = None
    clock_off_by_us: int | None = None
    must_happen: tuple[str, ...] = ()
    must_not_happen: tuple[str, ...] = ()
    withdrawn: Nanolitres | None = None
    reservoir: Nanolitres | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What is asked, and how the pump must be. ``after_us``: how long after the trainee came the pump is looked at
    where nobody says that they have done. ``within_us``: by when it must be so, counted from there too; None where
    there is no hurry."""

    questions: tuple[Question, ...]
    pump: PumpConditions
    after_us: int = 0
    within_us: int | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """What there is to see of the pump when the trainee has done. ``happened``: the kinds of event since they came.

    ``dose`` and ``tip`` are of the first drug, in ng per day; ``believed``, ``true`` and ``withdrawn`` are nL.
    """

    running: bool
    program: PumpProgram
    dose: Fraction
    tip: Fraction
    believed: Fraction
    true: Fraction
    clock_error_us: int
    happened: frozenset[str]
    withdrawn: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was looked at: what, whether it was as it should be, and why in a sentence."""

    subject: str
    passed: bool
    said: str


def judge(
    check: Check, answers: Mapping[str, Fraction | str], witness: Witness, in_time: Witness | None = None
) -> tuple[Point, ...]:
    """Everything that the check looks at. It was found where every point passed; a missing answer does not.

    ``in_time``: what there was to see when the time of the check ran out; None where it has not.
    """
    asked = (_answered(question, answers.get(question.key)) for question in check.questions)
    now = tuple(_conditions(check.pump, witness))
    if in_time is None:
        return (*asked, *now)
    then = _conditions(check.pump, in_time)
    return (*asked, *(_late(point, before) for point, before in zip(now, then, strict=True)))


def _late(now: Point, then: Point) -> Point:
    """What is as it should be now must have been so in time."""
    if not now.passed or then.passed:
        return now
    return replace(now, passed=False, said=f"{now.said} It came too late.")


def found(points: tuple[Point, ...]) -> bool:
    """Whether everything that was looked at is as it should be."""
    return all(point.passed for point in points)


def _answered(question: Question, answer: Fraction | str | None) -> Point:
    match question.answer:
        case Choice(choices, right):
            return Point(question.key, answer == right, f"{choices[right]} {question.because}".strip())
        case Number() as number:
            passed = isinstance(answer, Fraction) and number.holds(answer)
            return Point(question.key, passed, f"It is {number.words}. {question.because}".strip())


def _conditions(pump: PumpConditions, witness: Witness) -> Iterator[Point]:
    yield from _delivery(pump, witness)
    yield from _beliefs(pump, witness)
    for kind in pump.must_happen:
        yield Point(kind, kind in witness.happened, f"This has to happen: {EVENT_KINDS[kind]}.")
    for kind in pump.must_not_happen:
        yield Point(kind, kind not in witness.happened, f"This must not happen: {EVENT_KINDS[kind]}.")


def _delivery(pump: PumpConditions, witness: Witness) -> Iterator[Point]:
    if pump.running is not None:
        due = "run" if pump.running else "be stopped"
        yield Point("delivery", witness.running is pump.running, f"The pump has to {due}.")
    if pump.opening is not None:
        passed = OpeningKind.of(witness.program.opening) is pump.opening
        yield Point("opening", passed, f"The program in force has to open with: {pump.opening.value}.")
    if pump.dose is not None:
        said = f"The dose of the program in force has to be {pump.dose.text}."
        yield Point("dose", pump.dose.holds(witness.dose), said)
    if pump.tip is not None:
        said = f"The dose at the catheter's tip has to be {pump.tip.text}."
        yield Point("tip", pump.tip.holds(witness.tip), said)


def _beliefs(pump: PumpConditions, witness: Witness) -> Iterator[Point]:
    if pump.withdrawn is not None:
        said = f"At least {volume_text(pump.withdrawn)} have to be drawn out of the reservoir, to see what is there."
        yield Point("looked", witness.withdrawn >= pump.withdrawn.value, said)
    if pump.reservoir is not None:
        said = f"At least {volume_text(pump.reservoir)} have to be in the reservoir when you go."
        yield Point("filling", witness.true >= pump.reservoir.value, said)
    if pump.believed_off_by is not None:
        near = abs(witness.believed - witness.true) <= pump.believed_off_by.value
        yield Point("reservoir", near, "The pump has to be told what is truly in its reservoir.")
    if pump.clock_off_by_us is not None:
        near = abs(witness.clock_error_us) <= pump.clock_off_by_us
        yield Point("clock", near, "The pump's clock has to show the true time.")
