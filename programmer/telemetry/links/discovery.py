"""Which serial ports this machine has."""

from __future__ import annotations

from dataclasses import dataclass

from serial.tools import list_ports


@dataclass(frozen=True, slots=True)
class FoundPort:
    """A port and what the system says of it."""

    url: str
    description: str


def found_ports() -> tuple[FoundPort, ...]:
    """Ports that something is plugged into, by name. Never call it while a port is being opened."""
    ports = [
        FoundPort(port.device, port.description)
        for port in list_ports.comports()
        if port.vid is not None or not port.device.startswith("/dev/ttyS")
    ]
    return tuple(sorted(ports, key=lambda port: port.url))
