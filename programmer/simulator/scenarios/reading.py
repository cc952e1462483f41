"""Reads a scenario from its file: taken whole, or refused with a sentence that names the key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from programmer.known_error import UsageError
from programmer.resources_location import resource_path
from programmer.simulator.models import PumpModel
from programmer.simulator.scenarios.actions import Action
from programmer.simulator.scenarios.check_words import read_check
from programmer.simulator.scenarios.model_words import read_model
from programmer.simulator.scenarios.possible import require_doable
from programmer.simulator.scenarios.quantities import read_span
from programmer.simulator.scenarios.scenario import Entry, Scenario
from programmer.simulator.scenarios.state_words import read_state
from programmer.simulator.scenarios.tables import (
    FILE,
    NotAScenario,
    bounded_count,
    optional,
    optional_prose,
    part,
    prose,
)
from programmer.simulator.scenarios.timeline_words import PROGRAM_TABLES, read_action, read_timeline
from programmer.therapy.limits import check_program
from programmer.therapy.program_words import NotAProgram, program_from_words
from programmer.therapy.program_words.tables import Table
from programmer.therapy.programs import PumpProgram
from programmer.toml_tables import FileKind, tables_of

SUFFIX = ".toml"
_LARGEST_SEED = 2**63 - 1
_SCENARIO = FileKind(
    "scenario",
    largest=1024 * 1024,
    missing="Check its name and rights; programmer train lists the shipped ones",
    faulty="Correct the file; docs/scenarios.md has every key",
)
_KEYS = {
    "title",
    "case",
    "story",
    "find",
    "meet",
    "model",
    "seed",
    "state",
    "timeline",
    "check",
    *PROGRAM_TABLES,
}


def scenario_from_words(words: Mapping[str, Any], name: str) -> Scenario:
    """Read the tables of a scenario. Raises ``NotAScenario``."""
    try:
        return _scenario(Table(words, FILE).only(_KEYS), name)
    except NotAProgram as trouble:
        raise _sentence(trouble) from trouble


def timeline_from_words(words: Mapping[str, Any]) -> tuple[Entry, ...]:
    """Read a file that holds nothing but a timeline: what a trainee does. Raises ``NotAScenario``."""
    try:
        return read_timeline(Table(words, FILE).only({"timeline"}).tables("timeline", "[[timeline]]"))
    except NotAProgram as trouble:
        raise _sentence(trouble) from trouble


def action_from_line(line: str) -> Action:
    """Read one action as it is typed: ``do = "withdraw", volume = "5 mL"``. Raises ``NotAScenario``."""
    try:
        words = tables_of(f"typed = {{ {line.strip()} }}".encode())["typed"]
    except ValueError as trouble:  # no tables, or letters that no file can hold
        raise NotAScenario('Write it like do = "withdraw", volume = "5 mL"') from trouble
    return action_from_words(words)


def action_from_words(words: Mapping[str, Any]) -> Action:
    """Read one action that is done now. Raises ``NotAScenario``."""
    try:
        if strangers := {"at", "every", "times"} & set(words):
            raise NotAProgram(f"what is typed is done now; leave out “{min(strangers)}”")
        return read_action(Table(words, "what was typed"))
    except NotAProgram as trouble:
        raise _sentence(trouble) from trouble


def _sentence(trouble: NotAProgram) -> NotAScenario:
    reason = str(trouble)
    return NotAScenario(reason[:1].upper() + reason[1:])


def _scenario(file: Table, name: str) -> Scenario:
    pump = read_model(file)
    program = program_from_words({key: file.words[key] for key in PROGRAM_TABLES & set(file.words)})
    _require_deliverable(program, pump.model)
    timeline = read_timeline(file.tables("timeline", "[[timeline]]"))
    require_doable(timeline, pump.model)
    return Scenario(
        name=name,
        title=prose(file, "title") if "title" in file.words else name,
        story=optional_prose(file, "story"),
        find=optional_prose(file, "find"),
        model=pump.model,
        first=read_state(part(file, "state"), pump, program),
        program=program,
        timeline=timeline,
        seed=bounded_count(file, "seed", 0, 0, _LARGEST_SEED) if "seed" in file.words else None,
        meet_us=optional(file, "meet", read_span, 0),
        check=read_check(file.table("check", "[check]")) if "check" in file.words else None,
        case=optional_prose(file, "case"),
    )


def _require_deliverable(program: PumpProgram, model: PumpModel) -> None:
    """A pump does not run what it would refuse; a scenario that wants it writes a model of its own."""
    for violation in check_program(program, model.limits):
        raise NotAProgram(f"[program] is beyond this model: {violation.entered}, {violation.allowed}")


# ---- files --------------------------------------------------------------------------------------------------


def read_scenario(file: Path) -> Scenario:
    """Read a scenario file. Raises ``UsageError`` if it cannot be read, ``RefusedError`` for what it says."""
    words = _SCENARIO.tables(file)
    try:
        return scenario_from_words(words, file.name.removesuffix(SUFFIX))
    except NotAScenario as trouble:
        raise _SCENARIO.refused(file, str(trouble)) from trouble


def read_conduct(file: Path) -> tuple[Entry, ...]:
    """Read a file of what a trainee does. Raises ``UsageError`` if it cannot be read, ``RefusedError`` for what it
    says."""
    words = _SCENARIO.tables(file)
    try:
        return timeline_from_words(words)
    except NotAScenario as trouble:
        raise _SCENARIO.refused(file, str(trouble)) from trouble


# ---- shipped ------------------------------------------------------------------------------------------------


def shipped_names() -> tuple[str, ...]:
    """The names of the training scenarios of this program, in the order of the alphabet."""
    return tuple(sorted(file.stem for file in resource_path("scenarios").glob(f"*{SUFFIX}")))


def shipped_scenario(name: str) -> Scenario:
    """One of the training scenarios of this program, by its name or its alias. Raises ``UsageError`` for one that is
    not there."""
    if name in shipped_names():
        return _shipped(name)
    aliases = {scenario.alias: scenario for scenario in shipped_scenarios()}
    if name not in aliases:
        raise UsageError(
            f"There is no training scenario {name}",
            f"Known are: {', '.join(aliases)}",
            "Choose one of these, or play a file of your own with programmer simulate --scenario FILE",
        )
    return aliases[name]


def shipped_scenarios() -> tuple[Scenario, ...]:
    """All training scenarios of this program, by their aliases: their names would tell too much."""
    return tuple(sorted(map(_shipped, shipped_names()), key=lambda scenario: scenario.alias))


def _shipped(name: str) -> Scenario:
    return read_scenario(resource_path("scenarios", f"{name}{SUFFIX}"))
