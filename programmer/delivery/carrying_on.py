"""Whether a program goes on with the prime or bridge that is under way."""

from __future__ import annotations

from fractions import Fraction

from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import PumpProgram


def carries_on(present: PumpProgram, opening_left: Fraction, program: PumpProgram) -> bool:
    """Whether ``program`` goes on with what ``present`` opened with, of which ``opening_left`` nL are to be pushed.

    It does if it has the same drugs and the same prime, or a bridge from the same drugs over a path that is neither
    shorter than what is still to be pushed nor longer than the one that was begun.
    """
    if not opening_left or not same_fill(program.drugs, present.drugs):
        return False
    begun, new = present.opening, program.opening
    if isinstance(begun, BridgeBolus) and isinstance(new, BridgeBolus):
        within = opening_left <= new.path.value <= begun.path.value
        return same_fill(new.old, begun.old) and within
    return new == begun


def same_fill(first: tuple[DrugFill, ...], second: tuple[DrugFill, ...]) -> bool:
    """Whether two mixtures are one and the same, whichever drug is programmed."""
    return set(first) == set(second)
