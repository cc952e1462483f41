"""The programmer's rules of the path and the simulated pump's are the same: what the one lets pass the other does."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import pytest

from programmer.delivery.carrying_on import carries_on as pump_carries_on
from programmer.delivery.engine import Engine
from programmer.simulator.acceptance import objection
from programmer.therapy.boluses import BridgeBolus, Opening, PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.limits import Limit, Severity, Situation, check
from programmer.therapy.limits.carrying_on import carries_on
from programmer.therapy.programs import Continuous, PumpProgram, Stopped
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, Seconds
from tests.support.situations import PATH, fill, situation
from tests.unit.delivery.deliveries import HOUR, after, install, pump

OLD, NEW, THIRD, OTHER = fill(), fill(mcg_per_ml=2000), fill(mcg_per_ml=1000), fill("otherdrug", 500)
DOSE = NanogramsPerDay(400_000)
EVEN, STOPPED = Continuous(DOSE), Stopped()
BRIDGE = BridgeBolus((OLD,), DOSE, PATH)
PRIMES = [PrimingBolus(extent, Nanolitres(176_000), Seconds(7200)) for extent in PrimeExtent]
# What the programmer knows of the path and the pump knows too; what else it holds against a bridge is its own.
PATH_LIMITS = {
    Limit.BRIDGE_MISSING,
    Limit.BRIDGE_UNFOUNDED,
    Limit.BRIDGE_OLD_DIFFERS,
    Limit.BRIDGE_UNFINISHED,
}

PRESENT = [
    PumpProgram(NEW, EVEN),
    PumpProgram(NEW, STOPPED),
    PumpProgram(NEW, EVEN, opening=BRIDGE),
    PumpProgram(NEW, EVEN, others=(OTHER,), opening=BRIDGE),
    *(PumpProgram(NEW, EVEN, opening=prime) for prime in PRIMES),
]
MIXTURES = [(OLD,), (NEW,), (THIRD,), (OTHER,), (NEW, OTHER), (OTHER, NEW)]


def openings(left: int) -> list[Opening | None]:
    """Everything that may open a program while so many nanolitres are left, on both sides of each rule."""
    paths = {one for one in (left - 1, left, left + 1, PATH.value, PATH.value + 1) if one > 0}
    bridges = [
        BridgeBolus((old,), DOSE, Nanolitres(path)) for old in (OLD, NEW, OTHER) for path in sorted(paths)
    ]
    faster = replace(BRIDGE, dose=NanogramsPerDay(500_000))
    slower = [replace(prime, duration=Seconds(9_000)) for prime in PRIMES]
    return [None, SingleBolus(Nanograms(1_000), Seconds(60)), *PRIMES, *slower, *bridges, faster]


def states() -> list[Engine]:
    """Each pump at its beginning, under way, and days later."""
    return [after(pump(program), moment) for program, moment in product(PRESENT, [1, HOUR, 72 * HOUR])]


def name(state: Engine) -> str:
    """The pump in a few words."""
    opening = type(state.program.opening).__name__
    return f"{len(state.program.drugs)} {opening} {state.now // HOUR} h"


def seen(state: Engine) -> Situation:
    """What the programmer reads of that pump."""
    return situation(state.program, bridge_left=Nanolitres(math.ceil(state.opening_left)))


@pytest.mark.requirement("OPCA-R6.8.0-8")
@pytest.mark.parametrize("state", states(), ids=name)
def test_what_the_limits_let_pass_the_pump_takes_and_pushes_just_that(state: Engine) -> None:
    left = math.ceil(state.opening_left)
    wanted = [(EVEN, opening) for opening in openings(left)] + [(STOPPED, None)]
    for drugs, (mode, opening) in product(MIXTURES, wanted):
        program = PumpProgram(drugs[0], mode, others=drugs[1:], opening=opening)
        hard = {one.limit for one in check(program, seen(state)) if one.severity is Severity.HARD}
        taken = objection(state.program, state.opening_left, program) is None
        assert taken == (not hard & PATH_LIMITS), program
        carried = carries_on(program, seen(state))
        assert carried == pump_carries_on(state.program, state.opening_left, program), program
        if taken:
            pushed = install(state, program)[0].opening_left
            whole = opening.volume if isinstance(opening, PrimingBolus) else Nanolitres(0)
            whole = opening.path if isinstance(opening, BridgeBolus) else whole
            assert pushed == (state.opening_left if carried else whole.value), program
