"""The calculations from the command line: for people, as JSON, and the one sentence where there is no answer."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from programmer.cli.calc.arguments import CALCULATIONS
from programmer.cli.commands.calc import _ANSWERS
from programmer.cli.main import run
from programmer.cli.program_file import read_program_file
from programmer.visit.program_rows import program_rows
from tests.unit.cli.conftest import Ran

UNITS = {"mcg", "mg", "mL", "mL/day", "mL/h", "mcg/day", "mg/day", "mcg/mL", "mg/mL", "h", "min", "days", "%"}

RATE = ["rate", "--dose", "90 mcg/day", "--concentration", "500 mcg/mL"]
PRIME = ["prime", "--tubing", "0.140 mL", "--catheter-length", "80 cm", "--catheter-volume", "0.0022 mL/cm"]
BRIDGE = [
    "bridge",
    "--from",
    "500 mcg/mL",
    "--to",
    "2000 mcg/mL",
    "--dose",
    "400 mcg/day",
    "--path",
    "0.316 mL",
]
REFILL = [
    "refill",
    "--fill",
    "20 mL",
    "--alarm",
    "2 mL",
    "--dose",
    "4.8 mg/day",
    "--concentration",
    "20 mg/mL",
]
BOLUSES = ["--bolus", "0.2 mg", "--max-per-day", "6", "--lockout", "3 h"]
MORPHINE = ["--drug", "morphine 6 mg/day @ 25 mg/mL"]
CLONIDINE = ["--drug", "clonidine 60 mcg/day @ 500 mcg/mL"]
ADMIXTURE = ["admixture", "--total", "20 mL", *MORPHINE, *CLONIDINE]
DISCREPANCY = ["discrepancy", "--filled", "18 mL", "--expected", "3.0 mL", "--withdrawn", "1.9 mL"]
RESIDUAL = ["residual", "--fill", "18 mL", "--concentration", "2000 mcg/mL"]
RESIDUAL += ["--residual", "2.4 mL", "--residual-concentration", "500 mcg/mL"]
MIXTURE = ["mixture", "--drug", "morphine 6 mg/day @ 20 mg/mL", "--other", "clonidine @ 200 mcg/mL"]
EXPECTED = ["expected", "--fill", "18 mL", "--dose", "4.8 mg/day", "--concentration", "20 mg/mL"]
EXPECTED += ["--elapsed", "720 h"]
BOLUS = ["bolus", "--concentration", "500 mcg/mL"]

PROGRAM = """\
[drug]
name = "baclofen"
concentration = "500 mcg/mL"

[program]
mode = "day-schedule"
steps = [{ at = "00:00", dose = "380 mcg/day" }, { at = "07:00", dose = "512 mcg/day" }]
"""


@pytest.fixture
def calc(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a calculation."""

    def run_it(*arguments: str) -> Ran:
        code = run(["calc", *arguments])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run_it


def in_words(value: str, unit: str) -> dict[str, str]:
    return {"value": value, "unit": unit}


