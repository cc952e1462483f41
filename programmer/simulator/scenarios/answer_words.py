"""The number that a trainee answered, with its unit, as the result repeats it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from programmer.simulator.scenarios.check import Measure
from programmer.simulator.scenarios.sentences import since_text
from programmer.therapy.notation import (
    NO_BREAK,
    concentration_text,
    decimal_text,
    dose_rate_text,
    duration_text,
    mass_text,
    volume_text,
)
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND, Seconds

_DAYS_FROM_US = 4 * MICROSECONDS_PER_DAY
_TEXTS: Mapping[Measure, Callable[[Fraction], str]] = {
    Measure.DOSE_PER_DAY: dose_rate_text,
    Measure.MASS: mass_text,
    Measure.CONCENTRATION: concentration_text,
    Measure.VOLUME: volume_text,
    Measure.SHARE: lambda value: f"{decimal_text(value)}{NO_BREAK}%",
    Measure.TIME: lambda value: _stretch(int(value)),
    Measure.COUNT: decimal_text,
}


def _stretch(us: int) -> str:
    """In hours up to four days, as the questions have it, else in days."""
    if us < _DAYS_FROM_US:
        return duration_text(Seconds(us // MICROSECONDS_PER_SECOND))
    return since_text(us)


def number_text(measure: Measure, value: Fraction) -> str:
    """``value`` is in the measure's smallest unit; a stretch of time in microseconds."""
    return _TEXTS[measure](value)
