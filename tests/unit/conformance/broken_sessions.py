"""Pumps that answer what they must not, or do not answer what they must."""

from __future__ import annotations

from programmer.device.implant.codes import Opcode
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import EVENT, RESPONSE, SECURED, Frame, FrameEvent, encode_frame
from programmer.telemetry.noise.keys import fingerprint
from programmer.telemetry.pump_keys import PumpKeys
from programmer.telemetry.responder import Answer, Responder
from programmer.telemetry.secure_channel import Distrusted
from programmer.telemetry.welcome import NewSession, Welcome

_LONG_US = 6_000_000


def _in_clear(frame: Frame, answer: Answer) -> bytes:
    payload = frame.counter.to_bytes(4, "little") + answer.status.to_bytes(2, "little") + answer.body
    return encode_frame(Frame(RESPONSE, frame.opcode, 0, 77, payload))


class TakesAnswersForRequests(Responder):
    """Looks at neither the response nor the event flag."""

    def handle(self, event: FrameEvent, now_us: int) -> bytes:
        if isinstance(event, Frame):
            flags = event.flags & ~(RESPONSE | EVENT)
            event = Frame(flags, event.opcode, event.session, event.counter, event.payload, event.tag)
        return super().handle(event, now_us)


class AcceptsReplays(Responder):
    """Answers an older request again."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.answers: dict[Frame, bytes] = {}

    def handle(self, event: FrameEvent, now_us: int) -> bytes:
        reply = super().handle(event, now_us)
        if isinstance(event, Frame) and event.flags & SECURED:
            return (
                reply or self.answers.get(event, b"") if event in self.answers else self._kept(event, reply)
            )
        return reply

    def _kept(self, frame: Frame, reply: bytes) -> bytes:
        if reply:
            self.answers[frame] = reply
        return reply


class ForgetsItsAnswer(Responder):
    """Does not answer the last request again."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.last: Frame | None = None

    def handle(self, event: FrameEvent, now_us: int) -> bytes:
        reply = super().handle(event, now_us)
        if isinstance(event, Frame) and event.flags & SECURED:
            again, self.last = event == self.last, event
            return b"" if again else reply
        return reply


class RemembersNoncesOfWhatItRefused(Responder):
    """A greeting for other versions is a greeting that came."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.refused: dict[bytes, Frame] = {}

    def handle(self, event: FrameEvent, now_us: int) -> bytes:
        if not isinstance(event, Frame) or event.opcode != LinkOpcode.HELLO:
            return super().handle(event, now_us)
        nonce, lowest = event.payload[:16], event.payload[16:17]
        if self.refused.get(nonce, event) != event:
            return b""
        if lowest > b"\x01":
            self.refused[nonce] = event
        return super().handle(event, now_us)


class UsesUpForgedCounters(Responder):
    """A frame with a wrong tag takes its counter along."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.used: set[tuple[int, int]] = set()

    def handle(self, event: FrameEvent, now_us: int) -> bytes:
        if isinstance(event, Frame) and event.flags & SECURED and (event.session, event.counter) in self.used:
            return b""
        before = self.distrusted[Distrusted.TAG_WRONG]
        reply = super().handle(event, now_us)
        if isinstance(event, Frame) and self.distrusted[Distrusted.TAG_WRONG] > before:
            self.used.add((event.session, event.counter))
        return reply


class ServesInClear(Responder):
    """Serves one opcode in clear."""

    opcode: int

    def handle(self, event: FrameEvent, now_us: int) -> bytes:
        if isinstance(event, Frame) and event.opcode == self.opcode and not event.session and not event.flags:
            return _in_clear(event, self.serve(event.opcode, event.payload))
        return super().handle(event, now_us)


class StopsInClear(ServesInClear):
    opcode = Opcode.STOP


class ResumesInClear(ServesInClear):
    opcode = Opcode.RESUME


class ReadsInClear(ServesInClear):
    opcode = Opcode.LIMITS


class TellsAnythingAsIdentity(Responder):
    """IDENT in clear is answered whatever stands in it."""

    def handle(self, event: FrameEvent, now_us: int) -> bytes:
        if isinstance(event, Frame) and event.opcode == LinkOpcode.IDENT and not event.session | event.flags:
            return _in_clear(event, Answer(LinkStatus.OK, self.identity()))
        return super().handle(event, now_us)


class EndsSessionsOnHello(Responder):
    """Whoever greets ends the session of somebody else."""

    def handle(self, event: FrameEvent, now_us: int) -> bytes:
        if isinstance(event, Frame) and event.opcode == LinkOpcode.HELLO and not event.flags:
            self.tick(now_us + _LONG_US)
        return super().handle(event, now_us)


class NeverEndsASession(Responder):
    """Silence means nothing to it."""

    def tick(self, now_us: int) -> None:
        return


class _WithItsOwnWelcome(Responder):
    """Its part before a session is open is another."""

    welcome: type[Welcome]

    def __post_init__(self) -> None:
        super().__post_init__()
        self._welcome = self.welcome(self.randomness, self.keys, self.identity)


class _GreetsOn(Welcome):
    def _end_pairing(self, message: bytes, now_us: int) -> Answer:
        greeted, begun = self._greeted, self._pairing
        answer = super()._end_pairing(message, now_us)
        self._greeted = greeted if begun is None else None
        return answer


class _PairsOnAfterASession(Welcome):
    def _open(self, message: bytes) -> Answer | NewSession:
        begun = self._pairing
        answer = super()._open(message)
        self._pairing = begun
        return answer


class _PairsOnAfterABeginning(Welcome):
    def _begin_pairing(self, message: bytes, now_us: int) -> Answer:
        begun = self._pairing
        answer = super()._begin_pairing(message, now_us)
        self._pairing = self._pairing or begun
        return answer


class KeepsAGreeting(_WithItsOwnWelcome):
    """The end of no pairing leaves the greeting good."""

    welcome = _GreetsOn


class PairsWithinASession(_WithItsOwnWelcome):
    """A pairing can be ended after its greeting was used for a session."""

    welcome = _PairsOnAfterASession


class PairsAfterABadBeginning(_WithItsOwnWelcome):
    """A pairing goes on after a PAIR_BEGIN that proved nothing."""

    welcome = _PairsOnAfterABeginning


class TakesEventsForSignsOfLife(Responder):
    """Its own events keep a session alive."""

    def tick(self, now_us: int) -> None:
        self.now_us = now_us
        super().tick(now_us)

    def hint(self, opcode: int, body: bytes) -> bytes:
        if self._session is not None:
            self._session.last_heard_us = self.now_us
        return super().hint(opcode, body)


class CountsEventsApart(Responder):
    """Its events have counters of their own."""

    def hint(self, opcode: int, body: bytes) -> bytes:
        session = self._session
        if session is None:
            return b""
        answers, session.next_counter = session.next_counter, 1
        event = super().hint(opcode, body)
        session.next_counter = answers
        return event


class TakesACodeTwice(PumpKeys):
    """A code that was used stays good."""

    def pair(self, public: bytes) -> None:
        self.learn(public)


class KnowsEverybody(PumpKeys):
    """Takes a programmer that it was never paired with for the one that it knows."""

    def programmer(self, known_as: bytes) -> bytes | None:
        known = super().programmer(known_as)
        return known if known is not None else super().programmer(self.first)

    first = b""

    def learn(self, public: bytes) -> None:
        super().learn(public)
        self.first = fingerprint(public)
