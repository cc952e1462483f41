"""A second programmer, which greets the pump when nobody expects it and sometimes changes what it does."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from programmer.clock import Clock
from programmer.device.driver import StagedReadback, no_progress
from programmer.device.implant.driver import ImplantDriver
from programmer.randomness import Randomness
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import Act
from programmer.telemetry.attention import Attention
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.frames import FrameDecoder, FrameEvent
from programmer.telemetry.links.memory_link import Endpoint, MemoryLink
from programmer.telemetry.noise.keys import new_key_pair
from programmer.telemetry.transceiver import Transceiver
from programmer.telemetry.trust import Trust, TrustInMemory
from programmer.therapy.canonical import decode_program, encode_program
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.pump import PumpStatus
from programmer.therapy.quantities import NanogramsPerDay

_TOKEN_LENGTH = 16


class OtherLine:
    """The second programmer's way to the pump: every frame is handled at once, and no fault strikes."""

    def __init__(self, handle: Callable[[FrameEvent], bytes]) -> None:
        self._handle = handle
        self._decoder = FrameDecoder()

    def receive(self, incoming: bytes) -> bytes:
        """Take bytes; return the bytes that answer them."""
        return b"".join(self._handle(event) for event in self._decoder.receive(incoming))

    def tick(self) -> None:
        """It speaks within one moment."""


class OtherProgrammer:
    """Speaks the protocol as any programmer does, over a line of its own that has no faults."""

    def __init__(
        self, endpoint: Endpoint, clock: Clock, randomness: Randomness, introduce: Callable[[Trust], None]
    ) -> None:
        self._randomness = randomness
        self._introduce = introduce
        self._clock = clock
        self._endpoint = endpoint

    @cached_property
    def _driver(self) -> ImplantDriver:
        """Made when it first acts: a pump that never meets a second programmer does not know one."""
        trust = TrustInMemory(new_key_pair(self._randomness))
        self._introduce(trust)
        link = MemoryLink("simulated:second-programmer", self._endpoint, self._clock)
        exchange = Exchange(self._randomness, trust)
        return ImplantDriver(Transceiver(link, exchange, self._clock, Attention()))

    def act(self, fault: Fault) -> None:
        """Greet the pump, do what the fault says, and fall silent. What the pump refuses stays undone."""
        self._driver.new_session()
        match fault.act:
            case Act.STOP:
                self._driver.stop(self._token())
            case Act.RESUME:
                status = self._driver.status()
                self._driver.resume(status.program_hash, status.state_rev, self._token())
            case Act.PROGRAM:
                self._write(fault.program)
            case Act.GREET | None:
                pass
        self._driver.disconnect()

    def _write(self, program: PumpProgram | None) -> None:
        status = self._driver.status()
        wanted = program or self._a_tenth_less(status)
        if wanted is None:
            return
        canonical = encode_program(wanted)
        staged = self._driver.stage(canonical, status.program_hash, status.state_rev, no_progress)
        if isinstance(staged, StagedReadback):
            self._driver.commit(staged, status.program_hash, status.state_rev, self._token())

    def _a_tenth_less(self, status: PumpStatus) -> PumpProgram | None:
        """The drugs of the program in force, at nine tenths of the dose per day that runs now; None if none does."""
        if status.dose_rate.value == 0:
            return None
        in_force = decode_program(self._driver.read_program()[0])
        dose = NanogramsPerDay(status.dose_rate.value * 9 // 10)
        return PumpProgram(in_force.drug, Continuous(dose), in_force.others)

    def _token(self) -> bytes:
        return self._randomness.token_bytes(_TOKEN_LENGTH)
