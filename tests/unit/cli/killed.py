"""Commands whose programmer died before it knew what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from programmer.device.implant.driver import ImplantDriver
from programmer.known_error import KnownError, LinkTrouble
from programmer.settings import SIMULATED_PUMP_URL as PUMP
from programmer.simulator.training_room import SimulatedRoom
from programmer.therapy.pump import PumpStatus
from programmer.visit.bookkeeping import SessionBook
from tests.unit.cli.conftest import Command

BOLUS = ("bolus", PUMP, "--dose", "20 mcg", "--over", "30 min", "--reason", "asked for by a test", "--yes")


def pump(room: SimulatedRoom) -> PumpStatus:
    bench = room.bench(PUMP)
    assert bench is not None
    return bench._site.pump.status()


@contextmanager
def a_workstation_that_dies() -> Iterator[None]:
    """Whatever the pump says in here of a command gets into no record, as after a kill."""

    def die(*_: object) -> None:
        raise KnownError("The records are gone", "The workstation died", "Start it again")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SessionBook, "keep_outcome", die)
        yield


@contextmanager
def a_line_that_swallows(command: str, *, but_for: int = 0) -> Iterator[None]:
    """What is sent of this command in here never gets to the pump, ``but_for`` the first so many."""
    let_through = [getattr(ImplantDriver, command)] * but_for

    def swallow(*arguments: object) -> object:
        if let_through:
            return let_through.pop()(*arguments)
        raise LinkTrouble("The link broke", "It was cut", "Try again")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ImplantDriver, command, swallow)
        yield


def given_and_killed(command: Command, *line: str) -> None:
    with a_workstation_that_dies():
        assert command(*line).code == 5
