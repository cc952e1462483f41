"""A pump's delivery as its status tells it, to reckon with what comes next."""

from __future__ import annotations

from fractions import Fraction

from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE, PumpBuild
from programmer.delivery.engine import Engine
from programmer.delivery.orders import bolus_amounts, bolus_of
from programmer.delivery.state import BolusUnderWay, DeliveryState
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import Catheter, Delivery, PumpLimits, PumpStatus
from programmer.therapy.quantities import (
    MICROSECONDS_PER_SECOND,
    NANOLITRES_PER_MILLILITRE,
    Nanolitres,
    NanolitresPerDay,
)


def delivery_told(program: PumpProgram, status: PumpStatus) -> DeliveryState:
    """The delivery of a pump that runs ``program`` and told that status.

    A status does not tell of a bolus that waits behind the patient's own, nor of fractions of a nanolitre: what is
    under way may take up to 1 nL more here than in the pump.
    """
    today = status.delivered_today.value * NANOLITRES_PER_MILLILITRE // program.drug.concentration.value
    return DeliveryState(
        time=status.pump_time,
        program=program,
        running=status.delivery is Delivery.RUNNING,
        reservoir=status.reservoir,
        delivered_total=status.delivered_total,
        delivered_today=Nanolitres(today),
        opening_left=Fraction(status.opening_left.value),
        mode_since=status.mode_since,
        boluses=_under_way(program, status),
    )


def twin_of(
    program: PumpProgram, status: PumpStatus, limits: PumpLimits, catheter: Catheter | None = None
) -> Engine:
    """A pump of its own that goes on from what that status told: an ideal one, whose strokes nobody told of."""
    build = PumpBuild.told(limits) if catheter is None else PumpBuild.told(limits, catheter)
    return Engine.of(delivery_told(program, status), build)


def flow_told(program: PumpProgram, status: PumpStatus, limits: PumpLimits) -> NanolitresPerDay:
    """The flow at the moment of that status: of a prime or bridge its own, not one by the program's drug."""
    return NanolitresPerDay(twin_of(program, status, limits).flow)


def _under_way(program: PumpProgram, status: PumpStatus) -> tuple[BolusUnderWay, ...]:
    """The bolus that runs, with as much of it as its time that is left."""
    if status.bolus is None or status.bolus_until is None:
        return ()
    bolus = bolus_of(program, status.bolus)
    if bolus is None:
        return ()
    whole, _ = bolus_amounts(bolus, program.drug)
    lasts = bolus.duration.value * MICROSECONDS_PER_SECOND
    share = Fraction(min(lasts, status.bolus_until.value - status.pump_time.value), lasts)
    return (BolusUnderWay(status.bolus, whole * share / FEMTOLITRES_PER_NANOLITRE),) if share > 0 else ()
