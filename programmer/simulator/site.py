"""Where a simulated pump lives: its therapy clock, its radio, and the lines that reach it."""

from __future__ import annotations

from programmer.clock import Clock
from programmer.device.implant.messages.identity import encode_identity
from programmer.randomness import Randomness
from programmer.simulator.models import REFERENCE_20, REFERENCE_40, pump_model
from programmer.simulator.pump import FactoryState, SimulatedPump
from programmer.simulator.requests import RequestDesk
from programmer.telemetry.frames import FrameDecoder
from programmer.telemetry.responder import Responder
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, Nanolitres, PumpTime

DEFAULT_SERIAL = "RF20-10432"
# A pump in a process of its own is another pump than the one inside the window, and must not be taken for it.
SERVED_SERIAL = "RF20-20764"
LARGE_SERIAL = "RF40-30518"


def default_factory_state(serial: str = DEFAULT_SERIAL) -> FactoryState:
    """A Reference 20 with 20 mL of baclofen 500 mcg/mL, running at 90 mcg per day."""
    drug = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
    program = PumpProgram(drug, Continuous(NanogramsPerDay(90_000)))
    return FactoryState(serial, pump_model(), program, Nanolitres(20_000_000), made_days_ago=1035)


def large_factory_state() -> FactoryState:
    """A Reference 40, which delivers in whole steps, with 40 mL of morphine 20 mg/mL, running at 4.8 mg per day."""
    drug = DrugFill("morphine", NanogramsPerMillilitre(20_000_000))
    program = PumpProgram(drug, Continuous(NanogramsPerDay(4_800_000)))
    model, fill = pump_model(REFERENCE_40), Nanolitres(40_000_000)
    return FactoryState(LARGE_SERIAL, model, program, fill, made_days_ago=400)


FACTORY_STATES = {REFERENCE_20: default_factory_state, REFERENCE_40: large_factory_state}
"""How each simulated pump inside the program begins its life, by its model."""


class PumpSite:
    """A pump and its clocks: therapy runs ``speed`` times as fast as the link, whose timers stay as they are."""

    def __init__(self, factory: FactoryState, clock: Clock, randomness: Randomness, speed: int = 1) -> None:
        self._clock = clock
        self._speed = speed
        self._since_link_us = clock.monotonic_us()
        self._since_pump_us = clock.utc_us() + clock.local_offset_us()
        self.pump = SimulatedPump(factory, PumpTime(self._since_pump_us), randomness)
        self._desk = RequestDesk(self.pump, clock)
        self._responder = Responder(
            randomness, self._desk.serve, lambda: encode_identity(self.pump.identity), self._desk.drop_stage
        )

    def line(self) -> PumpLine:
        """Another way to reach the pump; all of them share its one session."""
        return PumpLine(self)

    def run_at(self, speed: int) -> None:
        """From now on therapy runs that many times as fast as the link."""
        self.tick()
        self._since_link_us = self._clock.monotonic_us()
        self._since_pump_us = self.pump.now.value
        self._speed = speed

    def tick(self) -> None:
        """Let both clocks catch up."""
        elapsed = self._clock.monotonic_us() - self._since_link_us
        self.pump.advance_to(PumpTime(self._since_pump_us + elapsed * self._speed))
        self._responder.tick(self._clock.monotonic_us())

    def answer(self, incoming: bytes, decoder: FrameDecoder) -> bytes:
        """Take bytes that came over a line with this decoder; return the bytes that answer them."""
        self.tick()
        now = self._clock.monotonic_us()
        return b"".join(self._responder.handle(event, now) for event in decoder.receive(incoming))


class PumpLine:
    """One line to a simulated pump."""

    def __init__(self, site: PumpSite) -> None:
        self._site = site
        self._decoder = FrameDecoder()

    def receive(self, incoming: bytes) -> bytes:
        """Take bytes; return the bytes that answer them."""
        return self._site.answer(incoming, self._decoder)

    def tick(self) -> None:
        """Let time pass at the pump."""
        self._site.tick()
