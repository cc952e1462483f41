"""Arguments that several commands take."""

from __future__ import annotations

import argparse

from programmer.settings import THEMES, sentence_for

URL_HELP = "a port (/dev/ttyUSB0, COM3), socket://HOST:PORT, or simulated:reference-20"


def add_common(parser: argparse.ArgumentParser) -> None:
    """Records, name, keys and library, before a command and behind its name."""
    for name, metavar in (("database", "URL"), ("actor", "NAME"), ("keys", "FILE"), ("library", "FILE")):
        parser.add_argument(f"--{name}", metavar=metavar, default=argparse.SUPPRESS, help=sentence_for(name))


def add_theme(parser: argparse.ArgumentParser) -> None:
    """Light or dark."""
    parser.add_argument("--theme", choices=THEMES, default=argparse.SUPPRESS, help=sentence_for("theme"))


def add_url(command: argparse.ArgumentParser) -> None:
    """The address of a pump and its pairing code."""
    command.add_argument("url", metavar="URL", help=URL_HELP)
    add_pairing_code(command)


def add_pairing_code(command: argparse._ActionsContainer) -> None:
    """The code that the pump shows."""
    command.add_argument("--pairing-code", default="", metavar="CODE", help=sentence_for("pairing_code"))


def add_json(command: argparse.ArgumentParser) -> None:
    """``--json``."""
    command.add_argument("--json", action="store_true", help="print JSON")


def add_listen(way: argparse._ActionsContainer) -> None:
    """Where a pump of this program listens."""
    way.add_argument(
        "--listen", metavar="HOST:PORT", default="127.0.0.1:0", help="default: any free local port"
    )


def add_listen_or_pty(command: argparse.ArgumentParser) -> None:
    """Where it listens, or the path of a serial port."""
    way = command.add_mutually_exclusive_group()
    add_listen(way)
    way.add_argument("--pty", action="store_true", help="offer the path of a serial port instead")


def add_yes(command: argparse.ArgumentParser) -> None:
    """``--yes`` of a command that is asked about."""
    command.add_argument("--yes", action="store_true", help="confirm without being asked")


def add_patient(command: argparse.ArgumentParser) -> None:
    """Whose pump it must be."""
    command.add_argument("--patient", metavar="WHO", help="whose pump it must be: name or id")
