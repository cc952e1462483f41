"""``programmer sessions`` calls the end of a visit by the same word as the window does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from programmer.bootstrap import Application
from programmer.clock import Clock, ManualClock, SystemClock
from programmer.settings import SIMULATED_PUMP_URL as PUMP
from programmer.settings import Settings
from programmer.simulator.training_room import SimulatedRoom
from programmer.telemetry.attention import Attention
from programmer.visit.visit import Visit
from tests.unit.cli.conftest import Command
from tests.unit.cli.killed import BOLUS, killed_once_kept

pytestmark = pytest.mark.usefixtures("room")


@contextmanager
def a_visit_of_somebody_else(tmp_path: Path, clock: Clock | None = None) -> Iterator[Visit]:
    """Another program at work with the same records and the same pump."""
    app = Application(Settings(database=str(tmp_path / "records.sqlite")), clock or SystemClock())
    visit = app.make_visit(PUMP, Attention())
    try:
        visit.begin()
        yield visit
        visit.end()
    finally:
        app.close()


def ends(command: Command) -> list[str]:
    return [row["end"] for row in json.loads(command("sessions", "--json").out)]


def test_a_visit_whose_program_was_killed_was_cut_off(command: Command) -> None:
    killed_once_kept(command, *BOLUS)
    assert ends(command) == ["cut off"]
    assert command("sessions").out.endswith("  cut off\n")


def test_a_visit_that_another_program_keeps_alive_is_in_progress_and_then_closed(
    command: Command, tmp_path: Path
) -> None:
    with a_visit_of_somebody_else(tmp_path) as visit:
        visit.poll()
        assert ends(command) == ["in progress"]
        assert command("sessions").out.endswith("  in progress\n")
    assert ends(command) == ["closed"]


def test_a_visit_that_was_written_to_long_ago_was_cut_off(command: Command, tmp_path: Path) -> None:
    with a_visit_of_somebody_else(tmp_path, ManualClock()) as visit:
        visit.poll()
        assert ends(command) == ["cut off"]


def test_only_the_newest_visit_with_a_pump_can_be_in_progress(
    command: Command, tmp_path: Path, room: SimulatedRoom
) -> None:
    del room
    with a_visit_of_somebody_else(tmp_path) as visit:
        visit.poll()
        killed_once_kept(command, *BOLUS)
        assert ends(command) == ["cut off", "cut off"]
