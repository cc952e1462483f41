"""Whether the simulated pump takes a program for what is in its reservoir and in its catheter."""

from __future__ import annotations

from fractions import Fraction

from programmer.delivery.carrying_on import carries_on, same_fill
from programmer.device.implant.codes import Status
from programmer.therapy.boluses import BridgeBolus, PrimeExtent, PrimingBolus
from programmer.therapy.programs import PumpProgram

_AFTER_ANOTHER_DRUG = {PrimeExtent.PUMP_AND_CATHETER, PrimeExtent.CATHETER_CHANGED}


def objection(present: PumpProgram, opening_left: Fraction, program: PumpProgram) -> Status | None:
    """Why a pump that runs ``present``, with that much of its opening in nL still to push, will not take the program.

    While a bridge is unfinished it takes only what carries it on, or what primes pump and catheter anew. Another
    drug or concentration must be bridged from what it holds, or prime the catheter; the same needs no bridge.
    """
    if opening_left and isinstance(present.opening, BridgeBolus):
        carried = carries_on(present, opening_left, program) or _primes(
            program, {PrimeExtent.PUMP_AND_CATHETER}
        )
        return None if carried else Status.BRIDGE_UNFINISHED
    if same_fill(program.drugs, present.drugs):
        return Status.BRIDGE_UNFOUNDED if isinstance(program.opening, BridgeBolus) else None
    return None if _bridges(present, program) or _primes(program, _AFTER_ANOTHER_DRUG) else Status.OTHER_DRUG


def _bridges(present: PumpProgram, program: PumpProgram) -> bool:
    opening = program.opening
    return isinstance(opening, BridgeBolus) and same_fill(opening.old, present.drugs)


def _primes(program: PumpProgram, extents: set[PrimeExtent]) -> bool:
    return isinstance(program.opening, PrimingBolus) and program.opening.extent in extents
