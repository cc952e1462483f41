"""How amounts are written in the steps of a calculation: as everywhere, rounded to six digits."""

from __future__ import annotations

from fractions import Fraction

from programmer.therapy import notation
from programmer.therapy.quantities import (
    NANOGRAMS_PER_MICROGRAM,
    NANOGRAMS_PER_MILLIGRAM,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    NanolitresPerDay,
    Seconds,
)

_DIGITS = 6
_SECONDS_PER_HOUR = 3600
_MASS = {"mcg": NANOGRAMS_PER_MICROGRAM, "mg": NANOGRAMS_PER_MILLIGRAM}


def mass(nanograms: Fraction | int, unit: str = "") -> str:
    """A mass in a step; in ``mcg`` or ``mg`` where its drug has a unit here, else in what reads best."""
    return _in(Fraction(nanograms), unit) if unit else notation.mass_text(nanograms, digits=_DIGITS)


def dose(per_day: NanogramsPerDay | Fraction, unit: str = "") -> str:
    """A dose per day in a step, in a unit as a mass."""
    nanograms = Fraction(per_day.value if isinstance(per_day, NanogramsPerDay) else per_day)
    return f"{_in(nanograms, unit)} per day" if unit else notation.dose_rate_text(nanograms, digits=_DIGITS)


def concentration(exact: NanogramsPerMillilitre | Fraction, unit: str = "") -> str:
    """A concentration in a step, in a unit as a mass."""
    nanograms = Fraction(exact.value if isinstance(exact, NanogramsPerMillilitre) else exact)
    return f"{_in(nanograms, unit)}/mL" if unit else notation.concentration_text(nanograms, digits=_DIGITS)


def _in(nanograms: Fraction, unit: str) -> str:
    return f"{number(nanograms / _MASS[unit])}{notation.NO_BREAK}{unit}"


def volume(nanolitres: Nanolitres | Fraction) -> str:
    """A volume in a step."""
    return notation.volume_text(nanolitres, digits=_DIGITS)


def rate(flow: NanolitresPerDay) -> str:
    """A flow in a step."""
    return notation.flow_text(flow, digits=_DIGITS)


def number(value: Fraction | int) -> str:
    """A bare number in a step."""
    return notation.decimal_text(value, digits=_DIGITS)


def percent(share: Fraction) -> str:
    """A share in a step, given as per cent."""
    return f"{number(share)}{notation.NO_BREAK}%"


def hours(seconds: Fraction) -> str:
    """A duration in a step as decimal hours, and as a clock would count it where that is a whole second."""
    decimal = f"{number(seconds / _SECONDS_PER_HOUR)}{notation.NO_BREAK}h"
    return f"{decimal} ({_on_a_clock(seconds)})"


def minutes(seconds: Fraction) -> str:
    """The same in decimal minutes."""
    decimal = f"{number(seconds / 60)}{notation.NO_BREAK}min"
    return f"{decimal} ({_on_a_clock(seconds)})"


def _on_a_clock(seconds: Fraction) -> str:
    mark = "" if seconds.denominator == 1 else notation.APPROXIMATELY
    return f"{mark}{notation.duration_text(Seconds(round(seconds)))}"


def signed_percent(change: Fraction) -> str:
    """A change in a step: ``8.82353 % less``."""
    return f"{percent(abs(change))} {'less' if change < 0 else 'more'}" if change else "no change"
