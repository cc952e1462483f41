"""Boluses, alarms, clock and refill from the command line, each confirmed by the pump or not done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.process_bench import Here, SimulatorProcess, run

REASON = "--reason=asked for by a test"
BOLUS = ("--dose", "20 mcg", "--over", "30 min")


@pytest.fixture
def pump() -> Iterator[SimulatorProcess]:
    process = SimulatorProcess()
    yield process
    process.end()


@pytest.fixture
def records(tmp_path: Path) -> str:
    return f"--database={tmp_path / 'records.sqlite'}"


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], records: str) -> Here:
    return Here(capsys, records)


def test_a_bolus_is_given_with_a_reason_cancelled_and_kept_in_the_records(
    pump: SimulatorProcess, records: str, here: Here
) -> None:
    unreasoned = here.run("bolus", pump.url, *BOLUS, "--yes")
    assert unreasoned.returncode == 3
    assert "passes a limit that needs a reason" in unreasoned.stderr
    given = run("bolus", pump.url, *BOLUS, REASON, "--yes", "--json", records)
    assert (given.returncode, json.loads(given.stdout)["outcome"]) == (0, "confirmed")
    assert json.loads(given.stdout)["asked"] == "20 mcg of baclofen over 30 min"
    read = here.words("interrogate", pump.url)
    assert read["bolus"]["kind"] == "single bolus"
    again = here.run("bolus", pump.url, *BOLUS, REASON, "--yes")
    assert again.returncode == 3
    cancelled = run("cancel-bolus", pump.url, records)
    assert cancelled.returncode == 0
    assert cancelled.stdout.startswith("The bolus is cut, confirmed by the pump at ")
    nothing = here.run("cancel-bolus", pump.url)
    assert nothing.returncode == 3
    assert "nothing to cancel" in nothing.stderr


def test_a_bolus_is_given_only_when_it_is_confirmed(pump: SimulatorProcess, here: Here) -> None:
    refused = here.run("bolus", pump.url, *BOLUS, REASON, typed="no\n")
    assert refused.returncode == 3
    assert "You did not type the word yes" in refused.stderr
    assert here.words("interrogate", pump.url)["bolus"] is None


def test_a_refill_is_told_the_clock_is_set_and_there_is_nothing_to_acknowledge(
    pump: SimulatorProcess, records: str, here: Here
) -> None:
    told = run("refill", pump.url, "--volume", "18.5 mL", "--yes", records)
    assert told.returncode == 0
    assert told.stdout.startswith("Reservoir, as the pump has it: ")
    reservoir = here.words("interrogate", pump.url)["reservoir"]
    assert reservoir == "18.5 mL" or reservoir.startswith("18.4999")
    much = here.run("refill", pump.url, "--volume", "25 mL", "--yes")
    assert much.returncode == 3
    assert "more than this pump holds" in much.stderr
    assert run("set-clock", pump.url, "--yes", records).returncode == 0
    nothing = run("acknowledge", pump.url, records)
    assert nothing.returncode == 3
    assert "No alarm of this pump stays" in nothing.stderr


@pytest.mark.parametrize(
    "typed",
    [
        ("bolus", "--dose", "20", "--over", "30 min"),
        ("bolus", "--dose", "20 mcg", "--over", "0 min"),
        ("refill", "--volume", "20"),
    ],
)
def test_what_is_not_understood_is_said_before_any_pump_is_called(typed: tuple[str, ...], here: Here) -> None:
    command, *options = typed
    done = here.run(command, "socket://127.0.0.1:1", *options, "--yes")
    assert done.returncode == 2
    assert "is not understood" in done.stderr
