"""The programmer's half of the conversation: bytes in, events out; no port, no clock, no thread.

One request is under way at a time. A retry is the same bytes again; an answer is believed only if it was sealed for
this session, carries a counter higher than that of any answer before and names the request in its first four bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from programmer.randomness import Randomness
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import (
    EVENT,
    RESPONSE,
    SECURED,
    VERSION,
    Dropped,
    ForeignVersion,
    Frame,
    FrameDecoder,
    encode_frame,
)
from programmer.telemetry.handshakes import Greeting
from programmer.telemetry.hello import NONCE_LENGTH, HelloAnswer, HelloRequest
from programmer.telemetry.noise.cipher import NoiseFailure
from programmer.telemetry.noise.handshake import Handshake
from programmer.telemetry.noise.keys import fingerprint
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.secure_channel import MOST_FRAMES, NEXT_STATES, ChannelState, Distrusted, Seal
from programmer.telemetry.trust import Trust
from programmer.telemetry.wire import Malformed


@dataclass(frozen=True, slots=True)
class Greeted:
    """The pump took the greeting. Nothing of it is proved yet."""

    answer: HelloAnswer


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """The pump has proved who it is, and the session is open."""

    answer: HelloAnswer


@dataclass(frozen=True, slots=True)
class PairingBegun:
    """The pump has answered the first message of a pairing. Nothing of it is proved yet."""


@dataclass(frozen=True, slots=True)
class Paired:
    """The pump knows this workstation, and has proved that it showed the code: its public key, and its IDENT body."""

    public: bytes
    identity: bytes


class AnswerReceived(NamedTuple):
    """The answer to the request under way: its status code and what follows it."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class SessionUnknown:
    """The pump does not know our session (any more). This says nothing about what was done before."""


@dataclass(frozen=True, slots=True)
class WrongVersion:
    """The other side speaks another major version of the protocol."""

    version: int


@dataclass(frozen=True, slots=True)
class HintReceived:
    """Something changed at the pump. A hint only: read the status to know."""

    opcode: int
    body: bytes


@dataclass(frozen=True, slots=True)
class NotProved:
    """A step of a handshake was not what only the pump could have written. Everything begins anew."""


Reply = Greeted | SessionOpened | PairingBegun | Paired | AnswerReceived | SessionUnknown
"""What ends the waiting for an answer."""

ExchangeEvent = Reply | NotProved | WrongVersion | HintReceived | Distrusted | Dropped


@dataclass(frozen=True, slots=True)
class FrameSeen:
    """A frame that left or came, for who watches the link: in clear, where it could be opened.

    ``length`` is that of the whole on the line; ``sound`` is a verdict on what came.
    """

    outgoing: bool
    frame: Frame | None
    length: int
    verdict: str


class NoSession(RuntimeError):
    """Something was asked in a state that does not allow it. A bug of the caller."""


@dataclass(slots=True)
class _Session:
    number: int
    seal: Seal
    next_counter: int = 1
    highest_answer: int = 0
    highest_event: int = 0


_ANSWER = struct.Struct("<IH")
"""The counter of the request, and a status."""
_ANSWER_LENGTH = _ANSWER.size


@dataclass(slots=True)
class _Pending:
    opcode: int
    session: int
    counter: int
    payload: bytes
    encoded: bytes


@dataclass(slots=True)
class _Greeted:
    request: HelloRequest
    answer: HelloAnswer
    greeting: Greeting


_Step = Callable[[_Greeted, Handshake, bytes], Reply]


