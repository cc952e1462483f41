"""Reads in which state a scenario begins: what the pump believes, and what is so."""

from __future__ import annotations

from programmer.simulator.factory import PathFill
from programmer.simulator.scenarios.model_words import OwnPump
from programmer.simulator.scenarios.quantities import (
    read_days,
    read_drift,
    read_fine_volume,
    read_moment,
    read_shift,
    within,
)
from programmer.simulator.scenarios.scenario import FirstState
from programmer.simulator.scenarios.tables import bounded_count, drugs_of, one_of, optional
from programmer.therapy.drugs import DrugFill
from programmer.therapy.program_words import NotAProgram
from programmer.therapy.program_words.tables import Table
from programmer.therapy.programs import PumpProgram

_KEYS = {
    "believed",
    "true",
    "drugs",
    "path",
    "delivery",
    "battery_age",
    "drift",
    "clock",
    "clock_shift",
    "log_used",
}
_DELIVERY = {"running": True, "stopped": False}
_PATHS = {"spinal fluid": PathFill.SPINAL_FLUID, "nothing": PathFill.NOTHING}
_MOST_RECORDS = 10_000_000


def read_state(table: Table, pump: OwnPump, program: PumpProgram) -> FirstState:
    """Read the table [state]. Raises ``NotAProgram``."""
    table.only(_KEYS)
    capacity = pump.model.limits.capacity
    volume = within(read_fine_volume, capacity, "the reservoir holds")
    believed = optional(table, "believed", volume, capacity)
    drugs = drugs_of(table, "drugs") if "drugs" in table.words else program.drugs
    return FirstState(
        believed=believed,
        true=optional(table, "true", volume, believed),
        drugs=drugs,
        path=_path(table),
        running=one_of(table, "delivery", _DELIVERY, "running"),
        battery_age_days=_battery_age(table, pump),
        calibration_ppm=pump.calibration_ppm,
        drift_ppm=optional(table, "drift", read_drift, 0),
        clock=optional(table, "clock", read_moment, None),
        clock_shift_us=optional(table, "clock_shift", read_shift, 0),
        log_capacity=pump.log_capacity,
        log_used=bounded_count(table, "log_used", 0, 0, _MOST_RECORDS),
    )


def _path(table: Table) -> tuple[DrugFill, ...] | PathFill:
    value = table.words.get("path")
    if value is None:
        return PathFill.AS_CONTENTS
    return one_of(table, "path", _PATHS) if isinstance(value, str) else drugs_of(table, "path")


def _battery_age(table: Table, pump: OwnPump) -> int:
    age = optional(table, "battery_age", read_days, 0)
    life = pump.model.battery_days
    if age > life:
        raise NotAProgram(
            f"battery_age in [state]: its life is {life:,} days; an older pump delivers nothing any more"
        )
    return age
