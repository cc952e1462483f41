"""The pump's half of the conversation: greetings, sessions, counters and stored answers; no port, no clock, no thread.

State of the pump's side:

==============  ====================================  =====================================================
state           what comes                            what happens
==============  ====================================  =====================================================
any             HELLO, nonce not seen lately          answered; remembered until a handshake or the next one
any             HELLO, nonce of last greeting         the stored answer again
any             HELLO, an older nonce                 nothing
any             IDENT in session 0                    answered in session 0, no state changes
greeted         SESSION, authentic                    old session ends, the offered one opens, nobody is greeted
greeted         PAIR_BEGIN                            answered; a pairing begins, the one before it is over
greeted         PAIR_END                              nobody is greeted; of this pairing: the programmer is known
any             any other request in session 0        NO_SESSION
no session s    secured request of session s          NO_SESSION, nothing changes, counted
session s       secured, newer, authentic             done once, answer stored
session s       the last request, same bytes          the stored answer again
session s       counter not newer                     nothing, counted
session s       tag wrong, or in clear                nothing, counted
session s       5 s of link time, none newer          session ends
==============  ====================================  =====================================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

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
    FrameEvent,
    encode_frame,
)
from programmer.telemetry.pump_keys import PumpKeys
from programmer.telemetry.secure_channel import MOST_FRAMES, Distrusted, Seal
from programmer.telemetry.welcome import SESSION_LIFE_US, STAGE_LIFE_US, Answer, NewSession, Welcome
from programmer.telemetry.wire import Malformed, PayloadWriter

__all__ = ["SESSION_LIFE_US", "STAGE_LIFE_US", "Answer", "Responder", "Serve"]

Serve = Callable[[int, bytes], Answer]
"""Serves (opcode, payload); raises ``Malformed`` for a payload that is not as it should be."""


@dataclass(slots=True)
class _OpenSession:
    number: int
    seal: Seal
    last_heard_us: int
    highest_counter: int = 0
    next_counter: int = 1
    last_request: Frame | None = None
    last_answer: bytes = b""


@dataclass(slots=True)
class Responder:
    """Answers frames. ``now_us`` is the link's clock, never the therapy's.

    ``serve`` does what a request asks, ``identity`` is the body of the IDENT answer, and ``session_ended`` is
    called whenever a session ends, for whatever reason. ``distrusted`` counts what was not believed,
    ``dropped`` what the line spoilt.
    """

    randomness: Randomness
    keys: PumpKeys
    serve: Serve
    identity: Callable[[], bytes]
    session_ended: Callable[[], None]
    distrusted: dict[Distrusted, int] = field(default_factory=lambda: dict.fromkeys(Distrusted, 0))
    dropped: int = 0
    _session: _OpenSession | None = None
    _welcome: Welcome = field(init=False)
    _sessionless_counter: int = 0

    def __post_init__(self) -> None:
        self._welcome = Welcome(self.randomness, self.keys, self.identity)

    @property
    def session_open(self) -> bool:
        """Whether a programmer holds a session."""
        return self._session is not None

    def holds(self, number: int) -> bool:
        """Whether the session of that number is the one that is open."""
        return self._session is not None and self._session.number == number

    def handle(self, event: FrameEvent, now_us: int) -> bytes:
        """Return the bytes that answer this frame; empty for what deserves no answer."""
        self.tick(now_us)
        match event:
            case Dropped():
                self.dropped += 1
                return b""
            case ForeignVersion():
                return self._sessionless(LinkOpcode.VERSION_NOTICE, bytes([VERSION, VERSION]))
            case Frame(flags=flags) if flags & (RESPONSE | EVENT):
                return b""
            case Frame(flags=flags) if flags & SECURED:
                return self._handle_secured(event, now_us)
            case Frame():
                return self._handle_clear(event, now_us)

    def tick(self, now_us: int) -> None:
        """Let link time pass: a session that has been silent for its life ends."""
        session = self._session
        if session is not None and now_us - session.last_heard_us >= SESSION_LIFE_US:
            self._end_session()

    def hint(self, opcode: int, body: bytes) -> bytes:
        """Return the bytes of an event for whoever holds a session; empty if nobody does, or it is used up."""
        session = self._session
        if session is None or session.next_counter > MOST_FRAMES:
            return b""
        return self._sealed(session, EVENT, opcode, body)

    def reset(self) -> None:
        """The pump has started anew: no session is open. Greetings and numbers are remembered all the same, so
        that nothing late can pass for new; so are the keys."""
        self._welcome.forget_greeting()
        self._end_session()

    # ---- in clear -------------------------------------------------------------------------------------------

    def _handle_clear(self, frame: Frame, now_us: int) -> bytes:
        if frame.session != 0:
            self.distrusted[Distrusted.UNSECURED] += 1
            return b""
        if frame.opcode == LinkOpcode.IDENT:
            told = Answer(LinkStatus.MALFORMED) if frame.payload else Answer(LinkStatus.OK, self.identity())
            return self._answer_sessionless(frame, told)
        known = self._welcome.repeated(frame)
        if known is not None:
            return known
        try:
            answer = self._welcome.answer(frame, now_us)
        except Malformed:
            answer = Answer(LinkStatus.MALFORMED)
        if answer is None:
            return b""
        if isinstance(answer, NewSession):
            self._end_session()
            self._session = _OpenSession(answer.number, answer.seal, now_us)
            answer = Answer(LinkStatus.OK, answer.body)
        reply = self._answer_sessionless(frame, answer)
        self._welcome.store(frame, reply)
        return reply

    # ---- secured --------------------------------------------------------------------------------------------

    def _handle_secured(self, frame: Frame, now_us: int) -> bytes:
        session = self._session
        if session is None or frame.session != session.number:
            self.distrusted[Distrusted.OTHER_SESSION] += 1
            return self._answer_sessionless(frame, Answer(LinkStatus.NO_SESSION))
        if frame.counter <= session.highest_counter:
            return self._answer_again(session, frame)
        request = session.seal.open(frame)
        if request is None:
            self.distrusted[Distrusted.TAG_WRONG] += 1
            return b""
        if frame.counter > MOST_FRAMES or session.next_counter > MOST_FRAMES:
            self._end_session()
            return self._answer_sessionless(frame, Answer(LinkStatus.NO_SESSION))
        session.highest_counter = frame.counter
        session.last_heard_us = now_us
        session.last_request = frame
        session.last_answer = b""
        session.last_answer = self._serve(session, request)
        return session.last_answer

    def _answer_again(self, session: _OpenSession, frame: Frame) -> bytes:
        if frame == session.last_request:
            return session.last_answer
        self.distrusted[Distrusted.REPLAYED] += 1
        return b""

    def _serve(self, session: _OpenSession, request: Frame) -> bytes:
        try:
            answer = self.serve(request.opcode, request.payload)
        except Malformed:
            answer = Answer(LinkStatus.MALFORMED)
        return self._sealed(session, RESPONSE, request.opcode, _body(request, answer))

    @staticmethod
    def _sealed(session: _OpenSession, flags: int, opcode: int, payload: bytes) -> bytes:
        counter = session.next_counter
        session.next_counter += 1
        return encode_frame(session.seal.seal(Frame(flags, opcode, session.number, counter, payload)))

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
