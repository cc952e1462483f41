"""Keystores and pumps to try them with."""

from __future__ import annotations

from pathlib import Path

from programmer.keystore.keys_at_rest import FILE_NAME, KeysAtRest, open_keystore
from programmer.randomness import SeededRandomness
from programmer.telemetry.noise.keys import fingerprint, new_key_pair
from programmer.telemetry.trust import PairedPump
from tests.unit.keystore.rings import StoreOf


def a_pump(number: int = 1) -> PairedPump:
    """The same pump for the same number."""
    public = new_key_pair(SeededRandomness(number)).public
    return PairedPump(fingerprint(public), public, f"SIM-{number}", 1_795_168_800_000_000 + number)


class Desk:
    """One user's folder and key store, in which program after program is started."""

    def __init__(self, folder: Path, store: StoreOf | None = None) -> None:
        self.folder = folder / "keys"
        self.path = self.folder / FILE_NAME
        self.store = store or StoreOf(None)
        self._programs = 0

    def program(self) -> KeysAtRest:
        """A program that has just been started; each has chance of its own."""
        self._programs += 1
        return open_keystore(None, self.folder, SeededRandomness(1000 + self._programs), self.store)
