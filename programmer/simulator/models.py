"""Which pumps can be simulated: their limits, catheter, motor and battery, from the data file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE, PumpBuild
from programmer.resources_location import resource_path
from programmer.therapy.notation import read_number
from programmer.therapy.pump import Catheter, PumpLimits
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND, NANOLITRES_PER_MILLILITRE, Nanolitres

REFERENCE_20 = "reference-20"
REFERENCE_40 = "reference-40"
MODELS = (REFERENCE_20, REFERENCE_40)
_NOTHING = Nanolitres(0)
_SECONDS_PER_MINUTE = 60


@dataclass(frozen=True, slots=True)
class PumpModel:
    """A model as it is built into a simulated pump: see ``PumpBuild`` for what its motor and memory do."""

    name: str
    limits: PumpLimits
    catheter: Catheter
    battery_days: int
    stroke_fl: int = FEMTOLITRES_PER_NANOLITRE
    residual: Nanolitres = _NOTHING
    mixing: Nanolitres = _NOTHING
    stall_noticed_after_us: int | None = None
    scanner_restart_after_us: int = 0
    recovery_logged: bool = True
    holds_in_telemetry: bool = False
    empty_mark: Nanolitres = _NOTHING
    stalls_when_occluded: bool = False

    @property
    def build(self) -> PumpBuild:
        """What of it decides how it delivers."""
        return PumpBuild(
            self.limits.capacity,
            self.limits.low_reservoir_mark,
            self.catheter,
            self.stroke_fl,
            self.limits.flow_step,
            self.residual,
            self.mixing,
            self.battery_days,
            self.stall_noticed_after_us,
            self.scanner_restart_after_us,
            self.recovery_logged,
            self.holds_in_telemetry,
            self.empty_mark,
            self.limits.min_flow,
            self.limits.max_flow,
            self.stalls_when_occluded,
        )


def pump_model(key: str = REFERENCE_20) -> PumpModel:
    """Read one model from ``resources/pumps.toml``. Raises ``KeyError`` for one that is not there."""
    with resource_path("pumps.toml").open("rb") as file:
        table = tomllib.load(file)[key]
    return PumpModel(
        table["name"],
        _limits(table),
        _catheter(table["catheter"]),
        table["battery_days"]["value"],
        _stroke(table["stroke"]),
        _volume(table["residual"]),
        _volume(table["mixing"]),
        _minutes(table["stall_noticed_after"]),
        _minutes(table["scanner_restart_after"]),
        table["recovery_logged"]["value"],
        table["holds_in_telemetry"]["value"],
    )


def _limits(table: dict[str, Any]) -> PumpLimits:
    return PumpLimits(
        capacity=_volume(table["capacity"]),
        low_reservoir_mark=_volume(table["low_reservoir_mark"]),
        min_flow=_volume(table["min_flow"]),
        max_flow=_volume(table["max_flow"]),
        max_steps=table["max_steps"]["value"],
        maintaining_flow=_volume(table["maintaining_flow"]),
        flow_step=_volume(table["flow_step"]),
    )


def _catheter(table: dict[str, Any]) -> Catheter:
    return Catheter(
        table["model"], _volume(table["tubing"]), _volume(table["volume_per_cm"]), table["length_mm"]["value"]
    )


def _volume(entry: dict[str, Any]) -> Nanolitres:
    number, _, unit = entry["value"].partition(" ")
    if unit not in {"mL", "mL/day"}:
        raise ValueError(f"a volume in mL is due, not {entry['value']}")
    return Nanolitres(int(read_number(number) * NANOLITRES_PER_MILLILITRE))


def _stroke(entry: dict[str, Any]) -> int:
    number, _, unit = entry["value"].partition(" ")
    if unit != "nL":
        raise ValueError(f"a stroke in nL is due, not {entry['value']}")
    return int(read_number(number) * FEMTOLITRES_PER_NANOLITRE)


def _minutes(entry: dict[str, Any]) -> int:
    number, _, unit = entry["value"].partition(" ")
    if unit != "min":
        raise ValueError(f"a time in min is due, not {entry['value']}")
    return int(read_number(number) * _SECONDS_PER_MINUTE * MICROSECONDS_PER_SECOND)
