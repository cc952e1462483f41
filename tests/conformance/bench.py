"""Both sides of the vectors' conversations: the product's exchange, and its responder over a simulated pump."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from programmer.clock import ManualClock
from programmer.device.implant.codes import Opcode
from programmer.device.implant.messages.identity import encode_identity
from programmer.device.implant.messages.link_counters import LinkCounters
from programmer.simulator.pump import SimulatedPump
from programmer.simulator.requests import RequestDesk
from programmer.simulator.site import default_factory_state
from programmer.telemetry.codes import LinkOpcode
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.frames import FrameDecoder
from programmer.telemetry.noise.keys import fingerprint
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.pump_keys import PumpKeys
from programmer.telemetry.responder import Responder
from programmer.telemetry.trust import PairedPump, TrustInMemory
from programmer.telemetry.wire import PayloadWriter
from programmer.therapy.quantities import PumpTime
from tests.conformance.fixed import CODE, PROGRAMMER, PUMP, FixedRandomness, static_key

SERIAL = default_factory_state().serial
MADE = PumpTime(1_795_000_000_000_000)
SECOND = 1_000_000


def known_to_each_other() -> TrustInMemory:
    """The programmer of the vectors, paired with the pump of the vectors."""
    trust, public = TrustInMemory(static_key(PROGRAMMER)), static_key(PUMP).public
    trust.remember(PairedPump(fingerprint(public), public, SERIAL, 0))
    return trust


@dataclass
class PumpOfVectors:
    """The pump's side. ``do`` is what happens to it beside the line, by its words in the vectors."""

    paired: bool = True
    randomness: FixedRandomness = field(default_factory=lambda: FixedRandomness(PUMP))
    clock: ManualClock = field(default_factory=lambda: ManualClock(MADE.value))

    def __post_init__(self) -> None:
        self.pump = SimulatedPump(default_factory_state(), MADE, FixedRandomness("memory"))
        self.keys = PumpKeys(_KeysOfVectors())
        if self.paired:
            self.keys.learn(static_key(PROGRAMMER).public)
        desk = RequestDesk(self.pump, self.clock, self._counters)
        self.responder = Responder(
            self.randomness,
            self.keys,
            desk.serve,
            lambda: encode_identity(self.pump.identity),
            desk.drop_stage,
        )
        self._decoder = FrameDecoder()

    def hear(self, line: bytes) -> bytes:
        """What goes back on the line for what came over it."""
        self._live()
        now = self.clock.monotonic_us()
        return b"".join(self.responder.handle(event, now) for event in self._decoder.receive(line))

    def do(self, what: str) -> bytes:
        """Let something happen; what goes on the line by it, if anything."""
        return _BENCH[what](self)

    def _counters(self) -> LinkCounters:
        return LinkCounters(self.responder.distrusted, self.responder.dropped)

    def _pass(self, seconds: int) -> bytes:
        self.clock.wait_us(seconds * SECOND)
        self._live()
        return b""

    def _live(self) -> None:
        self.pump.live_until(MADE.value + self.clock.monotonic_us())

    def _show_code(self) -> bytes:
        self.keys.show_code(self.clock.monotonic_us())
        return b""

    def _start_anew(self) -> bytes:
        self.responder.reset()
        self.pump.reset()
        return b""

    def _hint(self) -> bytes:
        return self.responder.hint(Opcode.EVENT, PayloadWriter().u32(self.pump.state_rev).done())

    def _happen(self, act: Callable[[], object]) -> bytes:
        act()
        return b""


class _KeysOfVectors:
    """Gives a pump its test key, and the code of the vectors whenever it shows one."""

    def token_bytes(self, length: int) -> bytes:
        return {32: static_key(PUMP).private, 16: CODE.secret}[length]


_BENCH: dict[str, Callable[[PumpOfVectors], bytes]] = {
    "one second passes": lambda bench: bench._pass(1),
    "five seconds pass": lambda bench: bench._pass(5),
    "the pump shows the pairing code": PumpOfVectors._show_code,
    "the pump forgets every programmer": lambda bench: bench._happen(bench.keys.forget_all),
    "the pump sends an event": PumpOfVectors._hint,
    "the pump starts anew": lambda bench: bench._start_anew(),
    "the battery reaches its end of service": lambda bench: bench._happen(lambda: bench.pump.battery_left(0)),
    "the pump is refilled": lambda bench: bench._happen(
        lambda: bench.pump.tell_refill(bench.pump.model.limits.capacity)
    ),
    "the pump believes its reservoir at its low mark": lambda bench: bench._happen(
        lambda: bench.pump.tell_refill(bench.pump.model.limits.low_reservoir_mark)
    ),
}


def say_again(exchange: Exchange, opcode: int, session: int, payload: bytes, code: PairingCode) -> bytes:
    """Have the programmer's side make the frame that this request of the vectors was."""
    if session:
        return exchange.request(opcode, payload)
    steps: dict[int, Callable[[], bytes]] = {
        LinkOpcode.HELLO: exchange.greet,
        LinkOpcode.IDENT: exchange.identify,
        LinkOpcode.SESSION: exchange.begin_session,
        LinkOpcode.PAIR_BEGIN: lambda: exchange.begin_pairing(code),
        LinkOpcode.PAIR_END: exchange.end_pairing,
    }
    return steps[opcode]()
