"""What a pump can be told to do: its drugs, its mode, and the boluses that go with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from programmer.therapy.boluses import (
    BridgeBolus,
    Opening,
    PatientBolus,
    SingleBolus,
    bolus_rate,
    require_bolus,
    require_duration,
)
from programmer.therapy.drugs import DrugFill, require_mixture
from programmer.therapy.notation import NO_BREAK, mass_text
from programmer.therapy.quantities import (
    DAYS_PER_WEEK,
    SECONDS_PER_DAY,
    Nanograms,
    NanogramsPerDay,
    Seconds,
    SecondsOfDay,
)

_LARGEST_DOSE = 2**63
_MOST_STEPS = 255  # what the canonical encoding can count; pumps hold far fewer


def _require_dose(dose: NanogramsPerDay) -> None:
    if not 0 <= dose.value < _LARGEST_DOSE:
        largest = mass_text(_LARGEST_DOSE).replace(NO_BREAK, " ")
        raise ValueError(f"a dose per day is 0 or more and less than {largest}")


@dataclass(frozen=True, slots=True)
class Stopped:
    """A program that delivers nothing. (The STOP button is something else: it suspends any program.)"""


@dataclass(frozen=True, slots=True)
class MinimumRate:
    """The pump's own least maintaining flow. ``dose`` is what that flow gives, whole ng, rounded down."""

    dose: NanogramsPerDay

    def __post_init__(self) -> None:
        _require_dose(self.dose)


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

    @property
    def dose(self) -> Fraction:
        """Nanograms of the whole day, exact."""
        pairs = zip(self.steps, self.durations(), strict=True)
        return sum((dose_in_step(step.dose, length) for step, length in pairs), Fraction(0))


@dataclass(frozen=True, slots=True)
class WeekSchedule:
    """A schedule of its own for each day of the pump's week, Monday first."""

    days: tuple[DaySchedule, ...]

    def __post_init__(self) -> None:
        if len(self.days) != DAYS_PER_WEEK:
            raise ValueError(f"a week schedule has {DAYS_PER_WEEK} days, not {len(self.days)}")
        if len(set(self.days)) == 1:
            raise ValueError("all seven days are the same; that is a day schedule")


@dataclass(frozen=True, slots=True)
class PeriodicBolus:
    """A bolus of ``dose`` over ``duration`` in every ``interval``, on top of an even ``background``.

    The first begins one interval after the program takes effect, or after what opens it. One that would begin
    while delivery is stopped is left out, and one that STOP cut short is not made up for.
    """

    background: NanogramsPerDay
    dose: Nanograms
    duration: Seconds
    interval: Seconds

    def __post_init__(self) -> None:
        _require_dose(self.background)
        require_bolus(self.dose, self.duration)
        require_duration(self.interval, "an interval is")
        if self.interval <= self.duration:
            raise ValueError("a periodic bolus must end before the next begins")

    @property
    def boluses_per_day(self) -> Fraction:
        """How many begin in 24 hours in the long run: every 5 h makes 4.8."""
        return Fraction(SECONDS_PER_DAY, self.interval.value)


DeliveryMode = Stopped | MinimumRate | Continuous | DaySchedule | WeekSchedule | PeriodicBolus


@dataclass(frozen=True, slots=True)
class PumpProgram:
    """A whole program: what is in the reservoir and how it is to be delivered.

    ``drug`` is the primary: every dose of the program is a dose of it. The ``others`` of a mixture follow by
    their concentration. ``opening`` is given once, when the program takes effect.
    """

    drug: DrugFill
    mode: DeliveryMode
    others: tuple[DrugFill, ...] = ()
    patient_bolus: PatientBolus | None = None
    opening: Opening | None = None

    def __post_init__(self) -> None:
        require_mixture(self.drugs)
        if isinstance(self.mode, Stopped) and (self.patient_bolus or self.opening):
            raise ValueError("a stopped program gives no bolus")

    @property
    def drugs(self) -> tuple[DrugFill, ...]:
        """Every drug in the reservoir, the primary first."""
        return (self.drug, *self.others)

    @property
    def settled(self) -> PumpProgram:
        """The same program once what opens it is behind it."""
        return replace(self, opening=None)

    def share(self, drug: DrugFill) -> Fraction:
        """How much of ``drug`` goes with each unit of the primary: D2 / D1 = C2 / C1, exact."""
        return Fraction(drug.concentration.value, self.drug.concentration.value)


