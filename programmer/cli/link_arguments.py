"""What can be written after the commands that look at a link itself."""

from __future__ import annotations

import argparse
from typing import Any

Subcommands = Any
"""What ``add_subparsers`` returns; argparse has no public name for it."""


def add_link_tools(commands: Subcommands, common: argparse.ArgumentParser) -> None:
    """Add ``ports``."""
    ports = commands.add_parser("ports", parents=[common], help="the serial ports of this machine")
    ports.add_argument("--json", action="store_true", help="print JSON")
