"""A command line inside the tests' own process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from programmer.bootstrap import Application
from programmer.cli.main import run
from programmer.clock import SystemClock
from programmer.randomness import SystemRandomness
from programmer.simulator.training_room import SimulatedRoom
from programmer.telemetry.noise.keys import new_key_pair
from programmer.telemetry.trust import TrustInMemory


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command with records of this test's own, unless it names others."""

    def run_it(*arguments: str) -> Ran:
        database = [] if any(each.startswith("--database") for each in arguments) else _database(tmp_path)
        code = run([*arguments, *database])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run_it


def _database(folder: Path) -> list[str]:
    return [f"--database={folder / 'records.sqlite'}"]


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> SimulatedRoom:
    """One pump that goes on living between the commands, as one at a port does."""
    made = SimulatedRoom(SystemClock(), SystemRandomness())
    monkeypatch.setattr(Application, "_room", made)
    monkeypatch.setattr(Application, "_at_hand", TrustInMemory(new_key_pair(SystemRandomness())))
    return made
