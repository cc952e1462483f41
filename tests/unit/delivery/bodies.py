"""Pumps with a reservoir, a path and faults, for the tests of what is truly so."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from programmer.delivery.build import PumpBuild
from programmer.delivery.engine import Engine
from programmer.delivery.happenings import Happening
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.pump import Catheter
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, Nanolitres
from tests.unit.delivery.deliveries import BACLOFEN_500, HOUR, ONE_NANOLITRE

STROKE = 50 * ONE_NANOLITRE
CATHETER = Catheter("of 0.316 mL", Nanolitres(140_000), Nanolitres(2_200), 800)
PATH = 316_000
MORPHINE = DrugFill("morphine", NanogramsPerMillilitre(10_000_000))
# 20,000 nL an hour: 400 pulses of 50 nL.
EVEN = PumpProgram(BACLOFEN_500, Continuous(NanogramsPerDay(240_000)))
NOTICED, RESTART = 20 * 60_000_000, HOUR


def body(**changes: Any) -> PumpBuild:
    """A pump of 20 mL with pulses of 50 nL and a catheter."""
    usual: dict[str, Any] = {
        "capacity": Nanolitres(20_000_000),
        "low_mark": Nanolitres(2_000_000),
        "catheter": CATHETER,
        "stroke_fl": STROKE,
        "residual": Nanolitres(100_000),
        "battery_days": 2555,
        "stall_noticed_after_us": NOTICED,
        "scanner_restart_after_us": RESTART,
    }
    return PumpBuild(**{**usual, **changes})


def engine(
    program: PumpProgram = EVEN, believed: int = 15_000_000, *, build: PumpBuild | None = None, **state: Any
) -> Engine:
    """A pump that begins at 0; what happened at that moment is told already."""
    made = Engine(build or body(), program, believed=Nanolitres(believed), **state)
    made.take_happened()
    return made


def words(pump: Engine) -> list[str]:
    """What happened since it was last asked, in words."""
    return [one.kind for one in pump.take_happened()]


def only(pump: Engine, kind: type[Happening]) -> list[int]:
    """When that happened, in elapsed microseconds; everything else is forgotten."""
    return [one.at for one in pump.take_happened() if isinstance(one, kind)]


def balanced(pump: Engine) -> None:
    """Nothing was made or lost, by volume and by kind."""
    now = pump.totals()
    assert now.put_in == now.reservoir + now.path + now.given + now.lost + now.taken_out
    assert sum(now.by.values(), Fraction(0)) == now.delivered
