"""What a refill becomes when it mixes with the drug that could not be withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.calculations import told
from programmer.therapy.calculations.working import Steps, change_percent, require_not_negative, require_some
from programmer.therapy.quantities import NanogramsPerMillilitre, Nanolitres


@dataclass(frozen=True, slots=True)
class Residual:
    """True concentration in ng/mL, and by how many per cent it differs from what was filled in; exact."""

    concentration: Fraction
    change_percent: Fraction
    steps: Steps


def residual(
    fill: Nanolitres,
    concentration: NanogramsPerMillilitre,
    left: Nanolitres,
    left_concentration: NanogramsPerMillilitre,
    unit: str = "",
) -> Residual:
    """Mix ``fill`` with what was ``left``, told in ``unit``, mcg or mg, if there is one.

    Source: C = (Vf × Cnew + Vr × Cold) / (Vf + Vr).
    """
    require_some("the fill", fill)
    require_not_negative("the residual volume", left)
    require_some("a concentration", concentration)
    require_some("the concentration of the residual", left_concentration)
    drug = fill.value * concentration.value + left.value * left_concentration.value
    true = Fraction(drug, fill.value + left.value)
    change = change_percent(Fraction(concentration.value), true)
    mixed = (
        f"concentration = (fill × new + residual × old) / (fill + residual) = ({told.volume(fill)} × "
        f"{told.concentration(concentration, unit)} + {told.volume(left)} × "
        f"{told.concentration(left_concentration, unit)}) / ({told.volume(fill)} + {told.volume(left)}) "
        f"= {told.concentration(true, unit)}"
    )
    compared = f"against {told.concentration(concentration, unit)} as filled: {told.signed_percent(change)}"
    return Residual(true, change, (mixed, compared))
