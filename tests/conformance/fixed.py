"""Everything that is random in the vectors, fixed: keys, nonces, session numbers and tokens that anybody can make.

None of it may ever be the key of a real pump or programmer: all of it is published.
"""

from __future__ import annotations

import hashlib
from collections import Counter

from programmer.telemetry.noise.keys import KeyPair
from programmer.telemetry.pairing_code import PairingCode

PROGRAMMER, PUMP, STRANGER = "programmer", "pump", "stranger"


def fixed_bytes(words: str, length: int) -> bytes:
    """The first bytes of SHA-256 over words that say what they are for."""
    return hashlib.sha256(f"ITP/1 test vector: {words}".encode("ascii")).digest()[:length]


def static_key(who: str) -> KeyPair:
    """The test key of a side."""
    return KeyPair.from_private(fixed_bytes(f"{who}, static key", 32))


def token(number: int) -> bytes:
    """The token of a command."""
    return fixed_bytes(f"token {number}", 16)


CODE = PairingCode(fixed_bytes("pairing code", 16))
EPOCH = fixed_bytes("log epoch", 16)


class FixedRandomness:
    """What a side draws, by its length and by how often that length was drawn; ``drawn`` keeps all of it."""

    def __init__(self, who: str) -> None:
        self._who = who
        self._times: Counter[int] = Counter()
        self.drawn: list[bytes] = []

    def token_bytes(self, length: int) -> bytes:
        self._times[length] += 1
        word = {2: "session number", 16: "nonce", 32: "ephemeral key"}.get(length, f"{length} bytes")
        self.drawn.append(fixed_bytes(f"{self._who}, {word} {self._times[length]}", length))
        return self.drawn[-1]

    @property
    def ephemerals(self) -> list[bytes]:
        """The private ephemeral keys so far."""
        return [one for one in self.drawn if len(one) == 32]
