"""A pump inside of the program begins anew with each command, and is met as one that has run for a month."""

from __future__ import annotations

from pathlib import Path

from programmer.known_error import ExitCode
from programmer.settings import SIMULATED_PUMP_URL
from tests.unit.cli.conftest import Command

FILE = """
[drug]
name = "baclofen"
concentration = "500 mcg/mL"

[program]
mode = "continuous"
dose = "{dose} mcg/day"
"""


def test_a_second_program_of_one_day_is_not_taken_for_one_of_a_pump_that_lost_its_memory(
    command: Command, tmp_path: Path
) -> None:
    for dose in (95, 98, 95):
        file = tmp_path / f"{dose}.toml"
        file.write_text(FILE.format(dose=dose), encoding="utf-8")
        ran = command("program", SIMULATED_PUMP_URL, str(file), "--yes")
        assert ran.code == ExitCode.DONE, ran.err
