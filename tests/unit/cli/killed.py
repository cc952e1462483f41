"""Commands whose programmer died before it knew what became of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import pytest

from programmer.device.implant.driver import ImplantDriver
from programmer.known_error import KnownError, LinkTrouble
from programmer.records.rows import IntentRow
from programmer.settings import SIMULATED_PUMP_URL as PUMP
from programmer.simulator.training_room import SimulatedRoom
from programmer.therapy.outcome import Outcome
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


class Killed(BaseException):
    """The process is no more."""


@contextmanager
def a_kill_once_kept() -> Iterator[None]:
    """Whoever keeps an outcome in here is killed as soon as that is durable: nobody is told, and no visit ends."""
    keep = SessionBook.keep_outcome

    def keep_and_die(book: SessionBook, intent: IntentRow, outcome: Outcome) -> None:
        keep(book, intent, outcome)
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SessionBook, "keep_outcome", keep_and_die)
        patch.setattr(SessionBook, "end", lambda *_: None)
        yield


def killed_once_kept(command: Command, *line: str) -> None:
    with a_kill_once_kept():
        _run_to_its_death(command, *line)


def killed_while_it_reads(command: Command, *line: str) -> None:
    """Killed after it has connected, and before it has told or ended anything."""

    def die(*_: object) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ImplantDriver, "read_program", die)
        patch.setattr(SessionBook, "end", lambda *_: None)
        _run_to_its_death(command, *line)


def _run_to_its_death(command: Command, *line: str) -> None:
    """What it may have said goes unheard."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), pytest.raises(Killed):
        command(*line)
