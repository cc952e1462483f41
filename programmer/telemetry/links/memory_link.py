"""A line inside this process: the same bytes as on a real one, to a pump that lives in memory."""

from __future__ import annotations

from typing import Protocol

from programmer.clock import Clock
from programmer.telemetry.byte_channel import HungUp, LinkBroken


class Endpoint(Protocol):
    """The far end of a line in memory."""

    def receive(self, incoming: bytes) -> bytes:
        """Take bytes, which may be none; return what has come back by now. Raises ``HungUp``."""
        ...

    def tick(self) -> None:
        """Let time pass at the far end."""
        ...


class MemoryLink:
    """A byte channel whose far end is an object. Reading waits on the injected clock."""

    def __init__(self, url: str, endpoint: Endpoint, clock: Clock) -> None:
        self._url = url
        self._endpoint = endpoint
        self._clock = clock
        self._incoming = b""
        self._open = False

    @property
    def url(self) -> str:
        return self._url

    def open(self) -> None:
        self._open = True

    def close(self) -> None:
        self._open = False
        self._incoming = b""

    def write(self, outgoing: bytes) -> None:
        self._require_open()
        self._exchange(outgoing)

    def read(self, timeout_us: int) -> bytes:
        self._require_open()
        if not self._incoming:
            self._exchange(b"")
        if not self._incoming:
            self._clock.wait_us(timeout_us)
            self._endpoint.tick()
            self._exchange(b"")
        received, self._incoming = self._incoming, b""
        return received

    def _exchange(self, outgoing: bytes) -> None:
        try:
            self._incoming += self._endpoint.receive(outgoing)
        except HungUp as trouble:
            self.close()
            raise LinkBroken(
                f"The link to {self._url} broke",
                "It was dropped at the other end",
                "Check the cable and the telemetry head, then connect again and interrogate",
            ) from trouble

    def _require_open(self) -> None:
        if not self._open:
            raise LinkBroken(
                f"The link to {self._url} is closed",
                "It was never opened, or has been closed",
                "Connect again",
            )