AS_JSON: list[tuple[list[str], dict[str, Any]]] = [
    (RATE, {"rate": in_words("0.18", "mL/day")}),
    (
        ["rate", "--rate", "0.048 mL/day", "--concentration", "25 mcg/mL"],
        {"rate": in_words("0.048", "mL/day"), "dose": in_words("1.2", "mcg/day")},
    ),
    (
        ["rate", "--rate", "0.3 mL/day", "--dose", "6 mg/day"],
        {"rate": in_words("0.3", "mL/day"), "concentration": in_words("20", "mg/mL")},
    ),
    (
        MIXTURE,
        {
            "rate": in_words("0.3", "mL/day"),
            "doses": {"morphine": in_words("6", "mg/day"), "clonidine": in_words("60", "mcg/day")},
        },
    ),
    (
        ["catheter", "--length", "110 cm", "--trimmed", "30 cm", "--catheter-volume", "0.0026 mL/cm"],
        {"volume": in_words("0.208", "mL")},
    ),
    (PRIME, {"volume": in_words("0.316", "mL"), "duration": in_words("18.96", "min")}),
    (
        [*PRIME, "--pump-primed", "--prime-rate", "0.5 mL/h"],
        {"volume": in_words("0.176", "mL"), "duration": in_words("21.12", "min")},
    ),
    (
        ["prime", "--pump-primed", *PRIME[3:]],
        {"volume": in_words("0.176", "mL"), "duration": in_words("10.56", "min")},
    ),
    (
        BRIDGE,
        {
            "volume": in_words("0.316", "mL"),
            "rate": in_words("0.8", "mL/day"),
            "duration": in_words("9.48", "h"),
            "dose_delivered": in_words("158", "mcg"),
            "rate_after": in_words("0.2", "mL/day"),
        },
    ),
    (
        [*BRIDGE, "--new-dose", "0.45 mg/day"],
        {
            "volume": in_words("0.316", "mL"),
            "rate": in_words("0.8", "mL/day"),
            "duration": in_words("9.48", "h"),
            "dose_delivered": in_words("158", "mcg"),
            "rate_after": in_words("0.225", "mL/day"),
        },
    ),
    (
        [*REFILL, *BOLUSES, "--stability-days", "90", "--date", "2026-01-05"],
        {
            "rate": in_words("0.3", "mL/day"),
            "dose_max_per_day": in_words("6", "mg/day"),
            "days": in_words("60", "days"),
            "date": "2026-03-06",
            "limited_by": "volume",
        },
    ),
    (
        [*REFILL, "--stability-days", "40"],
        {
            "rate": in_words("0.24", "mL/day"),
            "dose_max_per_day": in_words("4.8", "mg/day"),
            "days": in_words("40", "days"),
            "date": None,
            "limited_by": "stability",
        },
    ),
    (
        [*REFILL, "--bolus", "0.2 mg", "--lockout", "5 h", "--duration", "1 h"],
        {
            "rate": in_words("0.28", "mL/day"),
            "dose_max_per_day": in_words("5.6", "mg/day"),
            "days": in_words("64", "days"),
            "date": None,
            "limited_by": "volume",
        },
    ),
    (
        ["refill", "--fill", "20 mL", "--alarm", "2 mL", "--dose", "0 mg/day", "--concentration", "20 mg/mL"],
        {
            "rate": in_words("0", "mL/day"),
            "dose_max_per_day": in_words("0", "mg/day"),
            "days": None,
            "date": None,
            "limited_by": None,
        },
    ),
    (
        ADMIXTURE,
        {
            "rate": in_words("0.36", "mL/day"),
            "volumes": {
                "morphine": in_words("13.3333333333", "mL"),
                "clonidine": in_words("6.66666666667", "mL"),
            },
            "concentrations": {
                "morphine": in_words("16.6666666667", "mg/mL"),
                "clonidine": in_words("166.666666667", "mcg/mL"),
            },
            "diluent": in_words("0", "mL"),
        },
    ),
    (
        [*ADMIXTURE[:3], "--drug", "morphine 5 mg/day @ 25 mg/mL", "--rate", "0.5 mL/day", "--extra", "3 mL"],
        {
            "rate": in_words("0.5", "mL/day"),
            "volumes": {"morphine": in_words("9.2", "mL")},
            "concentrations": {"morphine": in_words("10", "mg/mL")},
            "diluent": in_words("13.8", "mL"),
        },
    ),
    ([*EXPECTED], {"volume": in_words("10.8", "mL")}),
    ([*EXPECTED, "--bolus", "0.2 mg", "--boluses", "12"], {"volume": in_words("10.68", "mL")}),
    (
        DISCREPANCY,
        {
            "difference": in_words("1.1", "mL"),
            "ratio_percent": in_words("107.333333333", "%"),
            "verdict": "within",
        },
    ),
    (
        [*DISCREPANCY, "--tolerance", "5%"],
        {
            "difference": in_words("1.1", "mL"),
            "ratio_percent": in_words("107.333333333", "%"),
            "verdict": "over-infusion",
        },
    ),
    (
        [
            "discrepancy",
            "--filled",
            "18 mL",
            "--expected",
            "18 mL",
            "--withdrawn",
            "17.9 mL",
            "--absolute",
            "0 mL",
        ],
        {"difference": in_words("0.1", "mL"), "ratio_percent": None, "verdict": "over-infusion"},
    ),
    (
        [*DISCREPANCY[:-1], "5.6 mL"],
        {
            "difference": in_words("-2.6", "mL"),
            "ratio_percent": in_words("82.6666666667", "%"),
            "verdict": "under-infusion",
        },
    ),
    (
        RESIDUAL,
        {
            "concentration": in_words("1823.52941176", "mcg/mL"),
            "change_percent": in_words("-8.82352941176", "%"),
        },
    ),
    (["boluses", "--lockout", "5 h"], {"most_per_day": 5}),
    (["boluses", "--max-per-day", "4"], {"most_per_day": 4}),
    (
        [*BOLUS, "--dose", "50 mcg", "--duration", "10 min"],
        {
            "dose": in_words("50", "mcg"),
            "rate": in_words("0.6", "mL/h"),
            "duration": in_words("10", "min"),
            "volume": in_words("0.1", "mL"),
        },
    ),
    (
        [*BOLUS, "--dose", "0.05 mg", "--rate", "0.6 mL/h"],
        {
            "dose": in_words("0.05", "mg"),
            "rate": in_words("0.6", "mL/h"),
            "duration": in_words("10", "min"),
            "volume": in_words("0.1", "mL"),
        },
    ),
    (
        [*BOLUS, "--rate", "0.6 mL/h", "--duration", "10 min"],
        {
            "dose": in_words("50", "mcg"),
            "rate": in_words("0.6", "mL/h"),
            "duration": in_words("10", "min"),
            "volume": in_words("0.1", "mL"),
        },
    ),
    (["replace-by", "--eri", "2026-03-01"], {"date": "2026-05-30"}),
    (["replace-by", "--eri", "unknown"], {"date": None}),
    (
        ["screening", "--dose", "50 mcg", "--concentration", "50 mcg/mL"],
        {"volume": in_words("1", "mL"), "starting_dose": in_words("100", "mcg/day")},
    ),
    (
        ["screening", "--dose", "50 mcg", "--concentration", "50 mcg/mL", "--beyond-8h"],
        {"volume": in_words("1", "mL"), "starting_dose": in_words("50", "mcg/day")},
    ),
]


@pytest.mark.parametrize(("arguments", "words"), AS_JSON)
def test_an_answer_as_json(calc: Any, arguments: list[str], words: dict[str, Any]) -> None:
    ran = calc(*arguments, "--json")
    assert (ran.code, ran.err) == (0, "")
    said = json.loads(ran.out)
    steps = said.pop("steps")
    assert said == words
    assert steps
    assert all(isinstance(step, str) and "\u00a0" not in step and "= ≈" not in step for step in steps)


@pytest.mark.parametrize(("arguments", "words"), AS_JSON)
def test_every_quantity_in_json_has_a_plain_number_and_a_known_unit(
    calc: Any, arguments: list[str], words: dict[str, Any]
) -> None:
    def check(value: Any) -> None:
        if isinstance(value, dict) and "unit" in value:
            assert value["unit"] in UNITS
            assert Decimal(value["value"]).is_finite()
            assert set(value["value"]) <= set("-.0123456789")
        elif isinstance(value, dict):
            for each in value.values():
                check(each)

    check(json.loads(calc(*arguments, "--json").out))


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            RATE,
            (
                "Rate: 0.18 mL per day\n"
                "How:\n"
                "  1. rate = dose / concentration = 90 mcg per day / 500 mcg/mL = 0.18 mL per day\n"
                "  2. in each hour: dose / 24 = 90 mcg per day / 24 = 3.75 mcg\n"
            ),
        ),
        (["rate", "--rate", "0.048 mL/day", "--concentration", "25 mcg/mL"], "Dose: 1.2 mcg per day\nRate: "),
        (["rate", "--rate", "0.3 mL/day", "--dose", "6 mg/day"], "Concentration: 20 mg/mL\nRate: "),
        (
            MIXTURE,
            "Rate: 0.3 mL per day\nDoses:\n  morphine: 6 mg per day\n  cloNIDine: 60 mcg per day\nHow:",
        ),
        (
            PRIME,
            "Volume: 0.316 mL\nDuration: 18.96 min (≈ 18 min 58 s)\nHow:\n  1. no rate is given: the fastest of ",
        ),
        (
            BRIDGE,
            (
                "Volume: 0.316 mL\nRate: 0.8 mL per day\nDuration: 9.48 h (9 h 28 min 48 s)\n"
                "Old drug given meanwhile: 158 mcg\nRate afterwards: 0.2 mL per day\nHow:"
            ),
        ),
        (
            [*REFILL, *BOLUSES, "--date", "2026-01-05"],
            (
                "Days to the refill: 60, limited by volume\nDate: Fri 6 Mar 2026\n"
                "Rate with every bolus: 0.3 mL per day\nMost in a day: 6 mg per day\nHow:"
            ),
        ),
        (REFILL, "Days to the refill: 75, limited by volume\nDate: unknown\n"),
        (
            [*REFILL[:5], "--dose", "0 mcg/day", "--concentration", "20 mg/mL"],
            "Days to the refill: none is due, the level does not fall\nRate with every bolus: 0 mL per day\n",
        ),
        (
            ADMIXTURE,
            (
                "Rate: 0.36 mL per day\nVolumes:\n  morphine: ≈ 13.3333 mL\n  cloNIDine: ≈ 6.66667 mL\n"
                "  diluent: 0 mL\nTrue concentrations, which are to be entered:\n  morphine: ≈ 16.6667 mg/mL\n"
                "  cloNIDine: ≈ 166.667 mcg/mL\nHow:"
            ),
        ),
        (EXPECTED, "Expected: 10.8 mL\nHow:"),
        (DISCREPANCY, "Verdict: within\nDifference: 1.1 mL\nDelivered of programmed: ≈ 107.333 %\nHow:"),
        (
            ["discrepancy", "--filled", "18 mL", "--expected", "18 mL", "--withdrawn", "18 mL"],
            "Verdict: within\nDifference: 0 mL\nDelivered of programmed: unknown\nHow:",
        ),
        (RESIDUAL, "Concentration: ≈ 1,823.53 mcg/mL\nAgainst what was filled in: ≈ 8.82353 % less\nHow:"),
        (["boluses", "--lockout", "5 h"], "Most boluses in any 24 hours: 5\nHow:"),
        (
            [*BOLUS, "--dose", "50 mcg", "--duration", "10 min"],
            "Dose: 50 mcg\nRate: 0.6 mL per hour\nDuration: 10 min (10 min)\nVolume: 0.1 mL\nHow:",
        ),
        (["replace-by", "--eri", "2026-03-01"], "Replace by: Sat 30 May 2026\nHow:"),
        (["replace-by", "--eri", "unknown"], "Replace by: unknown\nHow:"),
        (
            ["screening", "--dose", "50 mcg", "--concentration", "50 mcg/mL"],
            "Volume: 1 mL\nStarting dose: 100 mcg per day\nHow:",
        ),
        (
            ["catheter", "--length", "110 cm", "--trimmed", "30 cm", "--catheter-volume", "0.0026 mL/cm"],
            "Volume: 0.208 mL\nHow:",
        ),
    ],
)
def test_an_answer_for_people_tells_the_result_first(calc: Any, arguments: list[str], text: str) -> None:
    ran = calc(*arguments)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(text)
    assert "\u00a0" not in ran.out
    assert "= ≈" not in ran.out


