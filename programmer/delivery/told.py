"""A pump's delivery as its status tells it, to reckon with what comes next."""

from __future__ import annotations

from fractions import Fraction

from programmer.delivery.rates import bolus_of, push_now, whole_bolus
from programmer.delivery.state import BolusUnderWay, DeliveryState
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import Delivery, PumpLimits, PumpStatus
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    NANOLITRES_PER_MILLILITRE,
    Nanolitres,
    NanolitresPerDay,
)


def delivery_told(program: PumpProgram, status: PumpStatus, limits: PumpLimits) -> DeliveryState:
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
        carry=Fraction(0),
        delivered_total=status.delivered_total,
        delivered_today=Nanolitres(today),
        flow_step=limits.flow_step,
        opening_left=Fraction(status.opening_left.value),
        mode_since=status.mode_since,
        boluses=_under_way(program, status),
    )


def flow_told(program: PumpProgram, status: PumpStatus, limits: PumpLimits) -> NanolitresPerDay:
    """The flow at the moment of that status: of a prime or bridge its own, not one by the program's drug."""
    return NanolitresPerDay(push_now(delivery_told(program, status, limits)).rate * MICROSECONDS_PER_DAY)


def _under_way(program: PumpProgram, status: PumpStatus) -> tuple[BolusUnderWay, ...]:
    """The bolus that runs, with as much of it as its time that is left."""
    if status.bolus is None or status.bolus_until is None:
        return ()
    whole = whole_bolus(program, status.bolus)
    lasts = bolus_of(program, status.bolus).duration.value * MICROSECONDS_PER_SECOND
    left = whole.left * min(lasts, status.bolus_until.value - status.pump_time.value) / lasts
    return (BolusUnderWay(status.bolus, left),) if left > 0 else ()
