"""One direction's key, with which messages are sealed and opened."""

from __future__ import annotations

import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

KEY_LENGTH = 32  # Noise 12.3 (ChaChaPoly), RFC 8439 2.8
TAG_LENGTH = 16  # RFC 8439 2.8
MAX_MESSAGE = 65535  # Noise 3: no message is longer, tag included
MAX_NONCE = 2**64 - 2  # Noise 5.1: the last one is kept for rekeying
_NONCE = struct.Struct("<4xQ")  # Noise 12.3: 32 bits of zeros, then 64 bits little-endian


class NoiseFailure(Exception):
    """What came from the other side cannot be believed: wrong keys, changed on the way, or out of turn."""


class CipherState:
    """A key of one direction. Who calls it counts the nonces, and never seals two messages under one."""

    __slots__ = ("_aead",)

    def __init__(self, key: bytes) -> None:
        """Take a key of 32 bytes; raise ``ValueError`` for any other length."""
        self._aead = ChaCha20Poly1305(key)

    def seal(self, nonce: int, associated: bytes, clear: bytes) -> bytes:
        """Return the ciphertext of ``clear``, as long as it, and after it the tag of 16 bytes.

        ``associated`` is bound by the tag but not part of what is returned. Raises ``ValueError`` for more than
        65,519 bytes or a nonce outside 0 to 2^64 - 2.
        """
        if len(clear) > MAX_MESSAGE - TAG_LENGTH:
            raise ValueError(f"a message holds at most {MAX_MESSAGE - TAG_LENGTH} bytes, not {len(clear)}")
        if not 0 <= nonce <= MAX_NONCE:
            raise _out_of_range(nonce)
        return self._aead.encrypt(_NONCE.pack(nonce), clear, associated)

    def open(self, nonce: int, associated: bytes, sealed: bytes) -> bytes:
        """Return what was sealed under this key with this nonce and these associated bytes.

        Raises ``NoiseFailure`` for anything else, and ``ValueError`` for a nonce outside 0 to 2^64 - 2.
        """
        if not TAG_LENGTH <= len(sealed) <= MAX_MESSAGE:
            raise NoiseFailure(f"a sealed message has {TAG_LENGTH} to {MAX_MESSAGE} bytes, not {len(sealed)}")
        if not 0 <= nonce <= MAX_NONCE:
            raise _out_of_range(nonce)
        try:
            return self._aead.decrypt(_NONCE.pack(nonce), sealed, associated)
        except InvalidTag:
            raise NoiseFailure("the tag is wrong") from None


def _out_of_range(nonce: int) -> ValueError:
    return ValueError(f"a nonce lies between 0 and {MAX_NONCE}, not at {nonce}")