@dataclass(slots=True)
class Exchange:
    """Greets, proves, asks, repeats and recognises answers. ``state`` follows the table of ``secure_channel``.

    ``watch`` is told of every frame, in clear; it must not raise.
    """

    randomness: Randomness
    trust: Trust
    watch: Callable[[FrameSeen], None] | None = None
    state: ChannelState = ChannelState.CLEAR
    _decoder: FrameDecoder = field(default_factory=FrameDecoder)
    _session: _Session | None = None
    _sessionless_counter: int = 0
    _pending: _Pending | None = None
    _greeted: _Greeted | None = None
    _handshake: Handshake | None = None

    @property
    def session_number(self) -> int:
        """The open session's number, 0 if none is open."""
        return 0 if self._session is None else self._session.number

    @property
    def counters(self) -> tuple[int, int]:
        """The highest counter sent and the highest believed in the open session; zeros without one."""
        session = self._session
        if session is None:
            return 0, 0
        return session.next_counter - 1, max(session.highest_answer, session.highest_event)

    @property
    def acquainted(self) -> bool:
        """Whether a session can be opened with the pump that was greeted: it says that it knows this workstation's
        key, and this workstation has the key that the pump names."""
        greeted = self._require_greeted()
        return greeted.answer.knows_you and self.trust.pump_key(greeted.answer.fingerprint) is not None

    def greet(self) -> bytes:
        """End any session of ours and return the bytes of a greeting."""
        self.close()
        nonce = self.randomness.token_bytes(NONCE_LENGTH)
        request = HelloRequest(nonce, fingerprint(self.trust.workstation().public))
        return self._ask_sessionless(LinkOpcode.HELLO, request.encode())

    def identify(self) -> bytes:
        """Return the bytes that ask, outside any session, who is there."""
        return self._ask_sessionless(LinkOpcode.IDENT, b"")

    def begin_session(self) -> bytes:
        """Return the bytes that prove who asks, to the pump that was greeted. Raises ``NoSession``."""
        greeted = self._require_greeted()
        pump = self.trust.pump_key(greeted.answer.fingerprint)
        if pump is None:
            raise NoSession("the pump's key is not known")
        self._handshake = greeted.greeting.session(True, self.trust.workstation(), pump, self.randomness)
        return self._ask_sessionless(LinkOpcode.SESSION, self._handshake.write())

    def begin_pairing(self, code: PairingCode) -> bytes:
        """Return the bytes that begin a pairing with the pump that was greeted. Raises ``NoSession``."""
        greeting = self._require_greeted().greeting
        self._handshake = greeting.pairing(True, self.trust.workstation(), code, self.randomness)
        return self._ask_sessionless(LinkOpcode.PAIR_BEGIN, self._handshake.write())

    def end_pairing(self) -> bytes:
        """Return the bytes that prove that the code is known. Raises ``NoSession`` before ``PairingBegun``."""
        if self.state is not ChannelState.PAIRING or self._handshake is None:
            raise NoSession("no pairing has begun")
        return self._ask_sessionless(LinkOpcode.PAIR_END, self._handshake.write())

    def request(self, opcode: int, payload: bytes) -> bytes:
        """Return the bytes of a new request in the open session. Raises ``NoSession``, also once it is used up."""
        session = self._session
        if session is None or session.next_counter > MOST_FRAMES:
            raise NoSession("no session is open" if session is None else "the session is used up")
        counter = session.next_counter
        session.next_counter += 1
        encoded = session.seal.seal_request(opcode, session.number, counter, payload)
        return self._start(_Pending(opcode, session.number, counter, payload, encoded))

    def repeat(self) -> bytes:
        """Return the bytes of the request under way once more, the very same."""
        if self._pending is None:
            raise NoSession("no request is under way")
        if self.watch is not None:
            self._show_outgoing(self._pending, "again")
        return self._pending.encoded

    def abandon(self) -> None:
        """Stop waiting for the request under way; an answer that still comes is not believed."""
        self._pending = None

    def close(self) -> None:
        """Forget the session. The pump's ends by itself, or with the next one."""
        self._pending = self._session = self._greeted = self._handshake = None
        if self.state is not ChannelState.CLEAR:
            self._move(ChannelState.CLEAR)

    def receive(self, received: bytes) -> list[ExchangeEvent]:
        """Take bytes from the line; return what they mean, in order."""
        meanings: list[ExchangeEvent] = []
        for event in self._decoder.receive(received):
            meaning = self._understand(event)
            if meaning is not None:
                meanings.append(meaning)
        return meanings

    # ---- asking -----------------------------------------------------------------------------------------------

    def _ask_sessionless(self, opcode: LinkOpcode, payload: bytes) -> bytes:
        self._sessionless_counter += 1
        encoded = encode_frame(Frame(0, opcode, 0, self._sessionless_counter, payload))
        return self._start(_Pending(opcode, 0, self._sessionless_counter, payload, encoded))

    def _start(self, pending: _Pending) -> bytes:
        self._pending = pending
        if self.watch is not None:
            self._show_outgoing(pending, "sent")
        return pending.encoded

    def _show_outgoing(self, pending: _Pending, verdict: str) -> None:
        assert self.watch is not None, "asked for by who watches"
        frame = Frame(0, pending.opcode, pending.session, pending.counter, pending.payload)
        self.watch(FrameSeen(True, frame, len(pending.encoded), verdict))

    def _show_incoming(self, frame: Frame | None, length: int, meaning: ExchangeEvent | None) -> None:
        if self.watch is not None:
            verdict = meaning.value if isinstance(meaning, Distrusted | Dropped) else "taken"
            self.watch(FrameSeen(False, frame, length, "not asked for" if meaning is None else verdict))

    def _require_greeted(self) -> _Greeted:
        if self._greeted is None or self.state is not ChannelState.GREETED:
            raise NoSession("no pump was greeted")
        return self._greeted

    def _move(self, state: ChannelState) -> None:
        if state not in NEXT_STATES[self.state]:
            raise NoSession(f"a channel cannot go from {self.state.value} to {state.value}")
        self.state = state

    # ---- understanding ----------------------------------------------------------------------------------------

    def _understand(self, event: Frame | Dropped | ForeignVersion) -> ExchangeEvent | None:
        if isinstance(event, Frame):
            return self._understand_frame(event)
        if isinstance(event, ForeignVersion):
            return self._foreign(event.version)
        self._show_incoming(None, 0, event)
        return event

    def _foreign(self, version: int) -> WrongVersion | Distrusted:
        """Who has proved to speak this version does not speak another all at once, and anybody can say so."""
        return WrongVersion(version) if self._session is None else Distrusted.UNSECURED

    def _understand_frame(self, frame: Frame) -> ExchangeEvent | None:
        if frame.session == 0 and not frame.flags & SECURED:
            clear: bytes | None = None
            meaning = self._understand_sessionless(frame)
        else:
            clear, meaning = self._understand_secured(frame)
        if self.watch is not None:
            shown = (
                frame
                if clear is None
                else frame._replace(flags=frame.flags & ~SECURED, payload=clear, tag=b"")
            )
            self._show_incoming(shown, frame.line_length, meaning)
        return meaning

    def _understand_secured(self, frame: Frame) -> tuple[bytes | None, ExchangeEvent | None]:
        """The payload in clear if it could be opened, and what the frame means."""
        session = self._session
        flags, opcode, number, counter, _, _ = frame
        if session is None or number != session.number:
            return None, Distrusted.OTHER_SESSION
        if not flags & SECURED:
            return None, Distrusted.UNSECURED
        is_event = flags & EVENT
        if counter <= (session.highest_event if is_event else session.highest_answer):
            return None, Distrusted.REPLAYED
        clear = session.seal.payload_of(frame)
        if clear is None:
            return None, Distrusted.TAG_WRONG
        if is_event:
            session.highest_event = counter
            return clear, HintReceived(opcode, clear)
        session.highest_answer = counter
        answer = self._match(frame, clear)
        if answer is not None:
            self._pending = None
        return clear, answer

    def _match(self, frame: Frame, payload: bytes) -> AnswerReceived | None:
        """An answer is ours if it answers the opcode and the counter of the request under way."""
        pending = self._pending
        if pending is None or frame.opcode != pending.opcode or not frame.flags & RESPONSE:
            return None
        if len(payload) < _ANSWER_LENGTH:
            return None
        in_reply_to, status = _ANSWER.unpack_from(payload)
        if in_reply_to != pending.counter:
            return None
        return tuple.__new__(AnswerReceived, (status, payload[_ANSWER_LENGTH:]))  # as for Frame, for its time

    def _understand_sessionless(self, frame: Frame) -> ExchangeEvent | None:
        if frame.opcode == LinkOpcode.VERSION_NOTICE and frame.flags & RESPONSE and frame.payload:
            return self._foreign(frame.payload[0])
        answer = self._match(frame, frame.payload)
        pending = self._pending
        if answer is None or pending is None:
            return None
        if pending.session != 0:
            if answer.status != LinkStatus.NO_SESSION:
                return Distrusted.UNSECURED
            self._pending = None
            return SessionUnknown()
        if answer.status == LinkStatus.VERSION and answer.body:
            self._pending = None
            return WrongVersion(answer.body[0])
        meaning = self._conclude(pending, answer) if answer.status == LinkStatus.OK else answer
        if meaning is not None:
            self._pending = None
        return meaning

    def _conclude(self, pending: _Pending, answer: AnswerReceived) -> ExchangeEvent | None:
        """What a step of the introduction has come to; None for an answer that is none."""
        match pending.opcode:
            case LinkOpcode.HELLO:
                return self._take_greeting(pending.payload, answer.body)
            case LinkOpcode.SESSION:
                return self._prove(self._open_session, answer.body)
            case LinkOpcode.PAIR_BEGIN:
                return self._prove(self._go_on_pairing, answer.body)
            case LinkOpcode.PAIR_END:
                return self._prove(self._finish_pairing, answer.body)
            case _:
                return answer

    def _take_greeting(self, payload: bytes, body: bytes) -> Greeted | WrongVersion | None:
        request = HelloRequest.decode(payload)
        try:
            hello = HelloAnswer.decode(body)
        except Malformed:
            return None
        if hello.nonce != request.nonce or hello.session == 0:
            return None
        if hello.version != VERSION:
            return WrongVersion(hello.version)
        self._greeted = _Greeted(request, hello, Greeting(payload, body))
        self._move(ChannelState.GREETED)
        return Greeted(hello)

    def _prove(self, step: _Step, body: bytes) -> ExchangeEvent:
        """Take a handshake one step on. Where the other side proves nothing, everything begins anew."""
        greeted, handshake = self._greeted, self._handshake
        if greeted is None or handshake is None:
            raise NoSession("no handshake is under way")
        try:
            return step(greeted, handshake, body)
        except NoiseFailure:
            self.close()
            return NotProved()

    def _open_session(self, greeted: _Greeted, handshake: Handshake, body: bytes) -> SessionOpened:
        handshake.read(body)
        self._session = _Session(greeted.answer.session, Seal.of_programmer(handshake.split()))
        self._greeted = self._handshake = None
        self._move(ChannelState.OPEN)
        return SessionOpened(greeted.answer)

    def _go_on_pairing(self, _greeted: _Greeted, handshake: Handshake, body: bytes) -> PairingBegun:
        handshake.read(body)
        self._move(ChannelState.PAIRING)
        return PairingBegun()

    def _finish_pairing(self, greeted: _Greeted, handshake: Handshake, body: bytes) -> Paired:
        identity = handshake.split().to_initiator.open(0, handshake.hash, body)
        public = handshake.remote_static
        if fingerprint(public) != greeted.answer.fingerprint:
            raise NoiseFailure("the pump has another key than it named in its greeting")
        self.close()
        return Paired(public, identity)
