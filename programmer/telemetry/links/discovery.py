"""Which serial ports this machine has."""

from __future__ import annotations

from dataclasses import dataclass

from serial.tools import list_ports


@dataclass(frozen=True, slots=True)
class FoundPort:
    """A port and what the system says of it; of a port on USB also who made the adapter, and which one it is."""

    url: str
    description: str
    vendor_id: int | None = None
    product_id: int | None = None
    serial_number: str | None = None


def found_ports() -> tuple[FoundPort, ...]:
    """Ports that something is plugged into, by name. Never call it while a port is being opened."""
    ports = [
        FoundPort(port.device, port.description, port.vid, port.pid, port.serial_number)
        for port in list_ports.comports()
        if port.vid is not None or not port.device.startswith("/dev/ttyS")
    ]
    return tuple(sorted(ports, key=lambda port: port.url))
