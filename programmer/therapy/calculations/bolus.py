"""A bolus given as any two of dose, rate and duration."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.calculations import told
from programmer.therapy.calculations.working import Steps, require_some
from programmer.therapy.notation import hourly_flow_text
from programmer.therapy.quantities import (
    NANOLITRES_PER_MILLILITRE,
    SECONDS_PER_DAY,
    Nanograms,
    NanogramsPerMillilitre,
    NanolitresPerDay,
    Seconds,
)


@dataclass(frozen=True, slots=True)
class Bolus:
    """Dose in ng, flow, duration in seconds and volume in nL, all exact."""

    dose: Fraction
    rate: NanolitresPerDay
    duration: Fraction
    volume: Fraction
    steps: Steps


def bolus_over(
    dose: Nanograms, duration: Seconds, concentration: NanogramsPerMillilitre, unit: str = ""
) -> Bolus:
    """A bolus of that dose in that time, told in ``unit``, mcg or mg, if there is one.

    Source: V = dose / C; rate = V / duration.
    """
    require_some("the dose of a bolus", dose)
    require_some("the duration of a bolus", duration)
    volume, drawn = _volume(dose, concentration, unit)
    rate = NanolitresPerDay(volume * SECONDS_PER_DAY / duration.value)
    exact = Fraction(duration.value)
    step = (
        f"rate = volume / duration = {told.volume(volume)} / {told.minutes(exact)} = {hourly_flow_text(rate)}"
    )
    return Bolus(Fraction(dose.value), rate, exact, volume, (drawn, step))


def bolus_at(
    dose: Nanograms, rate: NanolitresPerDay, concentration: NanogramsPerMillilitre, unit: str = ""
) -> Bolus:
    """A bolus of that dose at that flow. Source: V = dose / C; duration = V / rate."""
    require_some("the dose of a bolus", dose)
    require_some("the rate of a bolus", rate)
    volume, drawn = _volume(dose, concentration, unit)
    duration = volume / rate.value * SECONDS_PER_DAY
    step = f"duration = volume / rate = {told.volume(volume)} / {hourly_flow_text(rate)} = {told.minutes(duration)}"
    return Bolus(Fraction(dose.value), rate, duration, volume, (drawn, step))


def bolus_for(
    rate: NanolitresPerDay, duration: Seconds, concentration: NanogramsPerMillilitre, unit: str = ""
) -> Bolus:
    """What that flow gives in that time. Source: V = rate × duration; dose = V × C."""
    require_some("the rate of a bolus", rate)
    require_some("the duration of a bolus", duration)
    require_some("a concentration", concentration)
    exact = Fraction(duration.value)
    volume = rate.value * exact / SECONDS_PER_DAY
    dose = volume * concentration.value / NANOLITRES_PER_MILLILITRE
    steps = (
        f"volume = rate × duration = {hourly_flow_text(rate)} × {told.minutes(exact)} = {told.volume(volume)}",
        (
            f"dose = volume × concentration = {told.volume(volume)} × "
            f"{told.concentration(concentration, unit)} = {told.mass(dose, unit)}"
        ),
    )
    return Bolus(dose, rate, exact, volume, steps)


def _volume(dose: Nanograms, concentration: NanogramsPerMillilitre, unit: str) -> tuple[Fraction, str]:
    require_some("a concentration", concentration)
    volume = Fraction(dose.value * NANOLITRES_PER_MILLILITRE, concentration.value)
    step = (
        f"volume = dose / concentration = {told.mass(dose.value, unit)} / "
        f"{told.concentration(concentration, unit)} = {told.volume(volume)}"
    )
    return volume, step
