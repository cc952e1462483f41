"""What can be written on the command line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from programmer import __version__
from programmer.cli.calc.arguments import add_calculations
from programmer.cli.link_arguments import add_link_tools
from programmer.cli.order_arguments import add_orders
from programmer.known_error import UsageError
from programmer.settings import THEMES, sentence_for
from programmer.therapy.drug_library import AgeGroup, Condition

DESCRIPTION = "Clinician programmer for intrathecal drug pumps."
UNKNOWN = "unknown"
NOTICE = "Not a certified medical device. It must not program a pump in a person."
_URL_HELP = "a port (/dev/ttyUSB0, COM3), socket://HOST:PORT, or simulated:reference-20"


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


class _Parser(argparse.ArgumentParser):
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


_NEGATIVE = re.compile(r"-[.\d]")


def with_negative_values(arguments: Sequence[str]) -> list[str]:
    """The same command line with each negative figure tied to its option: ``--tolerance=-5%``.

    Else it would be taken for an option of its own, and nobody would be told that it is negative.
    """
    tied: list[str] = []
    for argument in arguments:
        if tied and _NEGATIVE.match(argument) and tied[-1].startswith("--") and "=" not in tied[-1]:
            tied[-1] += f"={argument}"
        else:
            tied.append(argument)
    return tied


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    common = _common()
    top = _Parser(prog="programmer", description=f"{DESCRIPTION} {NOTICE}", parents=[common])
    top.add_argument("--version", action="version", version=f"programmer {__version__}")
    top.add_argument("--theme", choices=THEMES, default=argparse.SUPPRESS, help=sentence_for("theme"))
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    _add_bench(commands, common)
    _add_pump(commands, common)
    add_orders(commands, common, _add_url)
    _add_records(commands, common)
    _add_library(commands, common)
    add_link_tools(commands, common, _add_url)
    add_calculations(commands.add_parser("calc", help="the calculations of the clinic, without a pump"))
    return top


def _common() -> _Parser:
    common = _Parser(add_help=False)
    common.add_argument("--database", metavar="URL", default=argparse.SUPPRESS, help=sentence_for("database"))
    common.add_argument("--actor", metavar="NAME", default=argparse.SUPPRESS, help=sentence_for("actor"))
    common.add_argument("--keys", metavar="FILE", default=argparse.SUPPRESS, help=sentence_for("keys"))
    common.add_argument("--library", metavar="FILE", default=argparse.SUPPRESS, help=sentence_for("library"))
    return common


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


def _add_bench(commands: Commands[_Parser], common: _Parser) -> None:
    demo = commands.add_parser("demo", parents=[common], help="a scripted visit to a simulated pump")
    demo.add_argument(
        "--out", metavar="DIR", default="out", help="where report and pictures go (default: out)"
    )
    demo.add_argument("--theme", choices=THEMES, default=argparse.SUPPRESS, help=sentence_for("theme"))
    simulate = commands.add_parser(
        "simulate", parents=[common], help="a simulated pump as a process of its own"
    )
    way = simulate.add_mutually_exclusive_group()
    way.add_argument(
        "--listen", metavar="HOST:PORT", default="127.0.0.1:0", help="default: any free local port"
    )
    way.add_argument("--pty", action="store_true", help="offer the path of a serial port instead")
    simulate.add_argument("--speed", type=int, default=1, metavar="N", help="run therapy N times as fast")
    simulate.add_argument(
        "--bps", type=int, metavar="N", help="a line of N bits per second (8N1); default: no limit"
    )
    simulate.add_argument("--seed", type=int, metavar="N", help="make the pump's random numbers repeatable")
    simulate.add_argument("--serial", metavar="SERIAL", help="make it another pump: its serial number")
    _add_scenario(simulate)
    _add_train(commands, common)


def _add_scenario(simulate: _Parser) -> None:
    simulate.add_argument(
        "--scenario", metavar="FILE", help="a scenario, see docs/scenarios.md, or the name of a shipped one"
    )
    simulate.add_argument(
        "--until", metavar="TIME", help="run the scenario to this time without a link, such as '400 min'"
    )
    simulate.add_argument(
        "--at", action="append", default=[], metavar="TIME", help="tell totals at this time too; repeatable"
    )
    simulate.add_argument("--json", action="store_true", help="with --until: print JSON")
    simulate.add_argument("--plot", metavar="FILE.svg", help="with --until: draw the run into this file")


def _add_train(commands: Commands[_Parser], common: _Parser) -> None:
    train = commands.add_parser("train", parents=[common], help="training scenarios: list them, or start one")
    train.add_argument("name", metavar="NAME", nargs="?", help="which one; without it they are listed")
    train.add_argument("--json", action="store_true", help="print JSON")
    train.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="answer a question and be judged without a terminal and without a link; repeatable",
    )
    train.add_argument("--conduct", metavar="FILE", help="what you do to the pump, as a [[timeline]]")
    train.add_argument(
        "--listen", metavar="HOST:PORT", default="127.0.0.1:0", help="default: any free local port"
    )
    train.add_argument("--speed", type=int, default=1, metavar="N", help="run therapy N times as fast")


def _add_pump(commands: Commands[_Parser], common: _Parser) -> None:
    interrogate = commands.add_parser("interrogate", parents=[common], help="read everything the pump knows")
    program = commands.add_parser(
        "program", parents=[common], help="stage, verify, read back, confirm, commit"
    )
    preview = commands.add_parser(
        "preview", parents=[common], help="what a program will do at pump and tip; nothing is sent"
    )
    stop = commands.add_parser("stop", parents=[common], help="suspend delivery; the program stays")
    resume = commands.add_parser("resume", parents=[common], help="take delivery up again")
    settle = commands.add_parser(
        "settle", parents=[common], help="ask about commands whose outcome is not known"
    )
    for command in (interrogate, program, preview, stop, resume, settle):
        _add_url(command)
        command.add_argument("--json", action="store_true", help="print JSON")
    _add_pair(commands, common)
    _add_conformance(commands, common)
    for command in (program, preview):
        command.add_argument("file", metavar="FILE.toml", help="the program, see docs/program-file.md")
    preview.add_argument(
        "--hours", default="72", metavar="N", help="how far to look ahead, 1 to 720 (default: 72)"
    )
    program.add_argument(
        "--yes", action="store_true", help="confirm without being asked; passes no limit of the drug library"
    )
    program.add_argument(
        "--reason",
        default="",
        metavar="TEXT",
        help="why soft limits of the drug library are passed, in a few words (10 letters or more); recorded",
    )
    settle.add_argument(
        "--sign", metavar="REASON", help="close what the pump can no longer tell, for this reason"
    )
    settle.add_argument(
        "--pump-gone",
        metavar="SERIAL",
        help="with --sign: that pump was exchanged, explanted or is dead; it is called at URL once more, and where it "
        "does not answer, its open commands are closed without it",
    )
    for command in (program, preview, resume):
        command.add_argument("--patient", metavar="WHO", help="whose pump it must be: name or id")


def _add_pair(commands: Commands[_Parser], common: _Parser) -> None:
    pair = commands.add_parser(
        "pair",
        parents=[common],
        help="make a pump and this workstation known to each other; list or forget pumps",
    )
    pair.add_argument(
        "url", metavar="URL", nargs="?", help=f"{_URL_HELP}; without it the pairings are listed"
    )
    pair.add_argument("--json", action="store_true", help="print JSON")
    what = pair.add_mutually_exclusive_group()
    _add_pairing_code(what)
    what.add_argument(
        "--forget",
        metavar="SERIAL",
        help="trust that pump no more; its fingerprint, or 8 digits or more of its beginning, will do as well",
    )


def _add_url(command: argparse.ArgumentParser) -> None:
    command.add_argument("url", metavar="URL", help=_URL_HELP)
    _add_pairing_code(command)


def _add_conformance(commands: Commands[_Parser], common: _Parser) -> None:
    conformance = commands.add_parser(
        "conformance",
        parents=[common],
        help="is this device an ITP/1 pump? a line for each clause, then the verdict",
    )
    conformance.add_argument("url", metavar="URL", help=_URL_HELP)
    conformance.add_argument(
        "--bench", action="store_true", help="also stop, program and resume it; on a simulated pump only"
    )
    conformance.add_argument("--json", action="store_true", help="print JSON")
    _add_pairing_code(conformance)


def _add_pairing_code(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--pairing-code",
        default="",
        metavar="CODE",
        help=sentence_for("pairing_code"),
    )


def _add_records(commands: Commands[_Parser], common: _Parser) -> None:
    sessions = commands.add_parser("sessions", parents=[common], help="the history")
    sessions.add_argument("--json", action="store_true", help="print JSON")
    sessions.add_argument("--patient", metavar="WHO", help="of one patient only: name or id")
    records = commands.add_parser(
        "records", parents=[common], help="is every row of the records there as it was written?"
    )
    records.add_argument("--json", action="store_true", help="print JSON")
    patients = commands.add_parser(
        "patients", parents=[common], help="list patients, add one, or correct an indication"
    )
    patients.add_argument("--json", action="store_true", help="print JSON")
    which = patients.add_mutually_exclusive_group()
    which.add_argument("--add", metavar="NAME", help="add a patient")
    which.add_argument(
        "--change", metavar="WHO", help="correct condition or age group of a patient: name or id"
    )
    patients.add_argument("--born", type=int, metavar="YEAR", help="year of birth of the one to add")
    patients.add_argument("--reason", default="", metavar="TEXT", help="why the one to add has a pump")
    patients.add_argument(
        "--condition",
        choices=[*(condition.value for condition in Condition), UNKNOWN],
        help="what is treated; where it is not known, the strictest limits hold",
    )
    patients.add_argument(
        "--age",
        choices=[*(age.value for age in AgeGroup), UNKNOWN],
        help="age group; where it is not known, the strictest limits hold",
    )
    assign = commands.add_parser("assign", parents=[common], help="say whose pump a pump is")
    assign.add_argument(
        "serial", metavar="SERIAL", help="serial number of a pump that was interrogated before"
    )
    assign.add_argument("patient", metavar="WHO", help="name or id of the patient")


def _add_library(commands: Commands[_Parser], common: _Parser) -> None:
    library = commands.add_parser(
        "library", parents=[common], help="the drug library in force, or seal a clinic's own"
    )
    library.add_argument("drug", metavar="DRUG", nargs="?", help="one drug only, by its generic name")
    library.add_argument("--json", action="store_true", help="print JSON")
    library.add_argument("--seal", metavar="FILE", help="check a library file and write its seal into it")
    library.add_argument("--name", metavar="NAME", help="who signs: name, profession, clinic")
