"""A pump put together from its parts, any of which a test may break, and a trial of it without waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, Self

from programmer.clock import ManualClock
from programmer.conformance.finding import Report
from programmer.conformance.trial import Trial
from programmer.device.implant.codes import Opcode
from programmer.device.implant.messages.identity import encode_identity
from programmer.device.implant.messages.link_counters import LinkCounters
from programmer.randomness import Randomness, SeededRandomness
from programmer.simulator.pump import SimulatedPump
from programmer.simulator.requests import RequestDesk
from programmer.simulator.site import default_factory_state
from programmer.telemetry.frames import FrameDecoder, FrameEvent
from programmer.telemetry.links.memory_link import MemoryLink
from programmer.telemetry.noise.keys import fingerprint
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.pump_keys import PumpKeys
from programmer.telemetry.responder import Responder
from programmer.telemetry.trust import PairedPump
from programmer.therapy.pump import PumpIdentity
from programmer.therapy.quantities import PumpTime
from tests.support.trusted import stranger

URL = "memory:bench"
_RECORDS = 30


class Decoder(Protocol):
    """What makes frames of bytes."""

    def receive(self, received: bytes) -> list[FrameEvent]:
        """Take more bytes; return what they complete."""
        ...


class BenchPump:
    """The far end of a line in memory. A part that is not given is the product's own."""

    def __init__(
        self,
        *,
        desk: type[RequestDesk] = RequestDesk,
        responder: type[Responder] = Responder,
        keys: type[PumpKeys] = PumpKeys,
        decoder: Callable[[], Decoder] = FrameDecoder,
        randomness: Randomness | None = None,
        outgoing: Callable[[bytes], bytes] = bytes,
        keeps_stages: bool = False,
        simulated: bool = True,
        hints: bool = True,
    ) -> None:
        self.hints = hints
        self.clock = ManualClock()
        self._made_us = self.clock.utc_us()
        self.pump = SimulatedPump(default_factory_state(), PumpTime(self._made_us), SeededRandomness(1))
        for _ in range(_RECORDS):
            self.pump.press_button()
        source = randomness or SeededRandomness(2)
        self.keys = keys(source)
        self.desk = desk(self.pump, self.clock, self._counters)
        self._decoder, self._outgoing = decoder(), outgoing
        ended = (lambda: None) if keeps_stages else self.desk.drop_stage
        self.responder = responder(source, self.keys, self.desk.serve, self._identity, ended)
        if not simulated:
            said = self.pump.identity
            self.pump.identity = PumpIdentity(said.serial, said.model, said.firmware, simulated=False)
        self._told_rev = self.pump.state_rev
        self.heard: list[FrameEvent] = []
        self.trust = stranger()
        self._trials = 100

    def paired(self) -> Self:
        """The same, known to the programmer that tries it."""
        self.keys.learn(self.trust.workstation().public)
        public = self.keys.own.public
        self.trust.remember(PairedPump(fingerprint(public), public, self.pump.identity.serial, 0))
        return self

    def tried(self, *, bench: bool = False, code: PairingCode | None = None) -> Report:
        """What a trial finds."""
        line = MemoryLink(URL, self, self.clock)
        self._trials += 1
        return Trial(line, self.clock, SeededRandomness(self._trials), self.trust, code, bench).run()

    def receive(self, incoming: bytes) -> bytes:
        """Take bytes; return what answers them."""
        self.tick()
        events = self._decoder.receive(incoming)
        self.heard += events
        said = self._hint()
        said += b"".join(self.responder.handle(event, self.clock.monotonic_us()) for event in events)
        self._told_rev = self.pump.state_rev
        return self._outgoing(said)

    def _hint(self) -> bytes:
        """An event where the pump has changed by itself."""
        if not self.hints or self.pump.state_rev == self._told_rev:
            return b""
        return self.responder.hint(Opcode.EVENT, self.pump.state_rev.to_bytes(4, "little"))

    def tick(self) -> None:
        """Therapy goes as fast as the link."""
        self.pump.advance_to(PumpTime(self._made_us + self.clock.monotonic_us()))
        self.responder.tick(self.clock.monotonic_us())

    def _identity(self) -> bytes:
        return encode_identity(self.pump.identity)

    def _counters(self) -> LinkCounters:
        return LinkCounters(self.responder.distrusted, self.responder.dropped)
