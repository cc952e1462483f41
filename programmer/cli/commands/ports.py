"""The command ``ports``: the serial ports of this machine, and what is plugged into them."""

from __future__ import annotations

import argparse
from typing import Any

from programmer.cli.output import say, say_json
from programmer.known_error import ExitCode
from programmer.telemetry.links.discovery import FoundPort, found_ports

_NONE = "This machine has no serial port with something plugged into it."


def run(options: argparse.Namespace) -> int:
    """List them; none is opened."""
    ports = found_ports()
    if options.json:
        say_json({"ports": [_words(port) for port in ports]})
    else:
        say("\n".join(map(_line, ports)) or _NONE)
    return int(ExitCode.DONE)


def _line(port: FoundPort) -> str:
    adapter = "" if port.vendor_id is None else f"VID:PID {_hex(port.vendor_id)}:{_hex(port.product_id)}"
    serial = f"serial {port.serial_number}" if port.serial_number else ""
    return "  ".join(filter(None, [f"{port.url:<16}", adapter, serial, port.description]))


def _words(port: FoundPort) -> dict[str, Any]:
    return {
        "url": port.url,
        "vid": None if port.vendor_id is None else _hex(port.vendor_id),
        "pid": None if port.product_id is None else _hex(port.product_id),
        "serial": port.serial_number,
        "description": port.description,
    }


def _hex(number: int | None) -> str:
    """As adapters are named everywhere: four digits."""
    return "????" if number is None else f"{number:04x}"
