"""What a pump confirms by a clock that is not the workstation's is told by both."""

from __future__ import annotations

import re

import pytest

from programmer.settings import SIMULATED_PUMP_URL as PUMP
from programmer.simulator.training_room import SimulatedRoom
from programmer.therapy.quantities import PumpTime
from tests.unit.cli.conftest import Command
from tests.unit.cli.killed import BOLUS, given_and_killed

MINUTE_US = 60_000_000
_MOMENT = r"\w{3} \d{1,2} \w{3} \d{4}, \d\d:\d\d:\d\d"
BOTH = re.compile(
    rf"confirmed by the pump at {_MOMENT} by the pump's clock, {_MOMENT} by the workstation's \(its log entry \d\)\."
)
ONE = re.compile(rf"confirmed by the pump at {_MOMENT} \(its log entry \d\)\.")


@pytest.fixture
def ahead(command: Command, room: SimulatedRoom) -> None:
    """The pump's clock is 22 minutes ahead."""
    assert command("interrogate", PUMP).code == 0
    bench = room.bench(PUMP)
    assert bench is not None
    pump = bench._site.pump
    pump.set_clock(PumpTime(pump.now.value + 22 * MINUTE_US))


@pytest.mark.usefixtures("ahead")
def test_a_command_is_told_by_both_clocks_where_they_differ(command: Command) -> None:
    assert BOTH.search(command(*BOLUS).out)


@pytest.mark.usefixtures("ahead")
def test_a_command_that_was_settled_later_is_told_by_both_clocks_as_well(command: Command) -> None:
    given_and_killed(command, *BOLUS)
    assert BOTH.search(command("settle", PUMP).out)


def test_where_the_clocks_agree_one_time_is_enough(command: Command, room: SimulatedRoom) -> None:
    del room
    assert ONE.search(command(*BOLUS).out)
    given_and_killed(command, "stop", PUMP)
    assert ONE.search(command("settle", PUMP).out)
