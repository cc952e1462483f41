"""How a mixture is made from stock vials, and what is truly in it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.calculations import told
from programmer.therapy.calculations.working import CannotBe, Steps, require_not_negative, require_some
from programmer.therapy.drugs import DrugFill, require_mixture
from programmer.therapy.quantities import (
    NANOLITRES_PER_MILLILITRE,
    NanogramsPerDay,
    Nanolitres,
    NanolitresPerDay,
    flow,
)


@dataclass(frozen=True, slots=True)
class WantedDrug:
    """A drug as it is in its vial, and what is wanted of it in a day; ``unit``, in which all of it is told: mcg, mg,
    or empty for whichever reads best."""

    stock: DrugFill
    dose: NanogramsPerDay
    unit: str = ""

    @property
    def dose_told(self) -> str:
        """The dose in a step."""
        return told.dose(self.dose, self.unit)

    @property
    def stock_told(self) -> str:
        """The concentration of the vial in a step."""
        return told.concentration(self.stock.concentration, self.unit)


@dataclass(frozen=True, slots=True)
class Compounded:
    """One drug of the mixture: what to draw from its vial in nL, and its true concentration in ng/mL; exact."""

    name: str
    volume: Fraction
    concentration: Fraction


@dataclass(frozen=True, slots=True)
class Admixture:
    """The flow to program, each drug, and the diluent in nL, exact. Volumes include what fills the refill set."""

    rate: NanolitresPerDay
    drugs: tuple[Compounded, ...]
    diluent: Fraction
    steps: Steps


def admixture(
    total: Nanolitres, drugs: tuple[WantedDrug, ...], extra: Nanolitres, rate: NanolitresPerDay | None = None
) -> Admixture:
    """Compound ``total`` and ``extra`` of a mixture that gives every wanted dose at one flow.

    Without a ``rate`` no diluent is used: Q = D1 / S1 + D2 / S2 + … With one, the rest is diluent. Source:
    V1 = Vtotal × (D1 / S1) / Q; true C1 = D1 / Q, which is what must be entered, not the stock (US 6,928,338);
    diluent = Vtotal - V1 - V2 - …; 3 mL extra fill a usual refill set (Archimedes pump manual, appendix B).
    """
    _require_drugs(drugs)
    require_some("the total volume", total)
    require_not_negative("the extra volume", extra)
    needed = NanolitresPerDay(sum((_flow(drug) for drug in drugs), Fraction(0)))
    flow_in_force = needed if rate is None else rate
    if flow_in_force < needed:
        raise CannotBe(
            f"{told.rate(flow_in_force)} is too little: undiluted, these doses need {told.rate(needed)}; "
            "a stronger stock or a smaller dose is needed"
        )
    whole = Fraction(total.value + extra.value)
    made = tuple(_compounded(drug, flow_in_force, whole) for drug in drugs)
    diluent = whole - sum(drug.volume for drug in made)
    steps = (
        *_rate_steps(drugs, needed, rate),
        f"volume to make = total + extra = {told.volume(total)} + {told.volume(extra)} = {told.volume(whole)}",
        *(
            step
            for drug, one in zip(drugs, made, strict=True)
            for step in _drug_steps(drug, one, whole, flow_in_force)
        ),
        f"diluent = volume to make - drugs = {told.volume(diluent)}",
        (
            f"lasts = total / rate = {told.volume(total)} / {told.rate(flow_in_force)} "
            f"= {told.number(total.value / flow_in_force.value)} days until nothing is left"
        ),
    )
    return Admixture(flow_in_force, made, diluent, steps)


def _require_drugs(drugs: tuple[WantedDrug, ...]) -> None:
    try:
        require_mixture(tuple(drug.stock for drug in drugs))
    except ValueError as trouble:
        raise CannotBe(str(trouble)) from None
    for drug in drugs:
        require_some(f"the dose of {drug.stock.name}", drug.dose)


def _flow(drug: WantedDrug) -> Fraction:
    return flow(drug.dose, drug.stock.concentration).value


def _compounded(drug: WantedDrug, rate: NanolitresPerDay, whole: Fraction) -> Compounded:
    true = drug.dose.value * NANOLITRES_PER_MILLILITRE / rate.value
    return Compounded(drug.stock.name, whole * _flow(drug) / rate.value, true)


def _rate_steps(
    drugs: tuple[WantedDrug, ...], needed: NanolitresPerDay, rate: NanolitresPerDay | None
) -> Steps:
    parts = " + ".join(f"{drug.dose_told} / {drug.stock_told}" for drug in drugs)
    undiluted = f"rate without diluent = sum of dose / stock = {parts} = {told.rate(needed)}"
    return (undiluted,) if rate is None else (undiluted, f"rate = {told.rate(rate)}, as given")


def _drug_steps(drug: WantedDrug, made: Compounded, whole: Fraction, rate: NanolitresPerDay) -> Steps:
    return (
        (
            f"{made.name}: volume = volume to make × (dose / stock) / rate = {told.volume(whole)} × "
            f"({drug.dose_told} / {drug.stock_told}) / {told.rate(rate)} = {told.volume(made.volume)}"
        ),
        (
            f"{made.name}: true concentration = dose / rate = {drug.dose_told} / {told.rate(rate)} "
            f"= {told.concentration(made.concentration, drug.unit)}; enter this one, not the stock's {drug.stock_told}"
        ),
    )
