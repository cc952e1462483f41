"""What a single bolus that is given now comes to: its dose and rate, the last 24 hours with it, and their limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from programmer.delivery.told import flow_told
from programmer.therapy.boluses import SingleBolus, bolus_rate
from programmer.therapy.calculations.window import DAY, largest_dose
from programmer.therapy.drug_library import Indication, LibraryInForce
from programmer.therapy.drug_library.figures import LimitPair
from programmer.therapy.drugs import DrugFill
from programmer.therapy.moments import clock_text_seen_from
from programmer.therapy.notation import (
    dose_rate_text,
    duration_text,
    flow_text,
    mass_over_text,
    mass_text,
    volume_text,
)
from programmer.therapy.pump import PumpStatus
from programmer.therapy.quantities import (
    MICROSECONDS_PER_SECOND,
    NANOLITRES_PER_MILLILITRE,
    NanolitresPerDay,
    PumpTime,
)
from programmer.ui.viewmodels.dose_unit import unit_of
from programmer.ui.viewmodels.drug_limits import place_words
from programmer.ui.widgets.fact_row import Fact
from programmer.visit.interrogation import Interrogation


@dataclass(frozen=True, slots=True)
class BolusInView:
    """A bolus that is looked at, on the pump as it was read and as it is now."""

    bolus: SingleBolus
    found: Interrogation
    status: PumpStatus
    drugs: LibraryInForce
    indication: Indication


def bolus_headline(view: BolusInView) -> str:
    """``20 mcg of baclofen over 10 min``, in the unit in which the dose was typed."""
    drug, bolus = view.found.program.drug, view.bolus
    dose = mass_text(bolus.dose.value, unit=unit_of(view.drugs, drug.name))
    return f"{dose} of {view.drugs.shown_name(drug.name)} over {duration_text(bolus.duration)}"


def bolus_facts(view: BolusInView) -> tuple[Fact, ...]:
    """Exactly what will happen, each figure with its unit."""
    return (*_what(view), *(fact for drug in view.found.program.drugs for fact in _last_day(view, drug)))


def _what(view: BolusInView) -> Iterator[Fact]:
    bolus, program, status = view.bolus, view.found.program, view.status
    for drug in program.drugs:
        dose = bolus.dose.value * program.share(drug)
        words = mass_over_text(dose, bolus.duration, unit=unit_of(view.drugs, drug.name))
        yield Fact(f"Single bolus of {view.drugs.shown_name(drug.name)}", words)
    pushed = Fraction(bolus.dose.value * NANOLITRES_PER_MILLILITRE, program.drug.concentration.value)
    rate = bolus_rate(bolus.dose, bolus.duration)
    flow = NanolitresPerDay(rate * NANOLITRES_PER_MILLILITRE / program.drug.concentration.value)
    per_day = dose_rate_text(rate, digits=4, unit=unit_of(view.drugs, program.drug.name))
    yield Fact("Its rate, on top of the program", f"{per_day}, {flow_text(flow, digits=4)}")
    both = NanolitresPerDay(flow.value + flow_told(program, status, view.found.limits).value)
    most = flow_text(NanolitresPerDay(Fraction(view.found.limits.max_flow.value)))
    yield Fact("With what flows now", f"{flow_text(both, digits=4)}; the pump's most is {most}")
    ends = PumpTime(status.pump_time.value + bolus.duration.value * MICROSECONDS_PER_SECOND)
    yield Fact(
        "It ends, if given now", f"about {clock_text_seen_from(status.pump_time, ends)} by the pump's clock"
    )
    left = volume_text(Fraction(status.reservoir.value) - pushed, places=3)
    yield Fact(
        "Reservoir", f"{volume_text(status.reservoir, places=3)}, {left} without its {volume_text(pushed)}"
    )


def _last_day(view: BolusInView, drug: DrugFill) -> Iterator[Fact]:
    """By single boluses alone, and the most of all there is, as the limits count it."""
    name, unit = drug.name, unit_of(view.drugs, drug.name)
    shown, lately = view.drugs.shown_name(name), view.found.last_day
    opened = replace(view.found.program, opening=view.bolus)
    given, dose = lately.given(name), view.bolus.dose.value * view.found.program.share(drug)
    both = mass_text(given + dose, unit=unit)
    yield Fact(f"{shown} by single bolus in 24 h", f"{mass_text(given, unit=unit)} until now, {both} with it")
    most = largest_dose(opened, DAY).get(name, Fraction(0)) + lately.counted(name, opened)
    entry = view.drugs.entry(name)
    row = None if entry is None else entry.limits(view.indication)
    place = "" if row is None else f": {place_words(most, row)}"
    yield Fact(f"Most {shown} in any 24 h with it", f"{mass_text(most, digits=6, unit=unit)}{place}")
    if row is not None:
        yield from _limit(f"Limits of {shown} in 24 h", row.dose_per_day, unit)
        yield from _limit(f"Limits of a bolus of {shown}", row.bolus, unit)


def _limit(name: str, pair: LimitPair, unit: str) -> Iterator[Fact]:
    words = []
    if pair.soft is not None:
        words.append(f"above {mass_text(pair.soft.amount, unit=unit)} with a reason")
    if pair.hard is not None:
        words.append(f"never above {mass_text(pair.hard.amount, unit=unit)}")
    if words:
        yield Fact(name, ", ".join(words))
