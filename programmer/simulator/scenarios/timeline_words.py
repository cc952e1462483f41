"""Reads the timeline of a scenario: one action in each entry, every key of it known."""

from __future__ import annotations

from collections.abc import Callable

from programmer.simulator.faults.fault import NotAFault
from programmer.simulator.faults.kinds import FaultKind
from programmer.simulator.faults.reading import read_fault
from programmer.simulator.scenarios.actions import (
    Action,
    Aspirate,
    BatteryLeft,
    Calibrate,
    ChangeCatheter,
    Drift,
    Dye,
    Fill,
    GiveBolus,
    Leak,
    LinkFault,
    Place,
    SetClock,
    Switch,
    TelemetryMode,
    TellRefill,
    TrimCatheter,
    Withdraw,
    WriteProgram,
)
from programmer.simulator.scenarios.quantities import (
    read_calibration,
    read_catheter_length,
    read_days,
    read_drift,
    read_fine_volume,
    read_length_of_time,
    read_moment,
    read_share,
    read_span,
)
from programmer.simulator.scenarios.scenario import NEVER_ENDS, Entry
from programmer.simulator.scenarios.tables import drugs_of, one_of, optional, plain_text, yes_or_no
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.notation import (
    read_duration,
    read_mass,
)
from programmer.therapy.program_words import NotAProgram, program_from_words
from programmer.therapy.program_words.tables import Table, built
from programmer.therapy.quantities import Nanolitres

PROGRAM_TABLES = {
    "drug",
    "others",
    "program",
    "patient_bolus",
    "single_bolus",
    "priming_bolus",
    "bridge_bolus",
}
_WHEN = {"at", "every", "times", "do"}
_MOST_TIMES = 1_000_000
_PLACES = {place.value: place for place in Place}


def read_timeline(rows: tuple[Table, ...]) -> tuple[Entry, ...]:
    """Read the entries in the order in which they stand. Raises ``NotAProgram``."""
    return tuple(_entry(row) for row in rows)


def _entry(row: Table) -> Entry:
    action = read_action(row)
    at = row.quantity("at", read_span)
    if isinstance(action, LinkFault):
        return Entry(at, action)
    return Entry(at, action, optional(row, "every", read_length_of_time, 0), _times(row))


def _times(row: Table) -> int | None:
    if "every" not in row.words:
        if "times" in row.words:
            raise NotAProgram(f"“times” in {row.where} needs “every”: how long after each other")
        return 1
    if "times" not in row.words:
        return NEVER_ENDS
    times = row.count("times")
    if not 1 <= times <= _MOST_TIMES:
        raise NotAProgram(f"“times” in {row.where} must be 1 to {_MOST_TIMES:,}, not {times}")
    return times


def read_action(row: Table) -> Action:
    """Read what an entry does. Raises ``NotAProgram`` for an unknown action and for a key that does not go with it."""
    word = plain_text(row, "do")
    if word in _SWITCHES:
        row.only(_WHEN, f"{word} in {row.where}")
        return _SWITCHES[word]
    if word == "fault":
        return _fault(row)
    if word not in _READERS:
        raise NotAProgram(f"do in {row.where}: “{word}” is not known; known are: {', '.join(ACTIONS)}")
    keys, read = _READERS[word]
    row.only(_WHEN | keys, f"{word} in {row.where}")
    return read(row)


# ---- hands --------------------------------------------------------------------------------------------------


def _volume(row: Table) -> Nanolitres:
    return row.quantity("volume", read_fine_volume)


def _fill(row: Table) -> Fill:
    drugs = drugs_of(row, "drugs") if "drugs" in row.words else None
    return Fill(_volume(row), one_of(row, "into", _PLACES, Place.PORT.value), drugs)


def _change_catheter(row: Table) -> ChangeCatheter:
    return ChangeCatheter(
        optional(row, "length", read_catheter_length, None), yes_or_no(row, "filled", default=True)
    )


def _trim_catheter(row: Table) -> TrimCatheter:
    return TrimCatheter(row.quantity("length", read_catheter_length), yes_or_no(row, "filled", default=True))


def _telemetry(row: Table) -> TelemetryMode:
    return TelemetryMode(yes_or_no(row, "on"), yes_or_no(row, "by_interference", default=False))


# ---- requests -----------------------------------------------------------------------------------------------


def _program(row: Table) -> WriteProgram:
    words = {key: value for key, value in row.words.items() if key in PROGRAM_TABLES}
    return WriteProgram(built(row.where, lambda: program_from_words(words)))


def _bolus(row: Table) -> GiveBolus:
    dose, duration = row.quantity("dose", read_mass), row.quantity("duration", read_duration)
    return built(row.where, lambda: GiveBolus(SingleBolus(dose, duration)))


def _fault(row: Table) -> LinkFault:
    """The fault room knows its own words; ``times`` is the switch's own there, so that a fault is not repeated."""
    if "every" in row.words:
        raise NotAProgram(
            f"“every” in {row.where} does not go with a fault; “times” says how often it strikes"
        )
    if row.words.get("fault") == FaultKind.DRIFT:
        raise NotAProgram(
            f'fault in {row.where}: a crystal that is off is written do = "drift", error = "50 ppm"'
        )
    try:
        return LinkFault(
            read_fault({key: value for key, value in row.words.items() if key not in {"at", "do"}})
        )
    except NotAFault as trouble:
        raise NotAProgram(f"{row.where}: {trouble}") from trouble


_SWITCHES = {switch.value: switch for switch in Switch}
_READERS: dict[str, tuple[set[str], Callable[[Table], Action]]] = {
    "withdraw": ({"volume"}, lambda row: Withdraw(_volume(row))),
    "fill": ({"volume", "into", "drugs"}, _fill),
    "tell-refill": ({"volume"}, lambda row: TellRefill(_volume(row))),
    "aspirate": ({"volume"}, lambda row: Aspirate(_volume(row))),
    "dye": ({"volume"}, lambda row: Dye(_volume(row))),
    "change-catheter": ({"length", "filled"}, _change_catheter),
    "trim-catheter": ({"length", "filled"}, _trim_catheter),
    "leak": ({"share"}, lambda row: Leak(row.quantity("share", read_share))),
    "calibrate": ({"error"}, lambda row: Calibrate(row.quantity("error", read_calibration))),
    "drift": ({"error"}, lambda row: Drift(row.quantity("error", read_drift))),
    "telemetry": ({"on", "by_interference"}, _telemetry),
    "battery": ({"left"}, lambda row: BatteryLeft(row.quantity("left", read_days))),
    "program": (PROGRAM_TABLES, _program),
    "bolus": ({"dose", "duration"}, _bolus),
    "set-clock": ({"to"}, lambda row: SetClock(optional(row, "to", read_moment, None))),
}
ACTIONS = (*_SWITCHES, *_READERS, "fault")
