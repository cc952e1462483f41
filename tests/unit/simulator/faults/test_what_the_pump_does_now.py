"""After a command the pump is read again, and the command line says what it does now and not what it should do."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from programmer.cli.endings import Telling, finish
from programmer.device.implant.codes import Status
from programmer.known_error import ExitCode, KnownError
from programmer.records.rows import IntentKind
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import Act, Direction, FaultKind
from programmer.therapy.canonical import encode_program, program_hash
from programmer.visit.aftermath import CommandSeen
from tests.unit.simulator.faults.matrix import FaultBench, at
from tests.unit.visit.bench import a_program
from tests.unit.visit.command_cases import COMMIT, RESUME, STOP, CommandCase

K = FaultKind
REQUEST, REPLY = Direction.REQUEST, Direction.REPLY
STARTED_ANEW = "Alarm: The pump started anew and delivers nothing until it is resumed"
TEN_MINUTES_US = 600 * 1_000_000


@pytest.fixture(scope="module")
def bench() -> FaultBench:
    """One workstation for all of them; the pump is fresh from the factory each time."""
    return FaultBench()


@dataclass(frozen=True)
class Told:
    """The exit code, what standard output said, and the one line of the error."""

    code: int
    out: str
    error: str


def give(
    bench: FaultBench, case: CommandCase, fault: Fault, capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> Told:
    visit = bench.started_over()
    command = case.ready(bench, visit)
    before = visit.status
    after = program_hash(encode_program(a_program()))
    seen = CommandSeen(
        case.kind, before, after if case.kind is IntentKind.COMMIT_PROGRAM else before.program_hash
    )
    bench.site.faults.arm(at(fault, case.opcode))
    outcome = command()
    telling = Telling("It is done", "The command", as_json)
    try:
        code, error = finish(visit, seen, outcome, telling), ""
    except KnownError as trouble:
        code, error = int(trouble.exit_code), str(trouble)
    bench.site.faults.clear()
    return Told(code, capsys.readouterr().out, error.replace("\u00a0", " "))


def told(bench: FaultBench, case: CommandCase, fault: Fault, capsys: pytest.CaptureFixture[str]) -> Told:
    return give(bench, case, fault, capsys, as_json=False)


@pytest.mark.parametrize("case", [COMMIT, RESUME, STOP], ids=str)
def test_a_reset_before_the_command_is_told_with_its_alarm_and_not_as_nothing_changed(
    bench: FaultBench, case: CommandCase, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(bench, case, Fault(K.RESET, direction=REQUEST), capsys)
    assert said.code == ExitCode.NOT_AS_MEANT
    assert said.error.startswith("The command was not applied, and ")
    assert "stopped" in said.error
    assert STARTED_ANEW in said.error
    assert "nothing was changed" not in said.error.lower()
    assert "do it again" not in said.error.lower()
    assert "never reached" not in said.error


@pytest.mark.parametrize("case", [COMMIT, RESUME], ids=str)
def test_a_pump_that_confirms_and_starts_anew_is_told_as_stopped(
    bench: FaultBench, case: CommandCase, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(bench, case, Fault(K.RESET, direction=REPLY), capsys)
    assert said.code == ExitCode.NOT_AS_MEANT
    assert said.out.startswith("It is done, confirmed by the pump at ")
    assert said.error.startswith(
        "It is done, but the pump is stopped. Delivery is stopped, by the pump itself, since "
    )
    assert STARTED_ANEW in said.error


def test_a_stop_before_a_reset_is_done_and_the_alarm_is_told(
    bench: FaultBench, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(bench, STOP, Fault(K.RESET, direction=REPLY), capsys)
    assert said.code == ExitCode.DONE
    assert STARTED_ANEW in said.out


@pytest.mark.parametrize("way", [REQUEST, REPLY])
def test_another_programmers_program_is_named_with_its_dose(
    bench: FaultBench, way: Direction, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(bench, COMMIT, Fault(K.SECOND_PROGRAMMER, act=Act.PROGRAM, direction=way), capsys)
    dose = "81" if way is REQUEST else "87.3"
    assert said.code == ExitCode.NOT_AS_MEANT
    assert "the pump runs another program now. " in said.error
    assert f"It runs another program: baclofen, continuous, {dose} mcg per day" in said.error
    assert "do it again" not in said.error.lower()


@pytest.mark.parametrize("way", [REQUEST, REPLY])
def test_that_another_programmer_stopped_it_is_told(
    bench: FaultBench, way: Direction, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(bench, COMMIT, Fault(K.SECOND_PROGRAMMER, act=Act.STOP, direction=way), capsys)
    assert said.code == ExitCode.NOT_AS_MEANT
    assert "Delivery is stopped, by a programmer, since " in said.error


def test_a_stop_undone_by_another_programmer_is_not_told_as_done_alone(
    bench: FaultBench, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(bench, STOP, Fault(K.SECOND_PROGRAMMER, act=Act.RESUME, direction=REPLY), capsys)
    assert said.code == ExitCode.NOT_AS_MEANT
    assert said.error.startswith(
        "It is done, but delivery is running. Delivery is running, by a programmer, since "
    )


def test_only_a_pump_that_is_as_it_was_is_told_to_do_it_again(
    bench: FaultBench, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(bench, COMMIT, Fault(K.LOSE_REQUEST, times=None), capsys)
    assert said.code == ExitCode.LINK_TROUBLE
    assert "The pump was read again and is as it was before. Check the link and do it again." in said.error


def test_a_refusal_by_a_pump_that_is_as_it_was_stays_a_refusal(
    bench: FaultBench, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(bench, COMMIT, Fault(K.REFUSE, status=Status.CONFLICT), capsys)
    assert said.code == ExitCode.REFUSED
    assert "The pump was read again and is as it was before" in said.error


def test_a_motor_that_stands_in_mid_write_is_told_with_its_alarm(
    bench: FaultBench, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = bench.started_over()
    command = COMMIT.ready(bench, visit)
    seen = CommandSeen(COMMIT.kind, visit.status, program_hash(encode_program(a_program())))
    bench.site.faults.arm(Fault(K.STALL, times=None))
    bench.site.tick()
    bench.site.pump.live_until(bench.site.pump.elapsed + 3 * TEN_MINUTES_US)
    outcome = command()
    with pytest.raises(KnownError) as trouble:
        finish(visit, seen, outcome, Telling("It is done", "The command", as_json=False))
    assert trouble.value.exit_code is ExitCode.NOT_AS_MEANT
    assert "the pump is stopped" in trouble.value.what
    assert "Alarm: The motor stood still, nothing was delivered meanwhile" in trouble.value.why


def test_a_pump_that_was_stopped_on_purpose_is_told_as_stopped_and_is_as_it_should_be(
    bench: FaultBench, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = bench.started_over()
    visit.stop()
    visit.interrogate()
    command = COMMIT.ready(bench, visit)
    seen = CommandSeen(COMMIT.kind, visit.status, program_hash(encode_program(a_program())))
    code = finish(visit, seen, command(), Telling("It is done", "The command", as_json=False))
    assert code == ExitCode.DONE
    assert "Delivery is stopped, as before, by a programmer, since " in capsys.readouterr().out


def test_json_says_what_the_pump_does_now(bench: FaultBench, capsys: pytest.CaptureFixture[str]) -> None:
    fault = replace(Fault(K.RESET), direction=REPLY)
    said = give(bench, COMMIT, fault, capsys, as_json=True)
    assert '"outcome": "confirmed"' in said.out
    assert '"as_it_should": false' in said.out
    assert '"state": "stopped"' in said.out
    assert '"reset"' in said.out


def test_a_pump_that_cannot_be_read_again_is_not_said_to_be_as_before(
    bench: FaultBench, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = bench.started_over()
    command = COMMIT.ready(bench, visit)
    seen = CommandSeen(COMMIT.kind, visit.status, b"")
    bench.site.faults.arm(at(Fault(K.REFUSE, status=Status.CONFLICT), COMMIT.opcode))
    outcome = command()
    bench.site.faults.arm(Fault(K.LOSE_REPLY, times=None))
    with pytest.raises(KnownError) as trouble:
        finish(visit, seen, outcome, Telling("It is done", "The command", as_json=False))
    bench.site.faults.clear()
    assert "The pump was not read again since" in trouble.value.why
    assert trouble.value.remedy.startswith("Interrogate the pump")
