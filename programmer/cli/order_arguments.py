"""What can be written after the commands that tell a pump something beside its program."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from programmer.cli.link_arguments import Subcommands


def add_orders(
    commands: Subcommands,
    common: argparse.ArgumentParser,
    add_url: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add ``bolus``, ``cancel-bolus``, ``acknowledge``, ``set-clock`` and ``refill``."""
    bolus = commands.add_parser("bolus", parents=[common], help="give a single bolus now, once")
    cancel = commands.add_parser(
        "cancel-bolus", parents=[common], help="cut the single bolus that is under way"
    )
    acknowledge = commands.add_parser(
        "acknowledge", parents=[common], help="end the alarms that are over and only wait to be seen"
    )
    clock = commands.add_parser(
        "set-clock", parents=[common], help="set the pump's clock to that of this workstation"
    )
    refill = commands.add_parser(
        "refill", parents=[common], help="tell the pump what is in its reservoir now"
    )
    for command in (bolus, cancel, acknowledge, clock, refill):
        add_url(command)
        command.add_argument("--json", action="store_true", help="print JSON")
        command.add_argument("--patient", metavar="WHO", help="whose pump it must be: name or id")
    for command in (bolus, clock, refill):
        command.add_argument("--yes", action="store_true", help="confirm without being asked")
    bolus.add_argument("--dose", required=True, metavar="DOSE", help="of the primary drug, such as '20 mcg'")
    bolus.add_argument("--over", required=True, metavar="TIME", help="how long it lasts, such as '30 min'")
    bolus.add_argument(
        "--reason",
        default="",
        metavar="TEXT",
        help="why soft limits are passed, in a few words (10 letters or more); recorded",
    )
    refill.add_argument(
        "--volume", required=True, metavar="VOLUME", help="in the reservoir now, such as '20 mL'"
    )
