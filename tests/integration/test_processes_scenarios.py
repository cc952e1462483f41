"""Scenarios as processes of their own: one served over the link, and one with a trainee at a terminal."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.process_bench import PATIENCE_S, Here, SimulatorProcess, pair_here, read_until, start


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Here:
    return Here(capsys, f"--database={tmp_path / 'records.sqlite'}")


def test_a_served_scenario_goes_on_under_the_link(here: Here) -> None:
    pump = SimulatorProcess("--scenario", "left-stopped", "--speed", "36000")
    try:
        words = here.words("interrogate", pump.url)
        while words["delivery"]["state"] == "running":  # two minutes of therapy take 3 ms
            words = here.words("interrogate", pump.url)
        assert words["program"] == {"mode": "continuous", "dose": "350 mcg/day"}
        assert abs(words["clock"]["offset_from_utc_s"]) < 3600 * 24 * 30
    finally:
        pump.end()


@pytest.fixture
def trainee() -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """``programmer train left-stopped`` with a terminal as its input, and the other end of that terminal."""
    keyboard, terminal = pty.openpty()
    process = start("train", "left-stopped", stdin=terminal)
    os.close(terminal)
    yield process, keyboard
    os.close(keyboard)
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_who_leaves_with_ctrl_c_is_not_asked_anything(trainee: tuple[subprocess.Popen[bytes], int]) -> None:
    process, _ = trainee
    read_until(process.stdout, b"you have done.\n")
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, rest) == (130, b"")
    assert errors.startswith(b"programmer: Interrupted.")


def test_a_trainee_acts_over_the_link_and_by_hand_and_answers(
    trainee: tuple[subprocess.Popen[bytes], int], here: Here
) -> None:
    process, keyboard = trainee
    told = read_until(process.stdout, b"you have done.\n").decode()
    assert "Thirty hours ago the dose was to be changed." in told
    found = re.search(r"socket://\S+?:\d+", told)
    assert found is not None
    shown = re.search(r"pairing code (\S+);", told)
    assert shown is not None
    pair_here(found[0], shown[1])
    assert here.words("interrogate", found[0])["delivery"]["state"] == "stopped"
    os.write(keyboard, b'do = "withdraw", volume = "1 mL"\n')
    assert b"withdrawn: 1 mL" in read_until(process.stdout, b"withdrawn: 1 mL\n")
    os.write(keyboard, b"look\n")
    read_until(process.stdout, b'Write it like do = "withdraw"')
    code, _, err = here("resume", found[0])
    assert code == 0, err
    os.write(keyboard, b"\n")
    read_until(process.stdout, b"like 3 h 40 min\n")
    os.write(keyboard, b"thirty hours\n30 h\n48h\n")
    rest, errors = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, errors) == (0, b"")
    assert b"right: Delivery. The pump runs." in rest
