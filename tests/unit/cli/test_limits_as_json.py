"""A program or bolus that is refused for limits is told whole: each limit with its figures, and whose it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from programmer.cli.violation_words import Checked, violations_words
from programmer.known_error import ExitCode
from programmer.settings import SIMULATED_PUMP_URL
from programmer.simulator.training_room import SimulatedRoom
from programmer.therapy.drug_library import AgeGroup, Condition, Indication
from programmer.therapy.limits import Limit
from programmer.therapy.programs import MinimumRate, PumpProgram
from programmer.therapy.quantities import NanogramsPerDay
from tests.support.library import shipped_library
from tests.support.programs_of_every_kind import BACLOFEN_500, EVERY_KIND, RunningPump
from tests.unit.cli.conftest import Command
from tests.unit.visit.bench import Bench

BACLOFEN = '[drug]\nname = "baclofen"\nconcentration = "500 mcg/mL"\n'
BOLUS = '[patient_bolus]\ndose = "{}"\nduration = "{}"\nlockout = "{}"\nmost_per_day = 4\n'
KEYS = ["limit", "severity", "drug", "entered", "allowed", "ratio", "reason", "sentence", "source", "tag"]
REMEDY = "Where the indication is known, enter it: programmer patients --change WHO --condition … --age …, or --add"
REASON = "--reason=spasms at night for weeks"


def continuous(dose: str, more: str = "") -> str:
    return f'{BACLOFEN}[program]\nmode = "continuous"\ndose = "{dose}"\n{more}'


def schedule(*steps: tuple[str, int]) -> str:
    """Steps of a time and mcg per day."""
    words = ", ".join(f'{{ at = "{at}", dose = "{dose} mcg/day" }}' for at, dose in steps)
    return f'{BACLOFEN}[program]\nmode = "day-schedule"\nsteps = [{words}]\n'


def refused(command: Command, folder: Path, words: str, *more: str) -> Any:
    file = folder / "program.toml"
    file.write_text(words, encoding="utf-8")
    ran = command("program", SIMULATED_PUMP_URL, str(file), "--yes", "--json", *more)
    assert ran.code == ExitCode.REFUSED, ran.err
    return json.loads(ran.out)


def of(words: Any, limit: str) -> Any:
    return next(one for one in words["violations"] if one["limit"] == limit)


@pytest.mark.requirement("GIP-1.5")
def test_a_refused_program_prints_one_json_value_with_every_limit_and_one_line_beside_it(
    command: Command, tmp_path: Path
) -> None:
    words = refused(command, tmp_path, continuous("5000 mcg/day"))
    assert words["outcome"] == "not sent"
    assert words["refused"]["what"] == "This program cannot be sent"
    assert words["indication"] == {"condition": None, "age": None}
    hard = [one["severity"] for one in words["violations"]]
    assert hard == sorted(hard)
    found = of(words, "dose-per-day")
    assert list(found)[: len(KEYS)] == KEYS
    assert (found["severity"], found["drug"], found["tag"]) == ("hard", "baclofen", "D")
    assert found["entered"] == {"value": "5000", "unit": "mcg/day"}
    assert found["allowed"] == {"value": "1199", "unit": "mcg/day"}
    assert found["ratio"] == "4.17014178482"
    assert found["source"].startswith("chosen by this project: the highest of the range under 12 years")
    assert found["sentence"].startswith(
        "baclofen: dose in 24 hours above the limit: 5000 mcg per day with every"
    )
    assert found["strictest_of"]["rows"] == [
        {"condition": "spinal-spasticity", "age": "child"},
        {"condition": "cerebral-spasticity", "age": "child"},
    ]
    assert words["strictest"]["remedy"].startswith(REMEDY)


def test_a_soft_limit_without_a_reason_is_told_in_the_same_way(command: Command, tmp_path: Path) -> None:
    words = refused(command, tmp_path, continuous("130 mcg/day"))
    step = of(words, "step-up")
    assert (step["severity"], step["allowed"]) == ("soft", {"value": "15", "unit": "%"})
    assert step["entered"] == {"value": "44.4444444444", "unit": "%"}
    assert step["tag"] == "V"


@pytest.mark.requirement("GIP-1.5")
def test_people_are_told_whose_limit_holds_from_where_and_what_to_do(
    command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "program.toml"
    file.write_text(continuous("130 mcg/day"), encoding="utf-8")
    ran = command("program", SIMULATED_PUMP_URL, str(file), "--yes")
    assert (ran.code, ran.out, ran.err.count("\n")) == (ExitCode.REFUSED, "", 1)
    assert (
        "The patient's indication is not known, so the strictest limits hold: baclofen: 15 % holds for "
        in ran.err
    )
    assert "child, spinal spasticity, or adult, cerebral spasticity" in ran.err
    assert "[V: Best Practices ITB Dosing" in ran.err
    assert REMEDY in ran.err
    looked = command("preview", SIMULATED_PUMP_URL, str(file)).out
    assert "baclofen: 15 % holds for child, spinal spasticity" in looked
    assert f"\n  {REMEDY}" in looked
    assert (
        json.loads(command("preview", SIMULATED_PUMP_URL, str(file), "--json").out)["strictest"] is not None
    )


def test_of_a_patient_whose_indication_is_known_nothing_of_that_is_said(
    command: Command, room: SimulatedRoom, tmp_path: Path
) -> None:
    assert room is not None
    serial = json.loads(command("interrogate", SIMULATED_PUMP_URL, "--json").out)["pump"]["serial"]
    command("patients", "--add", "Ada", "--condition", "spinal-spasticity", "--age", "adult")
    assert command("assign", serial, "Ada").code == ExitCode.DONE
    words = refused(command, tmp_path, continuous("5000 mcg/day"))
    assert words["indication"] == {"condition": "spinal-spasticity", "age": "adult"}
    assert of(words, "dose-per-day")["allowed"] == {"value": "2000", "unit": "mcg/day"}
    assert words["strictest"] is None
    assert {one["strictest_of"] for one in words["violations"]} == {None}


def test_a_program_that_was_sent_tells_the_limits_it_passed_with_their_figures(
    command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "program.toml"
    file.write_text(continuous("130 mcg/day"), encoding="utf-8")
    ran = command("program", SIMULATED_PUMP_URL, str(file), "--yes", "--json", REASON)
    words = json.loads(ran.out)
    assert words["outcome"] == "confirmed"
    assert len(words["limits_passed"]) == len(words["violations"])
    assert of(words, "step-up")["allowed"] == {"value": "15", "unit": "%"}
    assert "! The patient's indication is not known, so the strictest limits hold: " in ran.err


def test_a_bolus_is_refused_and_sent_with_the_same_words(command: Command, room: SimulatedRoom) -> None:
    assert room is not None
    typed = ("bolus", SIMULATED_PUMP_URL, "--over", "30 min", "--yes", "--json")
    ran = command(*typed, "--dose", "150 mcg")
    assert ran.code == ExitCode.REFUSED
    words = json.loads(ran.out)
    assert of(words, "bolus")["entered"] == {"value": "150", "unit": "mcg"}
    assert of(words, "bolus")["allowed"] == {"value": "100", "unit": "mcg"}
    assert REMEDY in ran.err
    sent = json.loads(command(*typed, "--dose", "60 mcg", REASON).out)
    assert sent["outcome"] == "confirmed"
    assert of(sent, "bolus")["allowed"] == {"value": "50", "unit": "mcg"}
    soon = json.loads(command(*typed, "--dose", "10 mcg").out)
    waited = of(soon, "lockout-short")
    assert waited["allowed"] == {"value": "120", "unit": "min"}
    assert 0 <= float(waited["entered"]["value"]) < 1


@pytest.mark.parametrize(
    ("words", "limit", "figures"),
    [
        (continuous("23 mcg/day"), "flow-too-low", ("0.046 mL/day", "0.048 mL/day")),
        (continuous("13 mg/day"), "flow-too-high", ("26 mL/day", "24 mL/day")),
        (
            continuous("97 mcg/day", BOLUS.format("5 mcg", "10 min", "30 min")),
            "lockout-short",
            ("30 min", "120 min"),
        ),
        (
            f'{BACLOFEN}[program]\nmode = "minimum-rate"\ndose = "4 mcg/day"\n',
            "minimum-rate-differs",
            ("4 mcg/day", "3 mcg/day"),
        ),
        (
            schedule(("00:00", 0), ("08:00", 120)),
            "pause-long",
            ("480 min", "360 min"),
        ),
        (
            schedule(*((f"{hour:02}:00", 90 + hour) for hour in range(15))),
            "too-many-steps",
            ("15 steps", "14 steps"),
        ),
        (
            continuous(
                "97 mcg/day",
                '[priming_bolus]\nextent = "catheter only"\nvolume = "0.2 mL"\nduration = "20 min"\n',
            ),
            "prime-volume",
            ("0.2 mL", "0.176 mL"),
        ),
        (
            continuous("97 mcg/day").replace("500 mcg/mL", "4500 mcg/mL"),
            "concentration",
            ("4500 mcg/mL", "4000 mcg/mL"),
        ),
    ],
    ids=["too low", "too high", "lockout", "minimum rate", "pause", "steps", "prime", "concentration"],
)
def test_the_figures_of_a_limit_are_exact_and_have_their_unit(
    words: str, limit: str, figures: tuple[str, str], command: Command, tmp_path: Path
) -> None:
    found = of(refused(command, tmp_path, words), limit)
    told = tuple(f"{found[key]['value']} {found[key]['unit']}" for key in ("entered", "allowed"))
    assert told == figures


def test_a_limit_that_is_no_figure_has_none(command: Command, tmp_path: Path) -> None:
    words = refused(command, tmp_path, continuous("97 mcg/day").replace("500 mcg/mL", "2000 mcg/mL"))
    missing = of(words, "bridge-missing")
    assert [missing[key] for key in ("entered", "allowed", "ratio", "source", "tag")] == [None] * 5
    assert "becomes baclofen 2000 mcg/mL" in missing["sentence"]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_ratio_is_that_of_the_figures_beside_it(kind: str) -> None:
    bench, pump = Bench(), RunningPump(EVERY_KIND[kind])
    bench.put_in_reach(pump.site)
    found = bench.begin().interrogation
    bench.records.close()
    much = PumpProgram(BACLOFEN_500, MinimumRate(NanogramsPerDay(7_000)), opening=EVERY_KIND[kind].opening)
    adult = Indication(Condition.CEREBRAL_SPASTICITY, AgeGroup.ADULT)
    for program in (EVERY_KIND[kind], much):
        checked = Checked(program, found, shipped_library(), adult)
        for words in violations_words(checked, checked.violations()):
            assert words["limit"] in {limit.value for limit in Limit}
            if words["ratio"] is not None and words["entered"] is not None:
                told = float(words["entered"]["value"]) / float(words["allowed"]["value"])
                assert told == pytest.approx(float(words["ratio"]))
                assert words["entered"]["unit"] == words["allowed"]["unit"]
