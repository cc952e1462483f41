"""A real line: a serial port, a pty or a network socket, through pyserial."""

from __future__ import annotations

import errno
import socket
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import serial

from programmer.telemetry.byte_channel import LinkBroken
from programmer.telemetry.links.device_file import DeviceFile

BAUD_RATE = 115_200
_WRITE_TIMEOUT_S = 2.0
_BLOCK = 4096


class SerialLink:
    """A byte channel over anything that ``serial.serial_for_url`` opens. Owned by one thread."""

    def __init__(self, url: str, baud_rate: int = BAUD_RATE) -> None:
        self._url = url
        self._baud_rate = baud_rate
        self._port: Any = None
        self._device: DeviceFile | None = None

    @property
    def url(self) -> str:
        return self._url

    def open(self) -> None:
        try:
            _require_port_number(self._url)
            port = serial.serial_for_url(self._url, do_not_open=True, **self._options())
            # Opening may toggle these lines and reset a telemetry head: have them in one state before.
            port.dtr = False
            port.rts = False
            port.open()
        except (serial.SerialException, OSError, ValueError) as trouble:
            raise _cannot_open(self._url, trouble) from trouble
        self._port, self._device = port, DeviceFile.of(port)

    def close(self) -> None:
        port, self._port, self._device = self._port, None, None
        if port is None:
            return
        if self._url.startswith("socket://"):
            _close_socket(port)
            return
        with suppress(serial.SerialException, OSError):
            # A port that was pulled out cannot be closed in good order; it is gone all the same.
            port.close()

    def write(self, outgoing: bytes) -> None:
        try:
            (self._device or self._opened()).write(outgoing)
        except (serial.SerialException, OSError) as trouble:
            raise self._broken(trouble) from trouble

    def read(self, timeout_us: int) -> bytes:
        device = self._device
        try:
            if device is not None:
                return device.read(timeout_us)
            port = self._opened()
            self._set_timeout(port, timeout_us / 1_000_000)
            first: bytes = port.read(1)
            return first + self._what_is_there(port) if first else b""
        except (serial.SerialException, OSError) as trouble:
            raise self._broken(trouble) from trouble

    def _what_is_there(self, port: Any) -> bytes:
        if not self._is_network():
            return bytes(port.read(port.in_waiting or 0))
        # A socket only tells "something" or "nothing" waiting, so it is read as a block without waiting.
        self._set_timeout(port, 0)
        return bytes(port.read(_BLOCK))

    def _set_timeout(self, port: Any, seconds: float) -> None:
        if port.timeout != seconds:
            port.timeout = seconds

    def _is_network(self) -> bool:
        return self._url.startswith(("socket://", "rfc2217://"))

    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"baudrate": self._baud_rate, "write_timeout": _WRITE_TIMEOUT_S}
        if "://" not in self._url:
            options["exclusive"] = True
        return options

    def _opened(self) -> Any:
        if self._port is None:
            raise LinkBroken(f"The link to {self._url} is closed", "It has been closed", "Connect again")
        return self._port

    def _broken(self, trouble: Exception) -> LinkBroken:
        self.close()
        return LinkBroken(
            f"The link to {self._url} broke",
            f"The port is gone or was closed at the other end ({trouble})",
            "Check the cable and the telemetry head, then connect again and interrogate",
        )


def _close_socket(port: Any) -> None:
    """pyserial sleeps for 0.3 s after closing a socket, and forgets to close one whose other end is gone."""
    connection, port._socket, port.is_open = port._socket, None, False  # noqa: SLF001 - it has no other way
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def _require_port_number(url: str) -> None:
    """Raises ``ValueError`` for a socket without one, which pyserial would tell in Python's own words."""
    if url.startswith("socket://") and urlsplit(url).port is None:
        raise ValueError("the number of the port is missing after the host")


def _cannot_open(url: str, trouble: Exception) -> LinkBroken:
    what = f"{url} cannot be opened"
    number = getattr(trouble, "errno", None)
    text = str(trouble)
    if number == errno.ENOENT or "No such file" in text or "FileNotFoundError" in text:
        return LinkBroken(
            what, "There is no such port", "Check the name, and that the telemetry head is plugged in"
        )
    if number == errno.EACCES or "Permission denied" in text:
        return LinkBroken(
            what,
            "This user may not use that port",
            "Ask for membership in the group that owns it (dialout on Debian), sign in again, and retry",
        )
    if number == errno.EBUSY or "exclusively lock" in text or "busy" in text.lower():
        return LinkBroken(
            what,
            "Another program is using that port",
            "Close the other program, or the other window of this one, and try again",
        )
    if "Connection refused" in text:
        return LinkBroken(
            what, "Nothing listens there", "Start the pump or its simulator, check the number after the colon"
        )
    if number == errno.EISDIR or "Is a directory" in text or "Inappropriate ioctl" in text:
        return LinkBroken(what, "This is no serial port", "Name the port of the telemetry head")
    if isinstance(trouble, ValueError) or "invalid URL" in text:
        return LinkBroken(
            what,
            f"This is not an address of a port ({text})",
            "Write a device such as /dev/ttyUSB0 or COM3, or socket://127.0.0.1:45123",
        )
    return LinkBroken(what, f"The system says: {text}", "Check the address and the cable, and try again")
