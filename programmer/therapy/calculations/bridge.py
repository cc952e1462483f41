"""The bridge: the old drug in the path at the old dose until the new one is at the tip."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.calculations import told
from programmer.therapy.calculations.rate import rate_of
from programmer.therapy.calculations.working import CannotBe, Steps, require_some
from programmer.therapy.quantities import (
    NANOLITRES_PER_MILLILITRE,
    SECONDS_PER_DAY,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    NanolitresPerDay,
)


@dataclass(frozen=True, slots=True)
class WithoutBridge:
    """What a forgotten bridge gives: ``dose`` in ng per day of the old drug, for ``duration`` in seconds,
    ``ratio`` of what was meant; all exact."""

    dose: Fraction
    duration: Fraction
    ratio: Fraction


@dataclass(frozen=True, slots=True)
class Bridge:
    """Volume in nL, rate of the bridge, duration in s, dose of the OLD drug in ng, and the rate afterwards."""

    volume: Fraction
    rate: NanolitresPerDay
    duration: Fraction
    dose_delivered: Fraction
    rate_after: NanolitresPerDay
    forgotten: WithoutBridge
    steps: Steps


def bridge(
    old: NanogramsPerMillilitre,
    new: NanogramsPerMillilitre,
    dose: NanogramsPerDay,
    new_dose: NanogramsPerDay,
    path: Nanolitres,
    *,
    unit: str = "",
) -> Bridge:
    """Bridge at ``dose`` from the old to the new concentration of a drug, then ``new_dose``.

    Source: Qb = D / C old; T = path / Qb; then Q = D new / C new. The drug given meanwhile is path × C old: what
    leaves the catheter is still the old drug, which is told in ``unit``, mcg or mg, if there is one.
    """
    _require_bridge(dose, new_dose, path)
    if old == new:
        same = told.concentration(old, unit)
        raise CannotBe(f"the concentration stays {same}, so there is nothing to bridge")
    during, after = rate_of(dose, old), rate_of(new_dose, new)
    pushed = Fraction(path.value)
    duration = _time(pushed, during.rate)
    delivered = pushed * old.value / NANOLITRES_PER_MILLILITRE
    forgotten = _without(old, dose, pushed, after.rate)
    steps = (
        (
            f"rate of the bridge = dose / old concentration = {told.dose(dose, unit)} / "
            f"{told.concentration(old, unit)} = {told.rate(during.rate)}"
        ),
        f"duration = path / rate = {told.volume(path)} / {told.rate(during.rate)} = {told.hours(duration)}",
        (
            f"old drug given meanwhile = path × old concentration = {told.volume(path)} × "
            f"{told.concentration(old, unit)} = {told.mass(delivered, unit)}"
        ),
        (
            f"rate after the bridge = dose / new concentration = {told.dose(new_dose, unit)} / "
            f"{told.concentration(new, unit)} = {told.rate(after.rate)}"
        ),
        (
            f"without a bridge the old drug would run at {told.rate(after.rate)}: {told.dose(forgotten.dose, unit)}, "
            f"{told.percent(forgotten.ratio * 100)} of {told.dose(dose, unit)}, for {told.hours(forgotten.duration)}"
        ),
    )
    return Bridge(pushed, during.rate, duration, delivered, after.rate, forgotten, steps)


def _require_bridge(dose: NanogramsPerDay, new_dose: NanogramsPerDay, path: Nanolitres) -> None:
    require_some("the dose of a bridge", dose)
    require_some("the dose after a bridge", new_dose)
    require_some("the volume of the path", path)


def _without(
    old: NanogramsPerMillilitre, dose: NanogramsPerDay, path: Fraction, rate: NanolitresPerDay
) -> WithoutBridge:
    given = rate.value * old.value / NANOLITRES_PER_MILLILITRE
    return WithoutBridge(given, _time(path, rate), given / dose.value)


def _time(path: Fraction, rate: NanolitresPerDay) -> Fraction:
    return path / rate.value * SECONDS_PER_DAY
