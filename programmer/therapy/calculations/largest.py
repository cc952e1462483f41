"""The largest dose of any window, told step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.boluses import BridgeBolus, PrimingBolus, SingleBolus
from programmer.therapy.calculations import told
from programmer.therapy.calculations.window import (
    largest_basal_dose,
    largest_dose,
    most_boluses,
    most_periodic_boluses,
)
from programmer.therapy.calculations.working import Steps, require_some
from programmer.therapy.notation import duration_text
from programmer.therapy.programs import PeriodicBolus, PumpProgram
from programmer.therapy.quantities import NANOLITRES_PER_MILLILITRE, Nanograms, Seconds


@dataclass(frozen=True, slots=True)
class WindowDose:
    """The most of each drug, by name, in ng, exact, that any stretch of that length can bring; and what a prime holds
    of each, which is not counted into it: empty without a prime."""

    doses: dict[str, Fraction]
    primed: dict[str, Fraction]
    steps: Steps


def window_dose(program: PumpProgram, window: Seconds, units: Mapping[str, str] | None = None) -> WindowDose:
    """The most that any stretch of that length can bring, with its working.

    Source: a full window of the fullest part of the schedule, and every bolus that could begin in it. A prime fills an
    empty path, as every other place has it, and is not counted; the working says what it holds. ``units`` is mcg or mg
    by the name of a drug, in which it is told; one that has none is told in what reads best.
    """
    require_some("the length of the window", window)
    units, primed = units or {}, _primed(program)
    unit = units.get(program.drug.name, "")
    doses = largest_dose(program, window)
    basal = largest_basal_dose(program.mode, window)
    return WindowDose(
        doses,
        primed,
        (
            f"the fullest {duration_text(window)} of the even rate or schedule: {told.mass(basal, unit)}",
            *_bolus_steps(program, window, unit),
            *_bridge_step(program, units),
            *_prime_steps(program, primed, units),
            *(
                f"{name}: {told.mass(dose, units.get(name, ''))} at most in any {duration_text(window)}"
                for name, dose in doses.items()
            ),
        ),
    )


def _bolus_steps(program: PumpProgram, window: Seconds, unit: str) -> Steps:
    steps: list[str] = []
    if program.patient_bolus is not None:
        bolus = program.patient_bolus
        steps.append(_boluses("patient", most_boluses(bolus, window), bolus.dose, unit))
    if isinstance(program.mode, PeriodicBolus):
        count = most_periodic_boluses(program, program.mode, window)
        steps.append(_boluses("periodic", count, program.mode.dose, unit))
    if isinstance(program.opening, SingleBolus):
        steps.append(_boluses("single", 1, program.opening.dose, unit))
    return tuple(steps)


def _boluses(kind: str, count: int, dose: Nanograms, unit: str) -> str:
    total = told.mass(count * dose.value, unit)
    return (
        f"{kind} boluses that can begin in it: {told.number(count)} × {told.mass(dose.value, unit)} = {total}"
    )


def _primed(program: PumpProgram) -> dict[str, Fraction]:
    """Nanograms of each drug that a prime pushes, exact."""
    if not isinstance(program.opening, PrimingBolus):
        return {}
    volume = Fraction(program.opening.volume.value, NANOLITRES_PER_MILLILITRE)
    return {drug.name: volume * drug.concentration.value for drug in program.drugs}


def _prime_steps(program: PumpProgram, primed: dict[str, Fraction], units: Mapping[str, str]) -> Steps:
    if not isinstance(program.opening, PrimingBolus):
        return ()
    volume = told.volume(program.opening.volume)
    return (
        (
            f"the prime of {volume} fills an empty path: it is no dose and is not counted; where the path is full, as "
            "of a pump that delivers, all of it would reach the patient"
        ),
        *(
            f"not counted: {drug.name} in the prime = volume × concentration = {volume} × "
            f"{told.concentration(drug.concentration, unit)} = {told.mass(primed[drug.name], unit)}"
            for drug in program.drugs
            for unit in (units.get(drug.name, ""),)
        ),
    )


def _bridge_step(program: PumpProgram, units: Mapping[str, str]) -> Steps:
    if not isinstance(program.opening, BridgeBolus):
        return ()
    unit = units.get(program.opening.old[0].name, "")
    return (
        f"a bridge at {told.dose(program.opening.dose, unit)} of the old drug is in it, where it gives more",
    )
