"""What of a program in force is still to come."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

from programmer.therapy.boluses import BridgeBolus, PrimingBolus, SingleBolus
from programmer.therapy.calculations.reservoir import time_of_reaching
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import BolusKind, Delivery, PumpLimits, PumpStatus
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, Nanolitres, PumpTime, flow


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
    """When the level will be at the low-reservoir mark, every allowed bolus taken; None while nothing is delivered.

    A single bolus that runs may have been ordered beside the program, which does not know its size: what the pump
    pushes until its end is gone first. Never too late: the earlier of both.
    """
    if status.delivery is Delivery.STOPPED:
        return None
    mark, now = limits.low_reservoir_mark, status.pump_time
    by_program = time_of_reaching(still_to_come(program, status), status.reservoir, mark, now)
    if status.bolus is not BolusKind.SINGLE or status.bolus_until is None:
        return by_program
    left = Nanolitres(max(0, status.reservoir.value - _pushed_until(program, status, status.bolus_until)))
    by_level = time_of_reaching(program.settled, left, mark, now)
    return min(
        (one for one in (by_program, by_level) if one is not None), key=lambda one: one.value, default=None
    )


def _pushed_until(program: PumpProgram, status: PumpStatus, end: PumpTime) -> int:
    """Nanolitres at the rate of this moment, rounded up."""
    days = Fraction(max(0, end.value - status.pump_time.value), MICROSECONDS_PER_DAY)
    return math.ceil(flow(status.dose_rate, program.drug.concentration).value * days)
