"""A technician's tools as processes: a real link is recorded, decoded, and played again as a pump."""

from __future__ import annotations

import json
import signal
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from programmer.bootstrap import Application
from programmer.cli.words import interrogation_words
from programmer.device.implant.codes import Opcode
from programmer.device.implant.messages.identity import decode_catheter, decode_identity, decode_limits
from programmer.device.implant.messages.programs import Piece
from programmer.device.implant.messages.status import decode_status
from programmer.settings import Settings
from programmer.telemetry.pairing_code import PairingCode
from programmer.therapy.canonical import decode_program
from programmer.visit.interrogation import Interrogation
from tests.support.process_bench import PATIENCE_S, PROGRAM_97, Here, Proxy, SimulatorProcess, run, start

_IN_REPLY_AND_STATUS = 6


@pytest.fixture
def pumps() -> Iterator[list[SimulatorProcess]]:
    """Pumps that a test starts; all are gone afterwards."""
    started: list[SimulatorProcess] = []
    yield started
    for pump in started:
        pump.end()


@pytest.fixture
def records(tmp_path: Path) -> str:
    return f"--database={tmp_path / 'records.sqlite'}"


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], records: str) -> Here:
    return Here(capsys, records)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "link.jsonl"


def simulated(pumps: list[SimulatorProcess], *arguments: str, paired: bool = True) -> SimulatorProcess:
    pumps.append(SimulatorProcess(*arguments, paired=paired))
    return pumps[-1]


def replayed(pumps: list[SimulatorProcess], *arguments: str) -> SimulatorProcess:
    pumps.append(SimulatorProcess(*arguments, command="replay"))
    return pumps[-1]


def captured(url: str, file: Path, *arguments: str) -> None:
    ran = run("capture", url, str(file), "--seconds", "1", *arguments)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(f"Recorded into {file}.")


def decoded(file: Path) -> dict[str, Any]:
    ran = run("decode", str(file), "--json")
    assert ran.returncode == 0, ran.stderr
    words: dict[str, Any] = json.loads(ran.stdout)
    return words


def first_answer(told: dict[str, Any], name: str) -> bytes:
    """The body of the first answer of that name."""
    answers = (frame for frame in told["frames"] if (frame["name"], frame["kind"]) == (name, "answer"))
    return bytes.fromhex(next(answers)["payload"])[_IN_REPLY_AND_STATUS:]


def reading_of(told: dict[str, Any]) -> dict[str, Any]:
    """What the recorded programmer had read, as ``interrogate`` words it, of a pump that is simulated."""
    identity = replace(decode_identity(first_answer(told, "IDENT")), simulated=True)
    canonical = Piece.decode(first_answer(told, "PROGRAM_READ")).part
    return interrogation_words(
        Interrogation(
            identity,
            decode_limits(first_answer(told, "LIMITS")),
            decode_catheter(first_answer(told, "CATHETER")),
            decode_status(first_answer(told, "STATUS")),
            canonical,
            decode_program(canonical),
            read_utc_us=0,
            offset_us=0,
        )
    )


def test_a_link_that_was_recorded_and_replayed_reads_as_the_pump_read(
    pumps: list[SimulatorProcess], file: Path, here: Here, tmp_path: Path
) -> None:
    pump = simulated(pumps, "--speed", "600")
    program = tmp_path / "97.toml"
    program.write_text(PROGRAM_97)
    assert here.run("program", pump.url, str(program), "--yes").returncode == 0
    captured(pump.url, file)
    pump.end()
    told = decoded(file)
    assert told["ended"] == "the time is over"
    assert not told["damaged_lines"]
    again = replayed(pumps, str(file))
    ran = run("interrogate", again.url, "--json", f"--database={tmp_path / 'replay.sqlite'}")
    assert ran.returncode == 0, ran.stderr
    found, expected = json.loads(ran.stdout), reading_of(told)
    assert found["clock"].pop("pump") == expected["clock"]["pump"]
    del found["clock"], expected["clock"]
    assert {name: found[name] for name in expected} == expected
    assert found["program"]["dose"] == "97 mcg/day"


def test_a_replayed_pump_can_be_read_again_and_refuses_stop_and_program(
    pumps: list[SimulatorProcess], file: Path, here: Here, tmp_path: Path
) -> None:
    captured(simulated(pumps).url, file)
    again = replayed(pumps, str(file), "--pty")
    for _ in range(2):
        assert here.run("interrogate", again.url).returncode == 0
    stopped = here.run("stop", again.url)
    assert stopped.returncode == 3
    assert "The pump does not know this request" in stopped.stderr
    program = tmp_path / "97.toml"
    program.write_text(PROGRAM_97)
    programmed = here.run("program", again.url, str(program), "--yes")
    assert programmed.returncode == 3
    assert "The pump does not know this request" in programmed.stderr
    code, _, errors = again.stop()
    assert (code, errors) == (0, b"")


