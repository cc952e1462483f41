"""How fast a pump delivers at this moment: basal rate, bolus on top, or prime and bridge in place of both."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.delivery.state import BolusUnderWay, DeliveryState
from programmer.therapy.boluses import (
    BridgeBolus,
    Opening,
    PatientBolus,
    PrimingBolus,
    SingleBolus,
    bolus_rate,
)
from programmer.therapy.deliverable import deliverable
from programmer.therapy.programs import MinimumRate, PeriodicBolus, PumpProgram, dose_rate_at
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import (
    MICROSECONDS_PER_SECOND,
    NANOLITRES_PER_MILLILITRE,
    SECONDS_PER_DAY,
    NanogramsPerDay,
    NanolitresPerDay,
    PumpTime,
    flow,
)

_AdditiveBolus = PatientBolus | PeriodicBolus | SingleBolus


@dataclass(frozen=True, slots=True)
class Push:
    """What a pump pushes at this moment: an even flow, and one that ends when ``left`` nL are pushed.

    Flows are in nL per microsecond.
    """

    even: Fraction
    ending: Fraction
    left: Fraction

    @property
    def rate(self) -> Fraction:
        """Both together."""
        return self.even + self.ending

    @property
    def lasts(self) -> int | None:
        """Microseconds until the ending flow has pushed all it has to, rounded up; None without one."""
        return _rounded_up(self.left / self.ending) if self.ending else None

    def volume(self, span: int) -> Fraction:
        """Nanolitres pushed in so many microseconds, exact."""
        return self.even * span + self.ended(span)

    def ended(self, span: int) -> Fraction:
        """The part of it that the ending flow pushed."""
        return min(self.ending * span, self.left)


def push_now(state: DeliveryState) -> Push:
    """What the pump pushes at this moment."""
    nothing = Fraction(0)
    if not state.delivering:
        return Push(nothing, nothing, nothing)
    if state.opening_left:
        return Push(nothing, opening_flow(state.program.opening).per_microsecond, state.opening_left)
    even = basal_flow(state).per_microsecond
    if not state.boluses:
        return Push(even, nothing, nothing)
    first = state.boluses[0]
    return Push(even, _bolus_flow(state.program, first.kind), first.left)


def dose_rate_now(state: DeliveryState) -> NanogramsPerDay:
    """The dose that the present rate gives, per day, whole ng rounded down.

    Of a bridge it is the dose of the old drug, which is what arrives; a prime fills the path and gives none.
    """
    if not state.delivering:
        return NanogramsPerDay(0)
    opening = state.program.opening
    if state.opening_left:
        return opening.dose if isinstance(opening, BridgeBolus) else NanogramsPerDay(0)
    dose = basal_flow(state).value * state.program.drug.concentration.value / NANOLITRES_PER_MILLILITRE
    for under_way in state.boluses[:1]:
        bolus = bolus_of(state.program, under_way.kind)
        dose += bolus_rate(bolus.dose, bolus.duration)
    return NanogramsPerDay(int(dose))


def basal_flow(state: DeliveryState) -> NanolitresPerDay:
    """The basal flow of the mode at this moment, in the steps that the pump can deliver.

    The pump's own least flow is one of its steps, though its dose in whole ng would fall just short of it.
    """
    second = state.microsecond_of_day // MICROSECONDS_PER_SECOND
    dose = dose_rate_at(state.program.mode, state.time.weekday, second)
    asked = flow(dose, state.program.drug.concentration)
    if isinstance(state.program.mode, MinimumRate):
        return asked
    return deliverable(asked, state.flow_step).delivered


def opening_flow(opening: Opening | None) -> NanolitresPerDay:
    """The flow of a prime or a bridge."""
    if not isinstance(opening, PrimingBolus | BridgeBolus):
        raise TypeError(f"no prime and no bridge: {opening!r}")
    return opening.flow


def opening_volume(opening: Opening | None) -> Fraction:
    """Nanolitres that a prime or a bridge pushes in place of the mode; 0 for any other opening."""
    match opening:
        case PrimingBolus(_, volume) | BridgeBolus(_, _, volume):
            return Fraction(volume.value)
        case None | SingleBolus():
            return Fraction(0)


def bolus_of(program: PumpProgram, kind: BolusKind) -> _AdditiveBolus:
    """The bolus of that kind in a program. A program without it is a mistake of the caller."""
    bolus = {
        BolusKind.PATIENT: program.patient_bolus,
        BolusKind.SINGLE: program.opening,
        BolusKind.PERIODIC: program.mode,
    }[kind]
    if not isinstance(bolus, PatientBolus | PeriodicBolus | SingleBolus):
        raise TypeError(f"the program has no {kind.value}")
    return bolus


def whole_bolus(program: PumpProgram, kind: BolusKind) -> BolusUnderWay:
    """The bolus of that kind at its beginning."""
    dose = bolus_of(program, kind).dose.value
    return BolusUnderWay(kind, Fraction(dose * NANOLITRES_PER_MILLILITRE, program.drug.concentration.value))


def bolus_end(state: DeliveryState) -> PumpTime | None:
    """When the bolus that runs will have been pushed, if nothing comes between; None if none runs."""
    push = push_now(state)
    if not state.boluses or push.lasts is None:
        return None
    return PumpTime(state.time.value + push.lasts)


def _bolus_flow(program: PumpProgram, kind: BolusKind) -> Fraction:
    bolus = bolus_of(program, kind)
    per_second = whole_bolus(program, kind).left / bolus.duration.value
    return NanolitresPerDay(per_second * SECONDS_PER_DAY).per_microsecond


def _rounded_up(value: Fraction) -> int:
    return -int(-value // 1)
