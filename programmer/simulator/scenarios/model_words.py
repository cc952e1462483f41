"""Reads which pump a scenario is about: a shipped model, or one with limits of the scenario's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from programmer.simulator.log import CAPACITY
from programmer.simulator.models import MODELS, REFERENCE_20, PumpModel, pump_model
from programmer.simulator.scenarios.possible import require_possible
from programmer.simulator.scenarios.quantities import (
    read_calibration,
    read_catheter_length,
    read_days,
    read_fine_volume,
    read_span,
    read_whole_flow,
)
from programmer.simulator.scenarios.tables import (
    bounded_count,
    one_of,
    optional,
    plain_text,
    yes_or_no,
)
from programmer.therapy.notation import read_volume_per_length
from programmer.therapy.program_words import NotAProgram
from programmer.therapy.program_words.tables import Table
from programmer.therapy.pump import Catheter, PumpLimits
from programmer.therapy.quantities import Nanolitres

_FEMTOLITRES = 1_000_000
_MOST_STEPS = 255
_MOST_RECORDS = 1_000_000
_LONGEST_NAME = 32
_NEVER = "never"
_SHIPPED = {key: key for key in MODELS}
_LIMITS = {
    "capacity",
    "low_reservoir_mark",
    "min_flow",
    "max_flow",
    "maintaining_flow",
    "flow_step",
    "max_steps",
}
_CATHETER = {"tubing", "volume_per_cm", "length"}
_MECHANICS = {"empty_mark", "stroke", "residual", "mixing", "stall_noticed_after", "scanner_restart_after"}
_KEYS = {
    "like",
    "name",
    *_LIMITS,
    *_CATHETER,
    *_MECHANICS,
    "battery_days",
    "recovery_logged",
    "holds_in_telemetry",
    "stalls_when_occluded",
    "calibration",
    "log_capacity",
}


@dataclass(frozen=True, slots=True)
class OwnPump:
    """A model, and what of one single pump goes with it: its calibration and the room of its log."""

    model: PumpModel
    calibration_ppm: int = 0
    log_capacity: int = CAPACITY


def read_model(file: Table) -> OwnPump:
    """Read ``model = "reference-20"`` or the table [model]. Raises ``NotAProgram``."""
    if not isinstance(file.words.get("model"), dict):
        return OwnPump(pump_model(one_of(file, "model", _SHIPPED, REFERENCE_20)))
    table = file.table("model", "[model]").only(_KEYS)
    model = _model(table, pump_model(one_of(table, "like", _SHIPPED, REFERENCE_20)))
    require_possible(model)
    return OwnPump(
        model,
        optional(table, "calibration", read_calibration, 0),
        bounded_count(table, "log_capacity", CAPACITY, 1, _MOST_RECORDS),
    )


def _model(table: Table, shipped: PumpModel) -> PumpModel:
    stroke = optional(table, "stroke", read_fine_volume, None)
    return replace(
        shipped,
        name=_name(table, shipped.name),
        limits=_limits(table, shipped.limits),
        catheter=_catheter(table, shipped.catheter),
        battery_days=optional(table, "battery_days", read_days, shipped.battery_days),
        stroke_fl=shipped.stroke_fl if stroke is None else stroke.value * _FEMTOLITRES,
        empty_mark=optional(table, "empty_mark", read_fine_volume, shipped.empty_mark),
        residual=optional(table, "residual", read_fine_volume, shipped.residual),
        mixing=optional(table, "mixing", read_fine_volume, shipped.mixing),
        stall_noticed_after_us=_noticed(table, shipped),
        scanner_restart_after_us=optional(
            table, "scanner_restart_after", read_span, shipped.scanner_restart_after_us
        ),
        recovery_logged=yes_or_no(table, "recovery_logged", default=shipped.recovery_logged),
        holds_in_telemetry=yes_or_no(table, "holds_in_telemetry", default=shipped.holds_in_telemetry),
        stalls_when_occluded=yes_or_no(table, "stalls_when_occluded", default=shipped.stalls_when_occluded),
    )


def _name(table: Table, shipped: str) -> str:
    if "name" not in table.words:
        return shipped
    name = plain_text(table, "name")
    if len(name) > _LONGEST_NAME or not name.isascii():
        raise NotAProgram(
            f"name in [model]: “{name}” has more than {_LONGEST_NAME} letters, or other than ASCII"
        )
    return name


def _noticed(table: Table, shipped: PumpModel) -> int | None:
    if table.words.get("stall_noticed_after") == _NEVER:
        return None
    return optional(table, "stall_noticed_after", read_span, shipped.stall_noticed_after_us)


def _limits(table: Table, shipped: PumpLimits) -> PumpLimits:
    def volume(key: str, read: Callable[[str], Nanolitres]) -> Any:
        return optional(table, key, read, getattr(shipped, key))

    limits = PumpLimits(
        capacity=volume("capacity", read_fine_volume),
        low_reservoir_mark=volume("low_reservoir_mark", read_fine_volume),
        min_flow=volume("min_flow", read_whole_flow),
        max_flow=volume("max_flow", read_whole_flow),
        max_steps=bounded_count(table, "max_steps", shipped.max_steps, 1, _MOST_STEPS),
        maintaining_flow=volume("maintaining_flow", read_whole_flow),
        flow_step=volume("flow_step", read_whole_flow),
    )
    if not limits.capacity:
        raise NotAProgram("capacity in [model]: a reservoir holds more than nothing")
    if limits.min_flow > limits.max_flow:
        raise NotAProgram("min_flow in [model] is more than max_flow")
    return limits


def _catheter(table: Table, shipped: Catheter) -> Catheter:
    return replace(
        shipped,
        tubing=optional(table, "tubing", read_fine_volume, shipped.tubing),
        volume_per_cm=optional(table, "volume_per_cm", read_volume_per_length, shipped.volume_per_cm),
        length_mm=optional(table, "length", read_catheter_length, shipped.length_mm),
    )