def dose_in_step(dose: NanogramsPerDay, seconds: int) -> Fraction:
    """Nanograms delivered in ``seconds`` at the rate of ``dose`` per day, exact."""
    return Fraction(dose.value * seconds, SECONDS_PER_DAY)


def dose_per_day(mode: DeliveryMode) -> Fraction:
    """Nanograms of the primary drug that the mode gives in 24 hours in the long run, exact.

    Of a week it is the mean of its days. Boluses of the patient and what opens the program are not in it.
    """
    match mode:
        case Stopped():
            return Fraction(0)
        case MinimumRate(dose) | Continuous(dose):
            return Fraction(dose.value)
        case DaySchedule():
            return mode.dose
        case WeekSchedule(days):
            return sum((day.dose for day in days), Fraction(0)) / DAYS_PER_WEEK
        case PeriodicBolus(background, dose):
            return background.value + dose.value * mode.boluses_per_day


def steps_on(mode: DeliveryMode, weekday: int) -> tuple[ScheduleStep, ...]:
    """The basal steps of that day of the week (0 is Monday); an even rate, or none, is a single step."""
    match mode:
        case Stopped():
            return _even(NanogramsPerDay(0))
        case MinimumRate(dose) | Continuous(dose):
            return _even(dose)
        case PeriodicBolus(background):
            return _even(background)
        case DaySchedule(steps):
            return steps
        case WeekSchedule(days):
            return days[weekday].steps


def _even(dose: NanogramsPerDay) -> tuple[ScheduleStep, ...]:
    return (ScheduleStep(SecondsOfDay(0), dose),)


def basal_steps(mode: DeliveryMode) -> tuple[ScheduleStep, ...]:
    """The steps of every day that the mode tells apart, one day after the other: seven days of a week."""
    days = range(DAYS_PER_WEEK) if isinstance(mode, WeekSchedule) else range(1)
    return tuple(step for day in days for step in steps_on(mode, day))


def dose_rate_at(mode: DeliveryMode, weekday: int, second_of_day: int) -> NanogramsPerDay:
    """The basal rate in force at that second of that day of the pump's week, as dose per day."""
    current = NanogramsPerDay(0)
    for step in steps_on(mode, weekday):
        if step.at.value <= second_of_day:
            current = step.dose
    return current


def peak_basal_rate(mode: DeliveryMode) -> NanogramsPerDay:
    """The highest basal rate of any day, as dose per day."""
    return max(step.dose for step in basal_steps(mode))


def lowest_basal_rate(mode: DeliveryMode) -> NanogramsPerDay:
    """The lowest basal rate of any day, as dose per day."""
    return min(step.dose for step in basal_steps(mode))


def bolus_rates(program: PumpProgram) -> tuple[Fraction, ...]:
    """The rates, in ng per day, of every bolus that adds to the basal rate. One runs at a time: the patient's
    own goes before the others, which resume after it."""
    return tuple(_bolus_rates(program))


def _bolus_rates(program: PumpProgram) -> Iterable[Fraction]:
    for bolus in (program.patient_bolus, program.mode, program.opening):
        if isinstance(bolus, PatientBolus | PeriodicBolus | SingleBolus):
            yield bolus_rate(bolus.dose, bolus.duration)


def peak_dose_rate(program: PumpProgram) -> Fraction:
    """The highest rate that program can bring, ng of the primary per day: basal and a bolus on top, or a bridge that
    gives the same drug, from the old filling, faster than that.

    Priming is not in it, for it fills an empty path; nor is what a bridge gives of another drug.
    """
    return max(_steady_peak(program), _rate_in_bridge(program))


def _steady_peak(program: PumpProgram) -> Fraction:
    return peak_basal_rate(program.mode).value + max(bolus_rates(program), default=Fraction(0))


def _rate_in_bridge(program: PumpProgram) -> Fraction:
    """Nanograms of the primary per day that a bridge gives of it; 0 where there is none, or of another drug."""
    bridge = program.opening
    if not isinstance(bridge, BridgeBolus):
        return Fraction(0)
    held = {drug.name: drug.concentration.value for drug in bridge.old}
    return Fraction(bridge.dose.value * held.get(program.drug.name, 0), bridge.old[0].concentration.value)
