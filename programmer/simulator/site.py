"""Where a simulated pump lives: its therapy clock, its radio, and the lines that reach it."""

from __future__ import annotations

from collections.abc import Callable

from programmer.clock import Clock
from programmer.device.implant.codes import Opcode
from programmer.device.implant.messages.identity import encode_identity
from programmer.device.implant.messages.link_counters import LinkCounters
from programmer.randomness import Randomness
from programmer.simulator.faults.conditions import DriftingLife
from programmer.simulator.faults.desk import FaultyDesk, PumpReset
from programmer.simulator.faults.kinds import Direction, FaultKind
from programmer.simulator.faults.other_programmer import OtherLine, OtherProgrammer
from programmer.simulator.faults.passage import LineFaults
from programmer.simulator.faults.switches import FaultSwitches, Moment
from programmer.simulator.line import PumpLine
from programmer.simulator.models import REFERENCE_20, REFERENCE_40, pump_model
from programmer.simulator.pump import FactoryState, SimulatedPump
from programmer.simulator.requests import RequestDesk
from programmer.telemetry.frames import SECURED, Frame, FrameEvent
from programmer.telemetry.noise.keys import fingerprint
from programmer.telemetry.pump_keys import PumpKeys
from programmer.telemetry.responder import Answer, Responder
from programmer.telemetry.trust import PairedPump, Trust
from programmer.telemetry.wire import PayloadWriter
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
    """A pump and its clocks: therapy runs ``speed`` times as fast as the link, whose timers stay as they are.

    ``faults`` are the switches of this pump and of every line to it. ``timeline``, where a scenario has set it, is
    told at each tick how far therapy is about to live (true microseconds since the site was made); it may let
    the pump live to earlier moments of its own choice and act there.
    """

    def __init__(
        self, pump: FactoryState | SimulatedPump, clock: Clock, randomness: Randomness, speed: int = 1
    ) -> None:
        self._clock = clock
        self._speed = speed
        if isinstance(pump, FactoryState):
            made = PumpTime(clock.utc_us() + clock.local_offset_us())
            pump = SimulatedPump(pump, made, randomness)
        self.pump = pump
        self.faults = FaultSwitches(randomness, self._moment)
        self.bits_per_second = 0
        """How fast lines are that are made from now on; 0: bytes take no time."""
        self.timeline: Callable[[int], None] | None = None
        self._life = DriftingLife(pump, self.faults)
        self._since_link_us, self._since_elapsed_us = clock.monotonic_us(), 0
        self._desk = RequestDesk(pump, clock, self._counters)
        self._faulty_desk = FaultyDesk(self._desk.serve, lambda: self.pump.log, self.faults, randomness)
        self._line_faults = LineFaults(self.faults, randomness)
        self.keys = PumpKeys(randomness)
        self._responder = Responder(
            randomness,
            self.keys,
            self._serve,
            lambda: encode_identity(self.pump.identity),
            self._desk.drop_stage,
        )
        self._other = OtherProgrammer(OtherLine(self._handle), clock, randomness, self.introduce)
        self._other_speaks = False
        self._expecting: list[PumpLine] = []
        self._in_session = False
        self._session_line: PumpLine | None = None
        self._hinted_rev = pump.state_rev

    @property
    def link_us(self) -> int:
        """The link's time: the monotonic clock of the machine."""
        return self._clock.monotonic_us()

    @property
    def elapsed_us(self) -> int:
        """How long the pump has lived since the site was made, in true microseconds of therapy."""
        return self._life.elapsed_us

    def true_moment(self, own_us: int) -> int:
        """The true moment since the site was made at which the pump's own elapsed time came to that."""
        return self._life.true_moment(own_us)

    def _counters(self) -> LinkCounters:
        return LinkCounters(self._responder.distrusted, self._responder.dropped)

    def _moment(self) -> Moment:
        return Moment(self.link_us, self.pump.now, self.pump.elapsed)

    def introduce(self, trust: Trust) -> None:
        """Pair that programmer with the pump at the bench, without a code: what a factory can do."""
        self.keys.learn(trust.workstation().public)
        public = self.keys.own.public
        serial = self.pump.identity.serial
        trust.remember(PairedPump(fingerprint(public), public, serial, self._clock.utc_us()))

    @property
    def pairing_code(self) -> str:
        """The code that the pump shows at this moment; empty if none."""
        code = self.keys.shown_code(self.link_us)
        return "" if code is None else code.shown()

    def show_pairing_code(self) -> str:
        """Somebody is at the pump and has it show a code, good once and for ten minutes of the link's time."""
        return self.keys.show_code(self.link_us).shown()

    def line(self) -> PumpLine:
        """Another way to reach the pump; all of them share its one session."""
        return PumpLine(self, self._line_faults, self.bits_per_second)

    @property
    def speed(self) -> int:
        """How many times as fast as the link therapy runs; 0 where it pauses."""
        return self._speed

    def run_at(self, speed: int) -> None:
        """From now on therapy runs that many times as fast as the link; at 0 it pauses."""
        self.tick()
        self._since_link_us, self._since_elapsed_us = self.link_us, self.elapsed_us
        self._speed = speed

    def skip(self, span_us: int) -> None:
        """Let the pump live so much of its time at once, however fast it runs."""
        self.tick()
        self._since_link_us, self._since_elapsed_us = self.link_us, self.elapsed_us + span_us
        self.tick()

    def live_until(self, elapsed_us: int) -> None:
        """Let the pump live to that true moment, with whatever conditions hold; earlier ones change nothing."""
        self._life.live_until(elapsed_us)

    def tick(self) -> None:
        """Let both clocks catch up, and deliver what is due on any line."""
        elapsed_us = self._since_elapsed_us + (self.link_us - self._since_link_us) * self._speed
        if self.timeline is not None:
            self.timeline(elapsed_us)
        self.live_until(elapsed_us)
        self._responder.tick(self.link_us)
        self._notice_session()
        self._hint()
        expecting, self._expecting = self._expecting, []
        for line in expecting:
            line.deliver()
            if line.expecting:
                self.expect(line)

    def expect(self, line: PumpLine) -> None:
        """Something is in the air on this line, and arrives even when the line is gone by then."""
        if line not in self._expecting:
            self._expecting.append(line)

    def answer(self, event: FrameEvent) -> bytes:
        """Take what came over a line; return the frame that answers it, empty for none."""
        opcode = event.opcode if isinstance(event, Frame) else None
        self._let_other_speak(opcode, Direction.REQUEST)
        reply = self._handle(event)
        self._let_other_speak(opcode, Direction.REPLY)
        # Who is answered learns it from the answer.
        self._hinted_rev = self.pump.state_rev
        return reply

    def answered(self, event: FrameEvent, line: PumpLine) -> None:
        """Whoever holds the session is at the line over which the session last spoke."""
        if isinstance(event, Frame) and event.flags & SECURED and self._responder.holds(event.session):
            self._session_line = line

    def _hint(self) -> None:
        """Tell who holds the session that the pump's state has moved on by itself; a hint and nothing more."""
        if self.pump.state_rev == self._hinted_rev:
            return
        self._hinted_rev = self.pump.state_rev
        if self._session_line is not None:
            body = PayloadWriter().u32(self.pump.state_rev).done()
            self._session_line.send_home(self._responder.hint(Opcode.EVENT, body))

    def _handle(self, event: FrameEvent) -> bytes:
        try:
            reply = self._responder.handle(event, self.link_us)
        except PumpReset:
            self._responder.reset()
            self.pump.reset()
            reply = b""
        self._notice_session()
        return reply

    def _notice_session(self) -> None:
        """A session puts the pump into telemetry mode. Its end sets right, too, what interference had left on."""
        if self._responder.session_open == self._in_session:
            return
        self._in_session = self._responder.session_open
        self.pump.telemetry(self._in_session)
        if not self._in_session:
            self.pump.interfere(False)
            self._session_line = None

    def _serve(self, opcode: int, payload: bytes) -> Answer:
        """What the second programmer asks is served without faults: it is one itself."""
        desk = self._desk if self._other_speaks else self._faulty_desk
        return desk.serve(opcode, payload)

    def _let_other_speak(self, opcode: int | None, way: Direction) -> None:
        for fault in self.faults.offer(FaultKind.SECOND_PROGRAMMER, opcode, way):
            self._other_speaks = True
            try:
                self._other.act(fault)
            finally:
                self._other_speaks = False
