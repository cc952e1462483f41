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
    mass_text,
    volume_text,
)

_TEXTS: Mapping[Measure, Callable[[Fraction], str]] = {
    Measure.DOSE_PER_DAY: dose_rate_text,
    Measure.MASS: mass_text,
    Measure.CONCENTRATION: concentration_text,
    Measure.VOLUME: volume_text,
    Measure.SHARE: lambda value: f"{decimal_text(value)}{NO_BREAK}%",
    Measure.TIME: lambda value: since_text(int(value)),
    Measure.COUNT: decimal_text,
}


def number_text(measure: Measure, value: Fraction) -> str:
    """``value`` is in the measure's smallest unit; a stretch of time in microseconds."""
    return _TEXTS[measure](value)
