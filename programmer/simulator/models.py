"""Which pumps can be simulated: their limits, catheter and battery, from the data file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from programmer.resources_location import resource_path
from programmer.therapy.notation import read_number
from programmer.therapy.pump import Catheter, PumpLimits
from programmer.therapy.quantities import NANOLITRES_PER_MILLILITRE, Nanolitres

REFERENCE_20 = "reference-20"
REFERENCE_40 = "reference-40"
MODELS = (REFERENCE_20, REFERENCE_40)


@dataclass(frozen=True, slots=True)
class PumpModel:
    """A model as it is built into a simulated pump."""

    name: str
    limits: PumpLimits
    catheter: Catheter
    battery_days: int


def pump_model(key: str = REFERENCE_20) -> PumpModel:
    """Read one model from ``resources/pumps.toml``. Raises ``KeyError`` for one that is not there."""
    with resource_path("pumps.toml").open("rb") as file:
        table = tomllib.load(file)[key]
    limits = PumpLimits(
        capacity=_volume(table["capacity"]),
        low_reservoir_mark=_volume(table["low_reservoir_mark"]),
        min_flow=_volume(table["min_flow"]),
        max_flow=_volume(table["max_flow"]),
        max_steps=table["max_steps"]["value"],
        maintaining_flow=_volume(table["maintaining_flow"]),
        flow_step=_volume(table["flow_step"]),
    )
    return PumpModel(table["name"], limits, _catheter(table["catheter"]), table["battery_days"]["value"])


def _catheter(table: dict[str, Any]) -> Catheter:
    return Catheter(
        table["model"], _volume(table["tubing"]), _volume(table["volume_per_cm"]), table["length_mm"]["value"]
    )


def _volume(entry: dict[str, Any]) -> Nanolitres:
    number, _, unit = entry["value"].partition(" ")
    if unit not in {"mL", "mL/day"}:
        raise ValueError(f"a volume in mL is due, not {entry['value']}")
    return Nanolitres(int(read_number(number) * NANOLITRES_PER_MILLILITRE))
