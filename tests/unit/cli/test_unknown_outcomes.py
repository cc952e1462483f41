"""A command whose outcome nobody knows ends with 5 and with the worst case of its own kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from programmer.records.rows import IntentKind
from programmer.settings import SIMULATED_PUMP_URL as PUMP
from programmer.simulator.training_room import SimulatedRoom
from programmer.visit.until_known import at_the_command_line, doubt, until_it_tells
from tests.support.process_bench import PROGRAM_97
from tests.unit.cli.conftest import Command, Ran
from tests.unit.cli.killed import BOLUS, a_line_that_swallows, given_and_killed
from tests.unit.cli.test_settle_command import make_its_memory_anew

pytestmark = pytest.mark.usefixtures("room")

LINES = [
    (IntentKind.COMMIT_PROGRAM, "commit", ("program", PUMP, "FILE", "--yes")),
    (IntentKind.STOP, "stop", ("stop", PUMP)),
    (IntentKind.RESUME, "resume", ("resume", PUMP)),
    (IntentKind.GIVE_BOLUS, "give_bolus", BOLUS),
    (IntentKind.CANCEL_BOLUS, "cancel_bolus", ("cancel-bolus", PUMP)),
    (IntentKind.SET_CLOCK, "set_clock", ("set-clock", PUMP, "--yes")),
    (IntentKind.TELL_REFILL, "tell_refill", ("refill", PUMP, "--volume", "18 mL", "--yes")),
]
BY_NAME = [pytest.param(*line, id=line[2][0]) for line in LINES]


def not_answered(command: Command, swallowed: str, line: tuple[str, ...], folder: Path) -> Ran:
    """As typed to a pump that falls silent with the first frame of the command."""
    file = folder / "97.toml"
    file.write_text(PROGRAM_97)
    with a_line_that_swallows(swallowed), a_line_that_swallows("new_session"):
        return command(*[str(file) if part == "FILE" else part for part in line])


@pytest.mark.requirement("IT-1")
@pytest.mark.parametrize(("kind", "swallowed", "line"), BY_NAME)
def test_what_is_not_known_is_told_with_the_worst_case_of_that_very_command(
    kind: IntentKind, swallowed: str, line: tuple[str, ...], command: Command, tmp_path: Path
) -> None:
    ran = not_answered(command, swallowed, line, tmp_path)
    assert ran.code == 5
    told = ran.err.splitlines()[-1]
    assert told.startswith(f"programmer: {doubt(kind)}. No answer came; ")
    assert told.endswith(f". {at_the_command_line((kind,))}.")


@pytest.mark.parametrize(("kind", "swallowed", "line"), BY_NAME)
def test_an_earlier_command_is_named_as_it_was_typed(
    kind: IntentKind, swallowed: str, line: tuple[str, ...], command: Command, tmp_path: Path
) -> None:
    not_answered(command, swallowed, line, tmp_path)
    nobody = command("interrogate", "socket://127.0.0.1:1")
    assert nobody.err.startswith(f"programmer: It is not known what became of the {line[0]} of ")
    assert f". {at_the_command_line((kind,))}.\n" in nobody.err
    ran = command("settle", PUMP)
    assert ran.err.startswith(f"programmer: An earlier {line[0]} of ")
    assert ran.out.startswith(f"The {line[0]} of ")


def test_what_the_pump_can_tell_no_more_is_told_by_name_and_worst_case_where_it_is_read(
    command: Command, room: SimulatedRoom
) -> None:
    given_and_killed(command, "stop", PUMP)
    make_its_memory_anew(room)
    ran = command("interrogate", PUMP)
    assert ran.code == 0
    (warning,) = [line for line in ran.err.splitlines() if "what became of" in line]
    assert warning.startswith("programmer: It is not known what became of the stop of ")
    assert f" UTC. {until_it_tells((IntentKind.STOP,))}. " in warning


def test_what_is_held_back_by_an_open_command_says_what_to_reckon_with(
    command: Command, room: SimulatedRoom
) -> None:
    given_and_killed(command, "resume", PUMP)
    make_its_memory_anew(room)
    ran = command(*BOLUS)
    assert (ran.code, ran.out) == (5, "")
    assert f". {until_it_tells((IntentKind.RESUME,))}. Interrogate, " in ran.err
