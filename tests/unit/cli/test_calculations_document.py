"""The document of the calculations tells the truth: its examples are run, its tables are held to the code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from programmer.cli.calc.arguments import CALCULATIONS
from programmer.cli.main import run

TEXT = (Path(__file__).parents[3] / "docs" / "calculations.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ programmer (.*?[^\\])\n(.*?)```", TEXT, re.DOTALL)
REFUSALS = re.findall(r"^\| `(calc .*?)` \| (.*) \|$", TEXT, re.MULTILINE)
PROGRAM = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize(("call", "output"), EXAMPLES)
def test_an_example_prints_what_the_document_shows(
    call: str,
    output: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "patient.toml").write_text(PROGRAM[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(shlex.split(call.replace("\\\n", ""))) == 0
    assert capsys.readouterr().out == output


@pytest.mark.parametrize(("call", "answer"), REFUSALS)
def test_a_refusal_reads_as_the_document_shows(
    call: str, answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(shlex.split(call)) == 3
    said = capsys.readouterr()
    assert (said.out, answer in said.err) == ("", True)


def test_every_calculation_has_its_section_formula_source_and_example() -> None:
    sections = re.split(r"^## (?=[a-z-]+: )", TEXT, flags=re.MULTILINE)[1:]
    assert {section.partition(":")[0] for section in sections} == set(CALCULATIONS)
    for section in sections:
        name = section.partition(":")[0]
        assert "\nSource: " in section
        assert f"$ programmer calc {name} " in section


def test_the_document_shows_examples_and_refusals_at_all() -> None:
    assert (len(EXAMPLES), len(REFUSALS), len(PROGRAM)) == (23, 12, 1)
