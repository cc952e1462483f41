"""How a simulated pump starts its life."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import EllipsisType

from programmer.delivery.engine import Engine
from programmer.delivery.fluid import SPINAL_FLUID, Fluid, fluid_of
from programmer.simulator.log import CAPACITY
from programmer.simulator.models import PumpModel
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, Nanolitres, PumpTime


class PathFill(Enum):
    """What tubing and catheter hold, if not a drug of their own."""

    AS_CONTENTS = "as the reservoir"
    SPINAL_FLUID = "spinal fluid"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class FactoryState:
    """``fill`` is what the pump believes to hold; ``reservoir`` what it truly holds (None: the same) and ``contents``
    of what (None: the program's drugs). ``log_used``: records that were written and forgotten before.
    ``memory_days_ago``: since when the log tells all there was to tell."""

    serial: str
    model: PumpModel
    program: PumpProgram
    fill: Nanolitres
    made_days_ago: int = 0
    reservoir: Nanolitres | None = None
    contents: tuple[DrugFill, ...] | None = None
    path: tuple[DrugFill, ...] | PathFill = PathFill.AS_CONTENTS
    calibration_ppm: int = 0
    running: bool = True
    log_capacity: int = CAPACITY
    log_used: int = 0
    memory_days_ago: int = 0


IN_USE_DAYS = 30
"""How long a pump that a person meets in the simulator has run as it is met. One that had just been made would have
lost its memory within the day, each time the simulator starts, and be asked about what it gave before."""


def engine_of(factory: FactoryState, now: PumpTime) -> Engine:
    """The engine of a pump that starts so."""
    return Engine(
        factory.model.build,
        factory.program,
        now=now.value,
        believed=factory.fill,
        reservoir=factory.reservoir,
        contents=None if factory.contents is None else fluid_of(factory.contents),
        path=_path(factory.path),
        made_at=now.value - factory.made_days_ago * MICROSECONDS_PER_DAY,
        running=factory.running,
        calibration_ppm=factory.calibration_ppm,
    )


def _path(path: tuple[DrugFill, ...] | PathFill) -> Fluid | EllipsisType | None:
    match path:
        case PathFill.AS_CONTENTS:
            return ...
        case PathFill.SPINAL_FLUID:
            return SPINAL_FLUID
        case PathFill.NOTHING:
            return None
        case _:
            return fluid_of(path)
