"""The stranger follows a whole conversation with the test keys in hand, and opens every frame of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from tests.conformance.stranger import SECURED, Message, one_frame, read_structure
from tests.conformance.stranger_noise import Noise, fingerprint, open_frame, open_sealed, public_of

KK, XX = "Noise_KK_25519_ChaChaPoly_SHA256", "Noise_XXpsk3_25519_ChaChaPoly_SHA256"
HELLO, SESSION, PAIR_BEGIN, PAIR_END = 0x0505, 0x2727, 0x2828, 0x2B2B
Step = dict[str, Any]


class Follower:
    """Plays both sides' arithmetic of one conversation. ``opened`` counts the frames that were read."""

    def __init__(self, vectors: dict[str, Any], conversation: dict[str, Any]) -> None:
        self._private = {who: bytes.fromhex(key["test_private"]) for who, key in vectors["test_keys"].items()}
        self._secret: str = vectors["pairing_code"]["test_secret"]
        self._psk = b""
        keys = conversation["test_ephemerals"]
        self._ephemerals: dict[str, Iterator[str]] = {who: iter(keys[who]) for who in keys}
        self._steps: list[Step] = conversation["steps"]
        self._greeting = b""
        self._asked = b""
        self._programmer: Noise | None = None
        self._pump: Noise | None = None
        self._keys: dict[int, tuple[bytes, bytes]] = {}
        self._offered = 0
        self.opened = 0

    def follow(self) -> None:
        """Open every frame that one of the two has sent. Raises ``AssertionError`` and ``NotSound``."""
        for step in self._steps:
            if "line" in step and "by" not in step:
                self._take(step, one_frame(bytes.fromhex(step["line"])))

    def _take(self, step: Step, frame: Message) -> None:
        clear = self._clear(step, frame)
        self.opened += 1
        secret = step.get("test_secret", self._secret)
        self._psk = hashlib.sha256(b"ITP/1 pairing" + bytes.fromhex(secret)).digest()
        if "payload" in step:
            assert clear.hex() == step["payload"]
            assert (frame.flags & ~SECURED, frame.session, frame.counter) == (
                step["flags"],
                step["session"],
                step["counter"],
            )
        if not frame.session:
            (self._ask if step["to"] == "pump" else self._answer)(frame.opcode, clear)

    def _clear(self, step: Step, frame: Message) -> bytes:
        if not frame.flags & SECURED:
            return frame.payload
        return open_frame(self._keys[frame.session][step["to"] == "programmer"], frame)

    def _ask(self, opcode: int, payload: bytes) -> None:
        if opcode == HELLO:
            self._asked = payload
        elif opcode in {SESSION, PAIR_BEGIN}:
            self._programmer = self._side("programmer", opcode)
            assert self._programmer.write("e es ss" if opcode == SESSION else "e") == payload
            self._asked = payload
        elif opcode == PAIR_END and self._programmer is not None:
            assert self._programmer.write("s se psk") == payload
            self._asked = payload

    def _answer(self, opcode: int, payload: bytes) -> None:
        body = payload[6:]
        if payload[4:6] != b"\x03\x03":
            return
        if opcode == HELLO:
            self._greeting = self._asked + body
            self._offered = int.from_bytes(body[21:23], "little")
            assert body[47:63] == fingerprint(public_of(self._private["pump"]))
        elif opcode in {SESSION, PAIR_BEGIN}:
            self._second_message(opcode, body)
        elif opcode == PAIR_END:
            self._confirmation(body)

    def _second_message(self, opcode: int, body: bytes) -> None:
        first, second = ("e es ss", "e ee se") if opcode == SESSION else ("e", "e ee s es")
        self._pump = self._side("pump", opcode)
        assert self._programmer is not None
        self._pump.read(first, self._asked)
        assert self._pump.write(second) == body
        self._programmer.read(second, body)
        if opcode == SESSION:
            assert self._programmer.keys() == self._pump.keys()
            self._keys[self._offered] = self._pump.keys()

    def _confirmation(self, body: bytes) -> None:
        assert self._pump is not None
        assert self._programmer is not None
        self._pump.read("s se psk", self._asked)
        assert self._pump.hash == self._programmer.hash
        identity = open_sealed(self._programmer.keys()[1], 0, self._programmer.hash, body)
        assert read_structure("identity", identity, extensible=True)["marks"] == 1
        assert self._programmer.remote_static == public_of(self._private["pump"])
        assert self._pump.remote_static == public_of(self._private["programmer"])

    def _side(self, who: str, opcode: int) -> Noise:
        words, name = (b"ITP/1 session", KK) if opcode == SESSION else (b"ITP/1 pairing", XX)
        other = public_of(self._private["pump" if who == "programmer" else "programmer"])
        remote, psk = (other, b"") if opcode == SESSION else (b"", self._psk)
        ephemeral = bytes.fromhex(next(self._ephemerals[who]))
        prologue = words + self._greeting
        return Noise(name, prologue, self._private[who], ephemeral, who == "programmer", psk, remote)