def test_the_largest_dose_of_a_program_file(calc: Any, tmp_path: Path) -> None:
    file = tmp_path / "program.toml"
    file.write_text(PROGRAM, encoding="utf-8")
    window = ["window", "--program", str(file), "--window", "24 h"]
    assert calc(*window).out.startswith("Largest dose:\n  baclofen: 473.5 mcg\nHow:\n")
    said = json.loads(calc(*window, "--json").out)
    assert said["dose"] == {"baclofen": in_words("473.5", "mcg")}
    assert said["not_counted"] == {}
    file.write_text(PROGRAM.replace("512 mcg/day", "10 mg/day"), encoding="utf-8")
    said = json.loads(calc(*window, "--json").out)
    assert said["dose"] == {"baclofen": in_words("7194.16666667", "mcg")}


PRIME_TABLE = """
[priming_bolus]
extent = "after a catheter change"
volume = "0.176 mL"
duration = "20 min"
"""


def test_a_prime_is_named_beside_the_largest_dose_and_not_counted_in_it(calc: Any, tmp_path: Path) -> None:
    """The table of the program says the same, without the 88 mcg."""
    file = tmp_path / "program.toml"
    file.write_text(PROGRAM + PRIME_TABLE, encoding="utf-8")
    window = ["window", "--program", str(file), "--window", "24 h"]
    told = "Largest dose:\n  baclofen: 473.5 mcg\nNot counted, the prime of an empty path:\n  baclofen: 88 mcg\nHow:\n"
    assert calc(*window).out.startswith(told)
    said = json.loads(calc(*window, "--json").out)
    assert said["dose"] == {"baclofen": in_words("473.5", "mcg")}
    assert said["not_counted"] == {"baclofen": in_words("88", "mcg")}
    rows = dict(program_rows(read_program_file(file)))
    assert rows["Most baclofen in any 24 h"] == "473.5\u00a0mcg; the prime is not counted"


def stepped(days: int, steps: int) -> str:
    rows = ", ".join(
        f'{{ at = "{number:02d}:00", dose = "{90 + number} mcg/day" }}' for number in range(steps)
    )
    head = PROGRAM.partition("[program]")[0]
    if days == 1:
        return f'{head}[program]\nmode = "day-schedule"\nsteps = [{rows}]\n'
    plain = '[{ at = "00:00", dose = "90 mcg/day" }]'
    names = "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"
    week = "".join(f"{name} = {plain}\n" for name in names)
    return f'{head}[program]\nmode = "week-schedule"\n{week}sunday = [{rows}]\n'


@pytest.mark.parametrize("days", [1, 7])
def test_more_steps_in_a_day_than_any_pump_keeps_are_refused(calc: Any, tmp_path: Path, days: int) -> None:
    file = tmp_path / "program.toml"
    window = ["window", "--program", str(file), "--window", "24 h"]
    file.write_text(stepped(days, 14), encoding="utf-8")
    assert calc(*window).code == 0
    file.write_text(stepped(days, 15), encoding="utf-8")
    ran = calc(*window)
    assert (ran.code, ran.out) == (3, "")
    assert "A schedule of 15 steps in a day is more than any pump keeps, 14." in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        [*REFILL[:1], "--fill", "20 mL", *REFILL[3:]],
        [*ADMIXTURE[:1], "--total", "97 mL", *ADMIXTURE[3:], "--extra", "3 mL"],
        [*BRIDGE[:-1], "5 mL"],
        [*PRIME[:3], "--catheter-length", "150 cm", *PRIME[5:]],
    ],
)
def test_what_is_just_at_its_bound_is_calculated(calc: Any, arguments: list[str]) -> None:
    assert calc(*arguments).code == 0


def test_forty_millilitres_of_the_larger_pump_last_95_days_as_worked_out(calc: Any) -> None:
    """T13 of the reference: 40 mL at 0.40 mL per day to an alarm at 2 mL."""
    refill = ["refill", "--fill", "40 mL", "--alarm", "2 mL", "--dose", "8 mg/day"]
    ran = calc(*refill, "--concentration", "20 mg/mL", "--pump", "reference-40", "--json")
    assert json.loads(ran.out)["days"] == in_words("95", "days")


