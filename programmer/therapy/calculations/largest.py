"""The largest dose of any window, told step by step."""

from __future__ import annotations

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


def window_dose(program: PumpProgram, window: Seconds) -> WindowDose:
    """The most that any stretch of that length can bring, with its working.

    Source: a full window of the fullest part of the schedule, and every bolus that could begin in it. A prime fills an
    empty path, as every other place has it, and is not counted; the working says what it holds.
    """
    require_some("the length of the window", window)
    primed = _primed(program)
    doses = largest_dose(program, window)
    basal = largest_basal_dose(program.mode, window)
    return WindowDose(
        doses,
        primed,
        (
            f"the fullest {duration_text(window)} of the even rate or schedule: {told.mass(basal)}",
            *_bolus_steps(program, window),
            *_bridge_step(program),
            *_prime_steps(program, primed),
            *(
                f"{name}: {told.mass(dose)} at most in any {duration_text(window)}"
                for name, dose in doses.items()
            ),
        ),
    )


def _bolus_steps(program: PumpProgram, window: Seconds) -> Steps:
    steps: list[str] = []
    if program.patient_bolus is not None:
        bolus = program.patient_bolus
        steps.append(_boluses("patient", most_boluses(bolus, window), bolus.dose))
    if isinstance(program.mode, PeriodicBolus):
        count = most_periodic_boluses(program, program.mode, window)
        steps.append(_boluses("periodic", count, program.mode.dose))
    if isinstance(program.opening, SingleBolus):
        steps.append(_boluses("single", 1, program.opening.dose))
    return tuple(steps)


def _boluses(kind: str, count: int, dose: Nanograms) -> str:
    total = told.mass(count * dose.value)
    return f"{kind} boluses that can begin in it: {told.number(count)} × {told.mass(dose.value)} = {total}"


def _primed(program: PumpProgram) -> dict[str, Fraction]:
    """Nanograms of each drug that a prime pushes, exact."""
    if not isinstance(program.opening, PrimingBolus):
        return {}
    volume = Fraction(program.opening.volume.value, NANOLITRES_PER_MILLILITRE)
    return {drug.name: volume * drug.concentration.value for drug in program.drugs}


def _prime_steps(program: PumpProgram, primed: dict[str, Fraction]) -> Steps:
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
            f"{told.concentration(drug.concentration)} = {told.mass(primed[drug.name])}"
            for drug in program.drugs
        ),
    )


def _bridge_step(program: PumpProgram) -> Steps:
    if not isinstance(program.opening, BridgeBolus):
        return ()
    return (f"a bridge at {told.dose(program.opening.dose)} of the old drug is in it, where it gives more",)
