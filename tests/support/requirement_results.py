"""Whether the tests that are marked with a requirement passed: a run that shows nothing for one of them fails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.requirements import Requirement

HEAD = (
    "# What the last run of all tests has shown",
    "",
    "| requirement | test | outcome |",
    "| --- | --- | --- |",
)


class RequirementResults:
    """Gathers what became of marked tests, and judges at the end of a run of all tests.

    ``requirements`` is asked only then. ``told_in`` is the file that says what was shown.
    """

    def __init__(
        self, config: pytest.Config, requirements: Callable[[], tuple[Requirement, ...]], told_in: Path
    ) -> None:
        self._config = config
        self._requirements = requirements
        self._told_in = told_in
        self._outcomes: dict[str, dict[str, str]] = defaultdict(dict)
        self._unshown: list[str] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Let the names of requirements travel with the reports, also from one process to another."""
        for item in items:
            for mark in item.iter_markers("requirement"):
                item.user_properties += [("requirement", name) for name in mark.args]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember the last word on a marked test: setting up can fail or skip it, tearing down can fail it."""
        if report.when == "call" or not report.passed:
            for key, name in report.user_properties:
                if key == "requirement":
                    self._outcomes[str(name)][report.nodeid] = report.outcome

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Fail a run of all tests that leaves a requirement without a test that passed."""
        if not self._complete():
            return
        self._unshown = [
            row.id
            for row in self._requirements()
            if row.state.tested and "passed" not in self._outcomes[row.id].values()
        ]
        self._told_in.parent.mkdir(exist_ok=True)
        self._told_in.write_text(self._told(), encoding="utf-8")
        if self._unshown and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say which requirements no test has shown."""
        if self._unshown:
            terminalreporter.section("requirements that no test has shown", red=True)
            terminalreporter.line(", ".join(self._unshown))

    def _complete(self) -> bool:
        """Whether everything was asked for; a run of some tests shows only some requirements."""
        option = self._config.option
        chosen = option.keyword or option.markexpr or option.deselect or option.collectonly
        whole = self._config.args_source is pytest.Config.ArgsSource.TESTPATHS
        return whole and not chosen and not hasattr(self._config, "workerinput")

    def _told(self) -> str:
        lines = [*HEAD]
        for row in self._requirements():
            outcomes = self._outcomes.get(row.id, {})
            lines += [f"| {row.id} | `{test}` | {outcome} |" for test, outcome in sorted(outcomes.items())]
            lines += [] if outcomes else [f"| {row.id} | – | {row.state.value} |"]
        return "\n".join(lines) + "\n"
