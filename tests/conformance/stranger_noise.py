"""The stranger's keys, handshakes and secured frames, from docs/protocol.md and the Noise framework's revision 34."""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tests.conformance.stranger import Message, NotSound


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def fingerprint(public: bytes) -> bytes:
    """K-1."""
    return hashlib.sha256(public).digest()[:16]


def open_sealed(key: bytes, counter: int, associated: bytes, sealed: bytes) -> bytes:
    """K-6, without the frame around it."""
    try:
        return ChaCha20Poly1305(key).decrypt(bytes(4) + struct.pack("<Q", counter), sealed, associated)
    except InvalidTag as trouble:
        raise NotSound("TAG") from trouble


def open_frame(key: bytes, frame: Message) -> bytes:
    """The payload of a secured frame in clear (K-6)."""
    return open_sealed(key, frame.counter, frame.header, frame.payload + frame.tag)


@dataclass
class Noise:
    """One side of a handshake with both private keys of that side given, as in revision 34, chapter 5.

    ``steps`` are its values after each token.
    """

    name: str
    prologue: bytes
    static: bytes
    ephemeral: bytes
    initiator: bool
    psk: bytes = b""
    remote_static: bytes = b""
    remote_ephemeral: bytes = b""
    hash: bytes = b""
    chaining: bytes = b""
    key: bytes = b""
    nonce: int = 0
    steps: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        name = self.name.encode()
        self.hash = name.ljust(32, b"\0") if len(name) <= 32 else hashlib.sha256(name).digest()
        self.chaining = self.hash
        self._note("name")
        self._mix_hash(self.prologue)
        self._note("prologue")
        if self.remote_static:
            own, other = public_of(self.static), self.remote_static
            programmer, pump = (own, other) if self.initiator else (other, own)
            for whose, known in (("programmer", programmer), ("pump", pump)):
                self._mix_hash(known)
                self._note(f"s of the {whose}")

    def write(self, tokens: str) -> bytes:
        """The next message, with an empty payload."""
        message = b""
        for token in tokens.split():
            if token == "e":
                message += public_of(self.ephemeral)
                self._mix_ephemeral(public_of(self.ephemeral))
            elif token == "s":
                message += self._crypt(public_of(self.static), opening=False)
            else:
                self._mix(token)
            self._note(token)
        message += self._crypt(b"", opening=False)
        self._note("payload")
        return message

    def read(self, tokens: str, message: bytes) -> None:
        """Take the other side's next message. Raises ``NotSound``."""
        for token in tokens.split():
            if token == "e":
                self.remote_ephemeral, message = message[:32], message[32:]
                self._mix_ephemeral(self.remote_ephemeral)
            elif token == "s":
                self.remote_static, message = self._crypt(message[:48], opening=True), message[48:]
            else:
                self._mix(token)
            self._note(token)
        if self._crypt(message, opening=True):
            raise NotSound("a payload in a handshake")
        self._note("payload")

    def keys(self) -> tuple[bytes, bytes]:
        """What seals towards the pump, and what seals towards the programmer (K-5)."""
        to_pump, to_programmer = self._derive(b"", 2)
        return to_pump, to_programmer

    def _note(self, token: str) -> None:
        values = {"token": token, "h": self.hash.hex(), "ck": self.chaining.hex()}
        self.steps.append({**values, "k": self.key.hex()} if self.key else values)

    def _mix(self, token: str) -> None:
        if token == "psk":
            self.chaining, public, self.key = self._derive(self.psk, 3)
            self._mix_hash(public)
        else:
            mine, theirs = (token[0], token[1]) if self.initiator else (token[1], token[0])
            own = self.ephemeral if mine == "e" else self.static
            other = self.remote_ephemeral if theirs == "e" else self.remote_static
            shared = X25519PrivateKey.from_private_bytes(own).exchange(
                X25519PublicKey.from_public_bytes(other)
            )
            self.chaining, self.key = self._derive(shared, 2)
        self.nonce = 0

    def _mix_ephemeral(self, public: bytes) -> None:
        self._mix_hash(public)
        if self.psk:
            self.chaining, self.key = self._derive(public, 2)
            self.nonce = 0

    def _mix_hash(self, public: bytes) -> None:
        self.hash = hashlib.sha256(self.hash + public).digest()

    def _crypt(self, data: bytes, *, opening: bool) -> bytes:
        nonce = bytes(4) + struct.pack("<Q", self.nonce)
        cipher = ChaCha20Poly1305(self.key)
        work: Callable[[bytes, bytes, bytes], bytes] = cipher.decrypt if opening else cipher.encrypt
        try:
            result = work(nonce, data, self.hash)
        except InvalidTag as trouble:
            raise NotSound("PROOF") from trouble
        self._mix_hash(data if opening else result)
        self.nonce += 1
        return result

    def _derive(self, secret: bytes, outputs: int) -> list[bytes]:
        extracted = hmac.digest(self.chaining, secret, "sha256")
        made = [b""]
        for number in range(1, outputs + 1):
            made.append(hmac.digest(extracted, made[-1] + bytes([number]), "sha256"))
        return made[1:]
