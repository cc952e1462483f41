"""What a pump does when it is told to: programs, boluses, STOP, RESUME, a refill."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from math import lcm

from programmer.delivery.alarm_table import stops_basal
from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE
from programmer.delivery.carrying_on import carries_on
from programmer.delivery.core import NEVER
from programmer.delivery.happenings import (
    BolusRefused,
    BolusStarted,
    Hold,
    ProgramChanged,
    RefillTold,
    RefusalReason,
    Resumed,
)
from programmer.delivery.motor import Course
from programmer.delivery.orders import PLACE_OF_BOLUS, Portion, bolus_amounts, orders_of
from programmer.delivery.readings import Readings
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.programs import PumpProgram, basal_steps
from programmer.therapy.programs import Stopped as StoppedMode
from programmer.therapy.pump import BolusKind, ChangedBy
from programmer.therapy.quantities import NANOLITRES_PER_MILLILITRE, SECONDS_PER_DAY, Nanolitres


class Requests(Readings):
    """Everything happens at the present moment; what is refused changes nothing."""

    __slots__ = ()

    def press(self) -> BolusStarted | BolusRefused:
        """The patient asks for a bolus: it begins now, or nothing changes."""
        return self._answer(BolusKind.PATIENT, self.asked())

    def give(self, bolus: SingleBolus) -> BolusStarted | BolusRefused:
        """A clinician's single bolus begins now, unless something is in its way."""
        reason = self._not_given() or self._not_in_program(bolus)
        if reason is None:
            self.begin(BolusKind.SINGLE, self._portion(bolus))
            self.aim()
            self.changed()
        return self._answer(BolusKind.SINGLE, None if reason is None else (reason, None))

    def cancel_bolus(self) -> bool:
        """Cut the single bolus that runs or waits; False, and nothing changed, if there is none."""
        if not any(one.bolus is BolusKind.SINGLE for one in self.under_way):
            return False
        self.cut({BolusKind.SINGLE})
        self.aim()
        self.changed()
        return True

    def install(self, program: PumpProgram) -> None:
        """Make ``program`` the one in force: it takes effect at once, or when nothing holds delivery any more."""
        left = self._carried(program)
        begun = left is not None and self.opening is not None and self.opening.begun
        self.record(ProgramChanged)
        self._end_all(dropped=left is None)
        self.earlier_today = self.given_today()
        self.program = program
        orders = orders_of(program, self.build.flow_step, [] if left is None else [left])
        self.motor.take(orders, self.now)
        self.day_ticks = [0] * len(self.day_ticks)
        self.settle()
        self.open_with(left, begun=begun)
        self.clear_alarm(AlarmKind.MEMORY_ERROR)
        self.aim()
        if not self.holds:
            self.take_up()
        self.changed()

    def stop(self) -> None:
        """Stop delivery, until somebody resumes it; stopping what is stopped changes nothing."""
        self.stop_delivery(ChangedBy.PROGRAMMER)
        self.changed()

    @property
    def can_resume(self) -> bool:
        """Whether RESUME would be done: delivery is stopped, and no alarm that stops it needs anything else."""
        in_the_way = self.inhibiting - {AlarmKind.RESET}
        return Hold.STOPPED in self.holds and not any(stops_basal(kind) for kind in in_the_way)

    def resume(self) -> bool:
        """Take delivery up again; False if that is refused."""
        if not self.can_resume:
            return False
        if not self.motor.orders.give_nothing:
            self.end_withheld()
        self.clear_alarm(AlarmKind.RESET)
        self.record(Resumed)
        self.release(Hold.STOPPED)
        self.changed()
        return True

    def tell_refill(self, believed: Nanolitres) -> None:
        """Tell the pump what is in its reservoir now."""
        self.life = self.life_fl
        self.told = believed.value * FEMTOLITRES_PER_NANOLITRE
        self.told_from = self.motor.pushed(self.now)
        self.record(RefillTold, believed)
        if believed > self.build.low_mark:
            self.clear_alarm(AlarmKind.LOW_RESERVOIR)
        if believed > self.build.empty_mark:
            self.clear_alarm(AlarmKind.EMPTY_RESERVOIR)
        self.aim()
        self.cross_levels()
        self.changed()

    def interrogated(self) -> None:
        """Somebody has read the pump: an alarm that only waited for that ends."""
        if not self.stall_noticed:
            self.clear_alarm(AlarmKind.MOTOR_STALL)

    def acknowledge(self, seen: Collection[AlarmKind]) -> frozenset[AlarmKind]:
        """A person has seen these alarms: of the latched ones those end whose cause is over. Nothing starts by it.

        A reset is over as soon as it has happened; delivery stays stopped. What a memory error spoilt is not over.
        """
        over = {AlarmKind.RESET} | (set() if self.stall_noticed else {AlarmKind.MOTOR_STALL})
        ended = frozenset(self.alarms & over & set(seen))
        for kind in sorted(ended, key=lambda one: one.value):
            self.clear_alarm(kind)
        self.changed()
        return ended

    # ---- within -------------------------------------------------------------------------------------------------

    def _answer(
        self, kind: BolusKind, refused: tuple[RefusalReason, int | None] | None
    ) -> BolusStarted | BolusRefused:
        if refused is None:
            return BolusStarted(self.now, self.pump_time, kind)
        self.record(BolusRefused, kind, *refused)
        return BolusRefused(self.now, self.pump_time, kind, *refused)

    def _not_given(self) -> RefusalReason | None:
        reason = self.held_back()
        if reason is not None:
            return reason
        waits = any(one.bolus is BolusKind.SINGLE for one in self.under_way)
        return RefusalReason.UNDER_WAY if waits else None

    def _not_in_program(self, bolus: SingleBolus) -> RefusalReason | None:
        """Whether the pump would refuse it in a program, too: for its flow with any step of the basal rate, or in a
        stopped program."""
        rate = Fraction(bolus.dose.value * SECONDS_PER_DAY, bolus.duration.value)
        volume_of_one = Fraction(NANOLITRES_PER_MILLILITRE, self.program.drug.concentration.value)
        doses = [step.dose.value for step in basal_steps(self.program.mode)]
        least, most = self.build.min_flow, self.build.max_flow
        if most is not None and (max(doses) + rate) * volume_of_one > most.value:
            return RefusalReason.FLOW_TOO_HIGH
        if (min(doses) + rate) * volume_of_one < least.value:
            return RefusalReason.FLOW_TOO_LOW
        return RefusalReason.STOPPED if isinstance(self.program.mode, StoppedMode) else None

    def _portion(self, bolus: SingleBolus) -> Portion:
        """The bolus in ticks, which are made as small as it needs."""
        volume, even = bolus_amounts(bolus, self.program.drug)
        den = self.motor.orders.den
        self._refine(lcm(den, volume.denominator, even.denominator) // den)
        den = self.motor.orders.den
        return Portion(PLACE_OF_BOLUS[BolusKind.SINGLE], int(volume * den), int(even * den))

    def _refine(self, factor: int) -> None:
        if factor == 1:
            return
        for course in [*self.under_way, *([self.opening] if self.opening else [])]:
            course.left *= factor
            course.flow *= factor
        self.day_ticks = [ticks * factor for ticks in self.day_ticks]
        self.motor.refine(factor)

    def _carried(self, program: PumpProgram) -> Fraction | None:
        """The femtolitres of an opening that the program carries on; None if it does not."""
        if self.opening is None or not carries_on(self.program, self.opening_left, program):
            return None
        return self.opening_left * FEMTOLITRES_PER_NANOLITRE

    def _end_all(self, *, dropped: bool) -> None:
        """Nothing runs any more; what was under way of boluses is cut."""
        self.motor.pause(self.now)
        while self.under_way:
            self.cut_one(self.under_way[0])
        if dropped:
            self.end_opening()
        self.mode_since, self.t_course, self.t_periodic = None, NEVER, NEVER

    def open_with(self, left: Fraction | None = None, *, begun: bool = False) -> None:
        """Have the program's opening before it, or ``left`` fL of it, of which it is known whether it has begun."""
        portion, den = self.motor.orders.opening, self.motor.orders.den
        if portion is not None:
            self.opening = Course(portion, None, portion.volume if left is None else int(left * den))
            self.opening.begun = begun
