"""How long bytes take on a line of so many bits per second."""

from __future__ import annotations

BITS_PER_BYTE = 10
"""8N1: a start bit, eight of data, a stop bit."""


class Pace:
    """One direction of a line. ``bits_per_second`` 0: bytes take no time."""

    def __init__(self, bits_per_second: int = 0) -> None:
        self._bits_per_second = bits_per_second
        self._free_us = 0

    def delay_us(self, length: int, now_us: int) -> int:
        """How long after now the last of so many bytes is through, those before them first; rounded up."""
        if not self._bits_per_second:
            return 0
        begins_us = max(now_us, self._free_us)
        self._free_us = begins_us - (-length * BITS_PER_BYTE * 1_000_000 // self._bits_per_second)
        return self._free_us - now_us
