"""The simulated pump as a process: ready line, signals, serial line, speed and seed."""

from __future__ import annotations

import json
import signal
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.process_bench import PROGRAM_97, Here, SimulatorProcess, run


@pytest.fixture
def started() -> Iterator[list[SimulatorProcess]]:
    """Pumps that a test starts; all are gone afterwards."""
    pumps: list[SimulatorProcess] = []
    yield pumps
    for pump in pumps:
        pump.end()


@pytest.fixture
def records(tmp_path: Path) -> str:
    return f"--database={tmp_path / 'records.sqlite'}"


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], records: str) -> Here:
    return Here(capsys, records)


def _read(pump: SimulatorProcess, here: Here) -> dict[str, Any]:
    words: dict[str, Any] = here.words("interrogate", pump.url)
    return words


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
@pytest.mark.parametrize("way", ["--listen=127.0.0.1:0", "--pty"])
def test_it_says_one_line_when_it_is_ready_and_leaves_quietly(
    way: str, number: signal.Signals, started: list[SimulatorProcess]
) -> None:
    pump = SimulatorProcess(way, paired=False)
    started.append(pump)
    assert pump.first_line.count(b"\n") == 1
    assert set(json.loads(pump.first_line)) == {"url", "pairing_code"}
    if way == "--pty":
        assert stat.S_ISCHR(Path(pump.url).stat().st_mode)
    else:
        assert pump.url.startswith("socket://127.0.0.1:")
    assert pump.stop(number) == (0, b"", b"")


def test_a_port_that_is_taken_is_told_in_one_line(started: list[SimulatorProcess]) -> None:
    pump = SimulatorProcess()
    started.append(pump)
    host, port = pump.address
    second = run("simulate", "--listen", f"{host}:{port}")
    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr == (
        f"programmer: {host}:{port} cannot be listened on. The system says: Address already in use. "
        "Choose another port, or 0 for any free one.\n"
    )


def test_a_whole_program_is_written_over_a_serial_line(
    started: list[SimulatorProcess], here: Here, tmp_path: Path
) -> None:
    pump = SimulatorProcess("--pty")
    started.append(pump)
    file = tmp_path / "97.toml"
    file.write_text(PROGRAM_97)
    done = here.run("program", pump.url, str(file), typed="yes\n")
    assert done.returncode == 0, done.stderr
    assert _read(pump, here)["program"]["dose"] == "97 mcg/day"


def test_speed_3600_is_an_hour_of_therapy_a_second_and_the_link_stays_as_it_is(
    started: list[SimulatorProcess], here: Here, tmp_path: Path
) -> None:
    pump = SimulatorProcess("--speed", "3600")
    started.append(pump)
    first, second = _read(pump, here), _read_later(pump, here)
    link = _seconds(first["clock"]["read_utc"], second["clock"]["read_utc"])
    therapy = _seconds(first["clock"]["pump"], second["clock"]["pump"])
    assert 3600 * (link - 1) <= therapy <= 3600 * (link + 1)
    assert therapy > 600
    used = _millilitres(first["reservoir"]) - _millilitres(second["reservoir"])
    assert used == pytest.approx(0.18 * therapy / 86_400, rel=0.01, abs=0.0001)

    # A stage and a session live on the link's clock: hours of therapy pass, and the commit is still taken.
    file = tmp_path / "97.toml"
    file.write_text(PROGRAM_97)
    done = here.run("program", pump.url, str(file), "--yes")
    assert done.returncode == 0, done.stderr
    assert _read(pump, here)["program"]["dose"] == "97 mcg/day"


def _read_later(pump: SimulatorProcess, here: Here) -> dict[str, Any]:
    """The last of so many readings that a part of a second has passed."""
    return [_read(pump, here) for _ in range(12)][-1]


def _seconds(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


def _millilitres(word: str) -> float:
    number, unit = word.split()
    assert unit == "mL"
    return float(number)


def test_seeded_pumps_are_told_apart_all_the_same(started: list[SimulatorProcess], here: Here) -> None:
    """The same seed at another moment is another memory: nothing in it may be taken for the one before."""
    started += [SimulatorProcess("--seed", "7"), SimulatorProcess("--seed", "7")]
    first, second = (_read(pump, here) for pump in started)
    assert first["pump"] == second["pump"]
    assert first["log"]["epoch"] != second["log"]["epoch"]
