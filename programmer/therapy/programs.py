"""What a pump can be told to do: stay stopped, run evenly, or follow a schedule of the day."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from programmer.therapy.drugs import DrugFill
from programmer.therapy.quantities import SECONDS_PER_DAY, NanogramsPerDay, SecondsOfDay

_LARGEST_DOSE = 2**63
_MOST_STEPS = 255  # what the canonical encoding can count; pumps hold far fewer


def _require_dose(dose: NanogramsPerDay) -> None:
    if not 0 <= dose.value < _LARGEST_DOSE:
        raise ValueError("a dose per day is 0 or more and less than 2^63 ng")


@dataclass(frozen=True, slots=True)
class Stopped:
    """A program that delivers nothing. (The STOP button is something else: it suspends any program.)"""


@dataclass(frozen=True, slots=True)
class Continuous:
    """The same rate all day."""

    dose: NanogramsPerDay

    def __post_init__(self) -> None:
        _require_dose(self.dose)


@dataclass(frozen=True, slots=True)
class ScheduleStep:
    """From ``at`` on, deliver at the rate of ``dose`` per 24 hours, until the next step."""

    at: SecondsOfDay
    dose: NanogramsPerDay

    def __post_init__(self) -> None:
        _require_dose(self.dose)


@dataclass(frozen=True, slots=True)
class DaySchedule:
    """Steps of a day that repeats on the pump's own clock.

    The first step starts at 00:00, the times rise, and each lasts until the next or until midnight.
    """

    steps: tuple[ScheduleStep, ...]

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a day schedule needs at least one step")
        if len(self.steps) > _MOST_STEPS:
            raise ValueError(f"a day schedule has at most {_MOST_STEPS} steps, not {len(self.steps)}")
        if self.steps[0].at.value != 0:
            raise ValueError("the first step of a day schedule starts at 00:00")
        times = [step.at.value for step in self.steps]
        if any(later <= earlier for earlier, later in pairwise(times)):
            raise ValueError("the steps of a day schedule must rise in time, each time once")

    def durations(self) -> tuple[int, ...]:
        """Seconds that each step lasts; they add up to 86,400."""
        ends = [step.at.value for step in self.steps[1:]] + [SECONDS_PER_DAY]
        return tuple(end - step.at.value for step, end in zip(self.steps, ends, strict=True))


DeliveryMode = Stopped | Continuous | DaySchedule


@dataclass(frozen=True, slots=True)
class PumpProgram:
    """A whole program: what is in the reservoir and how it is to be delivered."""

    drug: DrugFill
    mode: DeliveryMode


def dose_in_step(dose: NanogramsPerDay, seconds: int) -> Fraction:
    """Nanograms delivered in ``seconds`` at the rate of ``dose`` per day, exact."""
    return Fraction(dose.value * seconds, SECONDS_PER_DAY)


def dose_per_day(mode: DeliveryMode) -> Fraction:
    """Nanograms that the program delivers in one whole day, exact."""
    match mode:
        case Stopped():
            return Fraction(0)
        case Continuous(dose):
            return Fraction(dose.value)
        case DaySchedule(steps):
            pairs = zip(steps, mode.durations(), strict=True)
            return sum((dose_in_step(step.dose, length) for step, length in pairs), Fraction(0))


def peak_dose_rate(mode: DeliveryMode) -> NanogramsPerDay:
    """The highest rate of the day, as dose per day."""
    match mode:
        case Stopped():
            return NanogramsPerDay(0)
        case Continuous(dose):
            return dose
        case DaySchedule(steps):
            return max(step.dose for step in steps)


def steps_of(mode: DeliveryMode) -> tuple[ScheduleStep, ...]:
    """Every program written as the steps of a day (a stopped one as a single step of nothing)."""
    match mode:
        case Stopped():
            return (ScheduleStep(SecondsOfDay(0), NanogramsPerDay(0)),)
        case Continuous(dose):
            return (ScheduleStep(SecondsOfDay(0), dose),)
        case DaySchedule(steps):
            return steps


def dose_rate_at(mode: DeliveryMode, second_of_day: int) -> NanogramsPerDay:
    """The rate in force at that second of the pump's day, as dose per day."""
    current = NanogramsPerDay(0)
    for step in steps_of(mode):
        if step.at.value <= second_of_day:
            current = step.dose
    return current
