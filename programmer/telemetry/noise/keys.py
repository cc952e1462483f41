"""X25519 key pairs: what a programmer and a pump are known by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from programmer.randomness import Randomness
from programmer.telemetry.noise.cipher import NoiseFailure

DH_LENGTH = 32  # Noise 12.1 (25519): public keys and shared secrets; RFC 7748 5: private keys too
FINGERPRINT_LENGTH = 16  # docs/protocol.md


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key of 32 bytes, never shown, and the public key of 32 bytes that belongs to it.

    Raises ``ValueError`` for another length, or for two that do not belong together.
    """

    private: bytes = field(repr=False)
    public: bytes

    def __post_init__(self) -> None:
        if _public_of(self.private) != self.public:
            raise ValueError("the public key does not belong to the private one")

    @classmethod
    def from_private(cls, private: bytes) -> KeyPair:
        """Return the pair of a private key of 32 bytes; raise ``ValueError`` for another length."""
        return cls(private, _public_of(private))

    def shared_secret(self, public: bytes) -> bytes:
        """Return the 32 bytes that this pair and the other public key's pair have in common.

        Raises ``NoiseFailure`` if they are all zeros (RFC 7748 6.1: the other key is of small order), and
        ``ValueError`` if the public key is not 32 bytes long.
        """
        mine, theirs = (
            X25519PrivateKey.from_private_bytes(self.private),
            X25519PublicKey.from_public_bytes(public),
        )
        try:
            return mine.exchange(theirs)
        except ValueError:  # the primitive refuses to return zeros
            raise NoiseFailure("the public key gives no secret") from None


def new_key_pair(randomness: Randomness) -> KeyPair:
    """Return a key pair that nobody else has, if nobody can foresee the randomness."""
    return KeyPair.from_private(randomness.token_bytes(DH_LENGTH))


def fingerprint(public: bytes) -> bytes:
    """Return the 16 bytes by which a public key is named on the line: the first of its SHA-256."""
    return hashlib.sha256(public).digest()[:FINGERPRINT_LENGTH]


def _public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
