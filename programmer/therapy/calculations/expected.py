"""What should be in the reservoir after some time."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.calculations import told
from programmer.therapy.calculations.rate import rate_of
from programmer.therapy.calculations.working import CannotBe, Steps, require_not_negative, require_some
from programmer.therapy.quantities import (
    NANOLITRES_PER_MILLILITRE,
    SECONDS_PER_DAY,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
)


@dataclass(frozen=True, slots=True)
class Expected:
    """Volume in nL, exact."""

    volume: Fraction
    steps: Steps


def expected_volume(
    fill: Nanolitres,
    dose: NanogramsPerDay,
    concentration: NanogramsPerMillilitre,
    elapsed: Seconds,
    *,
    boluses: int,
    bolus: Nanograms,
    unit: str = "",
) -> Expected:
    """What is left of ``fill`` after ``elapsed`` at an even ``dose`` and that many boluses.

    Source: V = Vfill - Q × t - n × bolus / C. Less than nothing cannot be: the pump would have run empty.
    The drug is told in ``unit``, mcg or mg, if there is one.
    """
    require_some("the fill", fill)
    require_not_negative("the time since the fill", elapsed)
    require_not_negative("the number of boluses", boluses)
    require_not_negative("a bolus", bolus)
    basal = rate_of(dose, concentration, unit)
    by_rate = basal.rate.value * elapsed.value / SECONDS_PER_DAY
    by_boluses = Fraction(boluses * bolus.value * NANOLITRES_PER_MILLILITRE, concentration.value)
    left = fill.value - by_rate - by_boluses
    if left < 0:
        raise CannotBe(
            f"{told.volume(by_rate + by_boluses)} would have been given out of {told.volume(fill)}: "
            "the reservoir would have run empty"
        )
    steps = (
        *basal.steps[:1],
        (
            f"given at that rate = rate × time = {told.rate(basal.rate)} × {told.hours(Fraction(elapsed.value))} "
            f"= {told.volume(by_rate)}"
        ),
        (
            f"given as boluses = number × bolus / concentration = {told.number(boluses)} × "
            f"{told.mass(bolus.value, unit)} / {told.concentration(concentration, unit)} = {told.volume(by_boluses)}"
        ),
        (
            f"expected = fill - given = {told.volume(fill)} - {told.volume(by_rate)} - {told.volume(by_boluses)} "
            f"= {told.volume(left)}"
        ),
    )
    return Expected(left, steps)
