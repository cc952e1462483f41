"""What a prime may push, and into what: it is for an empty path, and in a full one it is a bolus."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from programmer.therapy.boluses import PrimeExtent, PrimingBolus
from programmer.therapy.drug_library import DrugLibrary
from programmer.therapy.drug_library.dose_unit import unit_in
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.limits.carrying_on import carries_on
from programmer.therapy.limits.comparing import Asked, against
from programmer.therapy.limits.situation import Situation
from programmer.therapy.limits.slips import old_tubing
from programmer.therapy.limits.violations import Limit, Severity, Violation
from programmer.therapy.notation import concentration_text, duration_text, mass_text, volume_text
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import NANOLITRES_PER_MILLILITRE


def check_prime(
    program: PumpProgram, prime: PrimingBolus, situation: Situation, library: DrugLibrary
) -> Iterator[Violation]:
    """The volume that is due, what goes beyond it, and what the patient gets if the path is not empty after all."""
    fills_tubing = prime.extent is PrimeExtent.PUMP_AND_CATHETER
    due = situation.path if fills_tubing else situation.catheter_volume
    excess = prime.volume.value - due
    if excess:
        yield _other_volume(prime, due)
    if excess > 0:
        yield from _check_excess(program, excess, situation, library)
    if not carries_on(program, situation):
        yield _full_path(program, prime, situation, library)


def _other_volume(prime: PrimingBolus, due: Fraction) -> Violation:
    return Violation(
        Limit.PRIME_VOLUME,
        0,
        volume_text(prime.volume),
        f"{prime.extent.value} takes {volume_text(due)}",
        Severity.SOFT,
        ratio=prime.volume.value / due if due else None,
        reason=old_tubing(prime.volume.value - due),
    )


def _check_excess(
    program: PumpProgram, excess: Fraction, situation: Situation, library: DrugLibrary
) -> Iterator[Violation]:
    """What a prime pushes beyond the path it fills reaches the patient at once, as a bolus would."""
    for drug in program.drugs:
        entry = library.entry(drug.name)
        if entry is not None:
            dose = excess * drug.concentration.value / NANOLITRES_PER_MILLILITRE
            entered = f"{mass_text(dose, unit=unit_in(entry))} that the prime pushes beyond the path"
            asked = Asked(Limit.BOLUS, entry.shown.word, dose, entered)
            yield from against(entry.limits(situation.row).bolus, asked)


def _full_path(
    program: PumpProgram, prime: PrimingBolus, situation: Situation, library: DrugLibrary
) -> Violation:
    """Nobody here can see whether the path is empty. Only a prime that goes on where it was is not asked about: any
    other pushes its whole volume again, into what an unfinished one has filled already."""
    present = situation.present or program
    dose = Fraction(prime.volume.value * present.drug.concentration.value, NANOLITRES_PER_MILLILITRE)
    name = library.shown_name(present.drug.name)
    held = f"{name} {concentration_text(present.drug.concentration)}"
    amount = DrugWords(library).mass(present.drug.name, dose)
    why = _known_to_be_full(prime, situation)
    return Violation(
        Limit.PRIME_FULL_PATH,
        0,
        f"in one full of {held} it gives {amount} in {duration_text(prime.duration)}",
        why or "the reason says how the path was emptied",
        Severity.HARD if why else Severity.SOFT,
        reason=_begun_anew(situation),
    )


def _begun_anew(situation: Situation) -> str:
    if not situation.bridge_left or situation.present is None:
        return ""
    what = "prime" if isinstance(situation.present.opening, PrimingBolus) else "bridge"
    return (
        f"this prime does not carry on the {what} of which {volume_text(situation.bridge_left)} are left, "
        "but pushes its whole volume"
    )


def _known_to_be_full(prime: PrimingBolus, situation: Situation) -> str:
    """Why there can be no empty path; empty if there may be. While an opening is unfinished it is partly full at
    most, and to empty the path is the only way out of a bridge."""
    present = situation.present
    if present is None or situation.bridge_left or prime.extent is PrimeExtent.CATHETER_CHANGED:
        return ""
    if isinstance(present.opening, PrimingBolus):
        return "the program in the pump has primed it"
    if situation.delivers:
        return "the pump delivers now, so that its path is full; stop it and empty the path first"
    return ""
