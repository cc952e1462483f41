"""What a program file may say, and the one line that tells what is wrong with it; nothing is ever guessed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from programmer.cli.program_file import read_program_file
from programmer.known_error import RefusedError
from programmer.therapy.drugs import DrugFill
from programmer.therapy.program_words.writing import WEEKDAYS
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    PumpProgram,
    ScheduleStep,
    Stopped,
)
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, SecondsOfDay
from tests.unit.cli.conftest import Command

PUMP = "simulated:reference-20"
DRUG = '[drug]\nname = "baclofen"\nconcentration = "500 mcg/mL"\n'
EXAMPLES = Path(__file__).parents[3] / "docs" / "program-file.md"


def program(text: str, drug: str = DRUG) -> str:
    return f"{drug}\n[program]\n{text}\n"


def continuous(dose: str) -> str:
    return program(f'mode = "continuous"\ndose = "{dose}"')


GOOD: list[tuple[str, DeliveryMode]] = [
    (program('mode = "stopped"'), Stopped()),
    (continuous("97 mcg/day"), Continuous(NanogramsPerDay(97_000))),
    (continuous("97.125 mcg per day"), Continuous(NanogramsPerDay(97_125))),
    (continuous("0.097 mg/day"), Continuous(NanogramsPerDay(97_000))),
    (
        program(
            'mode = "day-schedule"\nsteps = [{ at = "00:00", dose = "90 mcg/day" }, '
            '{ at = "07:30", dose = "0 mcg/day" }]'
        ),
        DaySchedule(
            (
                ScheduleStep(SecondsOfDay(0), NanogramsPerDay(90_000)),
                ScheduleStep(SecondsOfDay(27_000), NanogramsPerDay(0)),
            )
        ),
    ),
]

BAD: dict[str, tuple[str, str]] = {
    "no TOML": ("this is = not [toml", "It is not TOML: "),
    "an unknown table": (continuous("97 mcg/day") + "[bolus]\n", "“bolus” is not a known key of the file; "),
    "an unknown key": (
        program('mode = "continuous"\ndose = "97 mcg/day"\nlockout = "4 h"'),
        "“lockout” is not a known key of a continuous [program]; known are: dose, mode",
    ),
    "an unknown key of the drug": (
        program('mode = "stopped"', DRUG + 'batch = "7"\n'),
        "“batch” is not a known key of [drug]; ",
    ),
    "an unknown key of a step": (
        program('mode = "day-schedule"\nsteps = [{ at = "00:00", dose = "9 mcg/day", x = 1 }]'),
        "“x” is not a known key of step 1; known are: at, dose",
    ),
    "no drug": ('[program]\nmode = "stopped"\n', "The table [drug] is missing"),
    "no program": (DRUG, "The table [program] is missing"),
    "no mode": (program('dose = "97 mcg/day"'), "“mode” is missing in [program]"),
    "an unknown mode": (
        program('mode = "patient-bolus"'),
        "“patient-bolus” is not a known mode; known are: ",
    ),
    "no dose": (program('mode = "continuous"'), "“dose” is missing in [program]"),
    "a dose where none belongs": (
        program('mode = "stopped"\ndose = "0 mcg/day"'),
        "“dose” is not a known key of a stopped [program]; ",
    ),
    "a bare number": (
        program('mode = "continuous"\ndose = 97'),
        "“dose” in [program] must be a text in quotes with its unit, not 97",
    ),
    "no per day": (
        continuous("97 mcg"),
        "Dose in [program]: “97 mcg” does not say per what; write 97 mcg/day",
    ),
    "per hour": (continuous("4 mcg/h"), "Dose in [program]: “4 mcg/h” is a dose per hour; "),
    "a comma": (continuous("1,5 mcg/day"), "Dose in [program]: a comma is not accepted in “1,5”; "),
    "a thousands comma": (
        continuous("1,500 mcg/day"),
        "Dose in [program]: a comma is not accepted in “1,500”; ",
    ),
    "negative": (continuous("-97 mcg/day"), "Dose in [program]: “-97” is negative"),
    "finer than the pump counts": (continuous("0.0001 mcg/day"), "Dose in [program]: 0.0001 is finer than "),
    "no leading zero": (continuous(".5 mcg/day"), "Dose in [program]: “.5” is not a plain number "),
    "a power of ten": (continuous("9e1 mcg/day"), "Dose in [program]: “9e1 mcg/day” "),
    "a Greek letter": (continuous("97 µg/day"), "Dose in [program]: “97 µg/day” is not a dose per day; "),
    "millilitres": (continuous("0.2 mL/day"), "Dose in [program]: “0.2 mL/day” is not a dose per day; "),
    "a concentration of zero": (
        program('mode = "stopped"', DRUG.replace("500", "0")),
        "Concentration in [drug]: a concentration of zero is not a drug",
    ),
    "a concentration without volume": (
        program('mode = "stopped"', DRUG.replace("/mL", "")),
        "Concentration in [drug]: “500 mcg” is not a concentration; ",
    ),
    "a brand name": (
        program('mode = "stopped"', DRUG.replace("baclofen", "Lioresal")),
        "“Lioresal” is not a drug name; write the generic name in lower case",
    ),
    "no steps": (program('mode = "day-schedule"\nsteps = []'), "A day-schedule needs steps = "),
    "a step that is no table": (program('mode = "day-schedule"\nsteps = ["x"]'), "Step 1 must look like "),
    "not from midnight": (
        program('mode = "day-schedule"\nsteps = [{ at = "07:00", dose = "9 mcg/day" }]'),
        "Steps in [program]: the first step of a day schedule starts at 00:00",
    ),
    "not rising": (
        program(
            'mode = "day-schedule"\nsteps = [{ at = "00:00", dose = "9 mcg/day" }, '
            '{ at = "00:00", dose = "9 mcg/day" }]'
        ),
        "Steps in [program]: the steps of a day schedule must rise in time, each time once",
    ),
    "24:00": (
        program('mode = "day-schedule"\nsteps = [{ at = "24:00", dose = "9 mcg/day" }]'),
        "Step 1: “24:00” is not a time of day; write it like 07:00 or 22:30",
    ),
    "an interval in one field": (
        program(
            'mode = "periodic-bolus"\nbackground = "60 mcg/day"\nbolus = "5 mcg"\nduration = "15 min"\n'
            'interval = "4 h"'
        ),
        "Interval in [program]: “4 h” must name hours and minutes, both: write it like 4 h 0 min",
    ),
    "two openings": (
        continuous("97 mcg/day")
        + '[priming_bolus]\nextent = "catheter only"\nvolume = "0.176 mL"\nduration = "10 min"\n'
        + '[bridge_bolus]\ndose = "97 mcg/day"\npath = "0.316 mL"\n',
        "A program opens with one of priming_bolus, bridge_bolus, not with more",
    ),
    "a count in quotes": (
        continuous("97 mcg/day")
        + '[patient_bolus]\ndose = "5 mcg"\nduration = "5 min"\nlockout = "3 h"\nmost_per_day = "6"\n',
        "“most_per_day” in [patient_bolus] must be a whole number without quotes, not '6'",
    ),
    "seven equal days": (
        program(
            'mode = "week-schedule"\n'
            + "".join(f'{day} = [{{ at = "00:00", dose = "90 mcg/day" }}]\n' for day in WEEKDAYS)
        ),
        "[program]: all seven days are the same; that is a day schedule",
    ),
    "beyond every number": (continuous("9999999999999 mg/day"), "Dose in [program]: “9999999999999” is "),
}

BEYOND: dict[str, tuple[str, str]] = {
    "more than the pump delivers": (
        continuous("12.001 mg/day"),
        "More than this pump can deliver: 12,001 mcg per day is 24.002 mL per day; at most 24 mL per day",
    ),
    "less than the pump delivers": (
        continuous("23 mcg/day"),
        "Less than this pump can deliver: 23 mcg per day is 0.046 mL per day; at least 0.048 mL per day",
    ),
    "another drug": (
        program('mode = "stopped"', DRUG.replace("baclofen", "morphine")),
        "It is for morphine, and the pump holds baclofen",
    ),
    "another concentration": (
        program('mode = "stopped"', DRUG.replace("500", "2000")),
        "It is for baclofen 2,000 mcg/mL, and the pump holds 500 mcg/mL",
    ),
}


@pytest.mark.parametrize(("text", "mode"), GOOD)
def test_a_good_file_is_exactly_what_it_says(text: str, mode: DeliveryMode, tmp_path: Path) -> None:
    file = tmp_path / "program.toml"
    file.write_text(text)
    assert read_program_file(file) == PumpProgram(DrugFill("baclofen", NanogramsPerMillilitre(500_000)), mode)


@pytest.mark.requirement("CRISYS-051", "GIP-8.14")
@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_before_the_pump_is_even_called(
    what: str, tmp_path: Path, command: Command
) -> None:
    text, why = BAD[what]
    file = tmp_path / "program.toml"
    file.write_text(text)
    ran = command("program", "no-such-port", str(file), "--yes")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"programmer: The program file {file} is refused. {why}")
    assert ran.err.endswith(" Correct the file; nothing was sent to the pump.\n")
    assert ran.err.count("\n") == 1
    assert "\u00a0" not in ran.err


@pytest.mark.requirement("GPCA-EC03", "OPCA-R5.1.0-1")
@pytest.mark.parametrize("what", BEYOND)
def test_what_this_pump_cannot_or_may_not_run_is_refused_with_the_reason(
    what: str, tmp_path: Path, command: Command
) -> None:
    text, why = BEYOND[what]
    file = tmp_path / "program.toml"
    file.write_text(text)
    ran = command("program", PUMP, str(file), "--yes")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"programmer: This program cannot be sent. {why}")
    assert ran.err.count("\n") == 1


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "program.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RefusedError, match="It is saved as UTF-16; save it as UTF-8"):
        read_program_file(file)


def test_a_file_that_is_not_there_is_a_mistake_of_the_command_line(tmp_path: Path, command: Command) -> None:
    for wrong, why in ((tmp_path / "none.toml", "No such file or directory"), (tmp_path, "Is a directory")):
        ran = command("program", PUMP, str(wrong))
        assert ran.code == 2
        assert ran.err == (
            f"programmer: The program file {wrong} cannot be read. {why}. Check its name and rights.\n"
        )


def test_every_reason_is_another() -> None:
    reasons = [why for _, why in (*BAD.values(), *BEYOND.values())]
    assert len(set(reasons)) == len(reasons)


def _examples() -> list[str]:
    parts = EXAMPLES.read_text(encoding="utf-8").split("```toml\n")[1:]
    return [part.split("```")[0] for part in parts]


def test_every_example_of_the_manual_is_a_program(tmp_path: Path) -> None:
    examples = _examples()
    assert len(examples) >= 3
    for example in examples:
        file = tmp_path / "example.toml"
        file.write_text(example, encoding="utf-8")
        read_program_file(file)


def test_every_refusal_of_the_manual_is_the_programs_own(tmp_path: Path, command: Command) -> None:
    """Rows of the tables: what stands in the file, then the words of the refusal."""
    refusals = EXAMPLES.read_text(encoding="utf-8").split("## What is refused")[1]
    rows = [line.split("|")[2].strip() for line in refusals.splitlines() if line.startswith("| ")]
    told = [row.removesuffix("…").strip() for row in rows if row not in {"refusal", "---"}]
    assert len(told) >= 20
    file = tmp_path / "program.toml"
    errors = [_refusal(command, file, text) for text, _ in (*BAD.values(), *BEYOND.values())]
    for refusal in told:
        assert any(refusal in error for error in errors), refusal


def _refusal(command: Command, file: Path, text: str) -> str:
    file.write_text(text)
    return command("program", PUMP, str(file), "--yes").err


# ---- limits that need a reason ----------------------------------------------------------------------------------

LARGE_STEP = continuous("120 mcg/day")


def _run(tmp_path: Path, command: Command, text: str, *more: str) -> Any:
    file = tmp_path / "program.toml"
    file.write_text(text)
    return command("program", PUMP, str(file), *more)


@pytest.mark.requirement("GPCA-EC02", "OPCA-R6.5.0-9")
def test_yes_passes_no_limit_of_the_drug_library(tmp_path: Path, command: Command) -> None:
    ran = _run(tmp_path, command, LARGE_STEP, "--yes")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(
        "programmer: This program passes a limit that needs a reason. baclofen: a large step up: "
        "from 90 mcg per day to 120 mcg per day, 33.3 % more; usually at most 15 %"
    )
    assert ran.err.count("\n") == 1


@pytest.mark.requirement("GPCA-EC02", "OPCA-R6.5.0-9")
def test_a_reason_passes_a_soft_limit_and_is_shown_with_what_it_passes(
    tmp_path: Path, command: Command
) -> None:
    ran = _run(tmp_path, command, LARGE_STEP, "--yes", "--reason", "spasms at night")
    assert ran.code == 0
    assert "! baclofen: a large step up: from 90 mcg per day to 120 mcg per day" in ran.out
    assert "  passed for this reason: spasms at night" in ran.out


@pytest.mark.requirement("GPCA-EC02")
def test_a_reason_of_one_letter_passes_nothing(tmp_path: Path, command: Command) -> None:
    ran = _run(tmp_path, command, LARGE_STEP, "--yes", "--reason", "x")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(
        "programmer: The reason for passing a limit says too little. “x” was given, "
        "and a reason says why in a few words, of 10 letters or more, at least 4 of them different; "
        "baclofen: a large step up: "
    )


@pytest.mark.requirement("GIP-5.6", "GPCA-EC02")
def test_json_says_what_was_passed_why_and_by_which_library(tmp_path: Path, command: Command) -> None:
    ran = _run(tmp_path, command, LARGE_STEP, "--yes", "--json", "--reason", "spasms at night")
    words = json.loads(ran.out)
    assert words["outcome"] == "confirmed"
    assert words["reason_for_passing"] == "spasms at night"
    assert [one.split(":")[1] for one in words["limits_passed"]] == [" a large step up"]
    assert len(words["drug_library"]) == 1
    assert "seal" in words["drug_library"][0]


def test_the_manual_has_every_key_of_the_answer_and_no_other(tmp_path: Path, command: Command) -> None:
    ran = _run(tmp_path, command, continuous("97 mcg/day"), "--yes", "--json")
    section = EXAMPLES.read_text(encoding="utf-8").split("## What comes back as JSON")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    told = [key for row in rows for key in re.findall(r"`([a-z_]+)`", row)]
    assert sorted(told) == sorted(
        [*json.loads(ran.out), "reason", "proof"]
    )  # the two are of what was not confirmed


@pytest.mark.requirement("GPCA-EC03", "OPCA-R6.5.0-10")
def test_a_reason_passes_no_hard_limit(tmp_path: Path, command: Command) -> None:
    ran = _run(tmp_path, command, continuous("900 mcg/day"), "--yes", "--reason", "really and truly")
    assert (ran.code, ran.out) == (3, "")
    assert "This program cannot be sent" in ran.err


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            continuous("97 mcg/day") + f"x = {'9' * 5000}\n",
            "It is not TOML: a number in it has very many digits",
        ),
        (f"x = {'[' * 3000}{']' * 3000}\n", "Its tables or lists lie in each other too deeply"),
        (f"[drug]\nname{'.a' * 9000} = 1\n", "Its tables or lists lie in each other too deeply"),
        (program(f'mode = "continuous"\ndose = 0x{"f" * 5000}'), "a number of very many digits"),
        (program(f'mode = "continuous"\ndose = [{"1, " * 200}]'), "not [1, 1, 1, "),
        (
            continuous("97 mcg/day").replace("[drug]", "[[drug]]"),
            "[drug] must be one table, and is something",
        ),
    ],
    ids=[
        "a number of 5,000 digits",
        "a list 3,000 deep",
        "a key of 9,000 parts",
        "a long number for a text",
        "a long list",
        "a list",
    ],
)
def test_a_hostile_file_is_refused_in_a_sentence(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "hostile.toml"
    file.write_text(text)
    with pytest.raises(RefusedError) as refused:
        read_program_file(file)
    assert why.casefold() in refused.value.why.casefold()
    assert len(refused.value.why) < 400
