"""The shortest way to the bytes of a serial port that is a file of the system: one call of the system for each.

pyserial opens the port, sets it up and closes it. Its ``read`` asks the system three times for every block (whether
something is there, for the first byte, for the rest), and its ``write`` waits for room that was never short; beside a
transaction of some tens of microseconds that is most of the time.
"""

from __future__ import annotations

import os
import select
from typing import Any

import serial

_BLOCK = 4096


class DeviceFile:
    """An open port of pyserial that has a file descriptor, read and written directly. Owned by one thread."""

    def __init__(self, port: Any) -> None:
        self._port = port
        self._descriptor: int = port.fileno()
        something = select.poll()
        something.register(self._descriptor, select.POLLIN)
        self._wait = something.poll

    @classmethod
    def of(cls, port: Any) -> DeviceFile | None:
        """The file of this port; None where it is none, as on Windows, over a network or behind a spy."""
        return cls(port) if os.name == "posix" and type(port) is serial.Serial else None

    def read(self, timeout_us: int) -> bytes:
        """As ``ByteChannel.read``. Raises ``OSError`` and ``SerialException``."""
        if not self._wait(timeout_us / 1000):
            return b""
        try:
            received = os.read(self._descriptor, _BLOCK)
        except BlockingIOError:
            return b""
        if not received:
            raise serial.SerialException("the device says that bytes are there, and gives none: it is gone")
        return received

    def write(self, outgoing: bytes) -> None:
        """As ``ByteChannel.write``; what finds no room at once waits in pyserial's way and for its time."""
        try:
            written = os.write(self._descriptor, outgoing)
        except BlockingIOError:
            written = 0
        if written < len(outgoing):
            self._port.write(outgoing[written:])
