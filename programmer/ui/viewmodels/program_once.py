"""What is given once, when a program takes effect: a single bolus or a prime, from its fields and told back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from programmer.therapy.boluses import Opening, PrimeExtent, PrimingBolus, SingleBolus, bolus_rate
from programmer.therapy.calculations.prime import Prime, prime
from programmer.therapy.calculations.working import CannotBe
from programmer.therapy.limits import Situation
from programmer.therapy.notation import (
    duration_text,
    flow_text,
    hourly_flow_text,
    volume_text,
)
from programmer.therapy.programs import PumpProgram, dose_per_day
from programmer.therapy.quantities import (
    NANOLITRES_PER_MILLILITRE,
    Nanolitres,
    NanolitresPerDay,
    Seconds,
)
from programmer.ui.viewmodels.program_draft import ProgramDraft
from programmer.ui.viewmodels.program_facts import Shown, most_facts
from programmer.ui.viewmodels.program_fields import (
    PRIME_EXTENT,
    PRIME_RATE,
    SINGLE_DOSE,
    SINGLE_OVER,
    FieldReader,
    bolus_in,
    prime_rate,
)
from programmer.ui.viewmodels.program_state import OPENING_PRIME, OPENING_SINGLE
from programmer.ui.widgets.fact_row import Fact

NOT_CHOSEN = "what it fills is still to be chosen"
_LONGEST_HOURS = 96  # as everywhere on this page: longer times are not typed here
_SECONDS_PER_HOUR = 3600


def read_once(draft: ProgramDraft, situation: Situation, reader: FieldReader) -> Opening | None:
    """The single bolus or the prime that the fields stand for; None where none is wanted or none can be read."""
    if draft.opening_key == OPENING_SINGLE:
        return _read_single(draft, reader)
    return _read_prime(situation, reader) if draft.opening_key == OPENING_PRIME else None


def _read_single(draft: ProgramDraft, reader: FieldReader) -> SingleBolus | None:
    dose, duration = reader.read(SINGLE_DOSE, bolus_in(draft.unit)), reader.given_over(SINGLE_OVER)
    return None if dose is None or duration is None else SingleBolus(dose, duration)


# ---- the prime --------------------------------------------------------------------------------------------------


def _read_prime(situation: Situation, reader: FieldReader) -> PrimingBolus | None:
    """Volume and duration are worked out, never typed: whole nL and whole seconds, both rounded up."""
    extent, rate = extent_in(reader.text(PRIME_EXTENT)), reader.read(PRIME_RATE, prime_rate)
    if extent is None:
        reader.reasons[PRIME_EXTENT] = NOT_CHOSEN
    if extent is None or rate is None:
        return None
    try:
        worked = _worked_out(extent, situation, rate)
    except CannotBe as refusal:
        reader.reasons[PRIME_EXTENT] = str(refusal)
        return None
    if worked.duration > _LONGEST_HOURS * _SECONDS_PER_HOUR:
        lasts = duration_text(Seconds(math.ceil(worked.duration)))
        reader.reasons[PRIME_RATE] = f"it would take {lasts}, and a path is filled within {_LONGEST_HOURS} h"
        return None
    return PrimingBolus(extent, Nanolitres(math.ceil(worked.volume)), Seconds(math.ceil(worked.duration)))


def extent_in(text: str) -> PrimeExtent | None:
    """What is to be filled, by its word."""
    return next((extent for extent in PrimeExtent if extent.value == text), None)


def _worked_out(extent: PrimeExtent, situation: Situation, rate: NanolitresPerDay) -> Prime:
    """Of this pump's tubing and catheter. Raises ``CannotBe``."""
    catheter, primed = situation.catheter, extent is not PrimeExtent.PUMP_AND_CATHETER
    return prime(catheter.tubing, catheter.length_mm, catheter.volume_per_cm, rate, pump_primed=primed)


def prime_working(opening: Opening | None, draft: ProgramDraft, situation: Situation) -> tuple[str, ...]:
    """How volume and duration of the prime come about, step by step, each a sentence without its full stop."""
    if not isinstance(opening, PrimingBolus):
        return ()
    rate = prime_rate(draft.text(PRIME_RATE))
    worked = _worked_out(opening.extent, situation, rate)
    steps = [step.replace("the pump was primed before: ", "") for step in worked.steps]
    if opening.duration.value != worked.duration or opening.volume.value != worked.volume:
        whole = f"{volume_text(opening.volume)} in {duration_text(opening.duration)}"
        steps.insert(-1, f"in whole seconds, rounded up: {whole}, which is {hourly_flow_text(opening.flow)}")
    return tuple(steps)


# ---- what the patient gets --------------------------------------------------------------------------------------


def once_totals(program: PumpProgram, shown: Shown) -> Iterator[Fact]:
    """What is given once, of each drug, and what any 24 hours can bring with it."""
    match program.opening:
        case SingleBolus() as single:
            yield from _single_totals(program, single, shown)
            yield from most_facts(program, shown)
        case PrimingBolus() as primed:
            yield from _prime_totals(program, primed, shown)
        case _:
            return


def _single_totals(program: PumpProgram, single: SingleBolus, shown: Shown) -> Iterator[Fact]:
    for drug in program.drugs:
        dose = single.dose.value * program.share(drug)
        yield Fact(f"Single bolus of {shown(drug.name)}", shown.mass_over(drug.name, dose, single.duration))
    pushed = Fraction(single.dose.value * NANOLITRES_PER_MILLILITRE, program.drug.concentration.value)
    yield Fact("Volume of the bolus", volume_text(pushed))
    rate = bolus_rate(single.dose, single.duration)
    flow = NanolitresPerDay(rate * NANOLITRES_PER_MILLILITRE / program.drug.concentration.value)
    yield Fact(
        "Its rate, on top of the delivery", f"{shown.rate(program.drug.name, rate)}, {flow_text(flow)}"
    )


def _prime_totals(program: PumpProgram, primed: PrimingBolus, shown: Shown) -> Iterator[Fact]:
    yield Fact("It fills", f"{primed.extent.value}: {volume_text(primed.volume)}")
    yield Fact("It takes", f"{duration_text(primed.duration)} at {hourly_flow_text(primed.flow)}")
    for drug in program.drugs:
        held = Fraction(primed.volume.value * drug.concentration.value, NANOLITRES_PER_MILLILITRE)
        yield Fact(f"{shown(drug.name)} in it, counted as no dose", shown.mass(drug.name, held))
    yield Fact("After it", shown.rate(program.drug.name, dose_per_day(program.mode), digits=6))
