"""A run of all tests fails when it leaves a requirement unshown, in one process and in several."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

CONFTEST = """
import sys
from pathlib import Path

sys.path.insert(0, {repository!r})

from tests.support.requirement_results import RequirementResults
from tests.support.requirements import Requirement, State


def rows():
    states = {{"A-1": State.BUILT, "A-2": State.PARTLY, "A-3": State.NOT_BUILT}}
    return tuple(Requirement(name, "", (), state, "", (), "", "") for name, state in states.items())


def pytest_configure(config):
    config.pluginmanager.register(RequirementResults(config, rows, Path("shown.md").absolute()))
"""
TESTS = """
import pytest

@pytest.mark.requirement("A-1")
@pytest.mark.parametrize("number", [1, 2])
def test_one(number): pass

@pytest.mark.requirement("A-1", "A-2")
def test_both(): {body}

def test_none(): pass
"""
INI = """
[pytest]
testpaths = checks
addopts = --strict-markers -p no:cacheprovider -p xdist.plugin
markers = requirement(*names): a mark
"""


def run(place: Path, body: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    checks = place / "checks"
    checks.mkdir()
    (place / "pytest.ini").write_text(INI)
    (place / "conftest.py").write_text(CONFTEST.format(repository=str(REPOSITORY)))
    (checks / "test_it.py").write_text(TESTS.format(body=body))
    command = [sys.executable, "-m", "pytest", *arguments]
    # Of all the plugins of the tests the one that takes several processes is enough, and Qt need not be loaded.
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=place, env=alone, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_requirement_whose_only_test_was_skipped_fails_the_run(tmp_path: Path, processes: str) -> None:
    result = run(tmp_path, "pytest.skip('no bench here')", "-n", processes)
    told = result.stdout.split("requirements that no test has shown")[1]
    assert "A-2" in told
    assert "A-1" not in told
    assert result.returncode == 1
    shown = (tmp_path / "shown.md").read_text()
    assert "| A-2 | `checks/test_it.py::test_both` | skipped |" in shown
    assert "| A-1 | `checks/test_it.py::test_one[2]` | passed |" in shown


def test_a_run_that_shows_every_built_requirement_is_good(tmp_path: Path) -> None:
    result = run(tmp_path, "pass", "-n", "0")
    assert result.returncode == 0, result.stdout
    assert "requirements" not in result.stdout
    assert "| A-3 | – | not-built |" in (tmp_path / "shown.md").read_text()


@pytest.mark.parametrize("choice", [("checks/test_it.py",), ("-k", "one or both")])
def test_a_run_of_some_tests_is_not_judged(tmp_path: Path, choice: tuple[str, ...]) -> None:
    result = run(tmp_path, "pytest.skip('no bench here')", *choice)
    assert result.returncode == 0, result.stdout
    assert not (tmp_path / "shown.md").exists()
