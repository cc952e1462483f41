"""A programmer that says what it likes: every frame is made by hand, and what comes back is weighed at once.

It knows one session of its own. ``observed`` holds what was seen on the way and belongs to another clause than the one
that is being tried; the first of each stays.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from programmer.conformance.demanded import DEMANDED_BY, RIGHT_FORMS, NotServed
from programmer.conformance.finding import Departure
from programmer.conformance.forge import Sent
from programmer.conformance.line import Heard, Line
from programmer.conformance.replies import Greeted, OpenSession, Reply, as_reply, expect, name_of, status_name
from programmer.device.implant.codes import ALL_STATUSES, Opcode
from programmer.randomness import Randomness
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import EVENT, RESPONSE, SECURED, Dropped, Frame, encode_frame
from programmer.telemetry.handshakes import Greeting
from programmer.telemetry.hello import NONCE_LENGTH, HelloAnswer, HelloRequest
from programmer.telemetry.noise.cipher import NoiseFailure
from programmer.telemetry.noise.handshake import Handshake
from programmer.telemetry.noise.keys import KeyPair, fingerprint
from programmer.telemetry.secure_channel import Seal
from programmer.telemetry.trust import Trust
from programmer.telemetry.wire import Malformed

ATTEMPTS = 5
EACH_US = 500_000
QUIET_US = 50_000
_FRESH_US = 3_000_000
_MOST_DRAINS, _MOST_PROBES = 6, 8


@dataclass(slots=True)
class Caller:
    """Greets, opens sessions, asks. Raises ``Departure`` where the device does not do as a pump must, and
    ``NotServed`` where it does not know what every pump knows."""

    line: Line
    randomness: Randomness
    trust: Trust
    observed: dict[str, str] = field(default_factory=dict)
    greetings: list[Greeted] = field(default_factory=list)
    events: int = 0
    current: OpenSession | None = None
    doubtful: bool = False
    """Whether somebody has greeted since the session was opened: a pump must not mind, and one under trial may."""
    _served: set[int] = field(default_factory=set)
    _counter: int = 0
    _repeated: bool = False
    _probes: deque[Sent] = field(default_factory=lambda: deque(maxlen=_MOST_PROBES))

    # ---- in clear -----------------------------------------------------------------------------------------------

    def clear(
        self, opcode: int, payload: bytes = b"", *, session: int = 0, counter: int | None = None
    ) -> Sent:
        """A request in clear; nothing is sent yet."""
        if counter is None:
            self._counter += 1
            counter = self._counter
        encoded = encode_frame(Frame(0, opcode, session, counter, payload))
        words = f"{name_of(opcode)} in clear, session {session}, counter {counter}"
        return Sent(encoded, opcode, session, counter, words, payload)

    def ask_clear(self, opcode: int, payload: bytes = b"") -> Reply:
        """Ask in clear, and return the answer."""
        return self.demand(self.clear(opcode, payload))

    def greet(
        self, *, nonce: bytes = b"", named: bytes = b"", features: int = 0, lowest: int = 1, highest: int = 1
    ) -> Greeted:
        """Greet, and have the greeting answered."""
        request = self.hello(nonce=nonce, named=named, features=features, lowest=lowest, highest=highest)
        sent = self.clear(LinkOpcode.HELLO, request)
        reply = self.demand(sent)
        if reply.status != LinkStatus.OK:
            raise Departure(f"HELLO was answered {status_name(reply.status)}", "S-2")
        try:
            answer = HelloAnswer.decode(reply.body)
        except Malformed as trouble:
            raise Departure(f"the answer to HELLO is not as in its table: {trouble}", "S-2") from trouble
        greeted = Greeted(sent, reply, answer, Greeting(request, reply.body))
        self.greetings.append(greeted)
        return greeted

    def hello(
        self, *, nonce: bytes = b"", named: bytes = b"", features: int = 0, lowest: int = 1, highest: int = 1
    ) -> bytes:
        """The payload of a greeting: a nonce and our own key's name, if no others are given."""
        name = named or fingerprint(self.trust.workstation().public)
        fresh = nonce or self.randomness.token_bytes(NONCE_LENGTH)
        return HelloRequest(fresh, name, lowest, highest, features).encode()

    # ---- sessions -----------------------------------------------------------------------------------------------

    def proof(
        self, greeted: Greeted, greeting: Greeting | None = None, own: KeyPair | None = None
    ) -> Handshake:
        """Our side of the handshake that follows a greeting, or another than the one that was answered."""
        pump = self.trust.pump_key(greeted.answer.fingerprint)
        if pump is None:
            raise Departure(
                "the greeting names another key than the one that this pump was paired with", "S-2"
            )
        keys = own or self.trust.workstation()
        return (greeting or greeted.greeting).session(True, keys, pump, self.randomness)

    def open(self, greeted: Greeted | None = None) -> OpenSession:
        """Open a session, after a greeting of its own if none is given."""
        greeted = greeted or self.greet()
        handshake = self.proof(greeted)
        reply = self.ask_clear(LinkOpcode.SESSION, handshake.write())
        if reply.status != LinkStatus.OK:
            raise Departure(f"SESSION with the right proof was answered {status_name(reply.status)}")
        return self.enter(greeted, handshake, reply.body)

    def enter(self, greeted: Greeted, handshake: Handshake, message: bytes) -> OpenSession:
        """The session that the pump's message of the handshake opens."""
        try:
            handshake.read(message)
        except NoiseFailure as trouble:
            raise Departure(f"the second message of KK is not authentic: {trouble}", "K-4") from trouble
        self.current = OpenSession(
            greeted.answer.session, Seal.of_programmer(handshake.split()), self.line.now_us
        )
        self.doubtful = False
        return self.current

    def session(self) -> OpenSession:
        """The open session; another where it is over, or was left alone for so long that it may be."""
        session = self.current
        if session is None or session.over or self.line.now_us - session.last_request_us > _FRESH_US:
            return self.open()
        return session

    def leave(self) -> None:
        """Forget the session: the next request opens another."""
        self.current = None

    def sealed(
        self,
        opcode: int,
        payload: bytes = b"",
        *,
        counter: int | None = None,
        session: OpenSession | None = None,
    ) -> Sent:
        """A secured request of the session, or of another; nothing is sent yet."""
        session = session or self.session()
        if counter is None:
            counter = session.next_counter
        session.next_counter = max(session.next_counter, counter + 1)
        encoded = encode_frame(session.seal.seal(Frame(0, opcode, session.number, counter, payload)))
        words = f"{name_of(opcode)} secured, session {session.number}, counter {counter}"
        return Sent(encoded, opcode, session.number, counter, words, payload)

    def ask(self, opcode: int, payload: bytes = b"") -> Reply:
        """Ask within the session, and return the answer."""
        return self.demand(self.sealed(opcode, payload))

    def fetch(self, opcode: int, payload: bytes = b"") -> bytes:
        """Ask within the session for what must be answered OK, and return the body."""
        reply = self.ask(opcode, payload)
        if _unknown(reply, opcode):
            raise NotServed(opcode, payload, otherwise=opcode in self._served)
        if reply.status != LinkStatus.OK or not reply.secured:
            raise Departure(f"{name_of(opcode)} was answered {status_name(reply.status)}")
        return reply.body

    def refused(self, status: int, case: str, opcode: int, payload: bytes = b"") -> Reply:
        """Ask within the session for what must be answered with this status."""
        reply = self.ask(opcode, payload)
        expect(reply, case, status)
        return reply

    # ---- answers ------------------------------------------------------------------------------------------------

    def demand(self, sent: Sent) -> Reply:
        """Send, repeating the same bytes where nothing comes, and return the answer.

        A request that is not known is answered like that in every form; where another form of it is known, this
        answer is one like any other.
        """
        reply = self._answered(sent)
        if _unknown(reply, sent.opcode) and not self._serves(sent.opcode):
            raise NotServed(sent.opcode, sent.payload)
        return reply

    def _answered(self, sent: Sent) -> Reply:
        for attempt in range(ATTEMPTS):
            self._repeated |= attempt > 0
            reply = self.once(sent)
            if reply is not None:
                if reply.secured and reply.status != LinkStatus.UNKNOWN_REQUEST:
                    self._served.add(sent.opcode)
                return reply
        raise Departure(f"no answer came to {sent.words}")

    def _serves(self, opcode: int) -> bool:
        """Whether it was ever answered as known; what only reads is asked for that, in its right form."""
        if opcode not in self._served and opcode in RIGHT_FORMS:
            self._answered(self.sealed(opcode, RIGHT_FORMS[opcode]))
        return opcode in self._served

    def once(self, sent: Sent, patience_us: int = EACH_US) -> Reply | None:
        """Send once, and return the answer if one comes."""
        self.line.send(sent.encoded, sent.words)
        self.doubtful |= sent.opcode == LinkOpcode.HELLO
        if sent.session and self.current is not None and sent.session == self.current.number:
            self.current.last_request_us = self.line.now_us
        return self.await_reply(sent, patience_us)

    def await_reply(self, sent: Sent, patience_us: int = EACH_US) -> Reply | None:
        """The answer to something that was sent, if it comes."""
        found: list[Reply] = []

        def is_answer(heard: Heard) -> bool:
            reply = self._reply(sent, heard)
            if reply is not None:
                found.append(reply)
            return reply is not None

        self.line.hear(patience_us, is_answer)
        return found[0] if found else None

    def event_comes(self, patience_us: int) -> bool:
        """Whether an event of the open session comes in that time."""
        return any(self._is_event(one) for one in self.line.hear(patience_us, self._is_event))

    def insist(self, encoded: bytes, words: str, sent: Sent) -> Reply | None:
        """Send these bytes, again where nothing comes, and return what answers ``sent``, if anything does."""
        for attempt in range(ATTEMPTS):
            self._repeated |= attempt > 0
            self.line.send(encoded, words)
            reply = self.await_reply(sent)
            if reply is not None:
                return reply
        return None

    def nothing_comes(self, encoded: bytes, words: str) -> None:
        """Send what deserves no answer, then ask who is there: nothing but the answer to that may come."""
        self._let_late_answers_come()
        self.line.send(encoded, words)
        heard = self.line.hear(QUIET_US)
        sent, raw = self.line.sent, self.line.raw
        answers = self._still_there(heard)
        unwanted = [one for one in heard if not self._is_event(one) and not isinstance(one.event, Dropped)]
        self.line.sent, self.line.raw = sent, raw
        if unwanted:
            self.line.raw = b"\0".join([b"", *(one.piece for one in unwanted), b""])
            raise Departure(f"{words}: it was answered")
        if not answers:
            raise Departure(f"{words}: after it the pump answered nothing any more")

    def _let_late_answers_come(self) -> None:
        """Where something was sent twice it may be answered twice; that is no answer to what is sent next."""
        for _ in range(_MOST_DRAINS):
            if not self._repeated:
                return
            self._repeated = bool(self.line.hear(EACH_US))

    def _still_there(self, heard: list[Heard]) -> bool:
        """Whether IDENT is answered; what comes meanwhile and is no answer to one of these is added to ``heard``."""
        probe = self.clear(LinkOpcode.IDENT)
        self._probes.append(probe)
        for attempt in range(ATTEMPTS):
            self._repeated |= attempt > 0
            self.line.send(probe.encoded, probe.words)
            more = self.line.hear(EACH_US, lambda one: self._reply(probe, one) is not None)
            heard += [one for one in more if not any(self._reply(before, one) for before in self._probes)]
            if any(self._reply(probe, one) is not None for one in more):
                return True
        return False

    def _reply(self, sent: Sent, heard: Heard) -> Reply | None:
        frame = heard.event
        if not isinstance(frame, Frame):
            return None
        if frame.flags & SECURED:
            return self._secured_reply(sent, frame, heard.piece)
        reply = as_reply(sent, frame, heard.piece, secured=False)
        if reply is None or frame.session != 0:
            return None
        if sent.session and reply.status != LinkStatus.NO_SESSION:
            return None
        if sent.session and self.current is not None and self.current.number == sent.session:
            self.current.over = True
        self._weigh(reply)
        return reply

    def _secured_reply(self, sent: Sent, frame: Frame, piece: bytes) -> Reply | None:
        session = self.current
        if session is None or frame.session != session.number:
            return None
        opened = session.seal.open(frame)
        if opened is None:
            self.observe("K-6", "a secured frame of the open session came whose tag is wrong")
            return None
        if opened.flags & EVENT:
            self._note_event(session, opened, piece)
            return None
        reply = as_reply(sent, opened, piece, secured=True)
        if reply is None or sent.session != session.number:
            return None
        complaint = session.take(opened.counter, piece)
        if complaint and not self.events:
            self.observe("F-11", complaint)
        self._weigh(reply)
        return reply

    def _note_event(self, session: OpenSession, opened: Frame, piece: bytes) -> None:
        if piece in session.events:
            return
        session.events.add(piece)
        self.events += 1
        if opened.counter <= session.highest_heard:
            self.observe("E-1", f"an event came with counter {opened.counter} after {session.highest_heard}")
        if opened.opcode != Opcode.EVENT or opened.flags & RESPONSE or opened.session != session.number:
            self.observe(
                "E-1", f"an event came with opcode {opened.opcode:#06x} and flags {opened.flags:#04x}"
            )
        session.highest_heard = max(session.highest_heard, opened.counter)

    def _is_event(self, heard: Heard) -> bool:
        frame, session = heard.event, self.current
        if not isinstance(frame, Frame) or session is None or frame.flags != EVENT | SECURED:
            return False
        opened = session.seal.open(frame) if frame.session == session.number else None
        if opened is None:
            return False
        self._note_event(session, opened, heard.piece)
        return True

    def _weigh(self, reply: Reply) -> None:
        if reply.status not in ALL_STATUSES:
            self.observe("C-1", f"a status came that is in no table: {reply.status:#06x}")

    def observe(self, clause: str, why: str) -> None:
        """Something was seen by the way that breaks that clause."""
        self.observed.setdefault(clause, f"{why} (sent {self.line.sent}; came {self.line.came})")


def _unknown(reply: Reply, opcode: int) -> bool:
    """Whether the device says within a session that it does not know what every pump knows."""
    return reply.secured and reply.status == LinkStatus.UNKNOWN_REQUEST and opcode in DEMANDED_BY
