"""``records`` says whether every row is there as it was written, and names what is not."""

from __future__ import annotations

import json
from pathlib import Path

from programmer.known_error import ExitCode
from programmer.settings import SIMULATED_PUMP_URL
from programmer.simulator.training_room import SimulatedRoom
from tests.support.tampering import cut_back, edit
from tests.unit.cli.conftest import Command


def _visit(command: Command) -> None:
    assert command("interrogate", SIMULATED_PUMP_URL).code == ExitCode.DONE


def test_sound_records_are_told_with_what_was_looked_at(command: Command, room: SimulatedRoom) -> None:
    _visit(command)
    _visit(command)
    ran = command("records")
    assert ran.code == ExitCode.DONE
    assert "each as it was written; 1 mark in the logs of pumps bears out all but the last" in ran.out
    words = json.loads(command("records", "--json").out)
    assert words["sound"]
    assert words["findings"] == []
    assert words["marks"].pop("seals_since") > 0
    assert words["marks"] == {"found": 1, "lost": 0, "of_other_records": 0}
    assert len(words["newest_seal"]) == 64


def test_empty_records_are_sound(command: Command) -> None:
    ran = command("records")
    assert ran.out == "0 rows in 0 sealed steps, each as it was written; no pump bears them out yet.\n"


def test_a_changed_row_is_named_and_the_command_ends_as_refused(
    command: Command, room: SimulatedRoom, tmp_path: Path
) -> None:
    _visit(command)
    edit(tmp_path / "records.sqlite", "UPDATE interrogations SET reservoir_nl = reservoir_nl + 1")
    ran = command("records", "--json")
    assert ran.code == ExitCode.REFUSED
    words = json.loads(ran.out)
    assert not words["sound"]
    (finding,) = words["findings"]
    assert "interrogations 1-1" in finding
    listed = command("sessions")
    assert listed.code == ExitCode.DONE
    assert f"programmer: The records are not what this program wrote. {finding}." in listed.err
    assert f"The records in {tmp_path / 'records.sqlite'} are not what this program wrote" in ran.err
    assert finding in command("records").out


def test_records_that_were_cut_back_are_found_out_by_the_pump(
    command: Command, room: SimulatedRoom, tmp_path: Path
) -> None:
    _visit(command)
    _visit(command)
    seals = json.loads(command("records", "--json").out)["seals"]
    cut_back(tmp_path / "records.sqlite", seals - 4)
    assert command("records").code == ExitCode.DONE
    read = command("interrogate", SIMULATED_PUMP_URL)
    assert read.code == ExitCode.DONE
    assert "The records are not what this program wrote. What a pump noted of these records at " in read.err
    ran = command("records")
    assert ran.code == ExitCode.REFUSED
    assert "is not in them: they were cut back, or changed." in ran.out
    assert "Keep a copy of the file as it is" in ran.err
