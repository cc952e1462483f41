"""The most that any stretch of time can bring: boluses, and drug.

The rule that counts what was given in the past window lets a bolus be followed by basal delivery that carries a
later window over the limit (shown for the Open PCA requirements, doi 10.1017/S1471068424000280). So a window
here holds the fullest stretch of the schedule plus every bolus that could begin in it.

That is never too little. A bolus of even rate that is cut by the edges of a window counts with the mean, over
its duration, of the number of boluses that begin in the window moved back by that much; and none of these
numbers is above the limit.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from itertools import accumulate

from programmer.therapy.boluses import BridgeBolus, PatientBolus, SingleBolus
from programmer.therapy.programs import (
    DeliveryMode,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    WeekSchedule,
    lowest_basal_rate,
    steps_on,
)
from programmer.therapy.quantities import DAYS_PER_WEEK, SECONDS_PER_DAY, Seconds

DAY = Seconds(SECONDS_PER_DAY)


def most_by_spacing(least_spacing: Seconds, window: Seconds) -> int:
    """How many boluses can begin in a window [t, t + window) if that much lies between two starts: rounded up."""
    return -(-window.value // least_spacing.value)


def most_boluses(bolus: PatientBolus, window: Seconds) -> int:
    """The most patient boluses that can begin in any stretch of that length, under all of the limits.

    The earliest allowed starts, one after the other, are the fullest there is: bolus k may begin once the lockout
    after k - 1 is over, 24 h after bolus k - most_per_day, and so on for the other window.
    """
    limits = [(1, bolus.least_spacing.value), (bolus.most_per_day, SECONDS_PER_DAY)]
    if bolus.window is not None:
        limits.append((bolus.window.most, bolus.window.length.value))
    starts: list[int] = [0]
    while starts[-1] < window.value:
        starts.append(max(_earliest(starts, most, length) for most, length in limits))
    return len(starts) - 1


def _earliest(starts: list[int], most: int, length: int) -> int:
    """When the next may begin if at most ``most`` begin in any ``length``."""
    return starts[-most] + length if most <= len(starts) else 0


def most_periodic_boluses(program: PumpProgram, mode: PeriodicBolus, window: Seconds) -> int:
    """The most periodic boluses whose drug can come in any stretch of that length.

    A patient's bolus goes before a running one, which resumes after it: so where there are patient boluses, one
    more may be pushed into the window from before it.
    """
    pushed = 0 if program.patient_bolus is None else 1
    return most_by_spacing(mode.interval, window) + pushed


def largest_dose(program: PumpProgram, window: Seconds) -> dict[str, Fraction]:
    """Nanograms of each drug that any stretch of that length can bring at most, exact, by the drug's name.

    Schedule, periodic boluses, every allowed patient bolus and a single bolus are in it. While a bridge runs, its
    excess over the lowest basal rate is added, and a drug that only the path still holds stands for itself. What
    primes an empty path is not a dose to the patient and is not in it. Raises ``ValueError`` for no window.
    """
    if window.value <= 0:
        raise ValueError("a window lasts at least 1 s")
    primary = largest_basal_dose(program.mode, window) + _bolus_dose(program, window)
    doses = {drug.name: primary * program.share(drug) for drug in program.drugs}
    if isinstance(program.opening, BridgeBolus):
        _add_bridge(doses, program, program.opening, window)
    return doses


def _bolus_dose(program: PumpProgram, window: Seconds) -> Fraction:
    dose = 0
    if program.patient_bolus is not None:
        dose += most_boluses(program.patient_bolus, window) * program.patient_bolus.dose.value
    if isinstance(program.mode, PeriodicBolus):
        dose += most_periodic_boluses(program, program.mode, window) * program.mode.dose.value
    if isinstance(program.opening, SingleBolus):
        dose += program.opening.dose.value
    return Fraction(dose)


def _add_bridge(
    doses: dict[str, Fraction], program: PumpProgram, bridge: BridgeBolus, window: Seconds
) -> None:
    days = min(bridge.days, Fraction(window.value, SECONDS_PER_DAY))
    lowest = {
        drug.name: lowest_basal_rate(program.mode).value * program.share(drug) for drug in program.drugs
    }
    for drug in bridge.old:
        rate = Fraction(bridge.dose.value * drug.concentration.value, bridge.old[0].concentration.value)
        excess = max(Fraction(0), rate - lowest.get(drug.name, Fraction(0)))
        doses[drug.name] = doses.get(drug.name, Fraction(0)) + excess * days


def largest_basal_dose(mode: DeliveryMode, window: Seconds) -> Fraction:
    """Nanograms of the primary drug in the fullest stretch of that length of the schedule alone, exact.

    The fullest stretch begins or ends where the rate changes, so only those are tried.
    """
    schedule = _Schedule.of(mode)
    whole, rest = divmod(window.value, schedule.period)
    beginnings = {*schedule.starts, *((start - rest) % schedule.period for start in schedule.starts)}
    fullest = max(schedule.between(start, start + rest) for start in beginnings)
    return Fraction(whole * schedule.before(schedule.period) + fullest, SECONDS_PER_DAY)


class _Schedule:
    """A repeating schedule with its running total, so that any stretch is a difference of two totals."""

    def __init__(self, starts: list[int], rates: list[int], period: int) -> None:
        self.starts, self.period, self._rates = starts, period, rates
        lengths = [end - start for start, end in zip(starts, [*starts[1:], period], strict=True)]
        parts = (rate * length for rate, length in zip(rates, lengths, strict=True))
        self._totals = list(accumulate(parts, initial=0))

    @classmethod
    def of(cls, mode: DeliveryMode) -> _Schedule:
        days = DAYS_PER_WEEK if isinstance(mode, WeekSchedule) else 1
        rows: list[tuple[int, ScheduleStep]] = [
            (day * SECONDS_PER_DAY, step) for day in range(days) for step in steps_on(mode, day)
        ]
        starts = [midnight + step.at.value for midnight, step in rows]
        return cls(starts, [step.dose.value for _, step in rows], days * SECONDS_PER_DAY)

    def between(self, start: int, end: int) -> int:
        """Sum of rate x seconds from one moment to a later one, ng x s per day."""
        return self.before(end) - self.before(start)

    def before(self, moment: int) -> int:
        whole, rest = divmod(moment, self.period)
        step = bisect_right(self.starts, rest) - 1
        part = self._totals[step] + self._rates[step] * (rest - self.starts[step])
        return whole * self._totals[-1] + part
