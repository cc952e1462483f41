"""What holds delivery, what alarms there are, and what each of them does."""

from __future__ import annotations

from programmer.delivery.alarm_table import blocks_boluses, stops_basal
from programmer.delivery.core import ERI_DAYS, NEVER
from programmer.delivery.courses import HELD_BACK, Courses
from programmer.delivery.happenings import (
    AlarmCleared,
    AlarmRaised,
    EmptyReservoir,
    Hold,
    HoldBegan,
    HoldEnded,
    LowReservoir,
    Stalled,
    StallNoticed,
    StallRecovered,
    Stopped,
    TrulyEmpty,
)
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.pump import ChangedBy
from programmer.therapy.quantities import MICROSECONDS_PER_DAY

STOPPED_TOO_LONG_US = 2 * MICROSECONDS_PER_DAY
MOTOR, SCANNER, OCCLUSION = "motor", "scanner", "occlusion"
_OWN_HOLDS = {AlarmKind.MOTOR_STALL, AlarmKind.END_OF_SERVICE}
"""Alarms whose hold is not "stopped": it begins and ends with their cause."""


class Holding(Courses):
    """Delivery is held while any hold is there, and goes on when none is left. No alarm starts anything."""

    __slots__ = ()

    # ---- holds --------------------------------------------------------------------------------------------------

    def hold(self, hold: Hold) -> None:
        """It holds delivery from now: boluses are cut, an opening waits where it is."""
        if hold in self.holds:
            return
        first = not self.holds
        self.holds.add(hold)
        if first:
            self.cut()
            self.motor.pause(self.now)
            self.motor.stop_basal(self.now)
            self.t_course = NEVER
        self.record(HoldBegan, hold)
        self.replan()

    def release(self, hold: Hold) -> None:
        """It holds delivery no more."""
        if hold not in self.holds:
            return
        self.holds.remove(hold)
        self.record(HoldEnded, hold)
        if not self.holds:
            self.take_up()

    def stop_delivery(self, by: ChangedBy) -> None:
        """Delivery is stopped, until somebody resumes it."""
        if Hold.STOPPED in self.holds:
            return
        self.hold(Hold.STOPPED)
        self.record(Stopped, by)

    # ---- drug withheld ------------------------------------------------------------------------------------------

    @property
    def withheld(self) -> bool:
        """Whether nothing is given because somebody, or an alarm, would have it so: delivery is stopped, or the
        program gives nothing and neither an opening nor a bolus of it is under way."""
        if Hold.STOPPED in self.holds:
            return True
        return self.motor.orders.give_nothing and self.opening is None and not self.under_way

    def count_withheld(self) -> None:
        """The 48 hours begin, go on, or are over with their alarm. From a stop into such a program they go on."""
        if not self.withheld:
            self.end_withheld()
        elif self.stopped_since is None:
            self.stopped_since = self.now
            self.t_long = self.now + STOPPED_TOO_LONG_US
            self.plan_rare()

    def end_withheld(self) -> None:
        """Something is given again, or may be asked for."""
        if self.stopped_since is not None:
            self.stopped_since, self.t_long = None, NEVER
            self.plan_rare()
            self.clear_alarm(AlarmKind.STOPPED_TOO_LONG)

    # ---- alarms -------------------------------------------------------------------------------------------------

    def raise_alarm(self, kind: AlarmKind) -> None:
        """An alarm begins, with all that its row says."""
        if kind in self.alarms:
            return
        self.alarms.add(kind)
        self.inhibit()
        if stops_basal(kind) and kind not in _OWN_HOLDS:
            self.stop_delivery(ChangedBy.PUMP)
        elif self.bolus_blocked and self.under_way:
            self.cut(HELD_BACK)
        self.record(AlarmRaised, kind)

    def clear_alarm(self, kind: AlarmKind) -> None:
        """An alarm ends; what another demands stays demanded."""
        if kind in self.alarms:
            self.alarms.remove(kind)
            self.inhibit()
            self.record(AlarmCleared, kind)

    @property
    def inhibiting(self) -> set[AlarmKind]:
        """The alarms that inhibit what their rows say. A stall that is over is only shown still, also where another
        has begun and is not noticed yet."""
        return self.alarms if self.stall_noticed else self.alarms - {AlarmKind.MOTOR_STALL}

    @property
    def stall_noticed(self) -> bool:
        """Whether the motor stands and the pump knows: by one that it has not noticed it acts no differently."""
        return bool(self.stalled_by) and Hold.STALL in self.holds

    def inhibit(self) -> None:
        """Work out anew what all alarms together inhibit."""
        self.bolus_blocked = blocks_boluses(self.inhibiting)

    # ---- levels -------------------------------------------------------------------------------------------------

    def cross_levels(self) -> None:
        """Tell of the levels that have been reached."""
        told = self.motor.commanded(self.now)
        if told >= self.to_dry:
            self.to_dry = NEVER
            self.settle()
            self.record(TrulyEmpty)
        if told >= self.to_low:
            self.to_low = NEVER
            self.record(LowReservoir)
            self.raise_alarm(AlarmKind.LOW_RESERVOIR)
        if told >= self.to_empty:
            self.to_empty = NEVER
            self.record(EmptyReservoir)
            self.raise_alarm(AlarmKind.EMPTY_RESERVOIR)
        self.plan_level()

    # ---- what is seldom due -------------------------------------------------------------------------------------

    def plan_rare(self) -> None:
        """When the next of the things is due that seldom are."""
        self.t_rare = min(self.t_battery, self.t_long, self.t_notice, self.t_restart)

    def plan_battery(self) -> None:
        """When the battery next has something to say."""
        eri = self.battery_end - ERI_DAYS * MICROSECONDS_PER_DAY
        self.t_battery = NEVER
        if Hold.END_OF_SERVICE not in self.holds and self.battery_end != NEVER:
            self.t_battery = self.battery_end if AlarmKind.BATTERY_REPLACE in self.alarms else eri
        self.plan_rare()

    def motor_due(self) -> None:
        """The motor turns again, or is noticed to stand, if that is due now."""
        if self.t_restart <= self.now:
            self.recover(SCANNER)
        if self.t_notice <= self.now:
            self._notice_stall()

    def rare_due(self) -> None:
        """Whatever else of it is due now."""
        if self.t_battery <= self.now:
            self._battery_due()
        if self.t_long <= self.now:
            self.t_long = NEVER
            self.raise_alarm(AlarmKind.STOPPED_TOO_LONG)
        self.plan_rare()

    def _battery_due(self) -> None:
        self.raise_alarm(AlarmKind.BATTERY_REPLACE)
        if self.battery_end <= self.now:
            self.hold(Hold.END_OF_SERVICE)
            self.raise_alarm(AlarmKind.END_OF_SERVICE)
        self.plan_battery()

    # ---- the motor stands ---------------------------------------------------------------------------------------

    def stall(self, cause: str = MOTOR) -> None:
        """The motor stands, and stands while any cause of it is there."""
        if not self.stalled_by:
            self.settle()
            self.ledger.stalled = True
            after = self.build.stall_noticed_after_us
            self.t_notice = NEVER if after is None else self.now + after
            self.record(Stalled)
            self.aim()
        self.stalled_by.add(cause)
        self.changed()

    def recover(self, cause: str = MOTOR) -> None:
        """That cause is over; with the last of them the motor turns again."""
        if cause == SCANNER:
            self.t_restart = NEVER
        if cause in self.stalled_by:
            self.stalled_by.remove(cause)
            if not self.stalled_by:
                self._turn_again()
        self.plan_rare()

    def _turn_again(self) -> None:
        self.settle()
        self.ledger.stalled = False
        self.t_notice = NEVER
        self.record(StallRecovered)
        if self.build.recovery_logged:
            self.clear_alarm(AlarmKind.MOTOR_STALL)
        self.inhibit()
        self.release(Hold.STALL)
        self.aim()

    def _notice_stall(self) -> None:
        self.t_notice = NEVER
        self.record(StallNoticed)
        self.hold(Hold.STALL)
        # one that is still shown of a stall before this one begins anew, and is told anew
        self.alarms.discard(AlarmKind.MOTOR_STALL)
        self.raise_alarm(AlarmKind.MOTOR_STALL)

    # ---- time ---------------------------------------------------------------------------------------------------

    def advance(self, until: int) -> None:
        """Let the pump live to that elapsed moment; what is due then has happened. Raises ``ValueError`` backwards."""
        if until < self.now:
            raise ValueError("delivery cannot run backwards")
        while self.t_next <= until:
            self.now = self.t_next
            self.arrive()
        self.now = until

    def changed(self) -> None:
        """Something was done to the pump: what is due by now comes at once."""
        self.count_withheld()
        self.plan_rare()
        self.replan()
        while self.t_next <= self.now:
            self.arrive()

    def arrive(self) -> None:
        """Everything due at this moment, in its order: ends, motor, levels, what is seldom, beginnings, the day."""
        now = self.now
        if self.t_course == now:
            self.t_course = NEVER
            self.finish()
        if self.t_rare <= now:
            self.motor_due()
        if self.t_level <= now:
            self.cross_levels()
        if self.t_rare <= now:
            self.rare_due()
        if self.mode_since is None and self.opening is None and not self.holds:
            self.take_up()
        if self.t_periodic == now:
            self.periodic_due()
        if self.t_day <= now:
            self.begin_day()
        self.count_withheld()
        self.replan()
