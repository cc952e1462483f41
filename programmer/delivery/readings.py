"""What can be read of an engine without changing anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Self

from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE
from programmer.delivery.core import ERI_DAYS, NEVER
from programmer.delivery.fluid import SPINAL_FLUID, Fluid
from programmer.delivery.happenings import Hold
from programmer.delivery.holding import Holding
from programmer.delivery.ledger import MILLION, Totals
from programmer.delivery.motor import Amount, Course
from programmer.delivery.orders import BRIDGE, PRIME
from programmer.delivery.state import BolusUnderWay
from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.pump import BatteryState, Catheter
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    NANOLITRES_PER_MILLILITRE,
    SECONDS_PER_DAY,
    Nanograms,
    NanogramsPerDay,
    Nanolitres,
)


@dataclass(frozen=True, slots=True)
class Tip:
    """What comes out at the tip now: ``flow`` in nL per day, what it is in ng per nL, and ng per day of each drug.

    ``at_pump``: ng per day of each drug that leave the pump.
    """

    flow: Fraction
    fluid: Fluid
    rates: tuple[tuple[str, Fraction], ...]
    at_pump: tuple[tuple[str, Fraction], ...]


class Readings(Holding):
    """Everything cheap enough to be asked often."""

    __slots__ = ()

    # ---- when ---------------------------------------------------------------------------------------------------

    def next_change(self) -> int | None:
        """The next elapsed moment at which what is told to be pushed may change, or at which a day ends."""
        soon = min(self.t_course, self.t_periodic, self.t_rare, self.t_day)
        if self.motor.basal_mark is not None:
            soon = min(soon, self.motor.orders.basal.next_step(self.clock) - self.motor.offset)
        if self.t_level < soon and self.motor.flow_possible:  # no level is reached before t_level
            soon = min(soon, self._next_level())
        return None if soon >= NEVER else soon

    def _next_level(self) -> int:
        wait = self.motor.wait(min(self.to_low, self.to_empty, self.to_dry), self.now)
        return NEVER if wait is None else self.now + wait

    def next_tip_change(self) -> int | None:
        """The next elapsed moment at which another fluid is at the tip, at the flow of now; None: none in sight."""
        ledger, pushed = self.ledger, self.motor.pushed(self.now)
        _, ahead = ledger.at_tip(pushed)
        if ahead is None or not ledger.moves_on(pushed) or ledger.leak == MILLION:
            return None
        leaves = Fraction(ahead * MILLION, MILLION - ledger.leak)
        if self.build.stroke_fl:
            pushed -= int(-leaves // ledger.per_stroke) * self.build.stroke_fl
        else:
            pushed += leaves * MILLION / (MILLION + ledger.ppm)
        wait = self.motor.wait(self.motor.target(pushed), self.now)
        return None if wait is None else self.now + max(1, wait)

    # ---- how much -----------------------------------------------------------------------------------------------

    @property
    def catheter(self) -> Catheter:
        """The catheter as it is now."""
        return replace(self.build.catheter, length_mm=self.length_mm)

    def totals(self) -> Totals:
        """Everything that is truly so now."""
        kinds = self.motor.pushed_by_kind(self.now)
        return self.ledger.totals(self.motor.pushed(self.now), kinds, self.believed_fl)

    @property
    def believed(self) -> Nanolitres:
        """What the pump takes to be in its reservoir, rounded up."""
        motor, femtolitres = self.motor, FEMTOLITRES_PER_NANOLITRE
        if motor.stroke:
            return Nanolitres(-int(-self.believed_fl // femtolitres))
        begun = self.told + self.told_from - motor.pulsed  # what it took to be there as these orders began
        left = begun.numerator * motor.orders.den - motor.commanded(self.now) * begun.denominator
        return Nanolitres(max(0, -(-left // (begun.denominator * motor.orders.den * femtolitres))))

    @property
    def believed_delivered(self) -> Nanolitres:
        """What the pump takes to have delivered since it was made, rounded down."""
        return Nanolitres(int(self.life_fl // FEMTOLITRES_PER_NANOLITRE))

    def given_today(self) -> list[tuple[tuple[DrugFill, ...], Amount]]:
        """Femtolitres that left the pump since its midnight, by what they were to the patient.

        What a bridge pushes is its old drugs, and what a prime pushes is given to nobody.
        """
        den, opening, (bridged, own) = self.motor.orders.den, self.program.opening, self._ticks_today()
        old = [(opening.old, Fraction(bridged, den))] if isinstance(opening, BridgeBolus) else []
        return [*self.earlier_today, *old, (self.program.drugs, Fraction(own, den))]

    def _ticks_today(self) -> tuple[int, int]:
        """Ticks pushed since midnight or since the program in force began: of a bridge's old drugs, and of its own."""
        pushed = self.motor.pushed_since(self.day_ticks, self.now)
        bridged = pushed.pop(BRIDGE)
        pushed.pop(PRIME)
        rest = sum(pushed)
        # the part of a pulse that waits is taken off the mode first, even where only the bridge pushes
        owed = min(rest, 0)
        return max(bridged + owed, 0), rest - owed

    @property
    def drug_today(self) -> Nanograms:
        """Primary drug that left the pump since its midnight, by what was pushed; rounded down."""
        opening, (bridged, own) = self.program.opening, self._ticks_today()
        ticks = own * self._strength_in(self.program.drugs)
        if isinstance(opening, BridgeBolus):
            ticks += bridged * self._strength_in(opening.old)
        per_nanogram = FEMTOLITRES_PER_NANOLITRE * NANOLITRES_PER_MILLILITRE
        whole = self.motor.orders.den * per_nanogram
        if not self.earlier_today:
            return Nanograms(ticks // whole)
        before = sum(volume * self._strength_in(drugs) for drugs, volume in self.earlier_today)
        return Nanograms(int(Fraction(ticks, whole) + Fraction(before) / per_nanogram))

    def _strength_in(self, drugs: tuple[DrugFill, ...]) -> int:
        """Ng of the primary drug in a millilitre of that mixture."""
        name = self.program.drug.name
        return sum(drug.concentration.value for drug in drugs if drug.name == name)

    @property
    def flow(self) -> Fraction:
        """What the pump is told to push now, nL per day."""
        return Fraction(self.motor.flow(self.now) * SECONDS_PER_DAY, self.motor.orders.den)

    @property
    def true_flow(self) -> Fraction:
        """What truly leaves the pump now, nL per day: nothing where no pulse moves anything."""
        if not self.ledger.moves_on(self.motor.pushed(self.now)):
            return Fraction(0)
        return self.flow * (MILLION + self.ledger.ppm) / MILLION

    @property
    def dose_rate(self) -> NanogramsPerDay:
        """The dose that the present flow gives, per day, whole ng rounded down.

        Of a bridge it is the dose of the old drug, which is what arrives; a prime fills the path and gives none.
        """
        opening, running = self.program.opening, self.motor.running
        if running is not None and running.bolus is None:
            return opening.dose if isinstance(opening, BridgeBolus) else NanogramsPerDay(0)
        told = self.motor.flow(self.now) * SECONDS_PER_DAY * self.program.drug.concentration.value
        return NanogramsPerDay(told // (self.motor.orders.den * NANOLITRES_PER_MILLILITRE))

    def tip(self) -> Tip:
        """What comes out at the tip now, and what leaves the pump."""
        ledger, pushed = self.ledger, self.motor.pushed(self.now)
        leaves = flow = self.true_flow
        if ledger.leak:
            flow = flow * (MILLION - ledger.leak) / MILLION
        fluid, _ = ledger.at_tip(pushed)
        here = fluid or SPINAL_FLUID
        return Tip(
            flow if fluid is not None else Fraction(0),
            here,
            tuple((name, flow * held) for name, held in here),
            tuple((name, leaves * held) for name, held in ledger.contents),
        )

    # ---- how it stands ------------------------------------------------------------------------------------------

    @property
    def stopped(self) -> bool:
        """Whether delivery was stopped, by whomever."""
        return Hold.STOPPED in self.holds

    @property
    def opening_left(self) -> Fraction:
        """Nanolitres of prime or bridge still to push, exact."""
        return self._nanolitres_left(self.opening) if self.opening is not None else Fraction(0)

    @property
    def boluses(self) -> tuple[BolusUnderWay, ...]:
        """Those under way, of which the first runs and the others wait."""
        return tuple(
            BolusUnderWay(one.bolus, self._nanolitres_left(one)) for one in self.under_way if one.bolus
        )

    def _nanolitres_left(self, course: Course) -> Fraction:
        ticks = self.motor.orders.den * FEMTOLITRES_PER_NANOLITRE
        return Fraction(course.left_at(self.now), ticks)

    @property
    def bolus_until(self) -> int | None:
        """When the bolus that runs will have been pushed, if nothing comes between; None if none runs."""
        return self.t_course if self.under_way else None

    @property
    def begun_in_last_day(self) -> int:
        """How many patient boluses began in the last 24 hours."""
        return sum(start > self.now - MICROSECONDS_PER_DAY for start in self.starts)

    @property
    def battery_days_left(self) -> int | None:
        """Whole days until the end of service; None: for ever."""
        if self.battery_end == NEVER:
            return None
        return max(0, (self.battery_end - self.now) // MICROSECONDS_PER_DAY)

    @property
    def battery_state(self) -> BatteryState:
        """The battery's own judgement."""
        if self.battery_end <= self.now:
            return BatteryState.END_OF_SERVICE
        soon = self.battery_end - self.now <= ERI_DAYS * MICROSECONDS_PER_DAY
        return BatteryState.ERI if soon else BatteryState.GOOD

    @property
    def replace_by(self) -> int | None:
        """When the pump has to be replaced, elapsed: 90 days after ERI, which is its end of service."""
        return None if self.battery_end == NEVER else self.battery_end

    def copy(self) -> Self:
        """Another that goes its own way: for looking ahead."""
        twin: Self = object.__new__(type(self))
        for kind in type(self).__mro__:
            for name in getattr(kind, "__slots__", ()):
                setattr(twin, name, _own(getattr(self, name)))
        courses = [*self.under_way, *([self.opening] if self.opening else [])]
        fresh = {id(course): course.copy() for course in courses}
        twin.under_way = [fresh[id(course)] for course in self.under_way]
        twin.opening = fresh[id(self.opening)] if self.opening else None
        twin.motor, twin.ledger = self.motor.copy(), self.ledger.copy()
        if self.motor.running is not None:
            twin.motor.running = fresh[id(self.motor.running)]
        return twin


def _own(value: Any) -> Any:
    return value.copy() if isinstance(value, list | set) or hasattr(value, "appendleft") else value
