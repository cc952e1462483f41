"""What of a program in force is still to come."""

from __future__ import annotations

from dataclasses import replace

from programmer.therapy.boluses import BridgeBolus, PrimingBolus, SingleBolus
from programmer.therapy.calculations.reservoir import time_of_reaching
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import Delivery, PumpLimits, PumpStatus
from programmer.therapy.quantities import PumpTime


def still_to_come(program: PumpProgram, status: PumpStatus) -> PumpProgram:
    """The program with no more of its opening than the pump still has to give.

    Of a single bolus that runs, or that may be waiting behind another, the whole counts.
    """
    match program.opening:
        case BridgeBolus() as bridge if status.opening_left:
            return replace(program, opening=replace(bridge, path=status.opening_left))
        case PrimingBolus() as prime if status.opening_left:
            return replace(program, opening=replace(prime, volume=status.opening_left))
        case SingleBolus() if status.mode_since is None or status.bolus is not None:
            return program
        case _:
            return program.settled


def low_reservoir_at(program: PumpProgram, status: PumpStatus, limits: PumpLimits) -> PumpTime | None:
    """When the level will be at the low-reservoir mark, every allowed bolus taken; None while nothing is delivered."""
    if status.delivery is Delivery.STOPPED:
        return None
    mark = limits.low_reservoir_mark
    return time_of_reaching(still_to_come(program, status), status.reservoir, mark, status.pump_time)
