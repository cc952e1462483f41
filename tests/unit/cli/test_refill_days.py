"""``preview`` and ``program`` tell one refill day: every allowed bolus taken, capped by the drug's stability."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from programmer.settings import SIMULATED_PUMP_URL
from programmer.simulator.training_room import SimulatedRoom
from tests.unit.cli.conftest import Command

BACLOFEN = '[drug]\nname = "baclofen"\nconcentration = "500 mcg/mL"\n[program]\nmode = "continuous"\n'
WITH_BOLUSES = (
    BACLOFEN
    + 'dose = "97 mcg/day"\n[patient_bolus]\ndose = "5 mcg"\nduration = "10 min"\nlockout = "5 h"\nmost_per_day = 8\n'
)
MORPHINE = """
[drug]
name = "morphine"
concentration = "10 mg/mL"
[program]
mode = "continuous"
dose = "1 mg/day"
[bridge_bolus]
drug = { name = "baclofen", concentration = "500 mcg/mL" }
dose = "90 mcg/day"
path = "0.316 mL"
"""
CASES = [
    pytest.param(BACLOFEN + 'dose = "97 mcg/day"\n', "volume", id="no bolus"),
    pytest.param(WITH_BOLUSES, "volume", id="every allowed bolus"),
    pytest.param(MORPHINE, "stability", id="a drug that keeps for 90 days"),
]
REASON = "--reason=as agreed with the patient"


@pytest.mark.parametrize(("words", "limited_by"), CASES)
def test_preview_tells_the_refill_day_of_the_comparison_and_what_sets_it(
    words: str, limited_by: str, command: Command, room: SimulatedRoom, tmp_path: Path
) -> None:
    assert room is not None
    file = tmp_path / "program.toml"
    file.write_text(words, encoding="utf-8")
    looked = command("preview", SIMULATED_PUMP_URL, str(file)).out
    found = json.loads(command("preview", SIMULATED_PUMP_URL, str(file), "--json").out)
    compared = command("program", SIMULATED_PUMP_URL, str(file), "--yes", REASON).out
    (days,) = re.findall(r"\n. Refill by +(\w.*?) {2,}(\w.*)\n", compared)
    (why,) = re.findall(r"\n. Refill day set by +(\w.*?) {2,}(\w.*)\n", compared)
    assert re.findall(r"\n  Refill by +(\w.*?) {2,}(\w.*)\n", looked) == [days]
    for title, reason in zip(("in the pump now", "proposed"), why, strict=True):
        assert f"\n  Refill {title}, every allowed bolus taken, set by: {reason}.\n" in looked
    due = found["proposed"]["refill_by"]
    assert (due["limited_by"], due["sentence"]) == (limited_by, why[1])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", due["date"])
    assert str(int(due["date"][-2:])) in days[1].split()
    assert due["date"] <= found["proposed"]["low_reservoir_at"]


def test_the_low_date_of_a_program_with_boluses_says_that_they_are_not_in_it(
    command: Command, room: SimulatedRoom, tmp_path: Path
) -> None:
    assert room is not None
    file = tmp_path / "program.toml"
    file.write_text(WITH_BOLUSES, encoding="utf-8")
    assert "\n  Low reservoir without boluses  " in command("preview", SIMULATED_PUMP_URL, str(file)).out
    found = json.loads(command("preview", SIMULATED_PUMP_URL, str(file), "--json").out)["proposed"]
    assert found["refill_by"]["date"] < found["low_reservoir_at"][:10]


def test_a_program_that_gives_nothing_asks_for_no_refill_but_for_its_drug(
    command: Command, room: SimulatedRoom, tmp_path: Path
) -> None:
    assert room is not None
    file = tmp_path / "program.toml"
    file.write_text(BACLOFEN.replace("continuous", "stopped"), encoding="utf-8")
    due = json.loads(command("preview", SIMULATED_PUMP_URL, str(file), "--json").out)["proposed"]["refill_by"]
    assert due["limited_by"] == "stability"
    assert due["sentence"].endswith("no alarm to come")
