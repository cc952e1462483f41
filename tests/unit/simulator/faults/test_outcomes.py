"""What becomes of a program that is written while a fault strikes, kind by kind."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from programmer.device.implant.codes import Opcode, Status
from programmer.known_error import LinkTrouble
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import Act, Direction, FaultKind, WriteStep
from programmer.therapy.canonical import decode_program
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.quantities import NanogramsPerDay
from tests.unit.simulator.faults.matrix import FaultBench, settled
from tests.unit.visit.bench import a_program, stage
from tests.unit.visit.command_cases import COMMIT

K = FaultKind
REQUEST, REPLY = Direction.REQUEST, Direction.REPLY
SECOND = 1_000_000


@pytest.fixture(scope="module")
def bench() -> FaultBench:
    """One workstation for all of them; the pump is fresh from the factory each time."""
    return FaultBench()


@dataclass(frozen=True)
class Row:
    """``done`` is whether the pump carried the commit out, ``runs`` whether it delivers afterwards."""

    fault: Fault
    said: type[Outcome]
    done: bool
    runs: bool = True

    def __str__(self) -> str:
        often = "always" if self.fault.times is None else f"{self.fault.times}x"
        return f"{self.fault.kind} {self.fault.way} {self.fault.at_byte} {self.fault.act} {often}"


ROWS = (
    Row(Fault(K.LOSE_REQUEST, times=4), Confirmed, done=True),
    Row(Fault(K.LOSE_REQUEST, times=5), Failed, done=False),
    Row(Fault(K.LOSE_REQUEST, times=None), Failed, done=False),
    Row(Fault(K.LOSE_REPLY, times=4), Confirmed, done=True),
    Row(Fault(K.LOSE_REPLY, times=None), Confirmed, done=True),
    Row(Fault(K.DELAY, delay_us=8 * SECOND), Confirmed, done=True),
    Row(Fault(K.DELAY, delay_us=8 * SECOND, direction=REQUEST, times=None), Failed, done=False),
    Row(Fault(K.CORRUPT, direction=REQUEST), Confirmed, done=True),
    Row(Fault(K.CORRUPT, direction=REQUEST, times=None), Failed, done=False),
    Row(Fault(K.CORRUPT, times=None), Confirmed, done=True),
    Row(Fault(K.DUPLICATE, direction=REQUEST, times=None), Confirmed, done=True),
    Row(Fault(K.DUPLICATE, times=None), Confirmed, done=True),
    Row(Fault(K.SPLIT, direction=REQUEST, at_byte=9, times=None), Confirmed, done=True),
    Row(Fault(K.SPLIT, at_byte=9, times=None), Confirmed, done=True),
    Row(Fault(K.MERGE, direction=REQUEST), Confirmed, done=True),
    Row(Fault(K.MERGE), Confirmed, done=True),
    Row(Fault(K.DISCONNECT, direction=REQUEST, at_byte=0), Failed, done=False),
    Row(Fault(K.DISCONNECT, direction=REQUEST, at_byte=50), Failed, done=False),
    Row(Fault(K.DISCONNECT, direction=REQUEST, at_byte=600), Confirmed, done=True),
    Row(Fault(K.DISCONNECT, at_byte=0), Confirmed, done=True),
    Row(Fault(K.DISCONNECT, at_byte=30), Confirmed, done=True),
    Row(Fault(K.RESET, direction=REQUEST), Failed, done=False, runs=False),
    Row(Fault(K.RESET), Confirmed, done=True, runs=False),
    Row(Fault(K.REFUSE, status=Status.CONFLICT), Refused, done=False),
    Row(Fault(K.SECOND_PROGRAMMER), Failed, done=False),
    Row(Fault(K.SECOND_PROGRAMMER, direction=REPLY), Confirmed, done=True),
    Row(Fault(K.SECOND_PROGRAMMER, act=Act.STOP), Failed, done=False, runs=False),
    Row(Fault(K.SECOND_PROGRAMMER, act=Act.PROGRAM, direction=REPLY), Confirmed, done=True),
)


@pytest.mark.requirement("IT-2")
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_commit_ends_as_the_pump_can_tell(bench: FaultBench, row: Row) -> None:
    visit = bench.started_over()
    give = COMMIT.ready(bench, visit)
    bench.site.faults.arm(replace(row.fault, opcode=Opcode.COMMIT))
    assert type(give()) is row.said
    assert bench.times_done(COMMIT) == int(row.done)
    assert bench.pump_runs is row.runs
    assert bench.site.faults.struck() != ()


@pytest.mark.parametrize("kind", [K.LOSE_REQUEST, K.LOSE_REPLY])
def test_a_pump_that_is_not_heard_any_more_leaves_it_uncertain(bench: FaultBench, kind: FaultKind) -> None:
    visit = bench.started_over()
    give = COMMIT.ready(bench, visit)
    bench.site.faults.arm(Fault(kind, times=None))
    outcome = give()
    assert isinstance(outcome, Uncertain)
    bench.site.faults.clear()
    expected = Failed if kind is K.LOSE_REQUEST else Confirmed
    assert isinstance(settled(bench, visit, outcome), expected)


@pytest.mark.requirement("GPCA-EC05", "IT-2")
@pytest.mark.parametrize("step", [WriteStep.STAGE_BEGIN, WriteStep.CHUNK, WriteStep.VERIFY])
def test_a_pump_that_resets_while_a_program_is_staged_keeps_the_old_one_and_stands_still(
    bench: FaultBench, step: WriteStep
) -> None:
    visit = bench.started_over()
    before = bench.pump_program
    bench.site.faults.arm(Fault(K.RESET, step=step))
    with pytest.raises(LinkTrouble, match="ended this session"):
        stage(visit)
    assert bench.pump_program == before
    assert not bench.pump_runs
    assert [strike.kind for strike in bench.site.faults.struck()] == [K.RESET]


def test_a_reset_waits_for_the_chunk_that_it_was_told(bench: FaultBench) -> None:
    visit = bench.started_over()
    bench.site.faults.arm(Fault(K.RESET, step=WriteStep.CHUNK, chunk=2))
    stage(visit)
    assert bench.site.faults.struck() == ()
    assert bench.pump_runs


def test_the_second_programmer_writes_what_it_is_told_or_a_tenth_less(bench: FaultBench) -> None:
    told = a_program(Continuous(NanogramsPerDay(111_000)))
    for program, dose in ((told, 111_000), (None, 81_000)):
        visit = bench.started_over()
        fault = Fault(K.SECOND_PROGRAMMER, opcode=Opcode.STATUS, act=Act.PROGRAM, program=program)
        bench.site.faults.arm(fault)
        with pytest.raises(LinkTrouble):
            visit.interrogate()
        assert decode_program(bench.pump_program).mode == Continuous(NanogramsPerDay(dose))


def test_the_second_programmer_resumes_what_was_stopped(bench: FaultBench) -> None:
    visit = bench.started_over()
    visit.stop()
    bench.site.faults.arm(Fault(K.SECOND_PROGRAMMER, act=Act.RESUME))
    with pytest.raises(LinkTrouble):
        visit.interrogate()
    assert bench.pump_runs


@pytest.mark.parametrize("program", [a_program(drug="morphine"), None], ids=["another drug", "nothing runs"])
def test_what_the_pump_refuses_the_second_programmer_stays_undone(
    bench: FaultBench, program: PumpProgram | None
) -> None:
    visit = bench.started_over()
    visit.stop()
    before = bench.pump_program
    bench.site.faults.arm(Fault(K.SECOND_PROGRAMMER, act=Act.PROGRAM, program=program))
    with pytest.raises(LinkTrouble):
        visit.interrogate()
    assert bench.pump_program == before
    assert not bench.pump_runs
