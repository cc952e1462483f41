"""Whatever is switched on: what the programmer says of a command is so, and the pump does it at most once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programmer.simulator.faults.fault import Fault
from programmer.therapy.outcome import Uncertain
from tests.unit.simulator.faults.matrix import ANYWHERE, FAULTS, TIMES, FaultBench, assert_true, at, settled
from tests.unit.visit.command_cases import COMMANDS, COMMIT, CommandCase


@pytest.fixture(scope="module")
def bench() -> FaultBench:
    """One workstation for all of them; the pump is fresh from the factory each time."""
    return FaultBench()


@pytest.mark.requirement("GPCA-EC18", "IT-1")
@pytest.mark.parametrize("number", range(len(FAULTS)), ids=FAULTS)
def test_nothing_said_is_false_and_nothing_is_done_twice(bench: FaultBench, number: int) -> None:
    """Each fault once, counted and persistent, and with each command: in turn, which of them with which."""
    fault = list(FAULTS.values())[number]
    for turn, times in enumerate(TIMES.values()):
        case = COMMANDS[(number + turn) % len(COMMANDS)]
        _give(bench, case, replace(at(fault, case.opcode), times=times))


@pytest.mark.parametrize("fault", ANYWHERE.values(), ids=ANYWHERE)
def test_nor_where_it_strikes_at_whatever_comes_next(bench: FaultBench, fault: Fault) -> None:
    _give(bench, COMMIT, replace(fault, times=2))


def _give(bench: FaultBench, case: CommandCase, fault: Fault) -> None:
    visit = bench.started_over()
    give = case.ready(bench, visit)
    bench.site.faults.arm(fault)
    outcome = give()
    assert_true(outcome, bench.times_done(case))
    bench.site.faults.clear()
    in_the_end = settled(bench, visit, outcome)
    assert_true(in_the_end, bench.times_done(case))
    assert not isinstance(in_the_end, Uncertain)
