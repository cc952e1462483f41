"""What the pump's side of the link did not believe, for people to look at.

LINK_COUNTERS answer: tag wrong u32, in clear within a session u32, counter used before u32, of another session u32,
dropped for a checksum, a stuffing or a length that is wrong u32. A count beyond 2^32 - 1 stays at that.
"""

from __future__ import annotations

from dataclasses import dataclass

from programmer.telemetry.secure_channel import Distrusted
from programmer.telemetry.wire import PayloadReader, PayloadWriter

_ORDER = (Distrusted.TAG_WRONG, Distrusted.UNSECURED, Distrusted.REPLAYED, Distrusted.OTHER_SESSION)
_MOST = 2**32 - 1


@dataclass(frozen=True, slots=True)
class LinkCounters:
    """Frames since the pump was switched on: security events by their kind, and those that the line spoilt."""

    distrusted: dict[Distrusted, int]
    dropped: int

    def encode(self) -> bytes:
        """Return the body."""
        writer = PayloadWriter()
        for count in (*(self.distrusted[kind] for kind in _ORDER), self.dropped):
            writer.u32(min(count, _MOST))
        return writer.done()

    @classmethod
    def decode(cls, body: bytes) -> LinkCounters:
        """Read the body. Raises ``Malformed``."""
        reader = PayloadReader(body)
        counters = cls({kind: reader.u32() for kind in _ORDER}, reader.u32())
        reader.tail()
        return counters
