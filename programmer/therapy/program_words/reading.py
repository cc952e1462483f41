"""Reads a program from the tables of a program file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from programmer.therapy.boluses import (
    BolusWindow,
    BridgeBolus,
    Opening,
    PatientBolus,
    PrimeExtent,
    PrimingBolus,
    SingleBolus,
)
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import (
    NotAQuantity,
    read_concentration,
    read_dose_per_day,
    read_duration,
    read_mass,
    read_time_of_day,
    read_volume,
)
from programmer.therapy.program_words.tables import NotAProgram, Table, built
from programmer.therapy.program_words.writing import MODES, WEEKDAYS
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    Stopped,
    WeekSchedule,
)
from programmer.therapy.quantities import Seconds

_OPENINGS = ("single_bolus", "priming_bolus", "bridge_bolus")
_TABLES = {"drug", "others", "program", "patient_bolus", *_OPENINGS}
_TWO_FIELDS = re.compile(r"\s*\d+ ?h \d+ ?min\s*")


def program_from_words(words: Mapping[str, Any]) -> PumpProgram:
    """Read the tables of a file. Raises ``NotAProgram``."""
    file = Table(words, "the file").only(_TABLES)
    drug, *others = _drugs(file, "")
    mode = _mode(file.table("program", "[program]"))
    bolus, opening = _patient_bolus(file), _opening(file)
    return built("the file", lambda: PumpProgram(drug, mode, tuple(others), bolus, opening))


# ---- drugs --------------------------------------------------------------------------------------------------


def _drugs(table: Table, path: str) -> tuple[DrugFill, ...]:
    primary = _drug(table.table("drug", f"[{path}drug]"))
    return (primary, *(_drug(other) for other in table.tables("others", f"[[{path}others]]")))


def _drug(table: Table) -> DrugFill:
    table.only({"name", "concentration"})
    name, concentration = table.text("name"), table.quantity("concentration", read_concentration)
    try:
        return DrugFill(name, concentration)
    except ValueError as trouble:
        raise NotAProgram(f"“{name}” is not a drug name; write the generic name in lower case") from trouble


# ---- modes --------------------------------------------------------------------------------------------------


def _mode(table: Table) -> DeliveryMode:
    mode = table.text("mode")
    if mode not in _READERS:
        raise NotAProgram(f"“{mode}” is not a known mode; known are: {', '.join(MODES)}")
    keys, read = _READERS[mode]
    table.only({"mode", *keys}, f"a {mode} [program]")
    return built("[program]", lambda: read(table))


def _stopped(_table: Table) -> Stopped:
    return Stopped()


def _minimum_rate(table: Table) -> MinimumRate:
    return MinimumRate(table.quantity("dose", read_dose_per_day))


def _continuous(table: Table) -> Continuous:
    return Continuous(table.quantity("dose", read_dose_per_day))


def _day_schedule(table: Table) -> DaySchedule:
    return _day(table, "steps", "a day-schedule", "step")


def _week_schedule(table: Table) -> WeekSchedule:
    return WeekSchedule(tuple(_day(table, day, "a week-schedule", f"{day} step") for day in WEEKDAYS))


def _day(table: Table, key: str, mode: str, word: str) -> DaySchedule:
    steps = table.words.get(key)
    if not isinstance(steps, list) or not steps:
        raise NotAProgram(f'{mode} needs {key} = [{{ at = "00:00", dose = "… mcg/day" }}, …]')
    rows = tuple(_step(f"{word} {number}", step) for number, step in enumerate(steps, start=1))
    return built(f"{key} in [program]", lambda: DaySchedule(rows))


def _step(where: str, step: Any) -> ScheduleStep:
    if not isinstance(step, Mapping):
        raise NotAProgram(f'{where} must look like {{ at = "07:00", dose = "512 mcg/day" }}')
    table = Table(step, where).only({"at", "dose"})
    at = table.quantity("at", read_time_of_day, where)
    return ScheduleStep(at, table.quantity("dose", read_dose_per_day, f"dose of {where}"))


def _periodic_bolus(table: Table) -> PeriodicBolus:
    return PeriodicBolus(
        table.quantity("background", read_dose_per_day),
        table.quantity("bolus", read_mass),
        table.quantity("duration", read_duration),
        table.quantity("interval", _read_interval),
    )


def _read_interval(text: str) -> Seconds:
    """An interval names hours and minutes, both, always: minutes once stood where hours were meant."""
    if not _TWO_FIELDS.fullmatch(text):
        raise NotAQuantity(f"“{text.strip()}” must name hours and minutes, both: write it like 4 h 0 min")
    return read_duration(text)


_READERS: dict[str, tuple[set[str], Callable[[Table], DeliveryMode]]] = {
    "stopped": (set(), _stopped),
    "minimum-rate": ({"dose"}, _minimum_rate),
    "continuous": ({"dose"}, _continuous),
    "day-schedule": ({"steps"}, _day_schedule),
    "week-schedule": (set(WEEKDAYS), _week_schedule),
    "periodic-bolus": ({"background", "bolus", "duration", "interval"}, _periodic_bolus),
}


# ---- boluses ------------------------------------------------------------------------------------------------


def _patient_bolus(file: Table) -> PatientBolus | None:
    if "patient_bolus" not in file.words:
        return None
    table = file.table("patient_bolus", "[patient_bolus]")
    table.only({"dose", "duration", "lockout", "most_per_day", "window", "most_per_window"})
    return built(
        table.where,
        lambda: PatientBolus(
            table.quantity("dose", read_mass),
            table.quantity("duration", read_duration),
            table.quantity("lockout", read_duration),
            table.count("most_per_day"),
            _window(table),
        ),
    )


def _window(table: Table) -> BolusWindow | None:
    if not {"window", "most_per_window"} & set(table.words):
        return None
    return BolusWindow(table.count("most_per_window"), table.quantity("window", read_duration))


def _opening(file: Table) -> Opening | None:
    present = [key for key in _OPENINGS if key in file.words]
    if len(present) > 1:
        raise NotAProgram(f"a program opens with one of {', '.join(present)}, not with more")
    if not present:
        return None
    table = file.table(present[0], f"[{present[0]}]")
    return built(table.where, lambda: _OPENING_READERS[present[0]](table))


def _single_bolus(table: Table) -> SingleBolus:
    table.only({"dose", "duration"})
    return SingleBolus(table.quantity("dose", read_mass), table.quantity("duration", read_duration))


def _priming_bolus(table: Table) -> PrimingBolus:
    table.only({"extent", "volume", "duration"})
    word = table.text("extent")
    extents = {extent.value: extent for extent in PrimeExtent}
    if word not in extents:
        raise NotAProgram(f"“{word}” is not an extent of priming; known are: {', '.join(extents)}")
    volume, duration = table.quantity("volume", read_volume), table.quantity("duration", read_duration)
    return PrimingBolus(extents[word], volume, duration)


def _bridge_bolus(table: Table) -> BridgeBolus:
    table.only({"drug", "others", "dose", "path"})
    old = _drugs(table, "bridge_bolus.")
    return BridgeBolus(old, table.quantity("dose", read_dose_per_day), table.quantity("path", read_volume))


_OPENING_READERS: dict[str, Callable[[Table], Opening]] = {
    "single_bolus": _single_bolus,
    "priming_bolus": _priming_bolus,
    "bridge_bolus": _bridge_bolus,
}
