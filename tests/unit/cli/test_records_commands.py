"""``patients`` and ``sessions`` tell what is known of a patient, and what a program was checked against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from programmer.known_error import ExitCode
from programmer.settings import SIMULATED_PUMP_URL
from tests.support.libraries import CLINIC_HEADER, sealed, text_of
from tests.support.library import shipped_library
from tests.unit.cli.conftest import Command

OWN = text_of({"baclofen.spinal-spasticity.adult.dose_per_day.soft": "900 mcg/day"}, header=CLINIC_HEADER)


def _listed(command: Command, *arguments: str) -> Any:
    ran = command(*arguments, "--json")
    assert ran.code == ExitCode.DONE, ran.err
    return json.loads(ran.out)


@pytest.mark.parametrize(
    ("typed", "condition", "age", "told"),
    [
        ([], None, None, "indication not known: the strictest limits hold"),
        (["--condition", "unknown", "--age", "unknown"], None, None, "indication not known: the strictest "),
        (["--condition", "pain", "--age", "adult"], "pain", "adult", "pain, adult"),
        (["--age", "child"], None, "child", "condition not known, child: the strictest limits hold"),
        (
            ["--condition", "cerebral-spasticity"],
            "cerebral-spasticity",
            None,
            "cerebral spasticity, age group not known: the strictest limits hold",
        ),
        (
            ["--condition", "spinal-spasticity", "--age", "child"],
            "spinal-spasticity",
            "child",
            "spinal spasticity, child",
        ),
    ],
)
def test_a_patient_is_added_with_what_is_known_of_the_indication(
    command: Command, typed: list[str], condition: str | None, age: str | None, told: str
) -> None:
    (ada,) = _listed(command, "patients", "--add", "Ada", *typed)
    assert (ada["condition"], ada["age"]) == (condition, age)
    line = command("patients").out
    assert line.startswith(f"{ada['id']}  Ada  no pump  {told}")


def test_a_correction_holds_from_then_on_and_leaves_the_rest_as_it_was(command: Command) -> None:
    command("patients", "--add", "Bo", "--condition", "pain", "--age", "child")
    command("patients", "--add", "Ada", "--condition", "pain", "--born", "1985", "--reason", "back pain")
    changed = _listed(command, "patients", "--change", "Ada", "--age", "adult")
    assert [(each["name"], each["condition"], each["age"]) for each in changed] == [
        ("Ada", "pain", "adult"),
        ("Bo", "pain", "child"),
    ]
    assert (changed[0]["born"], changed[0]["reason"]) == (1985, "back pain")
    ada, _ = _listed(command, "patients", "--change", changed[0]["id"], "--condition", "unknown")
    assert (ada["condition"], ada["age"]) == (None, "adult")


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["--condition", "pain"], 2, "Nothing was changed. It is not said whose condition or age group that"),
        (["--age", "child"], 2, "Nothing was changed. It is not said whose condition or age group that"),
        (["--change", "Ada"], 2, "Nothing was changed. Neither --condition nor --age is there."),
        (["--change", "Nobody", "--age", "child"], 3, "The patient “Nobody” was not found."),
        (["--add", "Ada", "--condition", "spasticity"], 2, "The command line cannot be understood."),
        (["--add", "Ada", "--change", "Ada", "--age", "adult"], 2, "The command line cannot be understood."),
    ],
)
def test_what_cannot_be_taken_as_an_indication_is_refused_and_changes_nothing(
    command: Command, arguments: list[str], code: int, line: str
) -> None:
    (before,) = _listed(command, "patients", "--add", "Ada")
    ran = command("patients", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(f"programmer: {line}")
    assert _listed(command, "patients") == [before]


def _program(folder: Path, dose: str) -> str:
    file = folder / "program.toml"
    drug = '[drug]\nname = "baclofen"\nconcentration = "500 mcg/mL"\n'
    file.write_text(f'{drug}[program]\nmode = "continuous"\ndose = "{dose}"\n', encoding="utf-8")
    return str(file)


def _shipped_words() -> dict[str, object]:
    identity = shipped_library().identity
    return {
        "name": identity.name,
        "version": identity.version,
        "date": identity.date.isoformat(),
        "sha256": identity.sha256.hex(),
        "clinic": None,
        "signed_by": identity.signed_by,
    }


def test_a_session_says_which_library_was_in_force(command: Command, tmp_path: Path) -> None:
    assert command("interrogate", SIMULATED_PUMP_URL).code == ExitCode.DONE
    own = tmp_path / "own.toml"
    own.write_bytes(sealed(OWN))
    assert command("interrogate", SIMULATED_PUMP_URL, "--library", str(own)).code == ExitCode.DONE
    with_own, without = _listed(command, "sessions")
    assert without["library"] == [_shipped_words()]
    assert with_own["library"][0] == _shipped_words()
    assert with_own["library"][1]["clinic"] == "St. X"
    assert without["passed_limits"] == []


def test_a_session_without_a_library_says_that_none_was_in_force(command: Command, tmp_path: Path) -> None:
    damaged = tmp_path / "own.toml"
    damaged.write_text(OWN, encoding="utf-8")
    assert command("interrogate", SIMULATED_PUMP_URL, "--library", str(damaged)).code == ExitCode.DONE
    assert _listed(command, "sessions")[0]["library"] == []


def test_a_session_tells_the_limits_that_were_passed_and_why(command: Command, tmp_path: Path) -> None:
    ran = command(
        "program",
        SIMULATED_PUMP_URL,
        _program(tmp_path, "140 mcg/day"),
        "--yes",
        "--reason",
        "spasms at night",
    )
    assert ran.code == ExitCode.DONE, ran.err
    (session,) = _listed(command, "sessions")
    (passed,) = session["passed_limits"]
    assert passed["reason"] == "spasms at night"
    assert passed["passed"]
    assert any("step up" in sentence for sentence in passed["passed"])
    assert not any("\u00a0" in sentence for sentence in passed["passed"])
    assert passed["confirmed_utc"].endswith("Z")


def test_a_session_tells_drug_concentration_and_mode_before_and_after_and_the_opening(
    command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "program.toml"
    drug = '[drug]\nname = "baclofen"\nconcentration = "500 mcg/mL"\n'
    steps = '[{ at = "00:00", dose = "90 mcg/day" }, { at = "12:00", dose = "96 mcg/day" }]'
    bolus = '[single_bolus]\ndose = "5 mcg"\nduration = "10 min"\n'
    file.write_text(f'{drug}[program]\nmode = "day-schedule"\nsteps = {steps}\n{bolus}', encoding="utf-8")
    ran = command("program", SIMULATED_PUMP_URL, str(file), "--yes", "--reason", "spasms at night")
    assert ran.code == ExitCode.DONE, ran.err
    (session,) = _listed(command, "sessions")
    assert session["program_before"]["drug"] == {"name": "baclofen", "concentration": "500 mcg/mL"}
    assert session["program_before"]["program"]["mode"] == "continuous"
    assert session["program_after"]["program"]["mode"] == "day-schedule"
    assert session["program_after"]["single_bolus"] == {"dose": "5 mcg", "duration": "10 min"}
    told = "baclofen 500 mcg/mL, continuous -> baclofen 500 mcg/mL, day schedule, 2 steps, opened with a single bolus"
    assert f"  {told}  " in command("sessions").out


def test_a_session_that_changed_nothing_names_its_program_once(command: Command) -> None:
    assert command("interrogate", SIMULATED_PUMP_URL).code == ExitCode.DONE
    told = command("sessions").out
    assert "  baclofen 500 mcg/mL, continuous  " in told
    assert "->" not in told
