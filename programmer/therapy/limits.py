"""What a pump cannot do, told as reasons and never as yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from programmer.therapy.notation import dose_rate_text, flow_text
from programmer.therapy.programs import DaySchedule, PumpProgram, basal_steps
from programmer.therapy.pump import PumpLimits
from programmer.therapy.quantities import NanolitresPerDay, flow


class Limit(Enum):
    """Which limit was passed."""

    FLOW_TOO_HIGH = "flow-too-high"
    FLOW_TOO_LOW = "flow-too-low"
    TOO_MANY_STEPS = "too-many-steps"


@dataclass(frozen=True, slots=True)
class Violation:
    """A limit that was passed: which, at which step (0 for the first), what was asked, what holds."""

    limit: Limit
    step: int
    entered: str
    allowed: str

    @property
    def sentence(self) -> str:
        """What is wrong, for a person."""
        return f"{_OPENING[self.limit]}: {self.entered}; {self.allowed}"


_OPENING = {
    Limit.FLOW_TOO_HIGH: "More than this pump can deliver",
    Limit.FLOW_TOO_LOW: "Less than this pump can deliver",
    Limit.TOO_MANY_STEPS: "More steps than this pump can hold",
}


def check_program(program: PumpProgram, limits: PumpLimits) -> tuple[Violation, ...]:
    """Every limit of the pump that the program passes; empty if it can be delivered."""
    violations = [
        violation
        for index, step in enumerate(basal_steps(program.mode))
        if (violation := _check_flow(index, program, step.dose.value, limits)) is not None
    ]
    match program.mode:
        case DaySchedule(steps) if len(steps) > limits.max_steps:
            violations.append(
                Violation(
                    Limit.TOO_MANY_STEPS,
                    limits.max_steps,
                    f"{len(steps)} steps",
                    f"at most {limits.max_steps}",
                )
            )
        case _:
            pass
    return tuple(violations)


def _check_flow(index: int, program: PumpProgram, dose_value: int, limits: PumpLimits) -> Violation | None:
    dose = basal_steps(program.mode)[index].dose
    asked = flow(dose, program.drug.concentration)
    entered = f"{dose_rate_text(dose)} is {flow_text(asked)}"
    if asked.value > limits.max_flow.value:
        most = flow_text(NanolitresPerDay(Fraction(limits.max_flow.value)))
        return Violation(Limit.FLOW_TOO_HIGH, index, entered, f"at most {most}")
    if dose_value and asked.value < limits.min_flow.value:
        least = flow_text(NanolitresPerDay(Fraction(limits.min_flow.value)))
        return Violation(Limit.FLOW_TOO_LOW, index, entered, f"at least {least}")
    return None
