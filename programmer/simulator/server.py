"""A simulated pump as a process of its own, reached over a network socket or a pty."""

from __future__ import annotations

import os
import selectors
import socket
import tty
from collections.abc import Callable

from programmer.known_error import UsageError
from programmer.simulator.site import PumpLine, PumpSite

_TICK_S = 0.02
_BLOCK = 4096
_STALLED_S = 1.0


class SocketServer:
    """Listens on a TCP port; every connection is a line to the same pump."""

    def __init__(self, site: PumpSite, host: str, port: int) -> None:
        self._site = site
        self._selector = selectors.DefaultSelector()
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
            for key, _ in self._selector.select(_TICK_S):
                if key.fileobj is self._listener:
                    self._accept()
                else:
                    self._serve_line(key.fileobj, key.data)  # type: ignore[arg-type]
            self._site.tick()

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

    def _serve_line(self, connection: socket.socket, line: PumpLine) -> None:
        try:
            incoming = connection.recv(_BLOCK)
            if incoming:
                connection.sendall(line.receive(incoming))
                return
        except OSError:
            # The programmer is gone, in whatever way; that changes nothing for the pump.
            pass
        self._selector.unregister(connection)
        connection.close()


class PtyServer:
    """Offers a pty, for programs that need the path of a serial port."""

    def __init__(self, site: PumpSite) -> None:
        self._site = site
        self._line = site.line()
        self._near, self._far = os.openpty()
        # The far end stays open here too: otherwise the pty would hang up whenever a programmer lets go of it.
        tty.setraw(self._far)
        os.set_blocking(self._near, False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._near, selectors.EVENT_READ)

    @property
    def url(self) -> str:
        """What a programmer connects to."""
        return os.ttyname(self._far)

    def serve(self, stopped: Callable[[], bool]) -> None:
        """Serve until ``stopped`` says so; look at least fifty times a second."""
        while not stopped():
            if self._selector.select(_TICK_S):
                self._answer(self._line.receive(os.read(self._near, _BLOCK)))
            self._site.tick()

    def _answer(self, outgoing: bytes) -> None:
        try:
            while outgoing:
                outgoing = outgoing[os.write(self._near, outgoing) :]
        except BlockingIOError:
            # Nobody reads at the far end and its buffer is full: the rest is lost, as on any serial line.
            return

    def close(self) -> None:
        """Close both ends."""
        self._selector.close()
        os.close(self._near)
        os.close(self._far)
