"""Of all commands the parser of the chosen one alone is made."""

from __future__ import annotations

import argparse
import re
from typing import Any

import pytest

from programmer.cli import arguments, main
from programmer.cli.arguments import COMMANDS
from programmer.cli.calc.arguments import CALCULATIONS
from programmer.cli.parsers import StrictParser
from programmer.known_error import UsageError


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the parsers that are made."""
    names: list[str] = []
    make = StrictParser.__init__

    def noted(self: StrictParser, **more: object) -> None:
        make(self, **more)
        names.append(self.prog)

    monkeypatch.setattr(StrictParser, "__init__", noted)
    return names


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (["sessions", "--json"], ["programmer", "programmer sessions"]),
        (["bolus", "URL", "--dose=1 mcg", "--over=1 min"], ["programmer", "programmer bolus"]),
        (["calc", "boluses"], ["programmer", "programmer calc", "programmer calc boluses"]),
        ([], ["programmer"]),
    ],
)
def test_a_start_makes_the_parser_of_the_chosen_command_alone(
    made: list[str], typed: list[str], wanted: list[str]
) -> None:
    arguments.parser().parse_args(typed)
    assert made == wanted


@pytest.mark.parametrize("typed", [["fly"], ["sessions", "--patient"]])
def test_a_wrong_command_line_makes_no_other_parser_either(made: list[str], typed: list[str]) -> None:
    with pytest.raises(UsageError):
        arguments.parser().parse_args(typed)
    assert set(made) <= {"programmer", "programmer sessions"}


def test_the_list_of_commands_makes_none_of_them_and_names_all(
    made: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main.run(["--help"])
    told = capsys.readouterr().out
    assert made == ["programmer"]
    assert re.findall(r"^ {4}([a-z-]+)", told, re.MULTILINE) == [*COMMANDS]


@pytest.mark.parametrize(
    "command", [*([name] for name in COMMANDS), *(["calc", name] for name in CALCULATIONS)], ids=" ".join
)
def test_the_help_of_every_command_is_headed_by_what_is_typed(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        arguments.parser().parse_args([*command, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: programmer {' '.join(command)} [-h]")


def test_every_command_that_is_listed_can_be_run() -> None:
    assert {name for name in main._COMMANDS if name is not None} == set(COMMANDS)


def test_an_argparse_that_checks_each_line_of_help_makes_none_of_them_for_it(
    made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As ``add_parser`` of Python 3.14 does."""
    add = argparse._SubParsersAction.add_parser

    def add_and_check(listed: Any, name: str, **more: Any) -> Any:
        parser = add(listed, name, **more)
        parser._check_help(listed._choices_actions[-1])
        return parser

    monkeypatch.setattr(argparse._SubParsersAction, "add_parser", add_and_check)
    arguments.parser().parse_args(["sessions", "--json"])
    assert made == ["programmer", "programmer sessions"]


def test_an_argparse_that_asks_more_of_a_listed_command_is_answered_by_its_parser(made: list[str]) -> None:
    listed = next(iter(arguments.parser()._subparsers._group_actions))  # type: ignore[union-attr]
    assert listed.choices is not None
    assert listed.choices["sessions"].format_usage().startswith("usage: programmer sessions")  # type: ignore[index]
    assert made == ["programmer", "programmer sessions"]
