"""A simulated pump as a process of its own, reached over a network socket or a pty."""

from __future__ import annotations

import os
import selectors
import socket
import tempfile
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from programmer.known_error import UsageError
from programmer.telemetry.byte_channel import HungUp

_TICK_S = 0.02
_PIECE_S = 0.001
_BLOCK = 4096
_STALLED_S = 1.0
_PORT = "port"


class ServedLine(Protocol):
    """A line to a pump, as a process serves it."""

    def receive(self, incoming: bytes) -> bytes:
        """Take bytes, which may be none; return what has come back by now. Raises ``HungUp``."""
        ...

    def wait_us(self, at_most_us: int) -> int:
        """How long nothing will arrive at either end; ``at_most_us`` at most."""
        ...


class Served(Protocol):
    """A pump that a process serves."""

    def line(self) -> ServedLine:
        """Another way to reach it."""
        ...

    def tick(self) -> None:
        """Let time pass."""
        ...


def _patience_s(line: ServedLine) -> float:
    """How long a line can be left alone; pieces of one frame are a millisecond apart at least."""
    wait_us = line.wait_us(round(_TICK_S * 1_000_000))
    return wait_us / 1_000_000 if wait_us else _PIECE_S


class SocketServer:
    """Listens on a TCP port; every connection is a line to the same pump."""

    def __init__(self, site: Served, host: str, port: int) -> None:
        self._site = site
        self._selector = selectors.SelectSelector()
        try:
            self._listener = socket.create_server((host, port))
        except OSError as trouble:
            raise UsageError(
                f"{host}:{port} cannot be listened on",
                f"The system says: {(trouble.strerror or str(trouble)).partition(' (while')[0]}",
                "Choose another port, or 0 for any free one",
            ) from trouble
        self._selector.register(self._listener, selectors.EVENT_READ)

    @property
    def url(self) -> str:
        """What a programmer connects to."""
        host, port = self._listener.getsockname()[:2]
        return f"socket://{host}:{port}"

    def serve(self, stopped: Callable[[], bool]) -> None:
        """Serve until ``stopped`` says so; look at least fifty times a second."""
        while not stopped():
            for key, _ in self._selector.select(self._patience_s()):
                if key.fileobj is self._listener:
                    self._accept()
                else:
                    self._take(key.fileobj, key.data)  # type: ignore[arg-type]
            self._site.tick()
            self._send_what_is_due()

    def close(self) -> None:
        """Close every connection and the port."""
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self._selector.close()

    def _accept(self) -> None:
        connection, _ = self._listener.accept()
        connection.settimeout(_STALLED_S)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(connection, selectors.EVENT_READ, self._site.line())

    def _take(self, connection: socket.socket, line: ServedLine) -> None:
        """Take what has come over a connection, and send what answers it."""
        try:
            incoming = connection.recv(_BLOCK)
        except OSError:
            # The programmer is gone, in whatever way; that changes nothing for the pump.
            incoming = b""
        if incoming:
            self._exchange(connection, line, incoming)
        else:
            self._let_go(connection)

    def _send_what_is_due(self) -> None:
        """What is late or comes in pieces is sent when it is due, to everybody whose line still holds."""
        for key in list(self._selector.get_map().values()):
            if key.fileobj is not self._listener:
                self._exchange(key.fileobj, key.data, b"")  # type: ignore[arg-type]

    def _patience_s(self) -> float:
        """How long there is nothing to do unless something comes."""
        lines = [key.data for key in self._selector.get_map().values() if key.data is not None]
        return min([_TICK_S, *(_patience_s(line) for line in lines)])

    def _exchange(self, connection: socket.socket, line: ServedLine, incoming: bytes) -> None:
        try:
            connection.sendall(line.receive(incoming))
        except (HungUp, OSError):
            # Dropped by a fault of the line, or given up by the programmer.
            self._let_go(connection)

    def _let_go(self, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        connection.close()


class PtyServer:
    """Offers a pty under a name of its own, for programs that need the path of a serial port.

    When the line drops, the pty is hung up as a port that is pulled out, and the name leads to a new one.
    """

    def __init__(self, site: Served) -> None:
        self._site = site
        self._line = site.line()
        self._folder = Path(tempfile.mkdtemp(prefix="pump-"))
        self._selector = selectors.SelectSelector()
        self._near, self._far = self._plug_in()

    @property
    def url(self) -> str:
        """What a programmer connects to."""
        return str(self._folder / _PORT)

    def serve(self, stopped: Callable[[], bool]) -> None:
        """Serve until ``stopped`` says so; look at least fifty times a second."""
        while not stopped():
            waited = self._selector.select(_patience_s(self._line))
            incoming = os.read(self._near, _BLOCK) if waited else b""
            try:
                self._send(self._line.receive(incoming))
            except HungUp:
                self._pull_out()

    def close(self) -> None:
        """Close both ends, and take the name away."""
        self._selector.close()
        os.close(self._near)
        os.close(self._far)
        (self._folder / _PORT).unlink()
        self._folder.rmdir()

    def _plug_in(self) -> tuple[int, int]:
        """Open a pty and let the name lead to it. The far end stays open here too: otherwise the pty would hang
        up whenever a programmer lets go of it."""
        near, far = os.openpty()
        tty.setraw(far)
        os.set_blocking(near, False)
        self._selector.register(near, selectors.EVENT_READ)
        new = self._folder / "new"
        new.symlink_to(os.ttyname(far))
        new.replace(self._folder / _PORT)
        return near, far

    def _pull_out(self) -> None:
        """Another port takes the name before this one goes, so that the name never leads to a stranger's."""
        self._selector.unregister(self._near)
        before = self._near, self._far
        self._near, self._far = self._plug_in()
        for end in before:
            os.close(end)

    def _send(self, outgoing: bytes) -> None:
        try:
            while outgoing:
                outgoing = outgoing[os.write(self._near, outgoing) :]
        except BlockingIOError:
            # Nobody reads at the far end and its buffer is full: the rest is lost, as on any serial line.
            return
