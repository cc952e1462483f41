"""Whether the simulated pump takes a program for what is in its reservoir and in its catheter."""

from __future__ import annotations

from programmer.delivery.commands import carries_on, same_fill
from programmer.delivery.state import DeliveryState
from programmer.device.implant.codes import Status
from programmer.therapy.boluses import BridgeBolus, PrimeExtent, PrimingBolus
from programmer.therapy.programs import PumpProgram

_AFTER_ANOTHER_DRUG = {PrimeExtent.PUMP_AND_CATHETER, PrimeExtent.CATHETER_CHANGED}


def objection(state: DeliveryState, program: PumpProgram) -> Status | None:
    """Why the pump will not take this program, or None.

    While a bridge is unfinished it takes only what carries it on, or what primes pump and catheter anew. Another
    drug or concentration must be bridged from what it holds, or prime the catheter; the same needs no bridge.
    """
    if state.bridging:
        carried = carries_on(state, program) or _primes(program, {PrimeExtent.PUMP_AND_CATHETER})
        return None if carried else Status.BRIDGE_UNFINISHED
    if same_fill(program.drugs, state.program.drugs):
        return Status.BRIDGE_UNFOUNDED if isinstance(program.opening, BridgeBolus) else None
    return None if _bridges(state, program) or _primes(program, _AFTER_ANOTHER_DRUG) else Status.OTHER_DRUG


def _bridges(state: DeliveryState, program: PumpProgram) -> bool:
    opening = program.opening
    return isinstance(opening, BridgeBolus) and same_fill(opening.old, state.program.drugs)


def _primes(program: PumpProgram, extents: set[PrimeExtent]) -> bool:
    return isinstance(program.opening, PrimingBolus) and program.opening.extent in extents
