"""What flows: drugs by name and how much of each is in a nanolitre, exact."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from programmer.therapy.drugs import DrugFill
from programmer.therapy.quantities import NANOLITRES_PER_MILLILITRE

Fluid = tuple[tuple[str, Fraction], ...]
"""Name and ng per nL of each drug, sorted by name."""

SPINAL_FLUID: Fluid = ()
"""Without drug: spinal fluid, or dye."""


def fluid_of(drugs: Iterable[DrugFill]) -> Fluid:
    """The fluid of a filling."""
    rows = ((drug.name, Fraction(drug.concentration.value, NANOLITRES_PER_MILLILITRE)) for drug in drugs)
    return tuple(sorted(rows))


def blend(parts: Iterable[tuple[int | Fraction, Fluid]]) -> Fluid:
    """What comes of mixing parts, each a weight and a fluid: masses and volumes add. Of nothing comes no drug."""
    weights = [(weight, dict(fluid)) for weight, fluid in parts]
    whole = sum(weight for weight, _ in weights)
    if not whole:
        return SPINAL_FLUID
    names = sorted({name for _, drugs in weights for name in drugs})
    sums = {name: sum(weight * drugs.get(name, Fraction(0)) for weight, drugs in weights) for name in names}
    return tuple((name, Fraction(held) / whole) for name, held in sums.items() if held)
