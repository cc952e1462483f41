"""The twin: what the pump will do as it is programmed, and with another program, before that is sent."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.delivery.build import PumpBuild
from programmer.delivery.engine import Engine
from programmer.delivery.fluid import fluid_of
from programmer.delivery.preview import Ahead, look_ahead
from programmer.delivery.state import DeliveryState
from programmer.delivery.told import delivery_told
from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND
from programmer.visit.interrogation import Interrogation

HOURS = 72
_HOUR_US = 3_600 * MICROSECONDS_PER_SECOND


@dataclass(frozen=True, slots=True)
class Twin:
    """Two courses of one pump from the moment of its interrogation: untouched, and with the proposed program."""

    present: Ahead
    proposed: Ahead


def twin(interrogation: Interrogation, proposed: PumpProgram, hours: int = HOURS) -> Twin:
    """Run both for ``hours`` knot by knot, and on to the refill.

    Of a proposal with another drug or concentration the reservoir is taken to be emptied and filled with as much of
    the new one at that moment, while tubing and catheter still hold the old: what a bridge is for shows without one.
    """
    present = present_pump(interrogation)
    return Twin(
        look_ahead(present, hours * _HOUR_US), look_ahead(programmed(present, proposed), hours * _HOUR_US)
    )


def present_pump(interrogation: Interrogation) -> Engine:
    """The pump as its status told it, with what its path holds: during a bridge the old drug lies before the new."""
    build = PumpBuild.told(interrogation.limits, interrogation.catheter)
    state = delivery_told(interrogation.program, interrogation.status)
    engine = Engine.of(state, build)
    opening = interrogation.program.opening
    if state.opening_left and isinstance(opening, BridgeBolus):
        _old_ahead(engine, opening, state)
    return engine


def _old_ahead(engine: Engine, bridge: BridgeBolus, state: DeliveryState) -> None:
    path = engine.ledger.path
    femtolitres = path.volume
    left = min(femtolitres, int(state.opening_left * 1_000_000))
    path.push(femtolitres, fluid_of(bridge.old))
    path.push(femtolitres - left, fluid_of(state.program.drugs))


def programmed(pump: Engine, proposed: PumpProgram) -> Engine:
    """Another pump: that one with the proposed program, refilled if it is for another drug or concentration."""
    engine = pump.copy()
    if set(proposed.drugs) != set(pump.program.drugs):
        volume = engine.believed
        engine.hands.empty()
        engine.hands.fill(volume, proposed.drugs)
    engine.install(proposed)
    return engine
