"""A pump that delivers: exact, in whole numbers, from one change to the next however far apart they are."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from types import EllipsisType
from typing import Self

from programmer.delivery import quiet, samples
from programmer.delivery.alarm_table import stops_basal
from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE, PumpBuild
from programmer.delivery.carrying_on import carries_on
from programmer.delivery.core import NEVER, Core
from programmer.delivery.fluid import Fluid
from programmer.delivery.hands import Hands
from programmer.delivery.happenings import (
    BolusRefused,
    BolusStarted,
    ClockSet,
    Hold,
    ProgramChanged,
    RefillTold,
    RefusalReason,
    Resumed,
)
from programmer.delivery.ledger import MILLION
from programmer.delivery.motor import Course
from programmer.delivery.orders import PLACE_OF_BOLUS, Portion, bolus_amounts, orders_of
from programmer.delivery.readings import Readings
from programmer.delivery.snapshot import EngineState, snapshot
from programmer.delivery.state import BolusUnderWay, DeliveryState
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import BolusKind, ChangedBy
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, Nanolitres


class Engine(Readings):
    """One pump. Time passes by ``advance`` and ``run``; every other call happens at the present moment.

    ``believed`` is what the pump was told is in its reservoir, ``reservoir`` what truly is (None: the same) and
    ``contents`` of what (None: the program's drugs). ``path`` is what tubing and catheter hold: by default the
    contents; None is nothing. ``made_at``: the moment at which the battery was new. ``keep``: how many happenings
    are kept until somebody takes them.
    """

    __slots__ = ()

    def __init__(
        self,
        build: PumpBuild,
        program: PumpProgram,
        *,
        now: int = 0,
        believed: Nanolitres,
        reservoir: Nanolitres | None = None,
        contents: Fluid | None = None,
        path: Fluid | EllipsisType | None = ...,
        made_at: int | None = None,
        running: bool = True,
        calibration_ppm: int = 0,
        keep: int | None = None,
    ) -> None:
        super().__init__(
            build,
            program,
            now=now,
            believed=believed,
            reservoir=reservoir,
            contents=contents,
            path=path,
            made_at=made_at,
            calibration_ppm=calibration_ppm,
            keep=keep,
        )
        if not running:
            self.stop_delivery(ChangedBy.FACTORY)
        self._open()
        self.begin_life()

    def begin_life(self) -> None:
        """What is so from the beginning is told at the beginning: an old battery, a reservoir at its mark."""
        self.aim()
        self.cross_levels()
        self.plan_battery()
        if self.t_rare <= self.now:
            self.rare_due()
        if not self.holds:
            self.take_up()
        self.changed()

    @classmethod
    def of(cls, state: DeliveryState, build: PumpBuild) -> Self:
        """An engine that goes on from what is known of a pump: its alarms and holds follow from that."""
        engine = cls.__new__(cls)
        amounts = [state.opening_left, *(one.left for one in state.boluses)]
        Core.__init__(
            engine,
            build,
            state.program,
            now=state.time.value,
            believed=state.reservoir,
            also=[amount * FEMTOLITRES_PER_NANOLITRE for amount in amounts],
        )
        engine.life = state.delivered_total.value * FEMTOLITRES_PER_NANOLITRE
        engine.earlier_today = [
            (state.program.drugs, state.delivered_today.value * FEMTOLITRES_PER_NANOLITRE)
        ]
        engine.mode_since = None if state.mode_since is None else state.mode_since.value
        engine.go_on(state)
        return engine

    def go_on(self, state: DeliveryState) -> None:
        """Everything under way goes on where it was."""
        if state.opening_left:
            self._open(state.opening_left * FEMTOLITRES_PER_NANOLITRE)
        elif self.mode_since is not None and (interval := self.motor.orders.interval_us) is not None:
            self.t_periodic = self.now + interval - (self.now - self.mode_since) % interval
        if not state.running:
            self.stop_delivery(ChangedBy.PROGRAMMER)
        self.begin_life()
        for bolus in () if self.holds else state.boluses:
            self._go_on_with(bolus)
        self.happened.clear()

    def _go_on_with(self, bolus: BolusUnderWay) -> None:
        portion = self.motor.orders.boluses[bolus.kind]
        ticks = bolus.left * FEMTOLITRES_PER_NANOLITRE * self.motor.orders.den
        self.begin(bolus.kind, Portion(portion.place, int(ticks), portion.flow))
        self.changed()

    # ---- time ---------------------------------------------------------------------------------------------------

    def run(self, presses: Sequence[int], until: int) -> None:
        """Live to ``until`` while the patient presses the button at those elapsed moments, in order."""
        quiet.run(self, presses, until)

    def sampled(self, every_us: int, until: int, presses: Sequence[int] = ()) -> array[int]:
        """Live to ``until``; femtolitres that the pump counts as pushed, whole, at now + every, now + 2 every, …"""
        return samples.sampled(self, every_us, until, presses)

    def set_clock(self, clock: int) -> None:
        """Set the pump's clock. Nothing under way notices; where the date is another, "today" begins at 0."""
        before = self.pump_time
        self.motor.set_offset(self.now, clock - self.now)
        if before.value // MICROSECONDS_PER_DAY != clock // MICROSECONDS_PER_DAY:
            self.begin_day()
        self.t_day = self.next_midnight()
        self.record(ClockSet, before)
        self.changed()

    # ---- requests -----------------------------------------------------------------------------------------------

    def press(self) -> BolusStarted | BolusRefused:
        """The patient asks for a bolus: it begins now, or nothing changes."""
        return self._answer(BolusKind.PATIENT, self.asked())

    def give(self, bolus: SingleBolus) -> BolusStarted | BolusRefused:
        """A clinician's single bolus begins now, unless something is in its way."""
        reason = self._not_given()
        if reason is None:
            self.begin(BolusKind.SINGLE, self._portion(bolus))
            self.aim()
            self.changed()
        return self._answer(BolusKind.SINGLE, None if reason is None else (reason, None))

    def install(self, program: PumpProgram) -> None:
        """Make ``program`` the one in force: it takes effect at once, or when nothing holds delivery any more."""
        left = self._carried(program)
        self.record(ProgramChanged)
        self._end_all(dropped=left is None)
        self.earlier_today = self.given_today()
        self.program = program
        orders = orders_of(program, self.build.flow_step, [] if left is None else [left])
        self.motor.take(orders, self.now)
        self.day_ticks = [0] * len(self.day_ticks)
        self.settle()
        self._open(left)
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
        self.stopped_since, self.stopped_by, self.t_long = None, ChangedBy.PROGRAMMER, NEVER
        self.clear_alarm(AlarmKind.STOPPED_TOO_LONG)
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
        if not self.stalled_by:
            self.clear_alarm(AlarmKind.MOTOR_STALL)

    # ---- what befalls it ----------------------------------------------------------------------------------------

    def occlude(self, on: bool) -> None:
        """The path is blocked, or open again."""
        self.settle()
        self.ledger.occluded = on
        self.aim()
        self.changed()

    def leak(self, ppm: int) -> None:
        """That share of what leaves the pump is lost at the connector: 1,000,000 is a catheter that came off."""
        if not 0 <= ppm <= MILLION:
            raise ValueError("a leak is 0 to 1,000,000 parts per million")
        self.settle()
        self.ledger.leak = ppm

    def calibrate(self, ppm: int) -> None:
        """Each pulse moves so much more than a stroke from now; less below 0."""
        if not -MILLION < ppm < MILLION:
            raise ValueError("a calibration error is above -1,000,000 and below 1,000,000 parts per million")
        self.settle()
        self.ledger.ppm = ppm
        self.aim()
        self.changed()

    def telemetry(self, on: bool) -> None:
        """A session begins, or ends: with it the pump leaves telemetry mode. Some models hold delivery in it."""
        if on and self.build.holds_in_telemetry:
            self.hold(Hold.TELEMETRY)
        elif self.in_session and not on:
            self.release(Hold.TELEMETRY)
        self.in_session = on
        self.changed()

    def interfere(self, on: bool) -> None:
        """Interference leaves the pump in telemetry mode, holding delivery; the end of a session sets it right."""
        if on:
            self.hold(Hold.TELEMETRY)
        else:
            self.release(Hold.TELEMETRY)
        self.changed()

    def memory_error(self) -> None:
        """The pump finds its program spoilt."""
        self.raise_alarm(AlarmKind.MEMORY_ERROR)
        self.changed()

    def reset(self) -> None:
        """The pump starts anew: what is under way is cut, delivery is stopped, and its memory stays."""
        self.raise_alarm(AlarmKind.RESET)
        self.changed()

    def battery_left(self, days: int) -> None:
        """The battery has that many days left from now."""
        self.battery_end = self.now + days * MICROSECONDS_PER_DAY
        self.plan_battery()
        self.changed()

    def snapshot(self) -> EngineState:
        """How it stands, to look at and to compare."""
        return snapshot(self)

    @property
    def hands(self) -> Hands:
        """What hands can do to it."""
        return Hands(self)

    # ---- within -------------------------------------------------------------------------------------------------

    def _answer(
        self, kind: BolusKind, refused: tuple[RefusalReason, int | None] | None
    ) -> BolusStarted | BolusRefused:
        if refused is None:
            return BolusStarted(self.now, self.pump_time, kind)
        self.record(BolusRefused, kind, *refused)
        return BolusRefused(self.now, self.pump_time, kind, *refused)

    def _not_given(self) -> RefusalReason | None:
        if self.holds:
            return RefusalReason.STOPPED
        if self.opening is not None:
            return RefusalReason.OPENING
        if self.bolus_blocked:
            return self.blocking_reason()
        waits = any(one.bolus is BolusKind.SINGLE for one in self.under_way)
        return RefusalReason.UNDER_WAY if waits else None

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

    def _open(self, left: Fraction | None = None) -> None:
        portion, den = self.motor.orders.opening, self.motor.orders.den
        if portion is not None:
            self.opening = Course(portion, None, portion.volume if left is None else int(left * den))
