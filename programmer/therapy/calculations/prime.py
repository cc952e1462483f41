"""How much fills an empty path, and how long that takes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.calculations import told
from programmer.therapy.calculations.catheter import volume_of_length
from programmer.therapy.calculations.working import Steps, require_not_negative, require_some
from programmer.therapy.notation import hourly_flow_text
from programmer.therapy.quantities import SECONDS_PER_DAY, Nanolitres, NanolitresPerDay


@dataclass(frozen=True, slots=True)
class Prime:
    """Volume in nL and duration in seconds, both exact."""

    volume: Fraction
    duration: Fraction
    steps: Steps


def prime(
    tubing: Nanolitres, length_mm: int, per_cm: Nanolitres, rate: NanolitresPerDay, *, pump_primed: bool
) -> Prime:
    """The priming bolus of a new path: the pump's tubing, unless that was filled before, and the catheter.

    Source: V = Vtubing + Vcatheter; V = Vcatheter if the pump was primed before it was implanted; time = V / rate.
    """
    require_not_negative("the volume of the tubing", tubing)
    require_some("a priming rate", rate)
    catheter, catheter_step = volume_of_length(length_mm, per_cm)
    total = catheter if pump_primed else catheter + tubing.value
    duration = total / rate.value * SECONDS_PER_DAY
    return Prime(
        total,
        duration,
        (
            catheter_step,
            _sum_step(tubing, catheter, total, pump_primed=pump_primed),
            f"duration = volume / rate = {told.volume(total)} / {hourly_flow_text(rate)} = {told.minutes(duration)}",
            "the drug mixes on its way: some arrives early, and it is weak afterwards",
        ),
    )


def _sum_step(tubing: Nanolitres, catheter: Fraction, total: Fraction, *, pump_primed: bool) -> str:
    if pump_primed:
        return f"the pump was primed before: volume = catheter only = {told.volume(total)}"
    return (
        f"volume = tubing + catheter = {told.volume(tubing)} + {told.volume(catheter)} = {told.volume(total)}"
    )
