"""A byte channel over a bare socket, which owes nothing to the library that the programmer's own links rest on."""

from __future__ import annotations

import socket

from programmer.telemetry.byte_channel import LinkBroken

_BLOCK = 4096


class PlainSocket:
    """A line to host and port. Opening it again opens another."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._socket: socket.socket | None = None

    @property
    def url(self) -> str:
        host, port = self._target
        return f"socket://{host}:{port}"

    def open(self) -> None:
        self.close()
        self._socket = socket.create_connection(self._target)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def write(self, outgoing: bytes) -> None:
        assert self._socket is not None
        self._socket.sendall(outgoing)

    def read(self, timeout_us: int) -> bytes:
        assert self._socket is not None
        self._socket.settimeout(timeout_us / 1_000_000 or None)
        try:
            block = self._socket.recv(_BLOCK)
        except TimeoutError:
            return b""
        if not block:
            raise LinkBroken("The line is gone", "The pump has closed it", "Connect again")
        return block
