"""A programmer's half and a pump's half of the conversation, joined by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from programmer.randomness import SeededRandomness
from programmer.telemetry.exchange import AnswerReceived, Exchange, ExchangeEvent, SessionOpened
from programmer.telemetry.frames import Frame, FrameDecoder
from programmer.telemetry.responder import Answer, Responder
from programmer.telemetry.wire import Malformed

ASK = 0x0606
BAD = 0x0909
UNKNOWN = 0x3C3C
SECOND = 1_000_000


@dataclass
class Pump:
    """The pump's half: counts what it serves and answers with the payload turned round."""

    served: list[tuple[int, bytes]] = field(default_factory=list)
    sessions_ended: int = 0
    now_us: int = 0

    def __post_init__(self) -> None:
        self._decoder = FrameDecoder()
        self.responder = Responder(SeededRandomness(1), self._serve, lambda: b"who I am", self._ended)

    def hear(self, incoming: bytes) -> bytes:
        events = self._decoder.receive(incoming)
        return b"".join(self.responder.handle(event, self.now_us) for event in events)

    def wait(self, duration_us: int) -> None:
        self.now_us += duration_us
        self.responder.tick(self.now_us)

    def _serve(self, opcode: int, payload: bytes) -> Answer:
        self.served.append((opcode, payload))
        if opcode == BAD:
            raise Malformed("not as it should be")
        return Answer(0x0505) if opcode == UNKNOWN else Answer(0x0303, payload[::-1])

    def _ended(self) -> None:
        self.sessions_ended += 1


def programmer(seed: int = 2) -> Exchange:
    return Exchange(SeededRandomness(seed))


def open_session(exchange: Exchange, pump: Pump) -> SessionOpened:
    """Greet, and return what came of it."""
    (event,) = exchange.receive(pump.hear(exchange.greet()))
    assert isinstance(event, SessionOpened)
    return event


def ask(exchange: Exchange, pump: Pump, payload: bytes, opcode: int = ASK) -> list[ExchangeEvent]:
    return exchange.receive(pump.hear(exchange.request(opcode, payload)))


def answer(payload: bytes, status: int = 0x0303) -> list[AnswerReceived]:
    return [AnswerReceived(status, payload)]


def frame_in(encoded: bytes) -> Frame:
    """The one frame in these bytes."""
    (event,) = FrameDecoder().receive(encoded)
    assert isinstance(event, Frame)
    return event
