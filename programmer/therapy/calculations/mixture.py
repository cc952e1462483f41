"""What each drug of a mixture gives when the primary is programmed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.calculations import told
from programmer.therapy.calculations.rate import rate_of
from programmer.therapy.calculations.working import CannotBe, Steps
from programmer.therapy.drugs import DrugFill, require_mixture
from programmer.therapy.quantities import NanogramsPerDay, NanolitresPerDay


@dataclass(frozen=True, slots=True)
class MixtureDoses:
    """The flow, and for every drug, the primary first, its name and its dose in ng per day, exact."""

    rate: NanolitresPerDay
    doses: tuple[tuple[str, Fraction], ...]
    steps: Steps


def mixture_doses(
    drugs: tuple[DrugFill, ...], dose: NanogramsPerDay, units: tuple[str, ...] = ()
) -> MixtureDoses:
    """The doses of a mixture whose first drug is programmed at ``dose``. Source: D2 = D1 × C2 / C1.

    ``units``: mcg or mg, in which each drug is told; none for whichever reads best.
    """
    try:
        require_mixture(drugs)
    except ValueError as trouble:
        raise CannotBe(str(trouble)) from None
    primary, *others = drugs
    first, *rest = units or ("",) * len(drugs)
    rate = rate_of(dose, primary.concentration).rate
    doses = tuple(
        (drug.name, Fraction(dose.value * drug.concentration.value, primary.concentration.value))
        for drug in drugs
    )
    asked, holds = told.dose(dose, first), told.concentration(primary.concentration, first)
    followed = tuple(
        f"{drug.name} = {asked} × {told.concentration(drug.concentration, unit)} / {holds} = {told.dose(given, unit)}"
        for drug, unit, (_, given) in zip(others, rest, doses[1:], strict=True)
    )
    return MixtureDoses(
        rate, doses, (f"rate = dose / concentration = {asked} / {holds} = {told.rate(rate)}", *followed)
    )
