"""The pump's half of the conversation: sessions, counters and stored answers; no port, no clock, no thread.

State of the pump's side:

==============  =============================  =====================================================
state           what comes                     what happens
==============  =============================  =====================================================
any             HELLO, nonce not seen lately   old session ends, new one opens, answered in session 0
any             HELLO, nonce of last greeting  the stored answer again
any             HELLO, an older nonce          nothing: a late repetition must not end a session
any             IDENT in session 0             answered in session 0, no state changes
no session      any other request              NO_SESSION
session s       request of session s, newer    done once, answer stored
session s       the last request, same bytes   the stored answer again
session s       counter not newer              nothing
session s       request of another session     NO_SESSION, nothing changes
session s       5 s of link time, none newer   session ends
==============  =============================  =====================================================
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from programmer.randomness import Randomness
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import (
    EVENT,
    RESPONSE,
    VERSION,
    Dropped,
    ForeignVersion,
    Frame,
    FrameEvent,
    encode_frame,
)
from programmer.telemetry.hello import HelloAnswer, HelloRequest
from programmer.telemetry.secure_channel import ClearSeal, FrameSeal
from programmer.telemetry.wire import Malformed, PayloadWriter

SESSION_LIFE_US = 5_000_000
STAGE_LIFE_US = 600_000_000
_REMEMBERED_GREETINGS = 16


@dataclass(frozen=True, slots=True)
class Answer:
    """What a pump says to a request: a status code and the bytes that belong to it."""

    status: int
    body: bytes = b""


Serve = Callable[[int, bytes], Answer]
"""Serves (opcode, payload); raises ``Malformed`` for a payload that is not as it should be."""


@dataclass(slots=True)
class _OpenSession:
    number: int
    last_heard_us: int
    highest_counter: int = 0
    next_counter: int = 1
    last_request: Frame | None = None
    last_answer: bytes = b""


@dataclass(slots=True)
class Responder:
    """Answers frames. ``now_us`` is the link's clock, never the therapy's.

    ``serve`` does what a request asks, ``identity`` is the body of the IDENT answer, and ``session_ended`` is
    called whenever a session ends, for whatever reason.
    """

    randomness: Randomness
    serve: Serve
    identity: Callable[[], bytes]
    session_ended: Callable[[], None]
    seal: FrameSeal = field(default_factory=ClearSeal)
    _session: _OpenSession | None = None
    _greetings: deque[bytes] = field(default_factory=lambda: deque(maxlen=_REMEMBERED_GREETINGS))
    _numbers: deque[int] = field(default_factory=lambda: deque(maxlen=_REMEMBERED_GREETINGS))
    _greeting_answer: bytes = b""
    _sessionless_counter: int = 0

    @property
    def session_open(self) -> bool:
        """Whether a programmer holds a session."""
        return self._session is not None

    def handle(self, event: FrameEvent, now_us: int) -> bytes:
        """Return the bytes that answer this frame; empty for what deserves no answer."""
        self.tick(now_us)
        match event:
            case Dropped():
                return b""
            case ForeignVersion():
                return self._sessionless(LinkOpcode.VERSION_NOTICE, bytes([VERSION, VERSION]))
            case Frame(flags=flags) if flags & (RESPONSE | EVENT):
                return b""
            case Frame():
                opened = self.seal.open(event)
                return b"" if opened is None else self._handle_request(opened, now_us)

    def tick(self, now_us: int) -> None:
        """Let link time pass: a session that has been silent for its life ends."""
        session = self._session
        if session is not None and now_us - session.last_heard_us >= SESSION_LIFE_US:
            self._end_session()

    def reset(self) -> None:
        """The pump has started anew: no session is open. Greetings and numbers are remembered all the same, so
        that nothing late can pass for new."""
        self._end_session()

    def _handle_request(self, frame: Frame, now_us: int) -> bytes:
        if frame.opcode == LinkOpcode.HELLO and frame.session == 0:
            return self._greet(frame, now_us)
        if frame.opcode == LinkOpcode.IDENT and frame.session == 0:
            return self._answer_sessionless(frame, Answer(LinkStatus.OK, self.identity()))
        session = self._session
        if session is None or frame.session != session.number:
            return self._answer_sessionless(frame, Answer(LinkStatus.NO_SESSION))
        if frame.counter <= session.highest_counter:
            return session.last_answer if frame == session.last_request else b""
        session.highest_counter = frame.counter
        session.last_heard_us = now_us
        return self._serve_once(session, frame)

    def _serve_once(self, session: _OpenSession, frame: Frame) -> bytes:
        try:
            answer = self.serve(frame.opcode, frame.payload)
        except Malformed:
            answer = Answer(LinkStatus.MALFORMED)
        reply = Frame(RESPONSE, frame.opcode, session.number, session.next_counter, _body(frame, answer))
        session.next_counter += 1
        session.last_request = frame
        session.last_answer = encode_frame(self.seal.seal(reply))
        return session.last_answer

    def _greet(self, frame: Frame, now_us: int) -> bytes:
        try:
            hello = HelloRequest.decode(frame.payload)
        except Malformed:
            return self._answer_sessionless(frame, Answer(LinkStatus.MALFORMED))
        if hello.nonce in self._greetings:
            return self._greeting_answer if hello.nonce == self._greetings[-1] else b""
        if not hello.lowest <= VERSION <= hello.highest:
            return self._answer_sessionless(frame, Answer(LinkStatus.VERSION, bytes([VERSION, VERSION])))
        self._end_session()
        number = self._fresh_number()
        self._session = _OpenSession(number, now_us)
        self._greetings.append(hello.nonce)
        answer = HelloAnswer(hello.nonce, VERSION, 0, number, SESSION_LIFE_US // 1000, STAGE_LIFE_US // 1000)
        self._greeting_answer = self._answer_sessionless(frame, Answer(LinkStatus.OK, answer.encode()))
        return self._greeting_answer

    def _fresh_number(self) -> int:
        while True:
            number = int.from_bytes(self.randomness.token_bytes(2), "little")
            if number and number not in self._numbers:
                self._numbers.append(number)
                return number

    def _end_session(self) -> None:
        if self._session is not None:
            self._session = None
            self.session_ended()

    def _answer_sessionless(self, frame: Frame, answer: Answer) -> bytes:
        return self._sessionless(frame.opcode, _body(frame, answer))

    def _sessionless(self, opcode: int, payload: bytes) -> bytes:
        self._sessionless_counter += 1
        return encode_frame(Frame(RESPONSE, opcode, 0, self._sessionless_counter, payload))


def _body(frame: Frame, answer: Answer) -> bytes:
    return PayloadWriter().u32(frame.counter).u16(answer.status).rest(answer.body).done()
