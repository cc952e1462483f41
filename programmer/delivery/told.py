"""A pump's delivery as its status tells it, to reckon with what comes next."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from programmer.delivery.build import PumpBuild
from programmer.delivery.engine import Engine
from programmer.delivery.orders import bolus_amounts, bolus_of, nanolitres_per_day
from programmer.delivery.state import BolusUnderWay, DeliveryState
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import BolusKind, Catheter, Delivery, PumpLimits, PumpStatus
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    NANOLITRES_PER_MILLILITRE,
    Nanolitres,
    NanolitresPerDay,
)


def delivery_told(
    program: PumpProgram,
    status: PumpStatus,
    limits: PumpLimits,
    waiting: tuple[BolusUnderWay, ...] = (),
) -> DeliveryState:
    """The delivery of a pump that runs ``program`` and told that status.

    The bolus that runs is the one that makes up the dose rate that is told: a single one may have been ordered
    beside the program. Its flow may be up to 1 ng per day of the primary less here than in the pump. A status does
    not tell of boluses that wait, ``waiting``, nor of fractions of a nanolitre: what is under way may take up to
    1 nL more here.
    """
    today = status.delivered_today.value * NANOLITRES_PER_MILLILITRE // program.drug.concentration.value
    without = DeliveryState(
        time=status.pump_time,
        program=program,
        running=status.delivery is Delivery.RUNNING,
        reservoir=status.reservoir,
        delivered_total=status.delivered_total,
        delivered_today=Nanolitres(today),
        opening_left=Fraction(status.opening_left.value),
        mode_since=status.mode_since,
    )
    runs = () if status.bolus is None else _running(without, status.bolus, status, limits)
    return replace(without, boluses=(*runs, *waiting))


def twin_of(
    program: PumpProgram, status: PumpStatus, limits: PumpLimits, catheter: Catheter | None = None
) -> Engine:
    """A pump of its own that goes on from what that status told: an ideal one, whose strokes nobody told of."""
    build = PumpBuild.told(limits) if catheter is None else PumpBuild.told(limits, catheter)
    return Engine.of(delivery_told(program, status, limits), build)


def flow_told(program: PumpProgram, status: PumpStatus, limits: PumpLimits) -> NanolitresPerDay:
    """The flow at the moment of that status: of a prime or bridge its own, not one by the program's drug."""
    return NanolitresPerDay(twin_of(program, status, limits).flow)


def _running(
    without: DeliveryState, kind: BolusKind, status: PumpStatus, limits: PumpLimits
) -> tuple[BolusUnderWay, ...]:
    """The bolus that runs, with as much of it as its flow pushes in the time that is left.

    It is the program's own if the pump gives what it would with that one, or no more than without any.
    """
    per_nanolitre = Fraction(without.program.drug.concentration.value, NANOLITRES_PER_MILLILITRE)
    basal = Engine.of(without, PumpBuild.told(limits)).flow
    beside = status.dose_rate.value / per_nanolitre - basal
    own = _own_flow(without.program, kind)
    if own is not None and (beside <= 0 or int((basal + own) * per_nanolitre) == status.dose_rate.value):
        return _for_the_rest(BolusUnderWay(kind, own), status)
    return _for_the_rest(BolusUnderWay(kind, beside, beside), status) if beside > 0 else ()


def _own_flow(program: PumpProgram, kind: BolusKind) -> Fraction | None:
    """Of the program's bolus of that kind, nL per day; None where it has none."""
    bolus = bolus_of(program, kind)
    return None if bolus is None else nanolitres_per_day(bolus_amounts(bolus, program.drug)[1])


def _for_the_rest(a_day: BolusUnderWay, status: PumpStatus) -> tuple[BolusUnderWay, ...]:
    """What is left of a bolus that would leave so much to push for each day."""
    until = status.pump_time if status.bolus_until is None else status.bolus_until
    lasts = until.value - status.pump_time.value
    return (replace(a_day, left=a_day.left * lasts / MICROSECONDS_PER_DAY),) if lasts > 0 else ()
