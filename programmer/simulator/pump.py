"""The simulated pump: its memory, its delivery, its alarms, and what it does when told."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from fractions import Fraction

from programmer.delivery.advance import advance, dose_rate_now
from programmer.delivery.state import Crossing, DeliveryState
from programmer.device.implant.codes import Status
from programmer.device.implant.messages.commands import Done
from programmer.randomness import Randomness
from programmer.simulator.log import PumpLog
from programmer.simulator.models import PumpModel
from programmer.simulator.tokens import TokenTable
from programmer.therapy.alarms import AlarmKind, Priority
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import (
    Battery,
    BatteryState,
    ChangedBy,
    Delivery,
    PumpEventKind,
    PumpIdentity,
    PumpStatus,
)
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, Nanolitres, PumpTime

FIRMWARE = "1.0"
STOPPED_TOO_LONG_US = 2 * MICROSECONDS_PER_DAY
_ERI_DAYS = 90
_ALARM_AT = {Crossing.LOW: AlarmKind.LOW_RESERVOIR, Crossing.EMPTY: AlarmKind.EMPTY_RESERVOIR}
_AlarmMoment = tuple[AlarmKind, PumpTime]


@dataclass(frozen=True, slots=True)
class FactoryState:
    """How a simulated pump starts its life."""

    serial: str
    model: PumpModel
    program: PumpProgram
    fill: Nanolitres
    made_days_ago: int = 0


def _new_epoch(now: PumpTime, randomness: Randomness) -> bytes:
    """Sixteen bytes that no other memory has: even one made from the same seed is made at another moment."""
    return hashlib.sha256(randomness.token_bytes(16) + str(now.value).encode()).digest()[:16]


class SimulatedPump:
    """One pump. Time passes only through ``advance_to``; every other call happens at the pump's present moment."""

    def __init__(self, factory: FactoryState, now: PumpTime, randomness: Randomness) -> None:
        self.model = factory.model
        self.identity = PumpIdentity(factory.serial, factory.model.name, FIRMWARE, simulated=True)
        epoch = _new_epoch(now, randomness)
        self.log = PumpLog(epoch)
        self.tokens = TokenTable(epoch)
        self.state_rev = 1
        self._canonical = encode_program(factory.program)
        self._delivery = DeliveryState(
            now, factory.program, True, factory.fill, Fraction(0), Nanolitres(0), Nanolitres(0)
        )
        self._since, self._by = now, ChangedBy.FACTORY
        self._alarms: set[AlarmKind] = set()
        self._battery_end = (
            now.value + (factory.model.battery_days - factory.made_days_ago) * MICROSECONDS_PER_DAY
        )
        self.log.write(now, PumpEventKind.MEMORY_MADE)
        self._notice_first_state()

    @property
    def canonical(self) -> bytes:
        """The bytes of the program in force."""
        return self._canonical

    @property
    def drug(self) -> DrugFill:
        """What the pump was told to hold. Only a refill can change it, and none is known to this pump yet."""
        return self._delivery.program.drug

    @property
    def active_hash(self) -> bytes:
        """The SHA-256 by which the program in force is named."""
        return program_hash(self._canonical)

    @property
    def reservoir(self) -> Nanolitres:
        """What the pump believes to be in the reservoir."""
        return self._delivery.reservoir

    @property
    def now(self) -> PumpTime:
        """The pump's clock."""
        return self._delivery.time

    def advance_to(self, until: PumpTime) -> None:
        """Let the pump live up to that moment of its own clock; earlier moments change nothing."""
        if until <= self.now:
            return
        self._delivery, reached = advance(self._delivery, until, self.model.limits.low_reservoir_mark)
        for level in reached:
            if level.crossing is Crossing.EMPTY:
                self._hold(ChangedBy.PUMP, level.time)
        self._raise_in_order([(_ALARM_AT[level.crossing], level.time) for level in reached] + self._due())

    def status(self) -> PumpStatus:
        """Everything that a STATUS answer tells."""
        running = self._delivery.running
        alarms = tuple(sorted(self._alarms, key=lambda kind: kind.value))
        return PumpStatus(
            pump_time=self.now,
            delivery=Delivery.RUNNING if running else Delivery.STOPPED,
            delivery_since=self._since,
            delivery_by=self._by,
            dose_rate=dose_rate_now(self._delivery),
            reservoir=self._delivery.reservoir,
            delivered_total=self._delivery.delivered_total,
            delivered_today=self._delivery.drug_today,
            battery=self._battery(),
            active_alarms=alarms,
            latched_alarms=alarms,
            log=self.log.position,
            program_hash=self.active_hash,
            state_rev=self.state_rev,
        )

    def install(self, program: PumpProgram, token: bytes) -> Done:
        """Make a program the one in force. Whether delivery runs stays as it is."""
        self._canonical = encode_program(program)
        self._delivery = replace(self._delivery, program=program)
        return self._done(PumpEventKind.PROGRAM_CHANGED, token + self.active_hash)

    def stop(self, token: bytes) -> Done:
        """Suspend delivery; the program stays. A pump that is stopped already stays so and says so."""
        if self._delivery.running:
            self._hold(ChangedBy.PROGRAMMER, self.now)
        return self._done(PumpEventKind.STOPPED, token)

    def resume(self, token: bytes) -> Done | Status:
        """Take delivery up again, unless it runs already or there is nothing to deliver."""
        if self._delivery.running or self._delivery.empty:
            return Status.CANNOT_RESUME
        self._delivery = replace(self._delivery, running=True)
        self._since, self._by = self.now, ChangedBy.PROGRAMMER
        self._clear(AlarmKind.STOPPED_TOO_LONG)
        return self._done(PumpEventKind.RESUMED, token)

    def _done(self, kind: PumpEventKind, detail: bytes) -> Done:
        self.state_rev += 1
        sequence = self.log.write(self.now, kind, detail)
        return Done(self.now, sequence, self.state_rev, self.active_hash)

    def _hold(self, by: ChangedBy, since: PumpTime) -> None:
        self._delivery = replace(self._delivery, running=False)
        self._since, self._by = since, by

    def _notice_first_state(self) -> None:
        """A pump can be made with little in it, with nothing, or with an old battery."""
        if self._delivery.empty:
            self._hold(ChangedBy.PUMP, self.now)
        marks = {
            AlarmKind.LOW_RESERVOIR: self.model.limits.low_reservoir_mark,
            AlarmKind.EMPTY_RESERVOIR: Nanolitres(0),
        }
        passed = [kind for kind, mark in marks.items() if self._delivery.reservoir <= mark]
        self._raise_in_order([(kind, self.now) for kind in (*passed, *(kind for kind, _ in self._due()))])

    def _due(self) -> list[_AlarmMoment]:
        """The alarms that time alone brings, and when each was due, as of now."""
        replace_from = self._battery_end - (_ERI_DAYS + 1) * MICROSECONDS_PER_DAY + 1
        due = [(AlarmKind.BATTERY_REPLACE, PumpTime(replace_from))]
        if not self._delivery.running:
            due.append((AlarmKind.STOPPED_TOO_LONG, PumpTime(self._since.value + STOPPED_TOO_LONG_US)))
        return [(kind, time) for kind, time in due if time <= self.now]

    def _raise_in_order(self, alarms: list[_AlarmMoment]) -> None:
        for kind, time in sorted(alarms, key=lambda alarm: (alarm[1], alarm[0].value)):
            self._raise(kind, time)

    def _raise(self, kind: AlarmKind, time: PumpTime) -> None:
        if kind in self._alarms:
            return
        self._alarms.add(kind)
        self.log.write(time, PumpEventKind.ALARM_RAISED, bytes([kind.value]))
        if kind.priority is Priority.HIGH:
            self.state_rev += 1

    def _clear(self, kind: AlarmKind) -> None:
        if kind in self._alarms:
            self._alarms.remove(kind)
            self.log.write(self.now, PumpEventKind.ALARM_CLEARED, bytes([kind.value]))

    def _battery_days(self) -> int:
        return max(0, (self._battery_end - self.now.value) // MICROSECONDS_PER_DAY)

    def _battery(self) -> Battery:
        days = self._battery_days()
        state = (
            BatteryState.GOOD
            if days > _ERI_DAYS
            else BatteryState.ERI
            if days
            else BatteryState.END_OF_SERVICE
        )
        return Battery(state, days)
