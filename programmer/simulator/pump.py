"""The simulated pump: its memory, its delivery, its alarms, and what it does when told."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from fractions import Fraction

from programmer.delivery.advance import advance
from programmer.delivery.commands import install, resume, stop
from programmer.delivery.happenings import (
    BolusBegun,
    BolusEnded,
    Crossing,
    Happening,
    LevelReached,
    OpeningFinished,
)
from programmer.delivery.patient_bolus import BolusRefused, begun_in_last_day, lockout_until, request_bolus
from programmer.delivery.rates import bolus_end, dose_rate_now
from programmer.delivery.state import DeliveryState
from programmer.device.implant.codes import Status
from programmer.device.implant.messages.bolus_events import encode_begun, encode_ended, encode_refused
from programmer.device.implant.messages.commands import Done
from programmer.randomness import Randomness
from programmer.simulator.acceptance import objection
from programmer.simulator.log import PumpLog
from programmer.simulator.models import PumpModel
from programmer.simulator.tokens import TokenTable
from programmer.therapy.alarms import AlarmKind, Priority
from programmer.therapy.canonical import encode_program, program_hash
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


def _as_made(factory: FactoryState, now: PumpTime) -> DeliveryState:
    nothing, step = Nanolitres(0), factory.model.limits.flow_step
    return DeliveryState(
        now, factory.program, True, factory.fill, Fraction(0), nothing, nothing, flow_step=step
    )


@dataclass(frozen=True, slots=True)
class _AlarmDue:
    kind: AlarmKind
    time: PumpTime


_Row = Happening | _AlarmDue


def _place(row: _Row) -> tuple[PumpTime, int]:
    """Where it belongs in the log: by time; of one moment, alarms come last."""
    match row:
        case _AlarmDue(kind, time):
            return time, kind.value + 1
        case LevelReached(crossing, time):
            return time, _ALARM_AT[crossing].value + 1
        case BolusBegun() | BolusEnded() | OpeningFinished():
            return row.time, 0


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
        self._delivery = _as_made(factory, now)
        self._since, self._by = now, ChangedBy.FACTORY
        self._alarms: set[AlarmKind] = set()
        self._battery_end = (
            now.value + (factory.model.battery_days - factory.made_days_ago) * MICROSECONDS_PER_DAY
        )
        self.log.write(now, PumpEventKind.MEMORY_MADE)
        self._take(install(self._delivery, factory.program))
        self._notice_first_state()

    @property
    def canonical(self) -> bytes:
        """The bytes of the program in force."""
        return self._canonical

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
        self._delivery, happened = advance(self._delivery, until, self.model.limits.low_reservoir_mark)
        reached = [one for one in happened if isinstance(one, LevelReached)]
        for level in reached:
            if level.crossing is Crossing.EMPTY:
                self._hold(ChangedBy.PUMP, level.time)
        self._write_in_order([*happened, *self._due()])

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
            opening_left=Nanolitres(math.ceil(self._delivery.opening_left)),
            mode_since=self._delivery.mode_since,
            bolus=self._delivery.boluses[0].kind if self._delivery.boluses else None,
            bolus_until=bolus_end(self._delivery),
            patient_boluses_today=begun_in_last_day(self._delivery),
            lockout_until=lockout_until(self._delivery),
        )

    def objection(self, program: PumpProgram) -> Status | None:
        """Why it will not take this program for what is in reservoir and path, or None."""
        return objection(self._delivery, program)

    def press_button(self) -> BolusBegun | BolusRefused:
        """The patient asks for a bolus. Whatever comes of it is in the log."""
        self._delivery, answer = request_bolus(self._delivery, self.model.limits.low_reservoir_mark)
        if isinstance(answer, BolusBegun):
            self._write(answer)
        else:
            self.log.write(self.now, PumpEventKind.BOLUS_REFUSED, encode_refused(answer.reason))
        return answer

    def install(self, program: PumpProgram, token: bytes) -> Done:
        """Make a program the one in force. Whether delivery runs stays as it is."""
        self._canonical = encode_program(program)
        done = self._done(PumpEventKind.PROGRAM_CHANGED, token + self.active_hash)
        self._take(install(self._delivery, program))
        return done

    def stop(self, token: bytes) -> Done:
        """Suspend delivery; the program stays. A pump that is stopped already stays so and says so."""
        if self._delivery.running:
            self._hold(ChangedBy.PROGRAMMER, self.now)
        return self._done(PumpEventKind.STOPPED, token)

    def resume(self, token: bytes) -> Done | Status:
        """Take delivery up again, unless it runs already or there is nothing to deliver."""
        if self._delivery.running or self._delivery.empty:
            return Status.CANNOT_RESUME
        self._since, self._by = self.now, ChangedBy.PROGRAMMER
        self._clear(AlarmKind.STOPPED_TOO_LONG)
        done = self._done(PumpEventKind.RESUMED, token)
        self._take(resume(self._delivery))
        return done

    def reset(self) -> None:
        """Start anew: program, counters, commands done and log are kept, what is under way is cut, and delivery
        stays stopped until somebody resumes it."""
        if self._delivery.running:
            self._hold(ChangedBy.PUMP, self.now)
        self.state_rev += 1

    def _done(self, kind: PumpEventKind, detail: bytes) -> Done:
        self.state_rev += 1
        sequence = self.log.write(self.now, kind, detail)
        return Done(self.now, sequence, self.state_rev, self.active_hash)

    def _hold(self, by: ChangedBy, since: PumpTime) -> None:
        self._take(stop(self._delivery))
        self._since, self._by = since, by

    def _take(self, changed: tuple[DeliveryState, list[Happening]]) -> None:
        self._delivery, happened = changed
        for one in happened:
            self._write(one)

    def _write_in_order(self, rows: list[_Row]) -> None:
        for row in sorted(rows, key=_place):
            self._write(row)

    def _write(self, one: _Row) -> None:
        match one:
            case BolusBegun(kind, time):
                self.log.write(time, PumpEventKind.BOLUS_BEGUN, encode_begun(kind))
            case BolusEnded(kind, time, missing):
                self.log.write(time, PumpEventKind.BOLUS_ENDED, encode_ended(kind, missing))
            case OpeningFinished(time):
                # The rate is another from now on, and what was staged for a pump that bridges is out of date.
                self.log.write(time, PumpEventKind.OPENING_FINISHED)
                self.state_rev += 1
            case LevelReached(crossing, time):
                self._raise(_ALARM_AT[crossing], time)
            case _AlarmDue(alarm, time):
                self._raise(alarm, time)

    def _notice_first_state(self) -> None:
        """A pump can be made with little in it, with nothing, or with an old battery."""
        if self._delivery.empty:
            self._hold(ChangedBy.PUMP, self.now)
        marks = {
            AlarmKind.LOW_RESERVOIR: self.model.limits.low_reservoir_mark,
            AlarmKind.EMPTY_RESERVOIR: Nanolitres(0),
        }
        passed = [kind for kind, mark in marks.items() if self._delivery.reservoir <= mark]
        self._write_in_order([_AlarmDue(kind, self.now) for kind in passed])
        self._write_in_order([_AlarmDue(due.kind, self.now) for due in self._due()])

    def _due(self) -> list[_AlarmDue]:
        """The alarms that time alone brings, and when each was due, as of now."""
        replace_from = self._battery_end - (_ERI_DAYS + 1) * MICROSECONDS_PER_DAY + 1
        due = [_AlarmDue(AlarmKind.BATTERY_REPLACE, PumpTime(replace_from))]
        if not self._delivery.running:
            too_long = PumpTime(self._since.value + STOPPED_TOO_LONG_US)
            due.append(_AlarmDue(AlarmKind.STOPPED_TOO_LONG, too_long))
        return [one for one in due if one.time <= self.now]

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
