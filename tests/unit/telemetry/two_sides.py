"""A programmer's half and a pump's half of the conversation, joined by hand."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from cobs import cobs
from fastcrc import crc32

from programmer.randomness import Randomness, SeededRandomness
from programmer.telemetry.exchange import AnswerReceived, Exchange, ExchangeEvent, Greeted, SessionOpened
from programmer.telemetry.frames import Frame, FrameDecoder
from programmer.telemetry.noise.keys import fingerprint, new_key_pair
from programmer.telemetry.pump_keys import PumpKeys
from programmer.telemetry.responder import Answer, Responder
from programmer.telemetry.trust import PairedPump, TrustInMemory
from programmer.telemetry.wire import Malformed

ASK = 0x0606
BAD = 0x0909
UNKNOWN = 0x3C3C
SECOND = 1_000_000
IDENTITY = b"who I am"


@dataclass
class Pump:
    """The pump's half: counts what it serves and answers with the payload turned round."""

    served: list[tuple[int, bytes]] = field(default_factory=list)
    sessions_ended: int = 0
    now_us: int = 0
    seed: int = 1

    def __post_init__(self) -> None:
        self._decoder = FrameDecoder()
        self.keys = PumpKeys(SeededRandomness(self.seed))
        self.responder = Responder(
            SeededRandomness(self.seed + 1000), self.keys, self._serve, lambda: IDENTITY, self._ended
        )

    def hear(self, incoming: bytes) -> bytes:
        events = self._decoder.receive(incoming)
        return b"".join(self.responder.handle(event, self.now_us) for event in events)

    def wait(self, duration_us: int) -> None:
        self.now_us += duration_us
        self.responder.tick(self.now_us)

    def introduce(self, trust: TrustInMemory) -> None:
        """Let the two know each other, as after a pairing."""
        public = self.keys.own.public
        self.keys.learn(trust.workstation().public)
        trust.remember(PairedPump(fingerprint(public), public, "T-1", 0))

    @property
    def distrusted(self) -> int:
        """How many frames were sound and not believed."""
        return sum(self.responder.distrusted.values())

    def _serve(self, opcode: int, payload: bytes) -> Answer:
        self.served.append((opcode, payload))
        if opcode == BAD:
            raise Malformed("not as it should be")
        return Answer(0x0505) if opcode == UNKNOWN else Answer(0x0303, payload[::-1])

    def _ended(self) -> None:
        self.sessions_ended += 1


def stranger(seed: int = 2, randomness: Randomness | None = None) -> Exchange:
    """A programmer that no pump knows; each seed is another one."""
    trust = TrustInMemory(new_key_pair(SeededRandomness(seed + 2000)))
    return Exchange(SeededRandomness(seed) if randomness is None else randomness, trust)


def programmer(pump: Pump, seed: int = 2, randomness: Randomness | None = None) -> Exchange:
    """A programmer that has been paired with this pump; each seed is another one."""
    exchange = stranger(seed, randomness)
    assert isinstance(exchange.trust, TrustInMemory)
    pump.introduce(exchange.trust)
    return exchange


def greet(exchange: Exchange, pump: Pump) -> Greeted:
    """Greet, and return what came of it."""
    (event,) = exchange.receive(pump.hear(exchange.greet()))
    assert isinstance(event, Greeted)
    return event


def open_session(exchange: Exchange, pump: Pump) -> SessionOpened:
    """Greet, prove who asks, and return what came of it."""
    greet(exchange, pump)
    (event,) = exchange.receive(pump.hear(exchange.begin_session()))
    assert isinstance(event, SessionOpened)
    return event


def ask(exchange: Exchange, pump: Pump, payload: bytes, opcode: int = ASK) -> list[ExchangeEvent]:
    return exchange.receive(pump.hear(exchange.request(opcode, payload)))


def answer(payload: bytes, status: int = 0x0303) -> list[AnswerReceived]:
    return [AnswerReceived(status, payload)]


def status_of(reply: bytes) -> int:
    """The status code of an answer in clear."""
    payload = frame_in(reply).payload
    return int.from_bytes(payload[4:6], "little")


def frame_in(encoded: bytes) -> Frame:
    """The one frame in these bytes."""
    (event,) = FrameDecoder().receive(encoded)
    assert isinstance(event, Frame)
    return event


def on_the_line(body: bytes) -> bytes:
    """A body, whatever it says, with a right checksum."""
    stuffed: bytes = cobs.encode(body + struct.pack("<I", crc32.iscsi(body)))
    return b"\x00" + stuffed + b"\x00"


def body_of(encoded: bytes) -> bytes:
    """What lies under stuffing and checksum."""
    plain: bytes = cobs.decode(encoded.strip(b"\x00"))
    return plain[:-4]


def sealed_by_pump(pump: Pump, frame: Frame) -> Frame:
    """That frame as the pump would seal it: by it only, so that what is wrong with it is what the test made wrong."""
    session = pump.responder._session
    assert session is not None
    return session.seal.seal(frame._replace(session=session.number))


def sealed_by_programmer(exchange: Exchange, frame: Frame) -> Frame:
    """That frame as the programmer would seal it."""
    session = exchange._session
    assert session is not None
    return session.seal.seal(frame._replace(session=session.number))


def opened_by_programmer(exchange: Exchange, frame: Frame) -> Frame:
    """The pump's frame in clear."""
    session = exchange._session
    assert session is not None
    opened = session.seal.open(frame)
    assert opened is not None
    return opened
