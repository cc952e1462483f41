"""A pump that delivers: exact, in whole numbers, from one change to the next however far apart they are."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from types import EllipsisType
from typing import Self

from programmer.delivery import quiet, samples
from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE, PumpBuild
from programmer.delivery.core import Core
from programmer.delivery.fluid import Fluid
from programmer.delivery.hands import Hands
from programmer.delivery.happenings import ClockSet, Hold
from programmer.delivery.holding import OCCLUSION
from programmer.delivery.ledger import MILLION
from programmer.delivery.orders import PLACE_OF_BOLUS, Portion, per_microsecond
from programmer.delivery.requests import Requests
from programmer.delivery.snapshot import EngineState, snapshot
from programmer.delivery.state import BolusUnderWay, DeliveryState
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import ChangedBy
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, Nanolitres


class Engine(Requests):
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
        self.open_with()
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
        flows = [per_microsecond(one.flow) for one in state.boluses if one.flow is not None]
        Core.__init__(
            engine,
            build,
            state.program,
            now=state.time.value,
            believed=state.reservoir,
            also=[*(amount * FEMTOLITRES_PER_NANOLITRE for amount in amounts), *flows],
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
            self.open_with(state.opening_left * FEMTOLITRES_PER_NANOLITRE, begun=True)
        elif self.mode_since is not None and (interval := self.motor.orders.interval_us) is not None:
            self.t_periodic = self.now + interval - (self.now - self.mode_since) % interval
        if not state.running:
            self.stop_delivery(ChangedBy.PROGRAMMER)
        self.begin_life()
        for bolus in () if self.holds else state.boluses:
            self._go_on_with(bolus)
        self.happened.clear()

    def _go_on_with(self, bolus: BolusUnderWay) -> None:
        ticks = int(bolus.left * FEMTOLITRES_PER_NANOLITRE * self.motor.orders.den)
        self.begin(bolus.kind, Portion(PLACE_OF_BOLUS[bolus.kind], ticks, self._ticks_of(bolus)))
        self.aim()  # one that was ordered may flow faster than anything of the program
        self.changed()

    def _ticks_of(self, bolus: BolusUnderWay) -> int:
        """Its flow in ticks per microsecond."""
        if bolus.flow is None:
            return self.motor.orders.boluses[bolus.kind].flow
        return int(per_microsecond(bolus.flow) * self.motor.orders.den)

    # ---- time ---------------------------------------------------------------------------------------------------

    def run(self, presses: Sequence[int], until: int) -> None:
        """Live to ``until`` while the patient presses the button at those elapsed moments, in order.

        Raises ``ValueError`` for a press after ``until``; nothing has been lived then.
        """
        _require_in_time(presses, until)
        quiet.run(self, presses, until)

    def sampled(self, every_us: int, until: int, presses: Sequence[int] = ()) -> array[int]:
        """Live to ``until``; femtolitres that the pump counts as pushed, whole, at now + every, now + 2 every, …

        The patient presses as in ``run``. Raises ``ValueError`` likewise.
        """
        _require_in_time(presses, until)
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

    # ---- what befalls it ----------------------------------------------------------------------------------------

    def occlude(self, on: bool) -> None:
        """The path is blocked, or open again. Against it some motors do not turn."""
        self.settle()
        self.ledger.occluded = on
        if self.build.stalls_when_occluded:
            (self.stall if on else self.recover)(OCCLUSION)
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

    def battery_left(self, days: int) -> bool:
        """The battery has that many days left from now; False, and nothing changed, after its end of service."""
        if Hold.END_OF_SERVICE in self.holds:
            return False
        self.battery_end = self.now + days * MICROSECONDS_PER_DAY
        self.plan_battery()
        self.changed()
        return True

    def snapshot(self) -> EngineState:
        """How it stands, to look at and to compare."""
        return snapshot(self)

    @property
    def hands(self) -> Hands:
        """What hands can do to it."""
        return Hands(self)


def _require_in_time(presses: Sequence[int], until: int) -> None:
    if presses and presses[-1] > until:
        raise ValueError("a press is at or before the end of what is lived")