def test_a_filling_of_a_larger_pump_says_so_where_none_was_named(calc: Any) -> None:
    """20 mL were filled and 40 mL programmed once: whoever calculates with 40 mL is told which pump that is."""
    ran = calc(
        "refill", "--fill", "40 mL", "--alarm", "2 mL", "--dose", "8 mg/day", "--concentration", "20 mg/mL"
    )
    assert ran.code == 0
    assert "95 days" in ran.out
    assert (
        "40 mL is more than the reservoir of reference-20 holds, 20 mL: it needs a larger one such as reference-40, "
        "which holds 40 mL; check which pump it is"
    ) in ran.out


def test_more_may_be_withdrawn_than_was_filled_in(calc: Any) -> None:
    more = ["discrepancy", "--filled", "18 mL", "--expected", "17 mL", "--withdrawn", "18.6 mL"]
    ran = calc(*more, "--json")
    assert ran.code == 0
    words = json.loads(ran.out)
    assert words["difference"] == in_words("-1.6", "mL")
    assert words["ratio_percent"] == in_words("-60", "%")
    assert words["verdict"] == "under-infusion"
    assert words["steps"][-1].startswith("0.6 mL more came out than was filled in: something was left")
    assert "more came out than was filled in" not in calc(*DISCREPANCY).out


def test_more_withdrawn_than_a_common_reservoir_holds_is_of_a_larger_pump_or_of_none(calc: Any) -> None:
    much = ["discrepancy", "--filled", "18 mL", "--expected", "17 mL", "--withdrawn", "20.1 mL"]
    ran = calc(*much)
    assert ran.code == 0
    assert "20.1 mL is more than the reservoir of reference-20 holds, 20 mL: it needs a larger one" in ran.out
    assert calc(*much, "--pump", "reference-40").code == 0


