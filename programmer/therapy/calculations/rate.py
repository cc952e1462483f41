"""Rate, dose and concentration: each from the other two, and what the pump makes of the rate."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.calculations import told
from programmer.therapy.calculations.working import CannotBe, Steps, require_not_negative, require_some
from programmer.therapy.pump import PumpLimits
from programmer.therapy.quantities import (
    NANOLITRES_PER_MILLILITRE,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    NanolitresPerDay,
    flow,
)

_HOURS_PER_DAY = 24


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with the dose (ng per day) and the concentration (ng/mL) that belong to it, all exact."""

    dose: Fraction
    concentration: Fraction
    rate: NanolitresPerDay
    steps: Steps


def rate_of(dose: NanogramsPerDay, concentration: NanogramsPerMillilitre, unit: str = "") -> Rate:
    """The flow that gives ``dose``; told in ``unit``, mcg or mg, if there is one. Source: Q = D / C."""
    require_not_negative("a dose", dose)
    require_some("a concentration", concentration)
    rate = flow(dose, concentration)
    step = (
        f"rate = dose / concentration = {told.dose(dose, unit)} / {told.concentration(concentration, unit)} "
        f"= {told.rate(rate)}"
    )
    exact = Fraction(dose.value)
    return Rate(exact, Fraction(concentration.value), rate, (step, _hourly(exact, unit)))


def dose_of(rate: NanolitresPerDay, concentration: NanogramsPerMillilitre, unit: str = "") -> Rate:
    """The dose that a flow gives. Source: D = Q × C."""
    require_some("a rate", rate)
    require_some("a concentration", concentration)
    dose = rate.value * concentration.value / NANOLITRES_PER_MILLILITRE
    step = (
        f"dose = rate × concentration = {told.rate(rate)} × {told.concentration(concentration, unit)} "
        f"= {told.dose(dose, unit)}"
    )
    return Rate(dose, Fraction(concentration.value), rate, (step, _hourly(dose, unit)))


def concentration_of(dose: NanogramsPerDay, rate: NanolitresPerDay, unit: str = "") -> Rate:
    """The concentration at which a flow gives ``dose``. Source: C = D / Q."""
    require_some("a dose", dose)
    require_some("a rate", rate)
    exact = Fraction(dose.value)
    concentration = exact * NANOLITRES_PER_MILLILITRE / rate.value
    step = (
        f"concentration = dose / rate = {told.dose(dose, unit)} / {told.rate(rate)} "
        f"= {told.concentration(concentration, unit)}"
    )
    return Rate(exact, concentration, rate, (step, _hourly(exact, unit)))


_MORE = "; a higher concentration needs less"
_LESS = "; the drug must be more dilute"


def dose_per_hour(dose: Fraction) -> Fraction:
    """Nanograms in each hour of a dose per day at an even rate. Source: hourly = D / 24."""
    return dose / _HOURS_PER_DAY


def _hourly(dose: Fraction, unit: str) -> str:
    return f"in each hour: dose / 24 = {told.dose(dose, unit)} / 24 = {told.mass(dose_per_hour(dose), unit)}"


def require_in_range(
    rate: NanolitresPerDay, limits: PumpLimits, *, of_dose: bool = True, when: str = ""
) -> None:
    """Raise ``CannotBe`` for a flow that the pump cannot deliver. No flow at all is always possible.

    ``of_dose``: the flow follows from a dose, so that another concentration mends it. ``when`` is told of a flow that
    is not there all the time: ``while a bolus runs``.
    """
    rate_is = f"{when + ', ' if when else ''}a rate of {told.rate(rate)} is"
    least = NanolitresPerDay(Fraction(limits.min_flow.value))
    most = NanolitresPerDay(Fraction(limits.max_flow.value))
    if rate > most:
        raise CannotBe(
            f"{rate_is} more than this pump's greatest, {told.rate(most)}{_MORE if of_dose else ''}"
        )
    if 0 < rate.value < least.value:
        raise CannotBe(f"{rate_is} less than this pump's least, {told.rate(least)}{_LESS if of_dose else ''}")
