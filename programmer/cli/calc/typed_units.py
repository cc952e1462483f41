"""The unit of mass in which each drug of a program file was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from programmer.cli.calc.answer import mass_unit, one_unit

_DOSES = ("program", "patient_bolus", "single_bolus")


def typed_units(words: Mapping[str, Any]) -> dict[str, str]:
    """``mcg`` or ``mg`` by the name of the drug, for the words of a program that was read.

    Doses are typed of the primary drug, and of that of a bridge: mcg where those of one differ. Any other drug has the
    unit of its concentration.
    """
    units = _units_of(words, [text for key in _DOSES for text in _masses(words.get(key, {}))])
    bridge = words.get("bridge_bolus")
    return units if bridge is None else {**_units_of(bridge, [bridge["dose"]]), **units}


def _units_of(words: Mapping[str, Any], doses: list[str]) -> dict[str, str]:
    primary, others = words["drug"], words.get("others", [])
    units = {drug["name"]: mass_unit(drug["concentration"]) for drug in (primary, *others)}
    return {**units, primary["name"]: one_unit(*doses)} if doses else units


def _masses(value: object) -> Iterator[str]:
    """Every mass that is typed in a table, also in its steps."""
    if isinstance(value, str):
        if "mcg" in value or "mg" in value:
            yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _masses(one)
    elif isinstance(value, list):
        for one in value:
            yield from _masses(one)
