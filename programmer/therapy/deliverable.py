"""What a pump that delivers in whole steps makes of a flow: the deliverable figure and how far it falls short."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.calculations.reservoir import volume_per_day
from programmer.therapy.notation import NO_BREAK, decimal_text, flow_text
from programmer.therapy.programs import DaySchedule, MinimumRate, PumpProgram, WeekSchedule, steps_on
from programmer.therapy.pump import PumpLimits
from programmer.therapy.quantities import (
    DAYS_PER_WEEK,
    SECONDS_PER_DAY,
    Nanolitres,
    NanolitresPerDay,
    flow,
)

_PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A flow as it was ``asked`` for and as it will be ``delivered``: the same, or a little less."""

    asked: NanolitresPerDay
    delivered: NanolitresPerDay

    @property
    def share_missing(self) -> Fraction:
        """What is missing as a share of what was asked for, 0 to 1, exact. Of no flow nothing is missing."""
        if not self.asked.value:
            return Fraction(0)
        return 1 - self.delivered.value / self.asked.value

    @property
    def sentence(self) -> str:
        """For people: ``will deliver 0.1498 mL per day, ≈ 0.1 % less``. What is missing is never told as 0 %."""
        told = f"will deliver {flow_text(self.delivered)}"
        if not self.share_missing:
            return told
        return f"{told}, {decimal_text(self.share_missing * _PER_CENT, digits=1)}{NO_BREAK}% less"


def deliverable_per_day(program: PumpProgram, limits: PumpLimits) -> Deliverable:
    """What a day takes from the reservoir in the long run: as asked for, and as the pump's steps let it be.

    Only even and scheduled rates are rounded; a bolus keeps its volume, and the minimum rate is the pump's own.
    Source: docs/protocol.md, section 8.
    """
    asked = NanolitresPerDay(volume_per_day(program))
    if isinstance(program.mode, MinimumRate):
        return Deliverable(asked, asked)
    missing = Fraction(0)
    days = DAYS_PER_WEEK if isinstance(program.mode, WeekSchedule) else 1
    for day in range(days):
        steps = DaySchedule(steps_on(program.mode, day))
        for step, seconds in zip(steps.steps, steps.durations(), strict=True):
            found = deliverable(flow(step.dose, program.drug.concentration), limits.flow_step)
            missing += (found.asked.value - found.delivered.value) * seconds / SECONDS_PER_DAY
    return Deliverable(asked, NanolitresPerDay(asked.value - missing / days))


def deliverable(asked: NanolitresPerDay, step: Nanolitres) -> Deliverable:
    """Round ``asked`` down to whole ``step``s per day; a step of 0 means that any flow is delivered exactly.

    Raises ``ValueError`` for a step below 0.
    """
    if step.value < 0:
        raise ValueError("a step of flow is 0 or more")
    if not step.value:
        return Deliverable(asked, asked)
    whole_steps = asked.value // step.value
    return Deliverable(asked, NanolitresPerDay(Fraction(whole_steps * step.value)))
