"""The programmer is killed at the worst moment, and what the next one does about it."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from programmer.cli.visiting import LEFT_STANDING
from programmer.clock import SystemClock
from programmer.device.implant.codes import Opcode
from programmer.visit.gone_pump import MAY_BE_UNDER_WAY_US
from tests.support.process_bench import PROGRAM_97, Here, Proxy, SimulatorProcess, run, start


@pytest.fixture
def records(tmp_path: Path) -> str:
    return f"--database={tmp_path / 'records.sqlite'}"


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], records: str) -> Here:
    return Here(capsys, records)


@pytest.fixture
def program_97(tmp_path: Path) -> str:
    file = tmp_path / "97.toml"
    file.write_text(PROGRAM_97)
    return str(file)


@pytest.fixture
def pumps() -> Iterator[list[SimulatorProcess]]:
    """Pumps that a test starts; all are gone afterwards."""
    started: list[SimulatorProcess] = []
    yield started
    for pump in started:
        pump.end()


def _killed_after(opcode: Opcode, pump: SimulatorProcess, *arguments: str) -> None:
    """Run a command over a line that holds the reply back, and kill it when its bytes have left."""
    line = Proxy(pump.address)
    line.hold_after = opcode
    try:
        process = start(arguments[0], line.url, *arguments[1:])
        assert line.held.wait(30)
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    finally:
        line.close()


@pytest.mark.requirement("IT-1")
@pytest.mark.parametrize(
    ("opcode", "command"),
    [(Opcode.COMMIT, "program"), (Opcode.STOP, "stop")],
    ids=["killed after the commit left", "killed after stop left"],
)
def test_the_next_programmer_finds_the_open_command_asks_and_settles_it(
    opcode: Opcode, command: str, pumps: list[SimulatorProcess], here: Here, program_97: str
) -> None:
    records = here.records
    pump = SimulatorProcess()
    pumps.append(pump)
    more = [program_97, "--yes"] if command == "program" else []
    _killed_after(opcode, pump, command, *more, records)
    (cut_off,) = here.words("sessions")
    assert (cut_off["end"], cut_off["open_commands"], cut_off["command"]) == ("cut off", 1, command)

    found = run("interrogate", pump.url, "--json", records)
    assert found.returncode == 0
    assert found.stderr.startswith(f"programmer: An earlier {command} of ")
    asked, *left = found.stderr.splitlines()
    assert asked.endswith(" UTC was asked about: confirmed.")
    assert left == ([f"programmer: {LEFT_STANDING}"] if command == "stop" else [])
    words = json.loads(found.stdout)
    assert words["unsettled"] == []
    if command == "program":
        assert words["program"]["dose"] == "97 mcg/day"
    else:
        assert words["delivery"]["state"] == "stopped"
    rows = here.words("sessions")
    assert [row["open_commands"] for row in rows] == [0, 0]
    assert rows[1]["outcome"]["outcome"] == "confirmed"


@pytest.mark.requirement("IT-1")
def test_while_the_pump_cannot_tell_only_stop_and_reading_are_possible(
    pumps: list[SimulatorProcess], records: str, here: Here, program_97: str
) -> None:
    pumps.append(SimulatorProcess())
    _killed_after(Opcode.COMMIT, pumps[0], "program", program_97, "--yes", records)
    pumps[0].end()
    pump = SimulatorProcess()  # the same serial number, and a memory made anew
    pumps.append(pump)

    read = run("interrogate", pump.url, "--json", records)
    assert read.returncode == 0
    assert "UTC was asked about: not known.\n" in read.stderr
    assert [each["command"] for each in json.loads(read.stdout)["unsettled"]] == ["program"]
    for forbidden in (["program", pump.url, program_97, "--yes"], ["resume", pump.url]):
        ran = here.run(*forbidden)
        assert (ran.returncode, ran.stdout) == (5, "")
        assert "programmer: Nothing but STOP and reading is possible now. " in ran.stderr
    stopped = here.run("stop", pump.url)
    assert stopped.returncode == 0
    assert stopped.stdout.startswith("Delivery is stopped, confirmed by the pump at ")
    assert here.run("resume", pump.url).returncode == 5

    asked = here.run("settle", pump.url)
    assert asked.returncode == 5
    signed = run("settle", pump.url, "--sign", "read, stopped, patient well", "--json", records)
    assert signed.returncode == 0, signed.stderr
    (closed,) = json.loads(signed.stdout)["signed"]
    assert (closed["outcome"], closed["signed"]) == ("uncertain", "read, stopped, patient well")
    assert here.run("resume", pump.url).returncode == 0


def test_where_another_pump_answers_the_commands_of_one_that_is_gone_are_signed(
    pumps: list[SimulatorProcess], records: str, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    pumps.append(SimulatorProcess())
    _killed_after(Opcode.STOP, pumps[0], "stop", records)
    pumps[0].end()
    other = SimulatorProcess("--serial", "RF20-20765")
    pumps.append(other)

    read = here.words("interrogate", other.url)
    assert (read["pump"]["serial"], read["unsettled"], read["settled"]) == ("RF20-20765", [], [])
    gone = ("settle", other.url, "--sign", "exchanged for a new one", "--pump-gone", "RF20-20764")
    at_once = here.run(*gone)
    assert (at_once.returncode, at_once.stdout) == (3, "")
    assert "a command of it may be under way" in at_once.stderr
    later_us = SystemClock().utc_us() + 2 * MAY_BE_UNDER_WAY_US
    monkeypatch.setattr(SystemClock, "utc_us", lambda _clock: later_us)
    signed = here.run(*gone)
    assert signed.returncode == 0, signed.stderr
    assert signed.stdout.splitlines()[-1] == (
        f"Pump RF20-20764 was not asked: pump RF20-20765 answers at {other.url}."
    )
    assert [row["open_commands"] for row in here.words("sessions")] == [0, 0]
