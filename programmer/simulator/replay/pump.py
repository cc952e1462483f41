"""A pump that only remembers: greetings and sessions are its own, and every answer is one that was recorded."""

from __future__ import annotations

from programmer.clock import Clock
from programmer.randomness import Randomness
from programmer.simulator.replay.recorded import RecordedAnswers
from programmer.telemetry.frames import FrameDecoder, FrameEvent
from programmer.telemetry.pump_keys import PumpKeys
from programmer.telemetry.responder import Responder


class ReplayedPump:
    """Has keys of its own, and no therapy. ``recorded.identity`` has to be there."""

    def __init__(self, recorded: RecordedAnswers, clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._recorded = recorded
        self.keys = PumpKeys(randomness)
        self._responder = Responder(randomness, self.keys, recorded.next, self._identity, lambda: None)

    @property
    def pairing_code(self) -> str:
        """The code that it shows at this moment; empty if none."""
        code = self.keys.shown_code(self._clock.monotonic_us())
        return "" if code is None else code.shown()

    def show_pairing_code(self) -> str:
        """Have it show a code, good once and for ten minutes."""
        return self.keys.show_code(self._clock.monotonic_us()).shown()

    def line(self) -> ReplayedLine:
        """A way to reach it; all of them share its one session."""
        return ReplayedLine(self)

    def tick(self) -> None:
        """Let time pass: a silent session ends."""
        self._responder.tick(self._clock.monotonic_us())

    def answer(self, event: FrameEvent) -> bytes:
        """Take what came over a line; return the frame that answers it, empty for none."""
        return self._responder.handle(event, self._clock.monotonic_us())

    def _identity(self) -> bytes:
        identity = self._recorded.identity
        if identity is None:
            raise RuntimeError("a pump without identity is served")
        return identity


class ReplayedLine:
    """One line to it, without faults."""

    def __init__(self, pump: ReplayedPump) -> None:
        self._pump = pump
        self._decoder = FrameDecoder()

    def receive(self, incoming: bytes) -> bytes:
        """Take bytes, which may be none; return what answers them."""
        self._pump.tick()
        return b"".join([self._pump.answer(event) for event in self._decoder.receive(incoming)])

    def wait_us(self, at_most_us: int) -> int:
        """Nothing comes from here by itself."""
        return at_most_us

    def tick(self) -> None:
        """Let time pass at the pump."""
        self._pump.tick()
