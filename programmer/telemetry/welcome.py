"""The pump's part before a session is open: it answers a greeting, knows a programmer again, or lets one be paired.

PAIR_END's answer holds, sealed with the keys of that handshake (nonce 0, the handshake's hash bound to it), the body
of IDENT: so that "paired" is the pump's own word, and which pump it is, too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from programmer.randomness import Randomness
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import VERSION, Frame
from programmer.telemetry.handshakes import Greeting
from programmer.telemetry.hello import NONCE_LENGTH, HelloAnswer, HelloRequest
from programmer.telemetry.noise.cipher import NoiseFailure
from programmer.telemetry.noise.handshake import Handshake
from programmer.telemetry.noise.keys import fingerprint
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.pump_keys import PumpKeys
from programmer.telemetry.secure_channel import Seal

SESSION_LIFE_US = 5_000_000
STAGE_LIFE_US = 600_000_000
_REMEMBERED_GREETINGS = 16


@dataclass(frozen=True, slots=True)
class Answer:
    """What a pump says to a request: a status code and the bytes that belong to it."""

    status: int
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class NewSession:
    """A handshake has proved who asks: open this session. ``body`` is the handshake's second message."""

    number: int
    seal: Seal
    body: bytes


@dataclass(frozen=True, slots=True)
class _Greeted:
    request: HelloRequest
    answer: HelloAnswer
    greeting: Greeting


@dataclass(frozen=True, slots=True)
class _Pairing:
    handshake: Handshake
    code: PairingCode


@dataclass(slots=True)
class Welcome:
    """Answers what comes in session 0. ``now_us`` is the link's clock."""

    randomness: Randomness
    keys: PumpKeys
    identity: Callable[[], bytes]
    _nonces: deque[bytes] = field(default_factory=lambda: deque(maxlen=_REMEMBERED_GREETINGS))
    _numbers: deque[int] = field(default_factory=lambda: deque(maxlen=_REMEMBERED_GREETINGS))
    _greeted: _Greeted | None = None
    _pairing: _Pairing | None = None
    _last_request: Frame | None = None
    _last_reply: bytes = b""

    def repeated(self, frame: Frame) -> bytes | None:
        """The stored answer to the last request, where it comes again; nothing to a late greeting; else None."""
        if frame == self._last_request:
            return self._last_reply
        if frame.opcode != LinkOpcode.HELLO or frame.payload[:NONCE_LENGTH] not in self._nonces:
            return None
        return b""

    def store(self, frame: Frame, reply: bytes) -> None:
        """Keep an answer for the same request coming again."""
        self._last_request, self._last_reply = frame, reply

    def forget_greeting(self) -> None:
        """Whoever was about to open a session has to greet again."""
        self._greeted = self._pairing = self._last_request = None

    def answer(self, frame: Frame, now_us: int) -> Answer | NewSession | None:
        """Answer a request; None for what deserves no answer. Raises ``Malformed``."""
        match frame.opcode:
            case LinkOpcode.HELLO:
                return self._greet(frame.payload, now_us)
            case LinkOpcode.SESSION:
                return self._open(frame.payload)
            case LinkOpcode.PAIR_BEGIN:
                return self._begin_pairing(frame.payload, now_us)
            case LinkOpcode.PAIR_END:
                return self._end_pairing(frame.payload, now_us)
            case _:
                return Answer(LinkStatus.NO_SESSION)

    def _greet(self, payload: bytes, now_us: int) -> Answer:
        request = HelloRequest.decode(payload)
        if not request.lowest <= VERSION <= request.highest:
            return Answer(LinkStatus.VERSION, bytes([VERSION, VERSION]))
        self._nonces.append(request.nonce)
        answer = HelloAnswer(
            request.nonce,
            VERSION,
            0,
            self._fresh_number(),
            SESSION_LIFE_US // 1000,
            STAGE_LIFE_US // 1000,
            self.randomness.token_bytes(NONCE_LENGTH),
            fingerprint(self.keys.own.public),
            knows_you=self.keys.programmer(request.fingerprint) is not None,
            shows_code=self.keys.shown_code(now_us) is not None,
        )
        body = answer.encode()
        self._greeted, self._pairing = _Greeted(request, answer, Greeting(payload, body)), None
        return Answer(LinkStatus.OK, body)

    def _open(self, message: bytes) -> Answer | NewSession:
        greeted = self._greeted
        if greeted is None:
            return Answer(LinkStatus.NO_SESSION)
        programmer = self.keys.programmer(greeted.request.fingerprint)
        if programmer is None:
            return Answer(LinkStatus.NOT_PAIRED)
        handshake = greeted.greeting.session(False, self.keys.own, programmer, self.randomness)
        try:
            handshake.read(message)
            body = handshake.write()
        except NoiseFailure:
            return Answer(LinkStatus.PROOF_WRONG)
        self._greeted = self._pairing = None
        self.keys.met(greeted.request.fingerprint)
        return NewSession(greeted.answer.session, Seal.of_pump(handshake.split()), body)

    def _begin_pairing(self, message: bytes, now_us: int) -> Answer:
        greeted, code, self._pairing = self._greeted, self.keys.shown_code(now_us), None
        if greeted is None:
            return Answer(LinkStatus.NO_SESSION)
        if code is None:
            return Answer(LinkStatus.NO_OFFER)
        handshake = greeted.greeting.pairing(False, self.keys.own, code, self.randomness)
        try:
            handshake.read(message)
            reply = handshake.write()
        except NoiseFailure:
            return Answer(LinkStatus.PROOF_WRONG)
        self._pairing = _Pairing(handshake, code)
        return Answer(LinkStatus.OK, reply)

    def _end_pairing(self, message: bytes, now_us: int) -> Answer:
        pairing = self._pairing
        self._greeted = self._pairing = None
        if pairing is None:
            return Answer(LinkStatus.NO_SESSION)
        if self.keys.shown_code(now_us) != pairing.code:  # over by now, or another since
            return Answer(LinkStatus.NO_OFFER)
        handshake = pairing.handshake
        try:
            handshake.read(message)
        except NoiseFailure:
            self.keys.proof_was_wrong()
            return Answer(LinkStatus.PROOF_WRONG)
        self.keys.pair(handshake.remote_static)
        confirmed = handshake.split().to_initiator.seal(0, handshake.hash, self.identity())
        return Answer(LinkStatus.OK, confirmed)

    def _fresh_number(self) -> int:
        while True:
            number = int.from_bytes(self.randomness.token_bytes(2), "little")
            if number and number not in self._numbers:
                self._numbers.append(number)
                return number
