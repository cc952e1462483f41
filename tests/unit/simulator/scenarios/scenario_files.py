"""Scenarios for tests, put together from pieces of files."""

from __future__ import annotations

import tomllib

from programmer.simulator.scenarios.reading import scenario_from_words
from programmer.simulator.scenarios.scenario import Scenario

PROGRAM = """
[drug]
name = "morphine"
concentration = "1 mg/mL"

[program]
mode = "continuous"
dose = "24 mg/day"
"""
IDEAL = """
[model]
stroke = "0 nL"
max_flow = "20 mL/h"
capacity = "100 mL"
low_reservoir_mark = "5 mL"
residual = "0 nL"
"""
FAST = """
[model]
max_flow = "20 mL/h"
"""
PATIENT = """
[patient_bolus]
dose = "0.5 mg"
duration = "5 min"
lockout = "10 min"
most_per_day = 20
window = "1 h"
most_per_window = 3
"""


def scenario(*parts: str, name: str = "tried") -> Scenario:
    """The scenario whose file has these parts; keys without a table come first."""
    return scenario_from_words(tomllib.loads("\n".join(parts)), name)


def entry(at: str, do: str, more: str = "") -> str:
    """One entry of a timeline."""
    return f'[[timeline]]\nat = "{at}"\ndo = "{do}"\n{more}\n'
