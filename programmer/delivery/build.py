"""How a pump is built: what of it decides how it delivers."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.therapy.pump import Catheter, PumpLimits
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND, Nanolitres

FEMTOLITRES_PER_NANOLITRE = 1_000_000
_NOTHING = Nanolitres(0)
_NO_PATH = Catheter("none", _NOTHING, _NOTHING, 0)
_MINUTE_US = 60 * MICROSECONDS_PER_SECOND


@dataclass(frozen=True, slots=True)
class PumpBuild:
    """A pump as it is made.

    ``stroke_fl``: what one pulse of the motor pushes, femtolitres; 0 is an ideal pump without pulses. ``flow_step``
    rounds basal flows down (nL per day; 0: any flow). ``residual`` stays in the reservoir when it is emptied.
    ``mixing`` spreads a front at priming rates (0: it stays sharp). ``battery_days`` None: it lasts for ever.
    ``stall_noticed_after_us`` None: the pump never notices that its motor stands. ``empty_mark``:
    believing to hold that or less, it takes itself for empty. ``min_flow`` and ``max_flow`` (nL per day; None: any)
    bound what a clinician's bolus and the basal rate are together. ``stalls_when_occluded``: the motor cannot turn
    against a blocked path.
    """

    capacity: Nanolitres
    low_mark: Nanolitres
    catheter: Catheter = _NO_PATH
    stroke_fl: int = 0
    flow_step: Nanolitres = _NOTHING
    residual: Nanolitres = _NOTHING
    mixing: Nanolitres = _NOTHING
    battery_days: int | None = None
    stall_noticed_after_us: int | None = 20 * _MINUTE_US
    scanner_restart_after_us: int = 20 * _MINUTE_US
    recovery_logged: bool = True
    holds_in_telemetry: bool = False
    empty_mark: Nanolitres = _NOTHING
    min_flow: Nanolitres = _NOTHING
    max_flow: Nanolitres | None = None
    stalls_when_occluded: bool = False

    def __post_init__(self) -> None:
        if self.stroke_fl < 0:
            raise ValueError("a stroke is 0 or more")

    @classmethod
    def told(cls, limits: PumpLimits, catheter: Catheter = _NO_PATH) -> PumpBuild:
        """What a programmer knows of a pump: an ideal one, for the twin that looks ahead."""
        return cls(
            limits.capacity,
            limits.low_reservoir_mark,
            catheter,
            flow_step=limits.flow_step,
            min_flow=limits.min_flow,
            max_flow=limits.max_flow,
        )
