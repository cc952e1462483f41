"""A line to the device under trial, which keeps what was sent last and everything that came since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from programmer.clock import Clock
from programmer.conformance.finding import OutOfTime
from programmer.telemetry.byte_channel import ByteChannel
from programmer.telemetry.frames import FrameEvent, decode_frame

_SLICE_US = 20_000
_SHOWN = 96
_MOST_KEPT = 4096
_ZERO = b"\x00"


@dataclass(frozen=True, slots=True)
class Heard:
    """What stood between two zero bytes, and what it means."""

    piece: bytes
    event: FrameEvent


class Line:
    """Sends and hears. ``sent`` is the last thing that was sent, in words and bytes.

    From ``until_us`` on, if that is given, nothing is sent any more: ``OutOfTime``.
    """

    def __init__(self, channel: ByteChannel, clock: Clock) -> None:
        self._channel = channel
        self._clock = clock
        self._pending = b""
        self.until_us: int | None = None
        self.sent = ""
        self.raw = b""
        """All that came since something was sent, cut off where it grows too long."""

    @property
    def url(self) -> str:
        """Where it leads."""
        return self._channel.url

    @property
    def now_us(self) -> int:
        """The monotonic clock."""
        return self._clock.monotonic_us()

    @property
    def came(self) -> str:
        """What came since something was sent, as bytes."""
        return _shown(self.raw) if self.raw else "nothing"

    def send(self, outgoing: bytes, words: str) -> None:
        """Send these bytes at once. Raises ``LinkBroken``."""
        if self.until_us is not None and self.now_us >= self.until_us:
            raise OutOfTime("there was no time left for it")
        self.sent, self.raw = f"{words}: {_shown(outgoing)}", b""
        self._channel.write(outgoing)

    def send_singly(self, outgoing: bytes, words: str) -> None:
        """Send these bytes one by one. Raises ``LinkBroken``."""
        self.send(b"", words)
        self.sent = f"{words}: {_shown(outgoing)}"
        for at in range(len(outgoing)):
            self._channel.write(outgoing[at : at + 1])

    def hear(self, patience_us: int, enough: Callable[[Heard], bool] = lambda _: False) -> list[Heard]:
        """Everything that comes in that time, or until something is ``enough``. Raises ``LinkBroken``."""
        until, heard = self.now_us + patience_us, list[Heard]()
        while (left := until - self.now_us) > 0:
            received = self._channel.read(min(left, _SLICE_US))
            news = self._pieces(received)
            heard += news
            if any(enough(one) for one in news):
                break
        return heard

    def _pieces(self, received: bytes) -> list[Heard]:
        self.raw = (self.raw + received)[:_MOST_KEPT]
        *complete, rest = (self._pending + received).split(_ZERO)
        self._pending = rest[-_MOST_KEPT:]
        return [Heard(piece, decode_frame(piece)) for piece in complete if piece]


def _shown(line: bytes) -> str:
    """Bytes in hexadecimal, cut off where they are too many to be read."""
    more = f" … ({len(line)} bytes)" if len(line) > _SHOWN else ""
    return line[:_SHOWN].hex(" ") + more
