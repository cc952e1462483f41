"""What both sides of a handshake have in common so far: a chaining key, a hash, and a key to seal with."""

from __future__ import annotations

import hashlib
import hmac

from programmer.telemetry.noise.cipher import CipherState

HASH_LENGTH = 32  # Noise 12.5 (SHA256)


class SymmetricState:
    """The running secret and the running hash of one handshake (Noise 5.2)."""

    __slots__ = ("_chaining_key", "_cipher", "_nonce", "hash")

    def __init__(self, protocol_name: str, prologue: bytes) -> None:
        """Begin with the protocol's name, of at most 32 letters or hashed, and what both said before."""
        name = protocol_name.encode("ascii")
        self.hash = name.ljust(HASH_LENGTH, b"\0") if len(name) <= HASH_LENGTH else _sha256(name)
        self._chaining_key = self.hash
        self._cipher: CipherState | None = None
        self._nonce = 0
        self.mix_hash(prologue)

    def mix_hash(self, public: bytes) -> None:
        """Bind the rest of the handshake to bytes that both sides know."""
        self.hash = _sha256(self.hash + public)

    def mix_key(self, secret: bytes) -> None:
        """Make the next key depend on a shared secret."""
        self._chaining_key, key = _hkdf(self._chaining_key, secret, 2)
        self._cipher, self._nonce = CipherState(key), 0

    def mix_key_and_hash(self, secret: bytes) -> None:
        """Make the next key and the hash depend on a secret that was shared beforehand."""
        self._chaining_key, public, key = _hkdf(self._chaining_key, secret, 3)
        self.mix_hash(public)
        self._cipher, self._nonce = CipherState(key), 0

    def seal(self, clear: bytes) -> bytes:
        """Return ``clear`` sealed, and bind the rest of the handshake to it."""
        sealed = self._keyed().seal(self._nonce, self.hash, clear)
        self._sent(sealed)
        return sealed

    def open(self, sealed: bytes) -> bytes:
        """Return what the other side sealed, and bind the rest to it; raise ``NoiseFailure`` for anything else."""
        clear = self._keyed().open(self._nonce, self.hash, sealed)
        self._sent(sealed)
        return clear

    def split(self) -> tuple[bytes, bytes]:
        """Return the keys for what follows: the initiator's direction, then the responder's."""
        to_responder, to_initiator = _hkdf(self._chaining_key, b"", 2)
        return to_responder, to_initiator

    def _keyed(self) -> CipherState:
        assert self._cipher is not None, "no pattern here seals before it has mixed a key"
        return self._cipher

    def _sent(self, sealed: bytes) -> None:
        self.mix_hash(sealed)
        self._nonce += 1


def _sha256(hashed: bytes) -> bytes:
    return hashlib.sha256(hashed).digest()


def _hkdf(chaining_key: bytes, secret: bytes, outputs: int) -> list[bytes]:
    """RFC 5869 with the chaining key as salt and no context (Noise 4.3)."""
    extracted = hmac.digest(chaining_key, secret, "sha256")
    expanded = [b""]
    for number in range(1, outputs + 1):
        expanded.append(hmac.digest(extracted, expanded[-1] + bytes([number]), "sha256"))
    return expanded[1:]
