"""Every value that a handshake of the vectors goes through, as the product's own handshake makes it."""

from __future__ import annotations

import hashlib
from typing import Any

from programmer.telemetry.noise.handshake import Handshake, Pattern, Token
from programmer.telemetry.noise.keys import KeyPair
from programmer.telemetry.noise.symmetric import SymmetricState, _hkdf
from tests.conformance.fixed import CODE, PROGRAMMER, PUMP, static_key

Values = dict[str, Any]


class _Told(SymmetricState):
    """Tells the key that it seals with."""

    k = b""

    @classmethod
    def of(cls, other: SymmetricState) -> _Told:
        """The same state, which tells from now on."""
        told = cls("", b"")
        for name in SymmetricState.__slots__:
            setattr(told, name, getattr(other, name))
        return told

    def mix_key(self, secret: bytes) -> None:
        self.k = _hkdf(self._chaining_key, secret, 2)[1]
        super().mix_key(secret)

    def mix_key_and_hash(self, secret: bytes) -> None:
        self.k = _hkdf(self._chaining_key, secret, 3)[2]
        super().mix_key_and_hash(secret)

    def values(self) -> dict[str, str]:
        """The running hash and chaining key, and the key if there is one."""
        values = {"h": self.hash.hex(), "ck": self._chaining_key.hex()}
        return {**values, "k": self.k.hex()} if self.k else values


class _Fixed:
    """Gives a side the ephemeral key that the vectors name."""

    def __init__(self, private: bytes) -> None:
        self._private = private

    def token_bytes(self, length: int) -> bytes:
        assert length == len(self._private)
        return self._private


class WatchedHandshake(Handshake):
    """One side of a handshake of the vectors. ``steps`` are its values after each token, in order."""

    def __init__(self, vector: Values, who: str) -> None:
        pattern, own = Pattern(vector["noise"]), static_key(who)
        kk = pattern is Pattern.KK
        super().__init__(
            pattern,
            who == PROGRAMMER,
            bytes.fromhex(vector["prologue"]),
            own,
            _Fixed(bytes.fromhex(vector[f"test_ephemeral_{who}"])),
            remote_static=static_key(PUMP if who == PROGRAMMER else PROGRAMMER).public if kk else None,
            psk=None if kk else CODE.psk(),
        )
        self._told = self._symmetric = _Told.of(self._symmetric)
        self.steps: list[Values] = []

    def outcome(self) -> Values:
        """The handshake's hash and both keys of what follows."""
        to_pump, to_programmer = self._told.split()
        return {
            "handshake_hash": self.hash.hex(),
            "test_key_to_pump": to_pump.hex(),
            "test_key_to_programmer": to_programmer.hex(),
        }

    def write(self, payload: bytes = b"") -> bytes:
        message = super().write(payload)
        self._note("payload", self._done)
        return message

    def read(self, message: bytes) -> bytes:
        payload = super().read(message)
        self._note("payload", self._done)
        return payload

    def _write(self, token: Token) -> bytes:
        sent = super()._write(token)
        self._note(token.value, self._done + 1)
        return sent

    def _read(self, token: Token, sent: bytes) -> None:
        super()._read(token, sent)
        self._note(token.value, self._done + 1)

    def _note(self, token: str, message: int) -> None:
        self.steps.append({"message": message, "token": token, **self._told.values()})


def values_of(vector: Values) -> Values:
    """The steps of a handshake, with what comes before its first message, its hash and its keys."""
    programmer, pump = WatchedHandshake(vector, PROGRAMMER), WatchedHandshake(vector, PUMP)
    before = _before(vector, static_key(PROGRAMMER), static_key(PUMP))
    for number, message in enumerate(vector["messages"]):
        writer, reader = (pump, programmer) if number % 2 else (programmer, pump)
        assert writer.write().hex() == message
        reader.read(bytes.fromhex(message))
    assert programmer.steps == pump.steps
    return {"steps": [*before, *programmer.steps], **programmer.outcome()}


def _before(vector: Values, programmer: KeyPair, pump: KeyPair) -> list[Values]:
    name = vector["noise"].encode()
    h = name if len(name) == 32 else hashlib.sha256(name).digest()
    mixed = {"prologue": bytes.fromhex(vector["prologue"])}
    if Pattern(vector["noise"]) is Pattern.KK:
        mixed |= {"s of the programmer": programmer.public, "s of the pump": pump.public}
    steps, ck = [{"message": 0, "token": "name", "h": h.hex(), "ck": h.hex()}], h.hex()
    for token, public in mixed.items():
        h = hashlib.sha256(h + public).digest()
        steps.append({"message": 0, "token": token, "h": h.hex(), "ck": ck})
    return steps
