"""What a program tells a pump to push, in whole ticks: worked out once for each program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import lcm

from programmer.delivery.basal import FIRST_MONDAY_US, WEEK_US, Basal
from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE
from programmer.therapy.boluses import BridgeBolus, PatientBolus, PrimingBolus, SingleBolus
from programmer.therapy.deliverable import deliverable
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    DeliveryMode,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    WeekSchedule,
    steps_on,
)
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import (
    DAYS_PER_WEEK,
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    NANOLITRES_PER_MILLILITRE,
    SECONDS_PER_DAY,
    NanogramsPerDay,
    Nanolitres,
    NanolitresPerDay,
    flow,
)


class Kind(StrEnum):
    """What a volume was pushed for, in the order in which the part of a pulse that waits is taken off."""

    BASAL = "basal"
    PERIODIC = "periodic"
    BOLUS = "bolus"
    PATIENT_BOLUS = "patient_bolus"
    PRIME = "prime"
    BRIDGE = "bridge"


KINDS = tuple(Kind)
BASAL = 0
PLACE_OF_BOLUS = {BolusKind.PERIODIC: 1, BolusKind.SINGLE: 2, BolusKind.PATIENT: 3}
PRIME, BRIDGE = 4, 5


@dataclass(frozen=True, slots=True)
class Portion:
    """A volume that is pushed at an even flow: ticks, ticks per microsecond; ``place``: of its kind in ``KINDS``."""

    place: int
    volume: int
    flow: int

    @property
    def lasts(self) -> int:
        """Microseconds, rounded up."""
        return -(-self.volume // self.flow)

    def scaled(self, factor: int) -> Portion:
        """The same in smaller ticks."""
        return Portion(self.place, self.volume * factor, self.flow * factor)


@dataclass(frozen=True, slots=True)
class Orders:
    """A program in ticks of 1/``den`` fL."""

    den: int
    basal: Basal
    boluses: dict[BolusKind, Portion]
    opening: Portion | None
    interval_us: int | None

    @property
    def give_nothing(self) -> bool:
        """Whether nothing is ever pushed but by a single bolus or an opening: stopped, or no flow at all."""
        return not self.basal.greatest and not self.boluses.keys() - {BolusKind.SINGLE}

    @property
    def greatest_flow(self) -> int:
        """No moment pushes more."""
        bolus = max((portion.flow for portion in self.boluses.values()), default=0)
        return max(self.basal.greatest + bolus, self.opening.flow if self.opening else 0)

    def scaled(self, factor: int) -> Orders:
        """The same program in smaller ticks."""
        return replace(
            self,
            den=self.den * factor,
            basal=self.basal.scaled(factor),
            boluses={kind: portion.scaled(factor) for kind, portion in self.boluses.items()},
            opening=self.opening.scaled(factor) if self.opening else None,
        )


def orders_of(program: PumpProgram, flow_step: Nanolitres, also: Iterable[Fraction] = ()) -> Orders:
    """Work a program out; ``also``: further amounts in fL that must be whole numbers of ticks."""
    starts, flows = _basal(program, flow_step)
    boluses = {kind: exact for kind in BolusKind if (exact := _bolus(program, kind)) is not None}
    opening = _opening(program)
    amounts = [*flows, *also, *(one for pair in boluses.values() for one in pair), *(opening or ())]
    den = lcm(*(amount.denominator for amount in amounts))
    week = isinstance(program.mode, WeekSchedule)
    basal = Basal(
        starts,
        tuple(int(one * den) for one in flows),
        WEEK_US if week else MICROSECONDS_PER_DAY,
        FIRST_MONDAY_US if week else 0,
    )
    portions = {kind: _portion(PLACE_OF_BOLUS[kind], pair, den) for kind, pair in boluses.items()}
    place = PRIME if isinstance(program.opening, PrimingBolus) else BRIDGE
    return Orders(
        den,
        basal,
        portions,
        _portion(place, opening, den) if opening else None,
        _interval(program.mode),
    )


def bolus_amounts(
    bolus: PatientBolus | PeriodicBolus | SingleBolus, drug: DrugFill
) -> tuple[Fraction, Fraction]:
    """Volume in fL and flow in fL per microsecond, exact."""
    volume = Fraction(
        bolus.dose.value * NANOLITRES_PER_MILLILITRE * FEMTOLITRES_PER_NANOLITRE, drug.concentration.value
    )
    return volume, volume / (bolus.duration.value * MICROSECONDS_PER_SECOND)


def basal_flow_of(
    mode: DeliveryMode, dose: NanogramsPerDay, drug: DrugFill, step: Nanolitres
) -> NanolitresPerDay:
    """The flow of a step of a schedule, in the steps that the pump can deliver.

    The pump's own least flow is one of its steps, though its dose in whole ng would fall just short of it.
    """
    asked = flow(dose, drug.concentration)
    return asked if isinstance(mode, MinimumRate) else deliverable(asked, step).delivered


def _basal(program: PumpProgram, step: Nanolitres) -> tuple[tuple[int, ...], tuple[Fraction, ...]]:
    """Starts within the period in microseconds, and flows in fL per microsecond."""
    days = DAYS_PER_WEEK if isinstance(program.mode, WeekSchedule) else 1
    steps = [(day, one) for day in range(days) for one in steps_on(program.mode, day)]
    starts = tuple(day * MICROSECONDS_PER_DAY + one.at.value * MICROSECONDS_PER_SECOND for day, one in steps)
    flows = (basal_flow_of(program.mode, one.dose, program.drug, step) for _, one in steps)
    return starts, tuple(per_microsecond(one.value) for one in flows)


def per_microsecond(per_day: Fraction) -> Fraction:
    """A flow of so many nL per day in fL per microsecond."""
    return per_day / SECONDS_PER_DAY  # nL per day / (86,400 s x 10^6 us) x 10^6 fL


def nanolitres_per_day(per_us: Fraction) -> Fraction:
    """A flow of so many fL per microsecond in nL per day."""
    return per_us * SECONDS_PER_DAY


def bolus_of(program: PumpProgram, kind: BolusKind) -> PatientBolus | PeriodicBolus | SingleBolus | None:
    """The bolus of that kind in a program, None where it has none."""
    bolus = {
        BolusKind.PATIENT: program.patient_bolus,
        BolusKind.SINGLE: program.opening,
        BolusKind.PERIODIC: program.mode,
    }[kind]
    return bolus if isinstance(bolus, PatientBolus | SingleBolus | PeriodicBolus) else None


def _bolus(program: PumpProgram, kind: BolusKind) -> tuple[Fraction, Fraction] | None:
    bolus = bolus_of(program, kind)
    return None if bolus is None else bolus_amounts(bolus, program.drug)


def _opening(program: PumpProgram) -> tuple[Fraction, Fraction] | None:
    match program.opening:
        case PrimingBolus(_, volume) | BridgeBolus(_, _, volume) as opening:
            return Fraction(volume.value * FEMTOLITRES_PER_NANOLITRE), per_microsecond(opening.flow.value)
        case _:
            return None


def _interval(mode: DeliveryMode) -> int | None:
    return mode.interval.value * MICROSECONDS_PER_SECOND if isinstance(mode, PeriodicBolus) else None


def _portion(place: int, exact: tuple[Fraction, Fraction], den: int) -> Portion:
    volume, even = exact
    return Portion(place, int(volume * den), int(even * den))
