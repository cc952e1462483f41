"""Programmers whose keys a simulated pump knows, as if they had been paired at the bench."""

from __future__ import annotations

from programmer.randomness import SeededRandomness
from programmer.simulator.site import PumpSite
from programmer.telemetry.noise.keys import new_key_pair
from programmer.telemetry.trust import TrustInMemory


def stranger(seed: int = 99) -> TrustInMemory:
    """A programmer that no pump knows yet."""
    return TrustInMemory(new_key_pair(SeededRandomness(seed)))


def trusted_by(*sites: PumpSite, seed: int = 99) -> TrustInMemory:
    """A programmer that these pumps know, and that knows them."""
    trust = stranger(seed)
    for site in sites:
        site.introduce(trust)
    return trust
