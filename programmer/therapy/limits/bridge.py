"""Whether the old drug in the path is bridged where it must be, and only there."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from programmer.therapy.boluses import BridgeBolus, PrimeExtent, PrimingBolus
from programmer.therapy.drug_library import DrugLibrary
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.limits.bridge_dose import check_bridge_dose
from programmer.therapy.limits.carrying_on import carries_on, same_fill
from programmer.therapy.limits.situation import Situation
from programmer.therapy.limits.slips import old_tubing
from programmer.therapy.limits.violations import Limit, Severity, Violation
from programmer.therapy.notation import (
    duration_text,
    fill_text,
    percent_text,
    volume_text,
)
from programmer.therapy.programs import PumpProgram, dose_per_day
from programmer.therapy.quantities import NANOLITRES_PER_MILLILITRE, SECONDS_PER_DAY, Seconds

# This project's own bound: the tubing volume of old software is 19 % off the path of the reference pump, a figure
# out by two or by ten is far beyond it.
_PATH_TOLERANCE = Fraction(1, 4)


def check_bridge(program: PumpProgram, situation: Situation, library: DrugLibrary) -> Iterator[Violation]:
    """What is wrong about the bridge that is there, or about the one that is missing."""
    present, opening = situation.present, program.opening
    if situation.bridge_left and not _is_priming(present):
        yield from _check_unfinished(program, situation, library)
        return
    if situation.bridge_left and not isinstance(opening, PrimingBolus):
        yield _prime_unfinished(situation)
    if present is None:
        if isinstance(opening, BridgeBolus):
            yield _unfounded(opening, "what is in the path is not known", library)
    elif same_fill(program.drugs, present.drugs):
        if isinstance(opening, BridgeBolus):
            yield _unfounded(opening, "drug and concentration stay as they are", library)
    else:
        yield from _check_due(program, present, situation, library)


def _is_priming(present: PumpProgram | None) -> bool:
    return present is not None and isinstance(present.opening, PrimingBolus)


def _prime_unfinished(situation: Situation) -> Violation:
    return Violation(
        Limit.PRIME_UNFINISHED,
        0,
        f"{volume_text(situation.bridge_left)} are still to be primed",
        "until the path is full the patient gets too little",
        Severity.SOFT,
    )


def _unfounded(opening: BridgeBolus, why: str, library: DrugLibrary) -> Violation:
    return Violation(
        Limit.BRIDGE_UNFOUNDED, 0, f"a bridge with {fill_text(opening.old, library.shown_name)}", why
    )


def _check_due(
    program: PumpProgram, present: PumpProgram, situation: Situation, library: DrugLibrary
) -> Iterator[Violation]:
    match program.opening:
        case BridgeBolus() as bridge:
            yield from _check_old(bridge, present, library)
            yield from _check_path(program, bridge, situation.path, library)
            yield from check_bridge_dose(program, bridge, situation, library)
        case PrimingBolus(PrimeExtent.PUMP_AND_CATHETER):
            pass
        case PrimingBolus(PrimeExtent.CATHETER_CHANGED):
            yield _tubing_holds_old(present, situation, library)
        case _:
            yield _missing(program, present, situation, library)


def _check_old(bridge: BridgeBolus, present: PumpProgram, library: DrugLibrary) -> Iterator[Violation]:
    if not same_fill(bridge.old, present.drugs):
        yield Violation(
            Limit.BRIDGE_OLD_DIFFERS,
            0,
            fill_text(bridge.old, library.shown_name),
            f"the pump held {fill_text(present.drugs, library.shown_name)}",
        )


def _check_path(
    program: PumpProgram, bridge: BridgeBolus, due: Fraction, library: DrugLibrary
) -> Iterator[Violation]:
    """A catheter may be known better than the pump has it; a path out of all proportion is no bridge at all."""
    excess = bridge.path.value - due
    if excess:
        slip, harm = old_tubing(excess), _path_consequence(program, bridge, excess, library)
        yield Violation(
            Limit.BRIDGE_PATH_DIFFERS,
            0,
            volume_text(bridge.path),
            f"{volume_text(due)} are due",
            Severity.HARD if due and abs(excess) > _PATH_TOLERANCE * due else Severity.SOFT,
            ratio=bridge.path.value / due if due else None,
            reason="; ".join(part for part in (slip, harm) if part),
        )


def _path_consequence(
    program: PumpProgram, bridge: BridgeBolus, excess: Fraction, library: DrugLibrary
) -> str:
    """What the patient gets while rate and drug do not belong together: the old drug at the new rate where the
    bridge is too short, the new drug at the rate of the bridge where it is too long."""
    new_flow = dose_per_day(program.mode) * NANOLITRES_PER_MILLILITRE / program.drug.concentration.value
    drug, flow = (program.drug, bridge.flow.value) if excess > 0 else (bridge.old[0], new_flow)
    if not flow:
        return ""
    dose = flow * drug.concentration.value / NANOLITRES_PER_MILLILITRE
    lasting = duration_text(Seconds(int(abs(excess) / flow * SECONDS_PER_DAY)))
    which = "new" if excess > 0 else "old"
    words = DrugWords(library)
    return f"so that the {which} {words(drug.name)} runs at {words.rate(drug.name, dose)} for {lasting}"


def _tubing_holds_old(present: PumpProgram, situation: Situation, library: DrugLibrary) -> Violation:
    return Violation(
        Limit.TUBING_HOLDS_OLD,
        0,
        f"{volume_text(situation.catheter.tubing)} of {fill_text(present.drugs, library.shown_name)}",
        "a prime of the catheter alone pushes it to the patient first",
        Severity.SOFT,
    )


def _missing(
    program: PumpProgram, present: PumpProgram, situation: Situation, library: DrugLibrary
) -> Violation:
    return Violation(
        Limit.BRIDGE_MISSING,
        0,
        f"{fill_text(present.drugs, library.shown_name)} becomes {fill_text(program.drugs, library.shown_name)}",
        f"the {volume_text(situation.path)} in the path are still the old",
        reason=_consequence(program, present, situation, library),
    )


def _consequence(
    program: PumpProgram, present: PumpProgram, situation: Situation, library: DrugLibrary
) -> str:
    """What the patient would get of the old primary meanwhile: the new rate pushes it at the old concentration."""
    volume_per_day = dose_per_day(program.mode) * NANOLITRES_PER_MILLILITRE / program.drug.concentration.value
    if not volume_per_day:
        return ""
    old = volume_per_day * present.drug.concentration.value / NANOLITRES_PER_MILLILITRE
    lasting = duration_text(Seconds(int(situation.path / volume_per_day * SECONDS_PER_DAY)))
    words, name = DrugWords(library), present.drug.name
    wrong = f"without it {words.rate(name, old)} of {words(name)} for {lasting}"
    if present.drug.name != program.drug.name:
        return wrong
    return f"{wrong}, {percent_text(100 * old / dose_per_day(program.mode))} of the dose"


def _check_unfinished(
    program: PumpProgram, situation: Situation, library: DrugLibrary
) -> Iterator[Violation]:
    """An earlier bridge is carried on for what is left of it at least, or the path is emptied and primed anew."""
    opening = program.opening
    if isinstance(opening, PrimingBolus) and opening.extent is PrimeExtent.PUMP_AND_CATHETER:
        return
    if not carries_on(program, situation):
        yield Violation(
            Limit.BRIDGE_UNFINISHED,
            0,
            f"{volume_text(situation.bridge_left)} are still to be bridged",
            "bridge them from the same old drug, or let the bridge end first",
        )
    elif isinstance(opening, BridgeBolus):
        yield from check_bridge_dose(program, opening, situation, library)
