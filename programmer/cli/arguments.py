"""What can be written on the command line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from programmer import __version__
from programmer.cli.bench_arguments import BENCH
from programmer.cli.calc.arguments import add_calculations
from programmer.cli.link_arguments import LINK
from programmer.cli.order_arguments import ORDERS
from programmer.cli.parsers import Command, StrictParser, add_commands
from programmer.cli.pump_arguments import PUMP
from programmer.cli.records_arguments import RECORDS
from programmer.cli.shared_arguments import add_common, add_theme

DESCRIPTION = "Clinician programmer for intrathecal drug pumps."
NOTICE = "Not a certified medical device. It must not program a pump in a person."
COMMANDS: dict[str, Command] = {
    **BENCH,
    **PUMP,
    **ORDERS,
    **RECORDS,
    **LINK,
    "calc": Command("the calculations of the clinic, without a pump", add_calculations),
}
"""Every command by the name that is typed, in the order in which they are listed."""

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


def parser() -> StrictParser:
    """The whole command line; of its commands each is filled when it is chosen."""
    top = StrictParser(prog="programmer", description=f"{DESCRIPTION} {NOTICE}")
    add_common(top)
    top.add_argument("--version", action="version", version=f"programmer {__version__}")
    add_theme(top)
    add_commands(top, COMMANDS, dest="command", metavar="COMMAND")
    return top
