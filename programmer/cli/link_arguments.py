"""What can be written after the commands that look at a link itself."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

Subcommands = Any
"""What ``add_subparsers`` returns; argparse has no public name for it."""


def add_link_tools(
    commands: Subcommands,
    common: argparse.ArgumentParser,
    add_url: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add ``ports``, ``capture``, ``decode`` and ``replay``.

    ``add_url`` adds the address of a pump and its pairing code.
    """
    ports = commands.add_parser("ports", parents=[common], help="the serial ports of this machine")
    ports.add_argument("--json", action="store_true", help="print JSON")
    capture = commands.add_parser(
        "capture", parents=[common], help="record a link into a file while the pump is read"
    )
    add_url(capture)
    capture.add_argument("file", metavar="FILE", help="a new file; it will hold health data, and no keys")
    capture.add_argument(
        "--seconds", type=int, metavar="S", help="for how long after reading; without it until Ctrl-C"
    )
    decode = commands.add_parser(
        "decode", parents=[common], help="tell every frame of a capture or of typed bytes, field by field"
    )
    decode.add_argument(
        "what", metavar="FILE|HEX", nargs="+", help="a capture, or bytes such as 00 02 01, 0x000201"
    )
    decode.add_argument("--json", action="store_true", help="print JSON")
    replay = commands.add_parser("replay", parents=[common], help="a recorded link as a pump")
    replay.add_argument("file", metavar="FILE", help="a capture")
    way = replay.add_mutually_exclusive_group()
    way.add_argument(
        "--listen", metavar="HOST:PORT", default="127.0.0.1:0", help="default: any free local port"
    )
    way.add_argument("--pty", action="store_true", help="offer the path of a serial port instead")
