"""The programmer's half of the conversation: bytes in, events out; no port, no clock, no thread.

One request is under way at a time. A retry is the same bytes again; an answer is believed only if it belongs to
this session, carries a counter higher than any before and names the request in its first four bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from programmer.randomness import Randomness
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import (
    EVENT,
    RESPONSE,
    Dropped,
    ForeignVersion,
    Frame,
    FrameDecoder,
    encode_frame,
)
from programmer.telemetry.hello import NONCE_LENGTH, HelloAnswer, HelloRequest
from programmer.telemetry.secure_channel import NEXT_STATES, ChannelState, ClearSeal, FrameSeal
from programmer.telemetry.wire import Malformed, PayloadReader


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """The pump took the greeting."""

    answer: HelloAnswer


@dataclass(frozen=True, slots=True)
class AnswerReceived:
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


ExchangeEvent = SessionOpened | AnswerReceived | SessionUnknown | WrongVersion | HintReceived | Dropped


class NoSession(RuntimeError):
    """A request was made before a session was open. A bug of the caller."""


@dataclass(slots=True)
class _Session:
    number: int
    next_counter: int = 1
    highest_received: int = 0


@dataclass(slots=True)
class _Pending:
    frame: Frame
    encoded: bytes
    nonce: bytes = b""


@dataclass(slots=True)
class Exchange:
    """Greets, asks, repeats and recognises answers. ``state`` follows the table of ``secure_channel``."""

    randomness: Randomness
    seal: FrameSeal = field(default_factory=ClearSeal)
    state: ChannelState = ChannelState.CLEAR_HELLO
    _decoder: FrameDecoder = field(default_factory=FrameDecoder)
    _session: _Session | None = None
    _greeting_counter: int = 0
    _pending: _Pending | None = None

    @property
    def session_number(self) -> int:
        """The open session's number, 0 if none is open."""
        return 0 if self._session is None else self._session.number

    def greet(self) -> bytes:
        """End any session of ours and return the bytes that ask for a new one."""
        self.close()
        self._greeting_counter += 1
        nonce = self.randomness.token_bytes(NONCE_LENGTH)
        frame = Frame(0, LinkOpcode.HELLO, 0, self._greeting_counter, HelloRequest(nonce).encode())
        return self._start(frame, nonce)

    def identify(self) -> bytes:
        """Return the bytes that ask, outside any session, who is there."""
        self._greeting_counter += 1
        return self._start(Frame(0, LinkOpcode.IDENT, 0, self._greeting_counter, b""))

    def request(self, opcode: int, payload: bytes) -> bytes:
        """Return the bytes of a new request in the open session. Raises ``NoSession``."""
        if self._session is None:
            raise NoSession("no session is open")
        counter = self._session.next_counter
        self._session.next_counter += 1
        return self._start(self.seal.seal(Frame(0, opcode, self._session.number, counter, payload)))

    def repeat(self) -> bytes:
        """Return the bytes of the request under way once more, the very same."""
        if self._pending is None:
            raise NoSession("no request is under way")
        return self._pending.encoded

    def abandon(self) -> None:
        """Stop waiting for the request under way; an answer that still comes is not believed."""
        self._pending = None

    def close(self) -> None:
        """Forget the session. The pump's ends by itself, or with the next greeting."""
        self._pending = None
        self._session = None
        if self.state is not ChannelState.CLEAR_HELLO:
            self._move(ChannelState.CLEAR_HELLO)

    def receive(self, received: bytes) -> list[ExchangeEvent]:
        """Take bytes from the line; return what they mean, in order."""
        events: list[ExchangeEvent] = []
        for event in self._decoder.receive(received):
            meaning = self._understand(event)
            if meaning is not None:
                events.append(meaning)
        return events

    def _start(self, frame: Frame, nonce: bytes = b"") -> bytes:
        self._pending = _Pending(frame, encode_frame(frame), nonce)
        return self._pending.encoded

    def _move(self, state: ChannelState) -> None:
        if state not in NEXT_STATES[self.state]:
            raise NoSession(f"a channel cannot go from {self.state.value} to {state.value}")
        self.state = state

    def _understand(self, event: Frame | Dropped | ForeignVersion) -> ExchangeEvent | None:
        match event:
            case Dropped():
                return event
            case ForeignVersion(version):
                return WrongVersion(version)
            case Frame():
                opened = self.seal.open(event)
                return None if opened is None else self._understand_frame(opened)

    def _understand_frame(self, frame: Frame) -> ExchangeEvent | None:
        if frame.session == 0:
            return self._understand_sessionless(frame)
        session = self._session
        if session is None or frame.session != session.number or frame.counter <= session.highest_received:
            return None
        if frame.flags & EVENT:
            session.highest_received = frame.counter
            return HintReceived(frame.opcode, frame.payload)
        answer = self._match(frame)
        if answer is not None:
            session.highest_received = frame.counter
            self._pending = None
        return answer

    def _match(self, frame: Frame) -> AnswerReceived | None:
        """An answer is ours if it answers the opcode and the counter of the request under way."""
        pending = self._pending
        if pending is None or not frame.flags & RESPONSE or frame.opcode != pending.frame.opcode:
            return None
        try:
            reader = PayloadReader(frame.payload)
            in_reply_to, status = reader.u32(), reader.u16()
        except Malformed:
            return None
        return AnswerReceived(status, reader.rest()) if in_reply_to == pending.frame.counter else None

    def _understand_sessionless(self, frame: Frame) -> ExchangeEvent | None:
        if frame.opcode == LinkOpcode.VERSION_NOTICE and frame.flags & RESPONSE and frame.payload:
            return WrongVersion(frame.payload[0])
        answer = self._match(frame)
        pending = self._pending
        if answer is None or pending is None:
            return None
        if answer.status == LinkStatus.NO_SESSION and pending.frame.session != 0:
            self._pending = None
            return SessionUnknown()
        if pending.frame.session != 0:
            return None
        if pending.frame.opcode == LinkOpcode.HELLO and answer.status == LinkStatus.OK:
            return self._open(pending, answer)
        self._pending = None
        if answer.status == LinkStatus.VERSION and answer.body:
            return WrongVersion(answer.body[0])
        return answer

    def _open(self, pending: _Pending, answer: AnswerReceived) -> SessionOpened | None:
        try:
            hello = HelloAnswer.decode(answer.body)
        except Malformed:
            return None
        if hello.nonce != pending.nonce or hello.session == 0:
            return None
        self._pending = None
        self._session = _Session(hello.session)
        self._move(ChannelState.OPEN_CLEAR)
        return SessionOpened(hello)