REFUSED: list[tuple[list[str], int, str]] = [
    (["rate", "--dose", "0.5 mcg/day", "--concentration", "25 mcg/mL"], 3, "less than this pump's least"),
    (["rate", "--dose", "13 mg/day", "--concentration", "500 mcg/mL"], 3, "more than this pump's greatest"),
    (["rate", "--rate", "0.04 mL/day", "--concentration", "25 mcg/mL"], 3, "less than this pump's least"),
    (
        ["rate", "--dose", "90 mcg", "--concentration", "25 mcg/mL"],
        3,
        "--dose cannot be read. “90 mcg” does not",
    ),
    (
        ["rate", "--dose", "90 mcg/day", "--concentration", "0 mcg/mL"],
        3,
        "--concentration cannot be read. A conc",
    ),
    (
        ["rate", "--dose", "1,5 mcg/day", "--concentration", "25 mcg/mL"],
        3,
        "A comma is not accepted in “1,5”",
    ),
    (["rate", "--dose", "9 mcg/day"], 2, "Exactly two of --dose, --concentration, --rate are needed"),
    ([*RATE, "--rate", "1 mL/day"], 2, "Exactly two of --dose, --concentration, --rate are needed"),
    ([*RATE, "--pump", "nothing"], 2, "nothing is no pump model."),
    (
        ["prime", *PRIME[1:3], *PRIME[5:]],
        3,
        "--catheter-length is not known, and a priming volume is not guessed",
    ),
    (["prime", *PRIME[1:5]], 3, "--catheter-volume is not known"),
    (["prime", *PRIME[3:]], 3, "--tubing is not known"),
    (
        ["prime", *PRIME[1:3], "--catheter-length", "0 cm", *PRIME[5:]],
        3,
        "The length of the catheter must be more",
    ),
    ([*PRIME, "--prime-rate", "1.1 mL/h"], 3, "A rate of 26.4 mL per day is more than this pump's greatest"),
    ([*PRIME, "--prime-rate", "1 mL"], 3, "write 1 mL/day or 1 mL/h, whichever is meant"),
    (
        [*BRIDGE[:3], "--to", "0.5 mg/mL", *BRIDGE[5:]],
        3,
        "The concentration stays 500 mcg/mL, so there is nothing",
    ),
    ([*BRIDGE[:5], "--dose", "13 mg/day", *BRIDGE[7:]], 3, "more than this pump's greatest"),
    ([*BRIDGE, "--new-dose", "90 mcg/day"], 3, "A rate of 0.045 mL per day is less than this pump's least"),
    ([*BRIDGE, "--new-dose", "0 mcg/day"], 3, "The dose after a bridge must be more than zero"),
    ([*BRIDGE[:-1], "-0.316 mL"], 3, "--path cannot be read. “-0.316” is negative"),
    ([*REFILL[:1], "--fill", "-20 mL", *REFILL[3:]], 3, "--fill cannot be read. “-20” is negative"),
    ([*REFILL[:1], "--fill", "1 mL", *REFILL[3:]], 3, "below the alarm at 2 mL from the start"),
    (
        [*REFILL[:1], "--fill", "40 mL", *REFILL[3:], "--pump", "reference-20"],
        3,
        "40 mL is more than the reservoir of reference-20 holds, 20 mL; --pump reference-40 holds 40 mL",
    ),
    (
        [*REFILL[:1], "--fill", "20.000001 mL", *REFILL[3:], "--pump", "reference-20"],
        3,
        "; --pump reference-40 holds 40 mL",
    ),
    (
        [*REFILL[:1], "--fill", "2000 mL", *REFILL[3:]],
        3,
        "2,000 mL is more than the largest reservoir holds, 40 mL of reference-40. Correct",
    ),
    (
        [*REFILL[:1], "--fill", "41 mL", *REFILL[3:], "--pump", "reference-40"],
        3,
        "41 mL is more than the reservoir of reference-40 holds, 40 mL. Correct",
    ),
    (
        [*DISCREPANCY[:-1], "20.000001 mL", "--pump", "reference-20"],
        3,
        "20.000001 mL is more than the reservoir of reference-20 holds, 20 mL; --pump reference-40 holds 40 mL",
    ),
    (
        [*DISCREPANCY[:-1], "41 mL"],
        3,
        "41 mL is more than the largest reservoir holds, 40 mL of reference-40. Correct",
    ),
    (
        [*EXPECTED[:1], "--fill", "40.000001 mL", *EXPECTED[3:]],
        3,
        "40.000001 mL is more than the largest reservoir holds, 40 mL of reference-40. Correct",
    ),
    (
        [*EXPECTED[:1], "--fill", "41 mL", *EXPECTED[3:], "--pump", "reference-20"],
        3,
        "41 mL is more than the reservoir of reference-20 holds, 20 mL. Correct",
    ),
    (
        [*DISCREPANCY[:1], "--filled", "21 mL", *DISCREPANCY[3:], "--pump", "reference-20"],
        3,
        "21 mL is more than the reservoir of reference-20 holds, 20 mL; --pump reference-40",
    ),
    (
        [*EXPECTED[:1], "--fill", "21 mL", *EXPECTED[3:], "--pump", "reference-20"],
        3,
        "reservoir of reference-20 holds, 20 mL",
    ),
    (
        [*ADMIXTURE[:1], "--total", "97.1 mL", *ADMIXTURE[3:], "--extra", "3 mL"],
        3,
        "100.1 mL for a mixture with its extra volume is more than this calculation accepts, 100 mL",
    ),
    (
        [*BRIDGE[:-1], "30 mL"],
        3,
        "30 mL for the path of the drug is more than this calculation accepts, 5 mL",
    ),
    (
        [*PRIME[:3], "--catheter-length", "8000 cm", *PRIME[5:]],
        3,
        "A catheter of 8,000 cm is longer than this calculation accepts, 150 cm",
    ),
    ([*PRIME[:1], "--tubing", "5 mL", *PRIME[3:]], 3, "5.176 mL for the path of the drug is more than"),
    (
        ["catheter", "--length", "150.1 cm", "--trimmed", "30 cm", "--catheter-volume", "0.0026 mL/cm"],
        3,
        "A catheter of 150.1 cm is longer than this calculation accepts, 150 cm",
    ),
    ([*REFILL, "--lockout", "3 h"], 2, "There are limits for boluses but no bolus"),
    ([*REFILL, "--max-per-day", "3"], 2, "There are limits for boluses but no bolus"),
    ([*REFILL, "--bolus", "0.2 mg"], 3, "Nothing limits the boluses"),
    ([*REFILL, "--bolus", "100 mg", "--max-per-day", "6"], 3, "more than this pump's greatest"),
    (
        [*REFILL, "--bolus", "10 mg", "--max-per-day", "2", "--duration", "1 min"],
        3,
        "While a bolus runs, a rate of 720.24 mL per day is more than this pump's greatest, 24 mL per day",
    ),
    (
        [
            *REFILL[:5],
            *("--dose", "0 mg/day"),
            *REFILL[7:],
            *("--bolus", "1 mg", "--max-per-day", "1", "--duration", "26 h"),
        ],
        3,
        "While a bolus runs, a rate of ≈ 0.0461538 mL per day is less than this pump's least, 0.048 mL",
    ),
    ([*REFILL, "--date", "5.1.2026"], 3, "--date cannot be read. “5.1.2026” is not a date"),
    ([*REFILL, "--stability-days", "1.5"], 3, "“1.5” is not a whole number"),
    ([*REFILL[:5], "--dose", "0.5 mg/day", *REFILL[7:]], 3, "less than this pump's least"),
    (
        [*ADMIXTURE, "--rate", "0.3 mL/day"],
        3,
        "0.3 mL per day is too little: undiluted, these doses need 0.36 mL",
    ),
    ([*ADMIXTURE, *MORPHINE], 3, "A mixture names each drug once"),
    (["admixture", "--total", "20 mL", "--drug", "zi 0.5 mcg/day @ 25 mcg/mL"], 3, "must be more dilute"),
    (["admixture", "--total", "20 mL", "--drug", "morphine 6 mg @ 25 mg/mL"], 3, "does not say per what"),
    (
        ["admixture", "--total", "20 mL", "--drug", "morphine 6 mg/day"],
        3,
        "--drug cannot be read. “morphine 6 mg/day”",
    ),
    (
        ["admixture", "--total", "20 mL", "--drug", "Morphine 6 mg/day @ 25 mg/mL"],
        3,
        "is not a drug name; write",
    ),
    (
        ["admixture", "--total", "20 mL", "--drug", "6 mg/day @ 25 mg/mL"],
        3,
        "is not a drug; write it like morphine",
    ),
    (["admixture", "--total", "20 mL", "--drug", "morphine .6 mg/day @ 25 mg/mL"], 3, "write 0.6"),
    (
        [*MIXTURE[:3], "--other", "clonidine 200 mcg/mL"],
        3,
        "--other cannot be read. “clonidine 200 mcg/mL” is not",
    ),
    ([*MIXTURE[:3], "--other", "morphine @ 2 mg/mL"], 3, "A mixture names each drug once"),
    (
        ["mixture", "--drug", "morphine 6 mg/day @ 1 mcg/mL", *MIXTURE[3:]],
        3,
        "more than this pump's greatest",
    ),
    ([*EXPECTED, "--boluses", "3"], 2, "--bolus and --boluses belong together"),
    ([*EXPECTED[:-1], "2000 h"], 3, "The reservoir would have run empty".lower()),
    ([*EXPECTED[:3], "--dose", "0.5 mg/day", *EXPECTED[5:]], 3, "less than this pump's least"),
    ([*DISCREPANCY, "--tolerance", "14.5"], 3, "--tolerance cannot be read. “14.5” is not a per cent figure"),
    ([*DISCREPANCY, "--tolerance", "-5%"], 3, "--tolerance cannot be read. “-5” is negative"),
    (
        [*DISCREPANCY, "--tolerance", "1000%"],
        3,
        "A tolerance is at least 0 % and less than 100 %, not 1,000 %",
    ),
    ([*DISCREPANCY, "--tolerance", "100%"], 3, "A tolerance is at least 0 % and less than 100 %, not 100 %"),
    (["boluses"], 3, "Nothing limits the boluses"),
    (["boluses", "--lockout", "5"], 3, "“5” does not say of what; write 5 h, 5 min or 5 s"),
    ([*BOLUS, "--dose", "50 mcg"], 2, "Exactly two of --dose, --rate, --duration are needed"),
    ([*BOLUS, "--dose", "50 mcg", "--duration", "1 s"], 3, "more than this pump's greatest"),
    (["replace-by", "--eri", "soon"], 3, "“soon” is not a date"),
    (
        ["catheter", "--length", "30 cm", "--trimmed", "30 cm", "--catheter-volume", "0.0026 mL/cm"],
        3,
        "cannot be cut",
    ),
    (
        ["window", "--program", "there-is-none.toml", "--window", "24 h"],
        2,
        "there-is-none.toml cannot be read.",
    ),
    (
        ["window", "--program", "there-is-none.toml", "--window", "8785 h"],
        3,
        "A window of more than 366 days",
    ),
    (
        ["window", "--program", "x.toml", "--window", "24"],
        3,
        "--window cannot be read. “24” does not say of what",
    ),
    (["fly"], 2, "Argument NAME: invalid choice"),
    ([], 2, "The following arguments are required: NAME"),
    (["residual"], 2, "The following arguments are required: --fill"),
    ([*RATE, "--now"], 2, "Unrecognized arguments"),
]


