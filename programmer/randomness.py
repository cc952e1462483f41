"""Where ids, tokens and nonces come from."""

from __future__ import annotations

import os
import random
from typing import Protocol


class Randomness(Protocol):
    """A source of unpredictable bytes."""

    def token_bytes(self, length: int) -> bytes:
        """Return ``length`` random bytes."""
        ...


class SystemRandomness:
    """The operating system's random numbers, for everything that leaves this program."""

    def token_bytes(self, length: int) -> bytes:
        return os.urandom(length)


class SeededRandomness:
    """Repeatable bytes, for simulated pumps and tests; never for a real session's tokens."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def token_bytes(self, length: int) -> bytes:
        return self._random.randbytes(length)
