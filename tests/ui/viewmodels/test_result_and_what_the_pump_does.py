"""The result page says beside the outcome what the pump does now, by a reading after the command."""

from __future__ import annotations

import pytest

from programmer.device.implant.codes import Opcode
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import Act, Direction, FaultKind
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.ui.viewmodels.program_state import ResultKind, ResultState
from tests.support.programs_of_every_kind import HYDROMORPHONE, TOKEN, micrograms
from tests.ui.pump_bench import Bench

K = FaultKind
BEFORE, AFTER = Direction.REQUEST, Direction.REPLY
STARTED_ANEW = "Alarm: The pump started anew and delivers nothing until it is resumed"


def result_under(bench: Bench, fault: Fault, dose: str = "102", reason: str = "") -> ResultState:
    bench.connect()
    bench.edit_dose(dose)
    bench.workstation.program.type_reason(reason)
    bench.stage(dose)
    bench.site.faults.arm(fault)
    bench.workstation.program.confirm()
    bench.run(20)
    result = bench.workstation.program.state.result
    assert result is not None
    assert result.trouble is not None
    return result


def words(result: ResultState) -> str:
    trouble = result.trouble
    assert trouble is not None
    said = (result.headline, *result.lines, trouble.what, trouble.why, trouble.remedy)
    return " | ".join(said).replace("\u00a0", " ")


@pytest.mark.parametrize(("way", "kind"), [(BEFORE, ResultKind.FAILED), (AFTER, ResultKind.CONFIRMED)])
def test_a_reset_beside_the_commit_is_told_with_its_alarm(
    bench: Bench, way: Direction, kind: ResultKind
) -> None:
    result = result_under(bench, Fault(K.RESET, opcode=Opcode.COMMIT, direction=way))
    said = words(result)
    assert result.kind is kind
    assert "the pump is stopped" in result.headline
    assert STARTED_ANEW in said
    assert "Delivery is stopped, by the pump itself, since " in said
    assert "keeps the previous program" not in said
    assert "do it again" not in said.lower()


@pytest.mark.parametrize(("way", "kind"), [(BEFORE, ResultKind.FAILED), (AFTER, ResultKind.CONFIRMED)])
def test_another_programmers_program_is_named(bench: Bench, way: Direction, kind: ResultKind) -> None:
    fault = Fault(K.SECOND_PROGRAMMER, opcode=Opcode.COMMIT, act=Act.PROGRAM, direction=way)
    result = result_under(bench, fault)
    assert result.kind is kind
    assert "It runs another program: baclofen, continuous, " in words(result)
    assert "keeps the previous program" not in words(result)


@pytest.mark.parametrize("way", [BEFORE, AFTER])
def test_another_programmers_program_is_told_as_the_library_writes_its_drug(
    bench: Bench, way: Direction
) -> None:
    bench.site.pump.install(PumpProgram(HYDROMORPHONE, Continuous(micrograms(2000))), TOKEN)
    fault = Fault(K.SECOND_PROGRAMMER, opcode=Opcode.COMMIT, act=Act.PROGRAM, direction=way)
    said = words(result_under(bench, fault, "2.1", "as agreed with the ward"))
    assert "It runs another program: HYDROmorphone, continuous, 1." in said
    assert " mg per day" in said
    assert "hydromorphone" not in said
    assert "mcg" not in said.replace("mcg/mL", "")


def test_only_a_pump_that_is_as_it_was_keeps_the_previous_program(bench: Bench) -> None:
    result = result_under(bench, Fault(K.SECOND_PROGRAMMER, opcode=Opcode.COMMIT))
    assert result.kind is ResultKind.FAILED
    assert result.headline == "The new program was not applied: the pump keeps the previous program"
    assert "The pump was read again and is as it was before" in words(result)
