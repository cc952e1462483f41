"""What every link to a pump offers: open, close, and bytes each way; the only place where anything waits."""

from __future__ import annotations

from typing import Protocol

from programmer.known_error import LinkTrouble


class LinkBroken(LinkTrouble):
    """The link cannot be opened, or came apart. The channel is closed afterwards."""


class HungUp(Exception):
    """The far end has dropped the line. Told once; what is sent afterwards belongs to the next connection."""


class ByteChannel(Protocol):
    """A line that carries bytes. One thread owns it; all four calls are that thread's."""

    @property
    def url(self) -> str:
        """Where it leads, as the user named it."""
        ...

    def open(self) -> None:
        """Open the line. Raises ``LinkBroken``."""
        ...

    def close(self) -> None:
        """Close it. Never raises; closing twice is allowed."""
        ...

    def write(self, outgoing: bytes) -> None:
        """Send all of these bytes. Raises ``LinkBroken``."""
        ...

    def read(self, timeout_us: int) -> bytes:
        """Return what has come, waiting at most that long for the first byte; empty if nothing came.

        Raises ``LinkBroken``.
        """
        ...
