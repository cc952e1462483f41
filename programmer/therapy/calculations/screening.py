"""The screening test before an implant: what to draw up, and the starting dose it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.calculations import told
from programmer.therapy.calculations.working import Steps, require_some
from programmer.therapy.quantities import (
    NANOLITRES_PER_MILLILITRE,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
)


@dataclass(frozen=True, slots=True)
class Screening:
    """Volume of the test dose in nL, exact, and the first dose per day after implant."""

    volume: Fraction
    starting_dose: NanogramsPerDay
    steps: Steps


def screening(
    dose: Nanograms, concentration: NanogramsPerMillilitre, *, lasted_beyond_8_h: bool, unit: str = ""
) -> Screening:
    """A test dose of intrathecal baclofen that worked, told in ``unit``, mcg or mg, if there is one.

    Source: volume = dose / C; the start is twice the test dose per day, or the test dose where its effect lasted
    beyond 8 h (labels of intrathecal baclofen; Best Practices ITB Dosing, Neuromodulation 19(6):623).
    """
    require_some("the test dose", dose)
    require_some("a concentration", concentration)
    volume = Fraction(dose.value * NANOLITRES_PER_MILLILITRE, concentration.value)
    start = NanogramsPerDay(dose.value if lasted_beyond_8_h else 2 * dose.value)
    rule = (
        "the effect lasted beyond 8 h: starting dose = test dose per day"
        if lasted_beyond_8_h
        else f"starting dose = 2 × test dose per day = 2 × {told.mass(dose.value, unit)}"
    )
    drawn = (
        f"volume = test dose / concentration = {told.mass(dose.value, unit)} / "
        f"{told.concentration(concentration, unit)} = {told.volume(volume)}"
    )
    return Screening(volume, start, (drawn, f"{rule} = {told.dose(start, unit)}"))
