"""What a simulated pump writes into its log of what happens to it, and what that makes of its state."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE
from programmer.delivery.engine import Engine
from programmer.delivery.happenings import (
    AlarmCleared,
    AlarmRaised,
    BolusFinished,
    BolusRefused,
    BolusStarted,
    ClockSet,
    Happening,
    Hold,
    HoldBegan,
    HoldEnded,
    OpeningFinished,
    ProgramChanged,
    RefillTold,
    Resumed,
    Stopped,
)
from programmer.device.implant.messages.bolus_events import encode_begun, encode_ended, encode_refused
from programmer.device.implant.messages.commands import Done
from programmer.device.implant.messages.pump_events import encode_clock_set, encode_refill_told
from programmer.simulator.log import PumpLog
from programmer.therapy.alarms import AlarmKind, Priority
from programmer.therapy.pump import BolusKind, ChangedBy, PumpEventKind
from programmer.therapy.quantities import Nanolitres, PumpTime

_SHOWN = {Hold.STOPPED, Hold.STALL, Hold.END_OF_SERVICE}
"""What a status tells as stopped; telemetry mode ends with the session that asks."""


class LogWriter:
    """Turns happenings of the engine into records, in order. ``since`` and ``by``: how delivery came to be as it is;
    ``token`` is that of the command that is being done, ``done`` the answer to the last one that was."""

    def __init__(self, engine: Engine, log: PumpLog, active_hash: Callable[[], bytes]) -> None:
        self._engine, self._log = engine, log
        self._active_hash = active_hash
        self.state_rev = 1
        self.since, self.by = engine.pump_time, ChangedBy.FACTORY
        self.token, self.done = b"", Done(engine.pump_time, 0, 1, active_hash())
        self.listener: Callable[[Happening], None] | None = None
        self._held: set[Hold] = set()
        self._answering = False

    @property
    def held(self) -> bool:
        """Whether a status tells delivery as stopped."""
        return bool(self._held)

    def note(self) -> None:
        """Write into the log what happened and the pump knows."""
        for one in self._engine.take_happened():
            self._write(one)
            if self.listener is not None:
                self.listener(one)

    def note_answer(self) -> None:
        """The same where who asked for a single bolus is answered: that it was refused is not written."""
        self._answering = True
        self.note()
        self._answering = False

    def finish(self, kind: PumpEventKind, time: PumpTime, detail: bytes) -> None:
        """A command is done, and changed the pump's state."""
        self.state_rev += 1
        sequence = self._log.write(time, kind, detail)
        self.done = Done(time, sequence, self.state_rev, self._active_hash())

    def _write(self, one: Happening) -> None:
        match one:
            case BolusStarted(_, time, kind):
                self._log.write(time, PumpEventKind.BOLUS_BEGUN, encode_begun(kind))
            case BolusFinished(_, time, kind, missing):
                self._log.write(
                    time, PumpEventKind.BOLUS_ENDED, encode_ended(kind, Nanolitres(ceil(missing)))
                )
            case BolusRefused(_, time, BolusKind.PATIENT, reason):
                self._log.write(time, PumpEventKind.BOLUS_REFUSED, encode_refused(reason))
            case BolusRefused(_, time, BolusKind.SINGLE) if not self._answering:
                # Nobody asked: the program opens with it, and all of it is missing.
                self._log.write(
                    time, PumpEventKind.BOLUS_ENDED, encode_ended(one.bolus, self._opening_volume())
                )
            case OpeningFinished(_, time):
                # The rate is another from now on, and what was staged for a pump that bridges is out of date.
                self._log.write(time, PumpEventKind.OPENING_FINISHED)
                self.state_rev += 1
            case ClockSet(_, time, before):
                self.finish(PumpEventKind.CLOCK_SET, time, encode_clock_set(before))
            case RefillTold(_, time, volume):
                self.finish(PumpEventKind.REFILL_TOLD, time, encode_refill_told(volume))
            case _:
                self._write_alarm(one)
                self._write_change(one)

    def _opening_volume(self) -> Nanolitres:
        portion = self._engine.motor.orders.boluses[BolusKind.SINGLE]
        per_nanolitre = self._engine.motor.orders.den * FEMTOLITRES_PER_NANOLITRE
        return Nanolitres(-(-portion.volume // per_nanolitre))

    def _write_alarm(self, one: Happening) -> None:
        match one:
            case AlarmRaised(_, time, alarm):
                self._write_bit(time, PumpEventKind.ALARM_RAISED, alarm)
                if alarm.priority is Priority.HIGH:
                    self.state_rev += 1
            case AlarmCleared(_, time, alarm):
                self._write_bit(time, PumpEventKind.ALARM_CLEARED, alarm)
            case _:
                pass

    def _write_bit(self, time: PumpTime, kind: PumpEventKind, alarm: AlarmKind) -> None:
        self._log.write(time, kind, bytes([alarm.value]))

    def _write_change(self, one: Happening) -> None:
        match one:
            case ProgramChanged(_, time):
                self.finish(PumpEventKind.PROGRAM_CHANGED, time, self.token + self._active_hash())
            case Stopped(_, time, by):
                self.since, self.by = time, by
                if by is ChangedBy.PROGRAMMER:
                    self.finish(PumpEventKind.STOPPED, time, self.token)
            case Resumed(_, time):
                self.since, self.by = time, ChangedBy.PROGRAMMER
                self.finish(PumpEventKind.RESUMED, time, self.token)
            case HoldBegan(_, time, hold):
                self._hold_began(time, hold)
            case HoldEnded(_, time, hold):
                self._hold_ended(time, hold)
            case _:
                pass

    def _hold_began(self, time: PumpTime, hold: Hold) -> None:
        if not self._held and hold in _SHOWN:
            self.since, self.by = time, ChangedBy.PUMP
        self._held |= {hold} & _SHOWN

    def _hold_ended(self, time: PumpTime, hold: Hold) -> None:
        self._held.discard(hold)
        if hold is Hold.STALL:
            self.state_rev += 1
            if not self._held:
                self.since, self.by = time, ChangedBy.PUMP
