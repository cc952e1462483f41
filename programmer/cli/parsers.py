"""Parsers of the command line: strict with what is typed, and made only for the command that is chosen."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

from programmer.known_error import UsageError


class _Once(argparse._StoreAction):  # noqa: SLF001 - argparse has no public name for it
    """An option that is given once: of two values nobody could say which was meant."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        seen: set[str] = vars(namespace).setdefault("_seen", set())
        if option_string is not None and self.dest in seen:
            raise argparse.ArgumentError(self, "it is given more than once")
        seen.add(self.dest)
        super().__call__(parser, namespace, values, option_string)


class StrictParser(argparse.ArgumentParser):
    """Tells a wrong command line as a known error instead of printing a page, and guesses at no option."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **more})
        self.register("action", None, _Once)
        self.register("action", "store", _Once)

    def error(self, message: str) -> NoReturn:
        raise UsageError(
            "The command line cannot be understood",
            message[:1].upper() + message[1:],
            f"See {self.prog} --help",
        )


@dataclass(frozen=True, slots=True)
class Command:
    """A command's line in the list of commands, and what adds its arguments to its parser."""

    help: str
    fill: Callable[[StrictParser], None]
    description: str | None = None


class _MadeWhenChosen:
    """Stands for the parser of a command until that command is chosen.

    A parser costs 0.2 ms before it has an argument (argparse looks for translations of its headings), and one of
    forty is used. Of a command that is only listed argparse asks nothing; newer ones check its line of help. Whatever
    else is asked makes the parser, so that an argparse that asks more makes a start slower and nothing else.
    """

    def __init__(self, *, fill: Callable[[StrictParser], None], **made_with: Any) -> None:
        self._fill = fill
        self._made_with = made_with

    @cached_property
    def _made(self) -> StrictParser:
        """The parser itself."""
        parser = StrictParser(**self._made_with)
        self._fill(parser)
        return parser

    def _check_help(self, action: argparse.Action) -> None:
        """Of Python 3.14: that the line holds no wrong ``%``. They are shown by the tests as they stand."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)


def add_commands(
    parser: StrictParser, commands: Mapping[str, Command], *, dest: str, metavar: str, required: bool = False
) -> None:
    """Let one of ``commands`` follow what else ``parser`` takes; its name is kept as ``dest``."""
    stand_in: Any = (
        _MadeWhenChosen  # argparse asks for a parser, and is answered by one as soon as it uses it
    )
    listed = parser.add_subparsers(
        prog=parser.prog, dest=dest, metavar=metavar, required=required, parser_class=stand_in
    )
    for name, command in commands.items():
        listed.add_parser(name, help=command.help, description=command.description, fill=command.fill)
