"""The two handshakes of a link: a session between sides that know each other, and pairing, by which they come to.

Prologues (what both must have seen alike, or no message is authentic): ``ITP/1 session`` or ``ITP/1 pairing``, then
the payload of the HELLO request, then the body of the HELLO answer (after in_reply_to and status). The pump's nonce
in it makes every handshake fresh: an old first message proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from programmer.randomness import Randomness
from programmer.telemetry.noise.handshake import Handshake, Pattern
from programmer.telemetry.noise.keys import KeyPair
from programmer.telemetry.pairing_code import PairingCode

_SESSION = b"ITP/1 session"
_PAIRING = b"ITP/1 pairing"


@dataclass(frozen=True, slots=True)
class Greeting:
    """A HELLO as both sides saw it: the request's payload and the answer's body."""

    request: bytes
    answer: bytes

    def session(self, programmer: bool, own: KeyPair, other: bytes, randomness: Randomness) -> Handshake:
        """The handshake ``KK`` for a session; ``other`` is the public key of the other side."""
        prologue = _SESSION + self.request + self.answer
        return Handshake(Pattern.KK, programmer, prologue, own, randomness, remote_static=other)

    def pairing(self, programmer: bool, own: KeyPair, code: PairingCode, randomness: Randomness) -> Handshake:
        """The handshake ``XXpsk3`` with the code that the pump shows."""
        prologue = _PAIRING + self.request + self.answer
        return Handshake(Pattern.XXPSK3, programmer, prologue, own, randomness, psk=code.psk())
