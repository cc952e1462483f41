"""The largest dose of any window, told step by step."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.boluses import BridgeBolus, SingleBolus
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
from programmer.therapy.quantities import Nanograms, Seconds


@dataclass(frozen=True, slots=True)
class WindowDose:
    """The most of each drug, by name, in ng, exact, that any stretch of that length can bring."""

    doses: dict[str, Fraction]
    steps: Steps


def window_dose(program: PumpProgram, window: Seconds) -> WindowDose:
    """The most that any stretch of that length can bring, with its working.

    Source: a full window of the fullest part of the schedule, and every bolus that could begin in it.
    """
    require_some("the length of the window", window)
    doses = largest_dose(program, window)
    basal = largest_basal_dose(program.mode, window)
    return WindowDose(
        doses,
        (
            f"the fullest {duration_text(window)} of the even rate or schedule: {told.mass(basal)}",
            *_bolus_steps(program, window),
            *_bridge_step(program),
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


def _bridge_step(program: PumpProgram) -> Steps:
    if not isinstance(program.opening, BridgeBolus):
        return ()
    return (f"a bridge at {told.dose(program.opening.dose)} of the old drug is in it, where it gives more",)
