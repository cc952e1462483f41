"""The command ``conformance`` against a simulated pump as a process of its own, over a socket and over a pty."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from programmer.conformance.clauses import CLAUSES
from tests.support.process_bench import Here, SimulatorProcess, Stranger


def test_the_simulated_pump_conforms_over_a_pty_also_in_what_only_its_bench_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pump = SimulatorProcess("--pty", paired=False)
    try:
        here = Here(capsys, f"--database=sqlite:///{tmp_path / 'records.sqlite'}")
        options = [f"--keys={tmp_path / 'keys'}", "--pairing-code", pump.pairing_code]
        code, out, err = here("conformance", pump.url, *options, "--bench")
    finally:
        pump.end()
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in lines[: len(CLAUSES)]] == list(CLAUSES)
    assert "CONFORMS to ITP/1" in lines[-1]
    assert not [line for line in lines if " FAIL " in line]
    assert "W-7   PASS" in out


def test_over_a_socket_it_tells_the_same_as_json_and_needs_no_code_once_paired(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pump = SimulatorProcess(paired=False)
    try:
        here = Here(capsys, f"--keys={tmp_path / 'keys'}")
        here("pair", pump.url, "--pairing-code", pump.pairing_code)
        told = here.words("conformance", pump.url)
    finally:
        pump.end()
    assert told["conforms"] is True
    assert told["failed"] == 0
    assert told["seconds"] < 40
    assert [clause["clause"] for clause in told["clauses"]] == list(CLAUSES)
    assert told["passed"] + told["not_tried"] == len(CLAUSES)
    assert next(clause for clause in told["clauses"] if clause["clause"] == "W-7")["outcome"] != "PASS"


def test_what_is_no_pump_ends_with_3_and_what_is_silent_with_4(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = Here(capsys, f"--keys={tmp_path / 'keys'}")
    echo, deaf = Stranger(lambda _: b"\0what?\0"), Stranger(lambda _: b"")
    try:
        code, out, _ = here("conformance", echo.url)
        assert code == 3
        assert "DOES NOT CONFORM to ITP/1" in out.splitlines()[-1]
        code, out, err = here("conformance", deaf.url)
        assert (code, out) == (4, "")
        assert "Nothing answers" in err
    finally:
        echo.close()
        deaf.close()


def test_without_a_pairing_it_says_how_to_get_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pump = SimulatorProcess(paired=False)
    try:
        here = Here(capsys, f"--keys={tmp_path / 'keys'}")
        code, _, err = here("conformance", pump.url)
    finally:
        pump.end()
    assert code == 4
    assert "pair" in err


def test_a_line_tells_what_was_sent_and_what_came_where_it_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    echo = Stranger(lambda _: b"\0what?\0")
    try:
        words = json.loads(Here(capsys, f"--keys={tmp_path / 'keys'}")("conformance", echo.url, "--json")[1])
    finally:
        echo.close()
    failed = next(clause for clause in words["clauses"] if clause["outcome"] == "FAIL")
    assert failed["sent"].startswith("IDENT in clear")
    assert failed["came"] == b"\0what?\0".hex(" ")
