"""What a scenario asks of a trainee, and how it wants the pump to be when they have done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from hashlib import sha256

from programmer.therapy.boluses import BridgeBolus, Opening, PrimingBolus, SingleBolus
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import Nanolitres


class Measure(Enum):
    """What a number that is asked for is a number of. The value completes “a …”, and two examples follow."""

    DOSE_PER_DAY = "dose per day", "75 mcg/day", "520 mcg/day"
    MASS = "mass of drug", "5 mg", "1250 mcg"
    CONCENTRATION = "concentration", "500 mcg/mL", "4 mg/mL"
    VOLUME = "volume", "5.6 mL", "31 mL"
    SHARE = "per cent figure", "62 %", "340 %"
    TIME = "stretch of time", "3 h 40 min", "12 days"
    COUNT = "number", "12", "700"

    @property
    def word(self) -> str:
        """What it is called."""
        return self.value[0]

    @property
    def examples(self) -> tuple[str, str]:
        """How it is written: the second one is for where the first would be the right answer."""
        return self.value[1:]


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer out of a few; ``right`` is the letter of the right one."""

    choices: Mapping[str, str]
    right: str

    @property
    def offered(self) -> tuple[tuple[str, str], ...]:
        """Letters and texts in an order that tells nothing of the right one, and that is the same each time."""
        return tuple(sorted(self.choices.items(), key=lambda one: sha256(one[1].encode()).digest()))


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


class About(Enum):
    """What a point of the check was about. Only within one of them is its subject the name of one thing."""

    QUESTION = "question"
    PUMP = "pump"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was looked at: its short name, the same in words, whether it was as it should be, and what was
    found in place of what is due."""

    about: About
    subject: str
    words: str
    passed: bool
    said: str
