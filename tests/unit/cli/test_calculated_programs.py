"""The largest dose of a program file is told of what a pump can do, and of nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from programmer.cli.main import run
from tests.unit.cli.conftest import Ran

DOCUMENT = (Path(__file__).parents[3] / "docs" / "program-file.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)

BACLOFEN = """\
[drug]
name = "baclofen"
concentration = "500 mcg/mL"
"""
EVEN = f"""{BACLOFEN}
[program]
mode = "continuous"
dose = "97 mcg/day"
"""
STEPS = f"""{BACLOFEN}
[program]
mode = "day-schedule"
steps = [{{ at = "00:00", dose = "97 mcg/day" }}, {{ at = "22:00", dose = "NIGHT" }}]
"""
ASKED = """
[patient_bolus]
dose = "{}"
duration = "10 min"
lockout = "3 h"
most_per_day = 6
"""
BRIDGE = """
[bridge_bolus]
drug = {{ name = "baclofen", concentration = "{}" }}
dose = "97 mcg/day"
path = "{}"
"""
PRIME = """
[priming_bolus]
extent = "catheter only"
volume = "{}"
duration = "{}"
"""
MINIMUM = f"""{BACLOFEN}
[program]
mode = "minimum-rate"
dose = "{{}}"
"""
MIXTURE = """\
[drug]
name = "morphine"
concentration = "20 mg/mL"

[[others]]
name = "clonidine"
concentration = "200 mcg/mL"

[program]
mode = "continuous"
dose = "3 mg/day"
"""
MIXED_BRIDGE = """
[bridge_bolus]
drug = { name = "clonidine", concentration = "200 mcg/mL" }
others = [{ name = "morphine", concentration = "20 mg/mL" }]
dose = "60 mcg/day"
path = "0.3 mL"
"""


@pytest.fixture
def window(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Finds the largest dose of a program in 24 h."""

    def run_it(program: str, *arguments: str) -> Ran:
        file = tmp_path / "program.toml"
        file.write_text(program, encoding="utf-8")
        code = run(["calc", "window", "--program", str(file), "--window", "24 h", *arguments])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run_it


CANNOT_BE = {
    "above the greatest": (
        EVEN.replace("97 mcg", "5000 mg"),
        "More than this pump can deliver: 5,000 mg per day is 10,000 mL per day; at most 24 mL per day.",
    ),
    "below the least": (
        EVEN.replace("97 mcg", "1 mcg"),
        "Less than this pump can deliver: 1 mcg per day is 0.002 mL per day; at least 0.048 mL per day.",
    ),
    "one step above": (STEPS.replace("NIGHT", "12.001 mg/day"), "12,001 mcg per day is 24.002 mL per day;"),
    "one step below": (
        STEPS.replace("NIGHT", "23.999 mcg/day"),
        "23.999 mcg per day is 0.047998 mL per day;",
    ),
    "a bolus on top of the fullest step": (
        STEPS.replace("NIGHT", "500 mcg/day") + ASKED.format("80 mcg"),
        "With a bolus on top, more than this pump can deliver: 500 mcg per day and the bolus are 24.04 mL per day;",
    ),
    "a fast bolus": (EVEN + ASKED.format("5 mg"), "97 mcg per day and the bolus are 1,440.194 mL per day"),
    "a bridge to nothing else": (
        EVEN + BRIDGE.format("500 mcg/mL", "0.316 mL"),
        "The concentration stays 500 mcg/mL, so there is nothing to bridge.",
    ),
    "a bridge of the same mixture": (
        MIXTURE + MIXED_BRIDGE,
        "The drugs and their concentrations stay as they are, so there is nothing to bridge.",
    ),
    "a long path": (
        EVEN + BRIDGE.format("1000 mcg/mL", "5.000001 mL"),
        "5.000001 mL for the path of the drug is more than this calculation accepts, 5 mL.",
    ),
    "a slow bridge": (
        EVEN + BRIDGE.format("5 mg/mL", "0.3 mL"),
        "Bridge bolus: slower than this pump can deliver: 0.0194 mL per day; at least 0.048 mL per day.",
    ),
    "a large prime": (
        EVEN + PRIME.format("900 mL", "1 s"),
        "900 mL for the path of the drug is more than this calculation accepts, 5 mL.",
    ),
    "a fast prime": (
        EVEN + PRIME.format("0.176 mL", "1 s"),
        "Priming bolus: faster than this pump can deliver: 15,206.4 mL per day; at most 24 mL per day.",
    ),
    "no minimum rate at all": (
        MINIMUM.format("13 mg/day"),
        "A rate of 26 mL per day is more than this pump's greatest",
    ),
}


