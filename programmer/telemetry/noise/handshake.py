"""The two handshakes of the link: one for a session between two that know each other, one for their pairing.

===========  =========================  =======================================================
pattern      known beforehand           messages, and their bytes beside the payload
===========  =========================  =======================================================
KK           each other's static key    -> e, es, ss (48)
                                        <- e, ee, se (48)
XXpsk3       a secret of 32 bytes       -> e (48)
                                        <- e, ee, s, es (96)
                                        -> s, se, psk (64)
===========  =========================  =======================================================

Source: Noise, revision 34, 5.3 and 7.5 (patterns), 9 (pre-shared keys). Every payload is sealed in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from programmer.randomness import Randomness
from programmer.telemetry.noise.cipher import MAX_MESSAGE, TAG_LENGTH, CipherState, NoiseFailure
from programmer.telemetry.noise.keys import DH_LENGTH, KeyPair, new_key_pair
from programmer.telemetry.noise.symmetric import SymmetricState

PSK_LENGTH = 32  # Noise 9.1


class Token(Enum):
    """What one step of a message does (Noise 5.3): sends a key, or mixes a secret."""

    E = "e"
    S = "s"
    EE = "ee"
    ES = "es"
    SE = "se"
    SS = "ss"
    PSK = "psk"


class Pattern(Enum):
    """A handshake, by its whole name: it fixes curve, cipher and hash, so that nothing is negotiated."""

    KK = "Noise_KK_25519_ChaChaPoly_SHA256"
    XXPSK3 = "Noise_XXpsk3_25519_ChaChaPoly_SHA256"


_MESSAGES: dict[Pattern, tuple[tuple[Token, ...], ...]] = {
    Pattern.KK: ((Token.E, Token.ES, Token.SS), (Token.E, Token.EE, Token.SE)),
    Pattern.XXPSK3: (
        (Token.E,),
        (Token.E, Token.EE, Token.S, Token.ES),
        (Token.S, Token.SE, Token.PSK),
    ),
}
_SENT = {Token.E: DH_LENGTH, Token.S: DH_LENGTH + TAG_LENGTH}


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """What a finished handshake leaves behind: a key for each direction. Each counts its nonces from 0."""

    to_responder: CipherState
    to_initiator: CipherState


class Handshake:
    """One side of one handshake: write and read in turn until it is finished, then split.

    Once a message could not be believed it is over: nothing more is read, and to write is a bug.
    """

    def __init__(
        self,
        pattern: Pattern,
        initiator: bool,
        prologue: bytes,
        static: KeyPair,
        randomness: Randomness,
        *,
        remote_static: bytes | None = None,
        psk: bytes | None = None,
    ) -> None:
        """Begin. KK takes the other side's static key, XXpsk3 a psk, neither the other's (else ``ValueError``)."""
        _check_known_beforehand(pattern, remote_static, psk)
        self._messages = _MESSAGES[pattern]
        self._initiator = initiator
        self._static = static
        self._randomness = randomness
        self._remote_static = remote_static
        self._psk = psk
        self._ephemeral: KeyPair | None = None
        self._remote_ephemeral: bytes | None = None
        self._done = 0
        self._over = False
        self._symmetric = SymmetricState(pattern.value, prologue)
        if remote_static is not None:
            first, second = (static.public, remote_static) if initiator else (remote_static, static.public)
            self._symmetric.mix_hash(first)
            self._symmetric.mix_hash(second)

    @property
    def finished(self) -> bool:
        """Whether every message has passed and every one was believed."""
        return self._done == len(self._messages)

    @property
    def remote_static(self) -> bytes:
        """The other side's static public key; ``RuntimeError`` before it is known.

        In XXpsk3 the initiator learns it from message 2, which anyone could have written: only message 3 and
        what follows depend on the psk. That the responder holds it shows when a first message sealed with
        ``to_initiator`` opens, and not before; until then nothing of it may be remembered.
        """
        if self._remote_static is None or self._over:
            raise RuntimeError("the other side's key is not known")
        return self._remote_static

    @property
    def hash(self) -> bytes:
        """The 32 bytes that name this handshake and all that was said in it (Noise 11.2), once finished."""
        self._must_be_finished()
        return self._symmetric.hash

    def split(self) -> SessionKeys:
        """Return the keys of the session, once it is finished."""
        self._must_be_finished()
        to_responder, to_initiator = self._symmetric.split()
        return SessionKeys(CipherState(to_responder), CipherState(to_initiator))

    def write(self, payload: bytes = b"") -> bytes:
        """Return the next message.

        Raises ``RuntimeError`` out of turn, ``ValueError`` for a payload that no message has room for, and
        ``NoiseFailure`` if the other side's key gives no secret.
        """
        if self._over or not self._my_turn():
            raise RuntimeError("it is not this side's turn to write")
        tokens = self._messages[self._done]
        if len(payload) > MAX_MESSAGE - _overhead(tokens):
            raise ValueError(f"a payload of {len(payload)} bytes does not fit into a message")
        self._over = True  # until the message is whole
        message = b"".join(self._write(token) for token in tokens) + self._symmetric.seal(payload)
        self._done += 1
        self._over = False
        return message

    def read(self, message: bytes) -> bytes:
        """Return the payload of the other side's next message.

        Raises ``NoiseFailure`` if it is not that message, whole and unchanged. A message out of turn changes
        nothing; any other that fails ends the handshake.
        """
        if self._over or self.finished or self._my_turn():
            raise NoiseFailure("no message was due")
        tokens = self._messages[self._done]
        self._over = True  # until all of it is believed
        if not _overhead(tokens) <= len(message) <= MAX_MESSAGE:
            raise NoiseFailure(f"a message of {len(message)} bytes is not the one that was due")
        for token in tokens:
            sent = _SENT.get(token, 0)
            self._read(token, message[:sent])
            message = message[sent:]
        payload = self._symmetric.open(message)
        self._done += 1
        self._over = False
        return payload

    def _my_turn(self) -> bool:
        return not self.finished and (self._done % 2 == 0) == self._initiator

    def _must_be_finished(self) -> None:
        if not self.finished:
            raise RuntimeError("the handshake is not finished")

    def _write(self, token: Token) -> bytes:
        if token is Token.E:
            self._ephemeral = new_key_pair(self._randomness)
            self._mix_ephemeral(self._ephemeral.public)
            return self._ephemeral.public
        if token is Token.S:
            return self._symmetric.seal(self._static.public)
        self._mix_secret(token)
        return b""

    def _read(self, token: Token, sent: bytes) -> None:
        if token is Token.E:
            self._remote_ephemeral = sent
            self._mix_ephemeral(sent)
        elif token is Token.S:
            self._remote_static = self._symmetric.open(sent)
        else:
            self._mix_secret(token)

    def _mix_ephemeral(self, public: bytes) -> None:
        self._symmetric.mix_hash(public)
        if self._psk is not None:  # Noise 9.2: so that no two handshakes under one psk begin with one key
            self._symmetric.mix_key(public)

    def _mix_secret(self, token: Token) -> None:
        if token is Token.PSK:
            assert self._psk is not None, "only a pattern that takes a psk has this token"
            self._symmetric.mix_key_and_hash(self._psk)
            return
        of_initiator, of_responder = token.value  # "es": the initiator's ephemeral, the responder's static
        mine, theirs = (of_initiator, of_responder) if self._initiator else (of_responder, of_initiator)
        own = self._ephemeral if mine == "e" else self._static
        remote = self._remote_ephemeral if theirs == "e" else self._remote_static
        assert own is not None, "a pattern sends a key before it uses it"
        assert remote is not None, "a pattern reads a key before it uses it"
        self._symmetric.mix_key(own.shared_secret(remote))


def _overhead(tokens: tuple[Token, ...]) -> int:
    return sum(_SENT.get(token, 0) for token in tokens) + TAG_LENGTH


def _check_known_beforehand(pattern: Pattern, remote_static: bytes | None, psk: bytes | None) -> None:
    if (remote_static is not None) != (pattern is Pattern.KK) or (psk is not None) != (
        pattern is Pattern.XXPSK3
    ):
        raise ValueError(f"{pattern.name} begins with something else known")
    if remote_static is not None and len(remote_static) != DH_LENGTH:
        raise ValueError(f"a public key has {DH_LENGTH} bytes, not {len(remote_static)}")
    if psk is not None and len(psk) != PSK_LENGTH:
        raise ValueError(f"a pre-shared key has {PSK_LENGTH} bytes, not {len(psk)}")