def test_a_capture_pairs_where_a_code_is_given_and_holds_neither_code_nor_key(
    pumps: list[SimulatorProcess], file: Path
) -> None:
    pump = simulated(pumps, paired=False)
    captured(pump.url, file, "--pairing-code", pump.pairing_code)
    assert {"PAIR_BEGIN", "PAIR_END", "STATUS", "LOG_READ"} <= {
        frame["name"] for frame in decoded(file)["frames"]
    }
    content, code = file.read_text(), PairingCode.read(pump.pairing_code)
    private = Application(Settings()).trust.workstation().private
    for secret in (private, code.secret, code.psk()):
        assert secret.hex() not in content
    assert pump.pairing_code not in content
    assert pump.pairing_code.replace("-", "") not in content
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_a_pairing_the_capture_says_how_to_get_one(pumps: list[SimulatorProcess], file: Path) -> None:
    pump = simulated(pumps, paired=False)
    ran = run("capture", pump.url, str(file), "--seconds", "0")
    assert ran.returncode == 4
    assert "--pairing-code" in ran.stderr
    assert not file.exists()


@pytest.fixture
def line(pumps: list[SimulatorProcess]) -> Iterator[Proxy]:
    """A line to a pump on which nothing comes back any more once the counters of the link were asked for."""
    proxy = Proxy(simulated(pumps).address)
    proxy.hold_after = Opcode.LINK_COUNTERS
    yield proxy
    proxy.close()


def test_ctrl_c_ends_a_capture_in_good_order(line: Proxy, file: Path) -> None:
    process = start("capture", line.url, str(file))
    assert line.held.wait(PATIENCE_S)
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, errors) == (0, b"")
    assert said.startswith(b"Recorded into ")
    assert decoded(file)["ended"] == "stopped by the user"


def test_what_was_recorded_before_the_programmer_was_killed_can_be_read_and_replayed(
    line: Proxy, pumps: list[SimulatorProcess], file: Path, here: Here
) -> None:
    process = start("capture", line.url, str(file))
    assert line.held.wait(PATIENCE_S)
    process.kill()
    process.communicate(timeout=PATIENCE_S)
    told = decoded(file)
    assert told["ended"] is None
    assert told["frames"][-1]["name"] == "LINK_COUNTERS"
    assert here.run("interrogate", replayed(pumps, str(file)).url).returncode == 0


def test_a_link_that_fails_ends_the_capture_with_its_reason(
    pumps: list[SimulatorProcess], file: Path
) -> None:
    pump = simulated(pumps)
    proxy = Proxy(pump.address)
    proxy.cut_after = 400
    ran = run("capture", proxy.url, str(file))
    proxy.close()
    assert ran.returncode == 4
    ended = decoded(file)["ended"]
    assert ended in ran.stderr


def test_a_capture_without_a_pump_in_it_cannot_be_replayed(tmp_path: Path) -> None:
    file = tmp_path / "empty.jsonl"
    file.write_text('{"capture":"ITP/1","version":1,"program":"1","url":"x","started_utc_us":0}\n')
    ran = run("replay", str(file))
    assert (ran.returncode, ran.stdout) == (3, "")
    assert "No pump says in it who it is." in ran.stderr


def test_a_capture_that_was_refused_for_want_of_a_pairing_is_not_in_the_way_of_the_next(
    pumps: list[SimulatorProcess], file: Path, here: Here, tmp_path: Path
) -> None:
    pump = simulated(pumps, paired=False)
    line = ("capture", pump.url, str(file), "--seconds", "0", f"--keys={tmp_path / 'keys.json'}")
    stranger = here.run(*line)
    assert (stranger.returncode, file.exists()) == (4, False)
    assert "is not paired with this workstation" in stranger.stderr
    other_code = PairingCode(bytes(16)).shown()
    mistaken = here.run(*line, "--pairing-code", other_code)
    assert (mistaken.returncode, file.exists()) == (4, False), mistaken.stderr
    assert "does not take this workstation's proof" in mistaken.stderr
    paired = here.run(*line, "--pairing-code", pump.pairing_code)
    assert paired.returncode == 0, paired.stderr
    assert decoded(file)["ended"] == "the time is over"