@pytest.mark.parametrize("flags", [[], ["--json"], ["--pump", "reference-40"]])
@pytest.mark.parametrize("case", [case for case in CANNOT_BE if case != "no minimum rate at all"])
def test_of_what_no_pump_can_deliver_there_is_a_sentence_and_no_number(
    window: Any, case: str, flags: list[str]
) -> None:
    program, reason = CANNOT_BE[case]
    ran = window(program, *flags)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("programmer: This cannot be calculated. ")
    assert reason in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "program",
    [
        EVEN.replace("97 mcg", "12 mg"),
        EVEN.replace("97 mcg", "24 mcg"),
        EVEN.replace("97 mcg", "0 mcg"),
        STEPS.replace("NIGHT", "0 mcg/day"),
        STEPS.replace("NIGHT", "12 mg/day"),
        EVEN + ASKED.format("80 mcg"),
        EVEN + BRIDGE.format("1000 mcg/mL", "5 mL"),
        EVEN + PRIME.format("0.316 mL", "19 min"),
        MINIMUM.format("3 mcg/day"),
        MIXTURE + MIXED_BRIDGE.replace('"20 mg/mL"', '"25 mg/mL"'),
        *EXAMPLES,
    ],
)
@pytest.mark.parametrize("pump", [[], ["--pump", "reference-20"], ["--pump", "reference-40"]])
def test_of_what_a_pump_can_deliver_the_dose_is_told(window: Any, program: str, pump: list[str]) -> None:
    ran = window(program, "--json", *pump)
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["dose"]


def test_a_minimum_rate_is_held_against_the_pump_that_is_named_and_else_against_its_greatest_flow(
    window: Any,
) -> None:
    another = MINIMUM.format("5 mcg/day")
    assert json.loads(window(another, "--json").out)["dose"] == {"baclofen": {"value": "5", "unit": "mcg"}}
    ran = window(another, "--pump", "reference-20")
    assert ran.code == 3
    assert "its 0.006 mL per day gives 3 mcg per day" in ran.err
    program, reason = CANNOT_BE["no minimum rate at all"]
    assert (window(program).code, reason in window(program).err) == (3, True)


def test_a_pump_that_there_is_none_of_cannot_be_named(window: Any) -> None:
    ran = window(EVEN, "--pump", "nothing")
    assert (ran.code, "nothing is no pump model" in ran.err) == (2, True)


def test_what_a_pump_of_whole_steps_leaves_out_stands_beside_the_dose(window: Any) -> None:
    """97 mcg per day are 0.194 mL, 277 steps and a part; 0 at night takes 22 of the 24 hours."""
    ran = window(STEPS.replace("NIGHT", "0 mcg/day"), "--pump", "reference-40")
    assert "will deliver ≈ 0.177742 mL per day, ≈ 0.05 % less" in ran.out.splitlines()[2]
    assert "This pump, in the long run, without boluses that are asked for, will" in ran.out
    assert "whole steps of 0.0007 mL per day, rounded down at every rate" in ran.out
    said = json.loads(window(EVEN, "--json", "--pump", "reference-40").out)
    assert said["deliverable"] == {"value": "0.1939", "unit": "mL/day"}
    assert said["difference"] == {"value": "-0.0001", "unit": "mL/day"}
    assert said["difference_percent"] == {"value": "-0.0515463917526", "unit": "%"}
    assert said["dose"] == {"baclofen": {"value": "97", "unit": "mcg"}}
    assert set(json.loads(window(EVEN, "--json").out)) == {"dose", "not_counted", "steps"}
