"""The twin: what the pump will do as it is programmed, and with another program, before that is sent."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE, PumpBuild
from programmer.delivery.carrying_on import carries_on
from programmer.delivery.engine import Engine
from programmer.delivery.fluid import SPINAL_FLUID, Fluid, fluid_of
from programmer.delivery.preview import Ahead, look_ahead
from programmer.delivery.state import DeliveryState
from programmer.delivery.told import delivery_told
from programmer.therapy.boluses import BridgeBolus, PrimeExtent, PrimingBolus
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND
from programmer.visit.interrogation import Interrogation

HOURS = 72
_HOUR_US = 3_600 * MICROSECONDS_PER_SECOND
_SHORTEST = Fraction(3, 4)


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
    """The pump as its status told it, with what its path holds: full of its drug, but for a bridge or a prime.

    During a bridge the old drug lies before the new, during a prime nothing does. What the tubing held before a
    changed catheter was primed no status tells: it is taken to be the drug of the program.
    """
    build = PumpBuild.told(interrogation.limits, interrogation.catheter)
    told = interrogation
    state = delivery_told(told.program, told.status, told.limits, told.waiting)
    engine = Engine.of(state, build)
    if state.opening_left:
        match interrogation.program.opening:
            case BridgeBolus() as bridge:
                _enter(engine, _pushed_by(bridge, state, engine), fluid_of(bridge.old))
            case PrimingBolus() as prime:
                filled = 0 if prime.extent is PrimeExtent.PUMP_AND_CATHETER else build.catheter.tubing.value
                _enter(engine, filled + prime.volume.value - state.opening_left, SPINAL_FLUID)
            case _:
                pass
    return engine


def _pushed_by(bridge: BridgeBolus, state: DeliveryState, engine: Engine) -> Fraction:
    """Nanolitres of the new drug behind the front. A bridge is begun over the path, a quarter off it at most: one
    that is shorter carries on what is left of another."""
    path = Fraction(engine.ledger.path.volume, FEMTOLITRES_PER_NANOLITRE)
    begun = bridge.path.value if bridge.path.value >= _SHORTEST * path else path
    return begun - state.opening_left


def _enter(engine: Engine, nanolitres: Fraction, ahead: Fluid) -> None:
    """Fill the path with what lies ahead, then let so much of the drug that is in the reservoir enter."""
    path = engine.ledger.path
    path.push(path.volume, ahead)
    path.push(int(max(Fraction(0), nanolitres) * FEMTOLITRES_PER_NANOLITRE), engine.ledger.contents)


def programmed(pump: Engine, proposed: PumpProgram) -> Engine:
    """Another pump: that one with the proposed program, refilled if it is for another drug or concentration, with a
    new catheter full of spinal fluid if the program primes one that was changed."""
    engine = pump.copy()
    if set(proposed.drugs) != set(pump.program.drugs):
        volume = engine.believed
        engine.hands.empty()
        engine.hands.fill(volume, proposed.drugs)
    if _primes_a_new_catheter(proposed) and not carries_on(pump.program, pump.opening_left, proposed):
        engine.hands.change_catheter()
    engine.install(proposed)
    return engine


def _primes_a_new_catheter(program: PumpProgram) -> bool:
    opening = program.opening
    return isinstance(opening, PrimingBolus) and opening.extent is PrimeExtent.CATHETER_CHANGED