@pytest.mark.parametrize("json_flag", [[], ["--json"]])
@pytest.mark.parametrize(("arguments", "code", "reason"), REFUSED)
def test_what_cannot_be_is_one_line_and_never_a_number(
    calc: Any, arguments: list[str], code: int, reason: str, json_flag: list[str]
) -> None:
    ran = calc(*arguments, *(json_flag if arguments and arguments != ["fly"] else []))
    assert (ran.code, ran.out) == (code, "")
    assert reason in ran.err
    assert ran.err.startswith("programmer: ")
    assert ran.err.count("\n") == 1
    assert "\u00a0" not in ran.err


def test_each_drug_of_a_mixture_keeps_the_unit_of_its_own_concentration(calc: Any) -> None:
    """4.8 mg per day of 9.57 mg/mL for morphine and mcg for baclofen, in lines, steps and JSON."""
    drugs = ["--drug", "morphine 4.5 mg/day @ 10 mg/mL", "--drug", "baclofen 0.01 mg/day @ 500 mcg/mL"]
    arguments = ["admixture", "--total", "20 mL", *drugs]
    said = calc(*arguments).out
    assert "  morphine: ≈ 9.57447 mg/mL\n  baclofen: ≈ 21.2766 mcg/mL\n" in said
    assert (
        "dose / rate = 4.5 mg per day / 0.47 mL per day ≈ 9.57447 mg/mL; enter this one, not the stock's 10 mg/mL"
        in said
    )
    assert "= 4.5 mg per day / 10 mg/mL + 10 mcg per day / 500 mcg/mL = 0.47 mL per day" in said
    found = json.loads(calc(*arguments, "--json").out)["concentrations"]
    assert [one["unit"] for one in found.values()] == ["mg/mL", "mcg/mL"]
    said = calc("mixture", "--drug", "baclofen 20 mg/day @ 20000 mcg/mL", "--other", "morphine @ 5 mg/mL").out
    assert "Doses:\n  baclofen: 20,000 mcg per day\n  morphine: 5 mg per day\n" in said
    assert "morphine = 20,000 mcg per day × 5 mg/mL / 20,000 mcg/mL = 5 mg per day" in said


_REFILLED = ("refill", "--fill", "20 mL", "--alarm", "2 mL", "--duration", "10 min", "--max-per-day", "4")
TYPED_IN_BOTH_UNITS = {
    "bridge, the dose in mg": (
        [
            "bridge",
            "--from",
            "500 mcg/mL",
            "--to",
            "2000 mcg/mL",
            "--dose",
            "0.4 mg/day",
            "--path",
            "0.316 mL",
        ],
        ["400 mcg per day / 500 mcg/mL", "400 mcg per day / 2,000 mcg/mL", "meanwhile: 158 mcg"],
    ),
    "bridge, to mg": (
        ["bridge", "--from", "500 mcg/mL", "--to", "20 mg/mL", "--dose", "4000 mcg/day", "--path", "0.3 mL"],
        ["4,000 mcg per day / 20,000 mcg/mL"],
    ),
    "bridge, the new dose in mg": (
        [
            *("bridge", "--from", "500 mcg/mL", "--to", "2000 mcg/mL", "--dose", "400 mcg/day"),
            *("--new-dose", "20 mg/day", "--path", "0.316 mL"),
        ],
        ["20,000 mcg per day / 2,000 mcg/mL"],
    ),
    "bolus, the dose in mg": (
        ["bolus", "--concentration", "20000 mcg/mL", "--dose", "12 mg", "--duration", "2 h"],
        ["Dose: 12,000 mcg\n", "= 12,000 mcg / 20,000 mcg/mL = "],
    ),
    "residual, the old in mg": (
        [
            *("residual", "--fill", "18 mL", "--concentration", "2000 mcg/mL"),
            *("--residual", "2.4 mL", "--residual-concentration", "20 mg/mL"),
        ],
        ["18 mL × 2,000 mcg/mL + 2.4 mL × 20,000 mcg/mL"],
    ),
    "screening, the dose in mg": (
        ["screening", "--dose", "0.05 mg", "--concentration", "50 mcg/mL"],
        ["Starting dose: 100 mcg per day\n", "= 50 mcg / 50 mcg/mL = 1 mL", "2 × 50 mcg = 100 mcg per day"],
    ),
    "rate, the dose in mg": (
        ["rate", "--dose", "12 mg/day", "--concentration", "20000 mcg/mL"],
        ["12,000 mcg per day / 20,000 mcg/mL"],
    ),
    "refill, the bolus in mcg": (
        [*_REFILLED, "--dose", "8 mg/day", "--concentration", "20 mg/mL", "--bolus", "500 mcg"],
        ["Most in a day: 10,000 mcg per day\n", "500 mcg"],
    ),
}


@pytest.mark.parametrize("case", TYPED_IN_BOTH_UNITS)
def test_a_drug_that_was_typed_in_both_units_is_told_in_micrograms_throughout(calc: Any, case: str) -> None:
    arguments, told = TYPED_IN_BOTH_UNITS[case]
    said = calc(*arguments)
    assert (said.code, said.err) == (0, "")
    for part in told:
        assert part in said.out
    assert re.findall(r"[0-9] (mc?g)", said.out)
    assert set(re.findall(r"[0-9] (mc?g)", said.out)) == {"mcg"}


def test_json_keeps_the_unit_of_the_dose_that_was_typed(calc: Any) -> None:
    arguments, _ = TYPED_IN_BOTH_UNITS["bridge, the dose in mg"]
    assert json.loads(calc(*arguments, "--json").out)["dose_delivered"] == in_words("0.158", "mg")


