"""Two ends of one handshake, with keys and chance that tests know."""

from __future__ import annotations

from programmer.randomness import Randomness, SeededRandomness
from programmer.telemetry.noise.handshake import Handshake, Pattern
from programmer.telemetry.noise.keys import KeyPair

PROGRAMMER = KeyPair.from_private(bytes(range(32)))
PUMP = KeyPair.from_private(bytes(range(32, 64)))
STRANGER = KeyPair.from_private(bytes(range(64, 96)))
PSK = bytes(range(100, 132))
PROLOGUE = b"what both said in the clear"


class Foreseen:
    """Randomness that gives the same bytes each time."""

    def __init__(self, given: bytes) -> None:
        self._given = given

    def token_bytes(self, length: int) -> bytes:
        assert length == len(self._given)
        return self._given


def initiator(
    pattern: Pattern,
    *,
    prologue: bytes = PROLOGUE,
    static: KeyPair = PROGRAMMER,
    randomness: Randomness | None = None,
    remote: bytes = PUMP.public,
    psk: bytes = PSK,
) -> Handshake:
    chance = SeededRandomness(1) if randomness is None else randomness
    if pattern is Pattern.KK:
        return Handshake(pattern, True, prologue, static, chance, remote_static=remote)
    return Handshake(pattern, True, prologue, static, chance, psk=psk)


def responder(
    pattern: Pattern,
    *,
    prologue: bytes = PROLOGUE,
    static: KeyPair = PUMP,
    randomness: Randomness | None = None,
    remote: bytes = PROGRAMMER.public,
    psk: bytes = PSK,
) -> Handshake:
    chance = SeededRandomness(2) if randomness is None else randomness
    if pattern is Pattern.KK:
        return Handshake(pattern, False, prologue, static, chance, remote_static=remote)
    return Handshake(pattern, False, prologue, static, chance, psk=psk)


def carry_on(writer: Handshake, reader: Handshake, payloads: tuple[bytes, ...] = ()) -> list[bytes]:
    """Let the two take turns, the writer first, until both have finished; return the messages."""
    messages: list[bytes] = []
    while not reader.finished:
        payload = payloads[len(messages)] if len(messages) < len(payloads) else b""
        messages.append(writer.write(payload))
        assert reader.read(messages[-1]) == payload
        writer, reader = reader, writer
    return messages


def until(number: int, writer: Handshake, reader: Handshake, payload: bytes = b"") -> tuple[bytes, Handshake]:
    """Return the message of that number, from 0, and the end that is about to read it."""
    for _ in range(number):
        reader.read(writer.write())
        writer, reader = reader, writer
    return writer.write(payload), reader
