"""A program in the words of a program file, and back. Unknown words are refused, never passed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import (
    NotAQuantity,
    concentration_word,
    dose_word,
    read_concentration,
    read_dose_per_day,
    read_time_of_day,
    time_of_day_text,
)
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    PumpProgram,
    ScheduleStep,
    Stopped,
    dose_per_day,
)
from programmer.therapy.quantities import NanogramsPerDay

MODES = ("stopped", "continuous", "day-schedule")


class NotAProgram(ValueError):
    """The words do not make a program. The message says where and why, for a person."""


def program_from_words(words: Mapping[str, Any]) -> PumpProgram:
    """Read the tables ``[drug]`` and ``[program]``. Raises ``NotAProgram``."""
    _only(words, {"drug", "program"}, "the file")
    drug = _table(words, "drug")
    _only(drug, {"name", "concentration"}, "[drug]")
    return PumpProgram(_drug(drug), _mode(_table(words, "program")))


def program_words(program: PumpProgram) -> dict[str, dict[str, Any]]:
    """The same words for a program. A schedule's ``dose`` is the day's total and stands beside its steps."""
    mode = program.mode
    words: dict[str, Any] = {"mode": mode_word(mode), "dose": dose_word(dose_per_day(mode))}
    if isinstance(mode, DaySchedule):
        words["steps"] = [
            {"at": time_of_day_text(step.at), "dose": dose_word(step.dose)} for step in mode.steps
        ]
    concentration = concentration_word(program.drug.concentration)
    return {"drug": {"name": program.drug.name, "concentration": concentration}, "program": words}


def mode_word(mode: DeliveryMode) -> str:
    """What a file calls this mode."""
    match mode:
        case Stopped():
            return "stopped"
        case Continuous():
            return "continuous"
        case DaySchedule():
            return "day-schedule"


def _table(words: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = words.get(name)
    if not isinstance(table, Mapping):
        raise NotAProgram(f"the table [{name}] is missing")
    return table


def _only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    strangers = sorted(set(table) - known)
    if strangers:
        allowed = ", ".join(sorted(known))
        raise NotAProgram(f"“{strangers[0]}” is not a known key of {where}; known are: {allowed}")


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if value is None:
        raise NotAProgram(f"“{key}” is missing in {where}")
    if not isinstance(value, str):
        raise NotAProgram(f"“{key}” in {where} must be a text in quotes with its unit, not {value!r}")
    return value


def _drug(table: Mapping[str, Any]) -> DrugFill:
    name, concentration = _text(table, "name", "[drug]"), _text(table, "concentration", "[drug]")
    try:
        return DrugFill(name, read_concentration(concentration))
    except NotAQuantity as trouble:
        raise NotAProgram(f"concentration in [drug]: {trouble}") from trouble
    except ValueError as trouble:
        raise NotAProgram(f"“{name}” is not a drug name; write the generic name in lower case") from trouble


def _mode(table: Mapping[str, Any]) -> DeliveryMode:
    mode = _text(table, "mode", "[program]")
    if mode == "stopped":
        _only(table, {"mode"}, "a stopped [program]")
        return Stopped()
    if mode == "continuous":
        _only(table, {"mode", "dose"}, "a continuous [program]")
        return Continuous(_dose(_text(table, "dose", "[program]"), "dose in [program]"))
    if mode == "day-schedule":
        _only(table, {"mode", "steps"}, "a day-schedule [program]")
        return _schedule(table.get("steps"))
    raise NotAProgram(f"“{mode}” is not a known mode; known are: {', '.join(MODES)}")


def _dose(text: str, where: str) -> NanogramsPerDay:
    try:
        return read_dose_per_day(text)
    except NotAQuantity as trouble:
        raise NotAProgram(f"{where}: {trouble}") from trouble


def _schedule(steps: Any) -> DaySchedule:
    if not isinstance(steps, list) or not steps:
        raise NotAProgram('a day-schedule needs steps = [{ at = "00:00", dose = "… mcg/day" }, …]')
    try:
        return DaySchedule(tuple(_step(number, step) for number, step in enumerate(steps, start=1)))
    except NotAProgram:
        raise
    except ValueError as trouble:
        raise NotAProgram(f"steps in [program]: {trouble}") from trouble


def _step(number: int, step: Any) -> ScheduleStep:
    where = f"step {number}"
    if not isinstance(step, Mapping):
        raise NotAProgram(f'{where} must look like {{ at = "07:00", dose = "512 mcg/day" }}')
    _only(step, {"at", "dose"}, where)
    try:
        at = read_time_of_day(_text(step, "at", where))
    except NotAQuantity as trouble:
        raise NotAProgram(f"{where}: {trouble}") from trouble
    return ScheduleStep(at, _dose(_text(step, "dose", where), f"dose of {where}"))