def test_a_drug_that_was_typed_in_one_unit_is_told_in_it(calc: Any) -> None:
    said = calc(*EXPECTED, "--bolus", "0.2 mg", "--boluses", "12").out
    assert "= 4.8 mg per day / 20 mg/mL = 0.24 mL per day" in said
    assert "12 × 0.2 mg / 20 mg/mL = 0.12 mL" in said
    assert calc("rate", "--rate", "0.3 mL/day", "--concentration", "2 mg/mL").out.startswith(
        "Dose: 0.6 mg per day\n"
    )
    said = calc("rate", "--rate", "0.3 mL/day", "--dose", "12000 mcg/day").out
    assert said.startswith("Concentration: 40,000 mcg/mL\n")
    assert "12,000 mcg per day / 24 = 500 mcg" in said


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["bolus", "--concentration", "20 mg/mL", "--dose", "0.5 mg", "--duration", "10 min"],
            ["Dose: 0.5 mg\n", "= 0.5 mg / 20 mg/mL = "],
        ),
        (
            ["bolus", "--concentration", "20000 mcg/mL", "--rate", "0.6 mL/h", "--duration", "10 min"],
            ["Dose: 2,000 mcg\n", "× 20,000 mcg/mL = 2,000 mcg"],
        ),
        (
            ["bolus", "--concentration", "2 mg/mL", "--dose", "15000 mcg", "--rate", "0.6 mL/h"],
            ["Dose: 15,000 mcg\n", "= 15,000 mcg / 2,000 mcg/mL = "],
        ),
        (
            ["bridge", "--from", "5 mg/mL", "--to", "20 mg/mL", "--dose", "4 mg/day", "--path", "0.316 mL"],
            [
                "Old drug given meanwhile: 1.58 mg\n",
                "= 4 mg per day / 5 mg/mL = ",
                "= 0.316 mL × 5 mg/mL = 1.58 mg",
                "= 4 mg per day / 20 mg/mL = ",
                "1 mg per day, 25 % of 4 mg per day",
            ],
        ),
        (
            [
                *("bridge", "--from", "20000 mcg/mL", "--to", "40000 mcg/mL", "--dose", "12000 mcg/day"),
                *("--path", "0.6 mL"),
            ],
            ["Old drug given meanwhile: 12,000 mcg\n", "12,000 mcg per day / 20,000 mcg/mL"],
        ),
        (
            [
                *("residual", "--fill", "18 mL", "--concentration", "2 mg/mL"),
                *("--residual", "2 mL", "--residual-concentration", "1 mg/mL"),
            ],
            ["Concentration: 1.9 mg/mL\n", "(18 mL × 2 mg/mL + 2 mL × 1 mg/mL)", "against 2 mg/mL as filled"],
        ),
        (
            ["screening", "--dose", "0.05 mg", "--concentration", "0.05 mg/mL"],
            ["Starting dose: 0.1 mg per day\n", "= 0.05 mg / 0.05 mg/mL", "2 × 0.05 mg = 0.1 mg per day"],
        ),
        (
            [
                *("refill", "--fill", "20 mL", "--alarm", "2 mL", "--dose", "8000 mcg/day"),
                *(
                    "--concentration",
                    "20 mg/mL",
                    "--bolus",
                    "1 mg",
                    "--max-per-day",
                    "5",
                    "--duration",
                    "10 min",
                ),
            ],
            ["Most in a day: 13,000 mcg per day\n"],
        ),
    ],
)
def test_a_result_is_told_in_the_unit_that_was_typed_however_large_it_is(
    calc: Any, arguments: list[str], told: list[str]
) -> None:
    said = calc(*arguments).out
    assert [one for one in told if one not in said] == []


MIXED = """
[drug]
name = "hydromorphone"
concentration = "10 mg/mL"

[[others]]
name = "clonidine"
concentration = "200000 mcg/mL"

[program]
mode = "continuous"
dose = "4 mg/day"

[patient_bolus]
dose = "0.5 mg"
duration = "5 min"
lockout = "4 h"
most_per_day = 4

[bridge_bolus]
drug = { name = "morphine", concentration = "25 mg/mL" }
dose = "12000 mcg/day"
path = "0.316 mL"
"""


def test_the_largest_dose_of_each_drug_is_told_in_the_unit_that_its_file_has(
    calc: Any, tmp_path: Path
) -> None:
    """4 boluses of 0.5 mg beside 4 mg; 20 times as much of the other drug; of the old one what the path holds."""
    file = tmp_path / "program.toml"
    file.write_text(MIXED, encoding="utf-8")
    ran = calc("window", "--program", str(file), "--window", "24 h")
    assert "  HYDROmorphone: 6 mg\n  cloNIDine: 120,000 mcg\n  morphine: 7,900 mcg\n" in ran.out
    assert "even rate or schedule: 4 mg\n" in ran.out
    assert "4 × 0.5 mg = 2 mg\n" in ran.out
    assert "a bridge at 12,000 mcg per day of the old drug" in ran.out
    said = json.loads(calc("window", "--program", str(file), "--window", "24 h", "--json").out)
    assert said["dose"] == {
        "hydromorphone": in_words("6", "mg"),
        "clonidine": in_words("120000", "mcg"),
        "morphine": in_words("7900", "mcg"),
    }


def test_what_a_prime_holds_is_told_in_the_unit_of_its_drug_too(calc: Any, tmp_path: Path) -> None:
    file = tmp_path / "program.toml"
    file.write_text(MIXED.partition("[bridge_bolus]")[0] + PRIME_TABLE, encoding="utf-8")
    window = ["window", "--program", str(file), "--window", "24 h"]
    assert "Not counted, the prime of an empty path:\n  HYDROmorphone: 1.76 mg\n" in calc(*window).out
    assert "0.176 mL × 10 mg/mL = 1.76 mg" in calc(*window).out
    said = json.loads(calc(*window, "--json").out)
    assert said["not_counted"] == {
        "hydromorphone": in_words("1.76", "mg"),
        "clonidine": in_words("35200", "mcg"),
    }


def test_a_drug_that_was_typed_in_two_units_is_told_in_what_reads_best(calc: Any) -> None:
    said = calc("rate", "--dose", "0.4 mg/day", "--concentration", "500 mcg/mL").out
    assert "= 400 mcg per day / 500 mcg/mL = 0.8 mL per day" in said


def test_names_are_lettered_as_in_the_library_for_people_and_plain_in_json(calc: Any) -> None:
    drugs = ["--drug", "morphine 6 mg/day @ 25 mg/mL", "--drug", "hydromorphone 1 mg/day @ 10 mg/mL"]
    said = calc("admixture", "--total", "20 mL", *drugs, "--drug", "no-morphine 1 mg/day @ 10 mg/mL").out
    assert "  HYDROmorphone: " in said
    assert ". HYDROmorphone: volume = " in said
    assert ". morphine: true concentration" in said
    assert "  no-morphine: " in said
    assert "hydromorphone" not in said
    words = json.loads(calc("admixture", "--total", "20 mL", *drugs, "--json").out)
    assert list(words["volumes"]) == ["morphine", "hydromorphone"]
    assert any("hydromorphone: volume" in step for step in words["steps"])


def test_a_library_that_cannot_be_used_letters_no_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--library", "there-is-none.toml", "calc", *MIXTURE]) == 3
    said = capsys.readouterr()
    assert (said.out, "there-is-none.toml cannot be read" in said.err) == ("", True)
    assert run(["--library", "there-is-none.toml", "calc", *RATE]) == 0


def test_every_calculation_that_can_be_named_has_an_answer() -> None:
    assert CALCULATIONS.keys() == _ANSWERS.keys()


