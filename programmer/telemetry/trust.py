"""Whom a programmer trusts: its own key pair, and the keys of the pumps it has been paired with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from programmer.telemetry.noise.keys import DH_LENGTH, KeyPair, fingerprint


@dataclass(frozen=True, slots=True)
class PairedPump:
    """A pump as it was learnt at pairing; nothing in it is secret.

    ``public``: its static public key, 32 bytes; ``fingerprint``: the 16 bytes that name this key.
    ``serial``: the number it gave itself. ``paired_utc_us``: when, microseconds since 1970.
    Raises ``ValueError`` for a key of another length, or a fingerprint of another key.
    """

    fingerprint: bytes
    public: bytes
    serial: str
    paired_utc_us: int

    def __post_init__(self) -> None:
        if len(self.public) != DH_LENGTH:
            raise ValueError(f"a public key has {DH_LENGTH} bytes, not {len(self.public)}")
        if self.fingerprint != fingerprint(self.public):
            raise ValueError("the fingerprint is that of another key")


class Trust(Protocol):
    """What a programmer's side of the link has to be able to look up, and to learn at a pairing.

    Where it rests somewhere, each of these raises ``KnownError`` while that place cannot be used.
    """

    def workstation(self) -> KeyPair:
        """This workstation's own static key pair; the same one each time."""
        ...

    def pump_key(self, fingerprint: bytes) -> bytes | None:
        """The static public key of the pump of that fingerprint; None where it was never paired."""
        ...

    def paired(self) -> tuple[PairedPump, ...]:
        """Every pump that is trusted, in the order of their pairing."""
        ...

    def remember(self, pump: PairedPump) -> None:
        """Trust this pump from now on; durable when it returns. A pump of the same key is replaced."""
        ...

    def forget(self, fingerprint: bytes) -> None:
        """Trust that pump no more; nothing happens where it never was."""
        ...


class TrustInMemory:
    """Trust that ends with the process, for benches and tests."""

    def __init__(self, workstation: KeyPair) -> None:
        self._workstation = workstation
        self._pumps: dict[bytes, PairedPump] = {}

    def workstation(self) -> KeyPair:
        return self._workstation

    def pump_key(self, fingerprint: bytes) -> bytes | None:
        pump = self._pumps.get(fingerprint)
        return None if pump is None else pump.public

    def paired(self) -> tuple[PairedPump, ...]:
        return tuple(self._pumps.values())

    def remember(self, pump: PairedPump) -> None:
        self.forget(pump.fingerprint)
        self._pumps[pump.fingerprint] = pump

    def forget(self, fingerprint: bytes) -> None:
        self._pumps.pop(fingerprint, None)
