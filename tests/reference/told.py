"""What a program tells the naive pump to push: flows and volumes in nanolitres and seconds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.boluses import BridgeBolus, PatientBolus, PrimingBolus, SingleBolus
from programmer.therapy.programs import MinimumRate, PeriodicBolus, PumpProgram, steps_on

DAY = 86_400
_THURSDAY = 3  # 1970-01-01

KINDS = ("basal", "periodic", "bolus", "patient_bolus", "prime", "bridge")
"""In the order in which the part of a pulse that waits is taken off them."""

ORDER = ("patient_bolus", "bolus", "periodic")
"""In the order in which they go before each other."""


@dataclass(slots=True)
class Dose:
    """A bolus, a prime or a bridge that is not over: what it has left to push, and how fast."""

    kind: str
    left: Fraction
    flow: Fraction


def basal_flow(program: PumpProgram, clock: int, flow_step: int) -> Fraction:
    """Nanolitres per second at that time of the pump's clock; ``flow_step`` in nL per day, 0 for any flow."""
    day, second = divmod(clock, DAY)
    dose = 0
    for step in steps_on(program.mode, (day + _THURSDAY) % 7):
        if step.at.value <= second:
            dose = step.dose.value
    per_day = Fraction(dose * 1_000_000, program.drug.concentration.value)
    if flow_step and not isinstance(program.mode, MinimumRate):
        per_day = per_day // flow_step * Fraction(flow_step)
    return per_day / DAY


def bolus(program: PumpProgram, kind: str, told: PatientBolus | SingleBolus | PeriodicBolus) -> Dose:
    """A bolus of that program, whole."""
    volume = Fraction(told.dose.value * 1_000_000, program.drug.concentration.value)
    return Dose(kind, volume, volume / told.duration.value)


def opening(program: PumpProgram) -> Dose | None:
    """The prime or the bridge that takes the place of everything else until it is over."""
    match program.opening:
        case PrimingBolus(volume=volume, duration=duration):
            return Dose("prime", Fraction(volume.value), Fraction(volume.value, duration.value))
        case BridgeBolus(old=old, dose=dose, path=path):
            per_day = Fraction(dose.value * 1_000_000, old[0].concentration.value)
            return Dose("bridge", Fraction(path.value), per_day / DAY)
        case _:
            return None


def carried_on(old: PumpProgram, left: Fraction, new: PumpProgram) -> bool:
    """Whether the new program goes on with what the old one's prime or bridge had left."""
    if not left or set(old.drugs) != set(new.drugs):
        return False
    if isinstance(new.opening, PrimingBolus):
        return new.opening == old.opening
    if isinstance(new.opening, BridgeBolus) and isinstance(old.opening, BridgeBolus):
        within = left <= new.opening.path.value <= old.opening.path.value
        return set(new.opening.old) == set(old.opening.old) and within
    return False
