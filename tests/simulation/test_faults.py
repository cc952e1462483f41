"""A part of the great trial in every run of the tests; another part after each change of the code."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.simulation.exhaustive import drawn_pair, single_faults
from tests.simulation.trial import Trials, trials
from tests.support.requirements import REPOSITORY

_SINGLE_FAULTS = 24
_PAIRS = 6
_SEEDS = 16


@pytest.fixture(scope="module")
def made() -> Iterator[Trials]:
    with trials() as made:
        yield made


@pytest.fixture(scope="module")
def part() -> int:
    """A number that is the same for the same code, and another for another."""
    whole = hashlib.sha256()
    for room in ("telemetry", "visit", "simulator", "device", "records"):
        for path in sorted((REPOSITORY / "programmer" / room).rglob("*.py")):
            whole.update(path.read_bytes())
    return int.from_bytes(whole.digest()[:4], "big")


def test_no_single_fault_breaks_an_invariant(made: Trials, part: int) -> None:
    cases = single_faults(made)
    every = len(cases) // _SINGLE_FAULTS
    for case in cases[part % every :: every]:
        assert made.visit(case.visit, case.script).violations == [], str(case)


def test_no_pair_of_faults_breaks_an_invariant(made: Trials, part: int) -> None:
    cases = single_faults(made)
    for number in range(part, part + _PAIRS):
        case = drawn_pair(cases, number)
        assert made.visit(case.visit, case.script).violations == [], str(case)


def test_no_random_run_breaks_an_invariant(made: Trials, part: int) -> None:
    for seed in range(part, part + _SEEDS):
        assert made.seed(seed).violations == [], f"./run simulate-faults --replay {seed}"


def test_the_same_seed_gives_the_same_log(made: Trials, part: int) -> None:
    for seed in range(part, part + 5):
        assert made.seed(seed).log_hash == made.seed(seed).log_hash


def test_the_same_seed_gives_the_same_log_in_another_process_which_hashes_otherwise(made: Trials) -> None:
    seed = 11
    told = subprocess.run(
        [sys.executable, "-m", "tests.simulation.runner", "--replay", str(seed)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines()[-1] == f"log {made.seed(seed).log_hash}"