@pytest.mark.parametrize("name", CALCULATIONS)
def test_every_calculation_explains_its_arguments(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(["calc", name, "--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert all(argument.flag in said for argument in CALCULATIONS[name].arguments)
    assert "%%" not in said


def test_a_calculation_needs_no_window_and_no_records() -> None:
    code = (
        "import sys; from programmer.cli.main import run; "
        f"assert run({['calc', *RATE]!r}) == 0; "
        "print([name for name in ('PySide6', 'sqlalchemy', 'serial', 'numpy') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_a_window_and_a_stretch_since_the_refill_may_be_told_in_days(calc: Any, tmp_path: Path) -> None:
    file = tmp_path / "program.toml"
    file.write_text(PROGRAM, encoding="utf-8")
    window = ["window", "--program", str(file), "--window"]
    assert json.loads(calc(*window, "7 days", "--json").out) == json.loads(
        calc(*window, "168 h", "--json").out
    )
    assert json.loads(calc(*EXPECTED[:-1], "30 days", "--json").out)["volume"] == in_words("10.8", "mL")
    ran = calc(*window, "366 days 1 s")
    assert (ran.code, "A window of more than 366 days" in ran.err) == (3, True)
    assert calc("boluses", "--lockout", "1 day").code == 3


STEPPED = ["--pump", "reference-40"]


@pytest.mark.parametrize(
    ("arguments", "name", "delivered", "line"),
    [
        (
            ["rate", "--dose", "24 mcg/day", "--concentration", "500 mcg/mL", *STEPPED],
            "deliverable",
            "0.0476",
            "This pump will deliver 0.0476 mL per day, ≈ 0.8 % less, below its least of 0.048 mL per day",
        ),
        (
            [*BRIDGE, *STEPPED],
            "deliverable_after",
            "0.1995",
            "This pump will deliver 0.1995 mL per day, 0.25 % less",
        ),
        (
            [*REFILL, *STEPPED],
            "deliverable",
            "0.2394",
            "This pump will deliver 0.2394 mL per day, 0.25 % less",
        ),
        (
            [*MIXTURE, *STEPPED],
            "deliverable",
            "0.2996",
            "This pump will deliver 0.2996 mL per day, ≈ 0.1 % less",
        ),
        (
            [*ADMIXTURE, *STEPPED],
            "deliverable",
            "0.3598",
            "This pump will deliver 0.3598 mL per day, ≈ 0.06 % less",
        ),
    ],
)
def test_a_pump_of_whole_steps_says_in_every_calculation_of_a_rate_what_it_will_deliver(
    calc: Any, arguments: list[str], name: str, delivered: str, line: str
) -> None:
    assert json.loads(calc(*arguments, "--json").out)[name] == {"value": delivered, "unit": "mL/day"}
    assert line in calc(*arguments).out.splitlines()
    without = arguments[: arguments.index("--pump")]
    assert name not in json.loads(calc(*without, "--json").out)


@pytest.mark.parametrize(
    ("arguments", "differences"),
    [
        (
            ["rate", "--dose", "3 mg/day", "--concentration", "20 mg/mL", *STEPPED],
            {
                "difference": in_words("-0.0002", "mL/day"),
                "difference_percent": in_words("-0.133333333333", "%"),
            },
        ),
        (
            ["rate", "--dose", "14 mcg/day", "--concentration", "100 mcg/mL", *STEPPED],
            {"difference": in_words("0", "mL/day"), "difference_percent": in_words("0", "%")},
        ),
        (
            [*BRIDGE, *STEPPED],
            {
                "difference_after": in_words("-0.0005", "mL/day"),
                "difference_percent_after": in_words("-0.25", "%"),
            },
        ),
    ],
)
def test_how_far_the_steps_of_a_pump_are_from_what_was_asked_for_is_a_figure_of_its_own(
    calc: Any, arguments: list[str], differences: dict[str, Any]
) -> None:
    said = json.loads(calc(*arguments, "--json").out)
    assert {key: value for key, value in said.items() if key.startswith("difference")} == differences


def test_a_bolus_of_the_fastest_a_pump_can_is_allowed_and_one_of_unknown_duration_is_not_judged(
    calc: Any,
) -> None:
    """0.33 mL in 20 min are 23.76 mL per day, on top of 0.24 just 24."""
    bolus = [*REFILL, "--bolus", "6.6 mg", "--max-per-day", "2"]
    assert calc(*bolus, "--duration", "20 min").code == 0
    assert calc(*bolus, "--duration", "19 min 59 s").code == 3
    assert calc(*bolus).code == 0


SCREENING = ["screening", "--dose", "50 mcg", "--concentration"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (
            ["screening", "--dose", "50 mg", "--concentration", "50 mcg/mL"],
            "A test dose of 50,000 mcg is more than this calculation accepts, 200 mcg",
        ),
        ([*SCREENING, "2000 mcg/mL"], "2,000 mcg/mL is no ampoule for a test dose: more than 100 mcg/mL"),
        ([*SCREENING, "9.999 mcg/mL"], "for a test dose is more than this calculation accepts, 5 mL"),
        (
            ["residual", "--fill", "37.7 mL", *RESIDUAL[3:]],
            "40.1 mL is more than the largest reservoir holds, 40 mL of reference-40",
        ),
        (
            [*PRIME, "--prime-rate", "25 mL/day"],
            "A rate of 25 mL per day is more than this pump's greatest, 24 mL per day. Correct",
        ),
        (
            [*PRIME, "--prime-rate", "0.01 mL/day"],
            "A rate of 0.01 mL per day is less than this pump's least, 0.048 mL per day. Correct",
        ),
    ],
)
def test_what_nobody_injects_fills_or_primes_is_refused(calc: Any, arguments: list[str], why: str) -> None:
    ran = calc(*arguments)
    assert (ran.code, ran.out) == (3, "")
    assert why in ran.err


def test_the_bounds_of_a_test_dose_and_of_a_filling_are_within_them(calc: Any) -> None:
    for arguments in (
        ["screening", "--dose", "200 mcg", "--concentration", "100 mcg/mL"],
        [*SCREENING, "10 mcg/mL"],
        ["residual", "--fill", "37.6 mL", *RESIDUAL[3:]],
    ):
        assert calc(*arguments).code == 0


def test_a_ratio_beyond_its_limit_by_less_than_is_shown_says_so(calc: Any) -> None:
    beyond = ["discrepancy", "--filled", "18 mL", "--expected", "3 mL", "--withdrawn", "0.824999 mL"]
    ran = calc(*beyond, "--absolute", "20 mL")
    assert "Verdict: over-infusion" in ran.out
    assert "≈ 114.5 %, by a little more than these digits show, is beyond it" in ran.out
