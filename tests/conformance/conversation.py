"""One conversation of the vectors, while it is held: every frame on the line, and what it says in clear."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from programmer.clock import ManualClock
from programmer.device.implant.driver import ImplantDriver
from programmer.telemetry.attention import Attention
from programmer.telemetry.exchange import AnswerReceived, Exchange, FrameSeen, PairingBegun
from programmer.telemetry.frames import RESPONSE, Frame
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.transceiver import Transceiver
from programmer.telemetry.trust import Trust
from tests.conformance.bench import PumpOfVectors, known_to_each_other
from tests.conformance.fixed import CODE, PROGRAMMER, FixedRandomness
from tests.conformance.standard import opcodes, statuses

Step = dict[str, Any]


@dataclass
class Conversation:
    """``steps`` are in the order of the line; ``paired``: both sides know each other from the start."""

    name: str
    shows: str
    clauses: list[str]
    paired: bool = True
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pump = PumpOfVectors(paired=self.paired)
        self.randomness = FixedRandomness(PROGRAMMER)
        self.trust: Trust = known_to_each_other()
        self.exchange = Exchange(self.randomness, self.trust, self._watch)
        self._said: Frame | None = None
        self._arriving: deque[Step] = deque()

    def do(self, what: str) -> None:
        """Something happens at the pump; an event that it sends arrives."""
        self.steps.append({"do": what})
        self.arrive(self.pump.do(what))

    def carry(self, line: bytes) -> bytes:
        """What the programmer's side has made goes to the pump; what comes back is still on its way."""
        self.steps.append({"to": "pump", "line": line.hex(), **self._clear(self._said)})
        reply = self.pump.hear(line)
        if reply:
            self.steps.append({"to": "programmer", "line": reply.hex()})
        return reply

    def arrive(self, line: bytes) -> list[object]:
        """A frame from the pump arrives, and is noted unless it was on its way already."""
        if line and self.steps[-1].get("line") != line.hex():
            self.steps.append({"to": "programmer", "line": line.hex()})
        return self.take(line)

    def take(self, line: bytes) -> list[object]:
        """The last frame of the pump is taken up."""
        if line:
            self._arriving.append(self.steps[-1])
        return [*self.exchange.receive(line)]

    def lose(self, line: bytes) -> None:
        """The pump's answer to these bytes is lost on its way."""
        self.carry(line)
        self.steps[-1]["lost"] = True

    def ask(self, opcode: int, payload: bytes = b"") -> AnswerReceived:
        """Ask within the session."""
        (answer,) = self.take(self.carry(self.exchange.request(opcode, payload)))
        assert isinstance(answer, AnswerReceived), answer
        return answer

    def open(self) -> None:
        """Greet the pump and open a session."""
        self.take(self.carry(self.exchange.greet()))
        self.take(self.carry(self.exchange.begin_session()))
        assert self.exchange.session_number

    def pair(self, code: PairingCode = CODE) -> object:
        """Greet the pump and pair with it; what the last step came to. Another code than the pump's is noted."""
        self.take(self.carry(self.exchange.greet()))
        reply = self.carry(self.exchange.begin_pairing(code))
        if code != CODE:
            self.steps[-2]["test_secret"] = code.secret.hex()
        (event,) = self.take(reply)
        if isinstance(event, PairingBegun):
            (event,) = self.take(self.carry(self.exchange.end_pairing()))
        return event

    def forge(self, line: bytes, because: str, clause: str) -> None:
        """Somebody else sends these bytes to the pump."""
        self.steps.append(
            {"to": "pump", "by": "somebody else", "line": line.hex(), "because": because, "clause": clause}
        )
        reply = self.pump.hear(line)
        self.steps[-1]["answer"] = reply.hex()

    def deceive(self, line: bytes, because: str, clause: str) -> None:
        """Somebody else sends these bytes to the programmer, and is not believed."""
        self.steps.append(
            {
                "to": "programmer",
                "by": "somebody else",
                "line": line.hex(),
                "because": because,
                "clause": clause,
            }
        )
        self.exchange.receive(line)

    def driver(self) -> ImplantDriver:
        """The product's driver, speaking on this line."""
        return ImplantDriver(Transceiver(_Line(self), self.exchange, ManualClock(), Attention()))

    def _watch(self, seen: FrameSeen) -> None:
        if seen.outgoing:
            self._said = seen.frame
        elif self._arriving and seen.frame is not None:
            self._arriving.popleft().update(self._clear(seen.frame))

    @staticmethod
    def _clear(frame: Frame | None) -> Step:
        assert frame is not None, "every frame of ours is shown to who watches"
        names = {request.code: name for name, request in opcodes().items()}
        said: Step = {
            "opcode": names.get(frame.opcode, f"{frame.opcode:#06x}"),
            "flags": frame.flags,
            "session": frame.session,
            "counter": frame.counter,
            "payload": frame.payload.hex(),
        }
        if frame.flags & RESPONSE and said["opcode"] != "VERSION_NOTICE":
            code = int.from_bytes(frame.payload[4:6], "little")
            said["status"] = next(name for name, (known, _) in statuses().items() if known == code)
        return said


class _Line:
    """The line of a conversation as a byte channel."""

    url = "vectors"

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._coming = b""

    def open(self) -> None:
        """It is always open."""

    def close(self) -> None:
        """And stays so."""

    def write(self, outgoing: bytes) -> None:
        self._coming = self._conversation.carry(outgoing)
        if self._coming:
            self._conversation._arriving.append(self._conversation.steps[-1])

    def read(self, timeout_us: int) -> bytes:
        coming, self._coming = self._coming, b""
        return coming
