"""The simulated pump: its memory, and what it does when told."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable

from programmer.delivery.alarm_table import alarm_table, blocks_programming
from programmer.delivery.engine import Engine
from programmer.delivery.hands import Hands
from programmer.delivery.happenings import (
    BolusRefused,
    BolusStarted,
    Happening,
)
from programmer.delivery.holding import MOTOR
from programmer.delivery.ledger import Totals
from programmer.device.implant.codes import BOLUS_REFUSALS, Status
from programmer.device.implant.messages.bolus_events import (
    encode_given,
)
from programmer.device.implant.messages.commands import Done
from programmer.device.implant.messages.orders import Checkpoint
from programmer.device.implant.messages.pump_events import (
    encode_acknowledged,
)
from programmer.randomness import Randomness
from programmer.simulator.acceptance import objection
from programmer.simulator.factory import FactoryState, PathFill, engine_of
from programmer.simulator.log import PumpLog
from programmer.simulator.log_writing import LogWriter
from programmer.simulator.tokens import TokenTable
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import (
    Battery,
    Delivery,
    PumpEventKind,
    PumpIdentity,
    PumpStatus,
)
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, Nanolitres, PumpTime

__all__ = ["FIRMWARE", "FactoryState", "PathFill", "SimulatedPump"]

FIRMWARE = "1.0"
# What happens in one go is written into the log before more does: a memory that is not endless.
_GO_US = 30 * MICROSECONDS_PER_DAY


def _new_epoch(now: PumpTime, randomness: Randomness) -> bytes:
    """Sixteen bytes that no other memory has: even one made from the same seed is made at another moment."""
    return hashlib.sha256(randomness.token_bytes(16) + str(now.value).encode()).digest()[:16]


class SimulatedPump:
    """One pump. Time passes only through ``advance_to`` and ``live_until``; every other call happens at its present
    moment. ``engine`` is its body: reading it changes nothing, and what is done to it goes through the pump."""

    def __init__(self, factory: FactoryState, now: PumpTime, randomness: Randomness) -> None:
        self.model = factory.model
        self.identity = PumpIdentity(factory.serial, factory.model.name, FIRMWARE, simulated=True)
        epoch = _new_epoch(now, randomness)
        self.log = PumpLog(epoch, factory.log_capacity, factory.log_used)
        self.tokens = TokenTable(epoch)
        self.engine: Engine = engine_of(factory, now)
        self._canonical = encode_program(factory.program)
        self._writer = LogWriter(self.engine, self.log, lambda: self.active_hash)
        self.hands = Hands(self.engine, self._writer.note)
        made = PumpTime(now.value - factory.memory_days_ago * MICROSECONDS_PER_DAY)
        self.log.write(made, PumpEventKind.MEMORY_MADE)
        self._writer.note()

    # ---- time ---------------------------------------------------------------------------------------------------

    @property
    def now(self) -> PumpTime:
        """The pump's clock."""
        return self.engine.pump_time

    @property
    def elapsed(self) -> int:
        """The pump's own microseconds, which no setting of the clock changes."""
        return self.engine.now

    def advance_to(self, until: PumpTime) -> None:
        """Let the pump live up to that moment of its own clock; earlier moments change nothing."""
        self.live_until(until.value - self.engine.motor.offset)

    def live_until(self, elapsed: int) -> None:
        """Let the pump live up to that elapsed moment; earlier ones change nothing."""
        while self.engine.now < elapsed:
            self.engine.advance(min(elapsed, self.engine.now + _GO_US))
            self._writer.note()

    def listen(self, listener: Callable[[Happening], None] | None) -> None:
        """Tell that listener of everything that happens from now on, in order, whether the pump knows it or not."""
        self._writer.listener = listener

    # ---- reading ------------------------------------------------------------------------------------------------

    @property
    def canonical(self) -> bytes:
        """The bytes of the program in force."""
        return self._canonical

    @property
    def active_hash(self) -> bytes:
        """The SHA-256 by which the program in force is named."""
        return program_hash(self._canonical)

    @property
    def state_rev(self) -> int:
        """Another number whenever what was read or staged before may be out of date."""
        return self._writer.state_rev

    @property
    def reservoir(self) -> Nanolitres:
        """What the pump believes to be in the reservoir."""
        return self.engine.believed

    def totals(self) -> Totals:
        """What is truly so."""
        return self.engine.totals()

    def status(self) -> PumpStatus:
        """Everything that a STATUS answer tells."""
        engine = self.engine
        alarms = sorted(engine.alarms, key=lambda kind: kind.value)
        return PumpStatus(
            pump_time=self.now,
            delivery=Delivery.STOPPED if self._writer.held else Delivery.RUNNING,
            delivery_since=self._writer.since,
            delivery_by=self._writer.by,
            dose_rate=engine.dose_rate,
            reservoir=engine.believed,
            delivered_total=engine.believed_delivered,
            delivered_today=engine.drug_today,
            battery=Battery(engine.battery_state, engine.battery_days_left),
            active_alarms=tuple(alarms),
            latched_alarms=tuple(kind for kind in alarms if alarm_table()[kind].latched),
            log=self.log.position,
            program_hash=self.active_hash,
            state_rev=self.state_rev,
            opening_left=Nanolitres(math.ceil(engine.opening_left)),
            mode_since=self._on_clock(engine.mode_since),
            bolus=engine.boluses[0].kind if engine.boluses else None,
            bolus_until=self._on_clock(engine.bolus_until),
            patient_boluses_today=engine.begun_in_last_day,
            lockout_until=self._on_clock(engine.lockout_until),
        )

    def objection(self, program: PumpProgram) -> Status | None:
        """Why it will not take this program, for what is in reservoir and path or for an alarm, or None."""
        if blocks_programming(self.engine.alarms):
            return Status.ALARM_BLOCKS
        return objection(self.engine.program, self.engine.opening_left, program)

    def _on_clock(self, elapsed: int | None) -> PumpTime | None:
        return None if elapsed is None else PumpTime(elapsed + self.engine.motor.offset)

    # ---- what it is told ----------------------------------------------------------------------------------------

    def press_button(self) -> BolusStarted | BolusRefused:
        """The patient asks for a bolus. Whatever comes of it is in the log."""
        return self.hands.press()

    def give(self, bolus: SingleBolus) -> BolusStarted | BolusRefused:
        """A clinician's single bolus, now."""
        answer = self.engine.give(bolus)
        self._writer.note_answer()
        return answer

    def install(self, program: PumpProgram, token: bytes) -> Done:
        """Make a program the one in force. Whether delivery is stopped stays as it is."""
        self._canonical = encode_program(program)
        self._writer.token = token
        self.engine.install(program)
        self._writer.note()
        return self._writer.done

    def stop(self, token: bytes) -> Done:
        """Suspend delivery; the program stays. A pump that is stopped already stays so and says so."""
        self._writer.token = token
        if self.engine.stopped:
            self._writer.finish(PumpEventKind.STOPPED, self.now, token)
        self.engine.stop()
        self._writer.note()
        return self._writer.done

    def resume(self, token: bytes) -> Done | Status:
        """Take delivery up again, unless it is not stopped, there is nothing to deliver, or an alarm is in the way."""
        self._writer.token = token
        if not self.engine.resume():
            return Status.CANNOT_RESUME
        self._writer.note()
        return self._writer.done

    def order_bolus(self, bolus: SingleBolus, token: bytes) -> Done | Status:
        """A programmer's single bolus, now; one that is refused leaves no trace."""
        answer = self.engine.give(bolus)
        if isinstance(answer, BolusRefused):
            self._writer.note_answer()
            # The link has one word for whatever holds delivery, an alarm's own hold or an empty reservoir too.
            return Status.BOLUS_STOPPED if self.engine.holds else BOLUS_REFUSALS[answer.reason]
        return self._obey(PumpEventKind.BOLUS_GIVEN, encode_given(token, bolus))

    def cancel_bolus(self, token: bytes) -> Done | Status:
        """Cut the single bolus that runs or waits."""
        if not self.engine.cancel_bolus():
            return Status.NO_BOLUS
        return self._obey(PumpEventKind.BOLUS_CANCELLED, token)

    def acknowledge(self, alarms: tuple[AlarmKind, ...], token: bytes) -> Done | Status:
        """A person has seen these alarms: those that are latched and over end, and nothing starts."""
        ended = self.engine.acknowledge(alarms)
        if not ended:
            return Status.NOTHING_TO_END
        return self._obey(PumpEventKind.ALARMS_ACKNOWLEDGED, encode_acknowledged(token, ended))

    def tell_refill(self, volume: Nanolitres) -> Done:
        """Tell it what is in its reservoir now."""
        self._do(lambda: self.engine.tell_refill(volume))
        return self._writer.done

    def set_clock(self, to: PumpTime) -> Done:
        """Set its clock."""
        self._do(lambda: self.engine.set_clock(to.value))
        return self._writer.done

    def mark(self, checkpoint: Checkpoint) -> Done | Status:
        """Write into the log where the programmer's records of this visit stand, once for each visit."""
        if self.log.holds_mark_of(checkpoint.visit):
            return Status.CHECKPOINT_MADE
        sequence = self.log.write(self.now, PumpEventKind.CHECKPOINT, checkpoint.encode())
        return Done(self.now, sequence, self.state_rev, self.active_hash)

    def interrogated(self) -> None:
        """Somebody has read its status."""
        self._do(self.engine.interrogated)

    # ---- what befalls it ----------------------------------------------------------------------------------------

    def stall(self, cause: str = MOTOR) -> None:
        """Its motor stands, for that cause too."""
        self._do(lambda: self.engine.stall(cause))

    def recover(self, cause: str = MOTOR) -> None:
        """That cause is over; its motor turns again once none is left."""
        self._do(lambda: self.engine.recover(cause))

    def occlude(self, on: bool) -> None:
        """Its path is blocked, or open again."""
        self._do(lambda: self.engine.occlude(on))

    def leak(self, ppm: int) -> None:
        """That share of what leaves it is lost at the connector."""
        self._do(lambda: self.engine.leak(ppm))

    def calibrate(self, ppm: int) -> None:
        """Each pulse moves so much more than it should."""
        self._do(lambda: self.engine.calibrate(ppm))

    def telemetry(self, on: bool) -> None:
        """A session begins or ends."""
        self._do(lambda: self.engine.telemetry(on))

    def interfere(self, on: bool) -> None:
        """Interference leaves it in telemetry mode."""
        self._do(lambda: self.engine.interfere(on))

    def memory_error(self) -> None:
        """Its program is spoilt."""
        self._do(self.engine.memory_error)

    def reset(self) -> None:
        """It starts anew: program, counters, commands done and log are kept, what is under way is cut, and delivery
        stays stopped until somebody resumes it."""
        self._do(self.engine.reset)

    def battery_left(self, days: int) -> bool:
        """Its battery has that many days left; False after its end of service, which nothing takes back."""
        can = self.engine.battery_left(days)
        self._writer.note()
        return can

    # ---- its log ------------------------------------------------------------------------------------------------

    def _do(self, act: Callable[[], None]) -> None:
        act()
        self._writer.note()

    def _obey(self, kind: PumpEventKind, detail: bytes) -> Done:
        """What was ordered is done: it is written down before what came of it."""
        self._writer.finish(kind, self.now, detail)
        self._writer.note()
        return self._writer.done
