"""What a pump cannot do, as the pump itself checks it too."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from programmer.therapy.boluses import BridgeBolus, PrimingBolus
from programmer.therapy.limits.violations import Limit, Violation
from programmer.therapy.moments import WEEKDAYS
from programmer.therapy.notation import dose_rate_text, flow_text
from programmer.therapy.programs import (
    DaySchedule,
    MinimumRate,
    PumpProgram,
    ScheduleStep,
    WeekSchedule,
    basal_steps,
    bolus_rates,
)
from programmer.therapy.pump import PumpLimits
from programmer.therapy.quantities import (
    NANOLITRES_PER_MILLILITRE,
    NanogramsPerDay,
    Nanolitres,
    NanolitresPerDay,
    flow,
    mass,
)


def check_program(program: PumpProgram, limits: PumpLimits, unit: str = "") -> tuple[Violation, ...]:
    """Every limit of the pump that the program passes; empty if it can be delivered.

    Doses are told in ``unit``, mcg or mg: that of the drug where there is a library, else by their size.
    """
    return (
        *_check_basal(program, limits, unit),
        *_check_boluses(program, limits, unit),
        *_check_opening(program, limits),
        *_check_step_counts(program, limits),
    )


def _check_basal(program: PumpProgram, limits: PumpLimits, unit: str) -> Iterator[Violation]:
    if isinstance(program.mode, MinimumRate):
        yield from _check_minimum_rate(program, program.mode.dose, limits, unit)
        return
    for index, step in enumerate(basal_steps(program.mode)):
        asked = flow(step.dose, program.drug.concentration)
        entered = f"{dose_rate_text(step.dose, unit=unit)} is {flow_text(asked)}"
        if asked.value > limits.max_flow.value:
            yield _beyond(Limit.FLOW_TOO_HIGH, index, entered, asked, limits.max_flow)
        elif step.dose and asked.value < limits.min_flow.value:
            yield _beyond(Limit.FLOW_TOO_LOW, index, entered, asked, limits.min_flow)


def _check_minimum_rate(
    program: PumpProgram, dose: NanogramsPerDay, limits: PumpLimits, unit: str
) -> Iterator[Violation]:
    due = NanogramsPerDay(int(mass(limits.maintaining_flow, program.drug.concentration)))
    if not limits.maintaining_flow:
        yield Violation(
            Limit.MINIMUM_RATE_DIFFERS, 0, dose_rate_text(dose, unit=unit), "it has no minimum rate"
        )
    elif dose != due:
        allowed = f"its {_whole_flow_text(limits.maintaining_flow)} gives {dose_rate_text(due, unit=unit)}"
        yield Violation(Limit.MINIMUM_RATE_DIFFERS, 0, dose_rate_text(dose, unit=unit), allowed)


def _check_boluses(program: PumpProgram, limits: PumpLimits, unit: str) -> Iterator[Violation]:
    """One bolus runs at a time, so the fastest and the slowest decide for all of them."""
    rates = bolus_rates(program)
    if not rates:
        return
    for index, step in enumerate(basal_steps(program.mode)):
        fastest = _flow_with(program, step, max(rates))
        slowest = _flow_with(program, step, min(rates))
        if fastest.value > limits.max_flow.value:
            entered = _with_bolus_text(step, fastest, unit)
            yield _beyond(Limit.BOLUS_FLOW_TOO_HIGH, index, entered, fastest, limits.max_flow)
        elif slowest.value < limits.min_flow.value:
            entered = _with_bolus_text(step, slowest, unit)
            yield _beyond(Limit.BOLUS_FLOW_TOO_LOW, index, entered, slowest, limits.min_flow)


def _flow_with(program: PumpProgram, step: ScheduleStep, rate: Fraction) -> NanolitresPerDay:
    both = (step.dose.value + rate) * NANOLITRES_PER_MILLILITRE / program.drug.concentration.value
    return NanolitresPerDay(both)


def _with_bolus_text(step: ScheduleStep, asked: NanolitresPerDay, unit: str) -> str:
    return f"{dose_rate_text(step.dose, unit=unit)} and the bolus are {flow_text(asked)}"


def _check_opening(program: PumpProgram, limits: PumpLimits) -> Iterator[Violation]:
    opening = program.opening
    if not isinstance(opening, PrimingBolus | BridgeBolus):
        return
    subject = "Bridge bolus" if isinstance(opening, BridgeBolus) else "Priming bolus"
    asked = opening.flow
    if asked.value > limits.max_flow.value:
        limit, bound = Limit.OPENING_FLOW_TOO_HIGH, limits.max_flow
        yield _beyond(limit, 0, flow_text(asked), asked, bound, subject=subject)
    elif asked.value < limits.min_flow.value:
        limit, bound = Limit.OPENING_FLOW_TOO_LOW, limits.min_flow
        yield _beyond(limit, 0, flow_text(asked), asked, bound, subject=subject)


def _beyond(
    limit: Limit, step: int, entered: str, asked: NanolitresPerDay, bound: Nanolitres, *, subject: str = ""
) -> Violation:
    word = "at most" if asked.value > bound.value else "at least"
    ratio = asked.value / bound.value if bound else None
    return Violation(limit, step, entered, f"{word} {_whole_flow_text(bound)}", subject=subject, ratio=ratio)


def _whole_flow_text(bound: Nanolitres) -> str:
    return flow_text(NanolitresPerDay(Fraction(bound.value)))


def _check_step_counts(program: PumpProgram, limits: PumpLimits) -> Iterator[Violation]:
    match program.mode:
        case DaySchedule() as day:
            yield from _check_step_count(day, "", 0, limits)
        case WeekSchedule(days):
            before = 0
            for name, day in zip(WEEKDAYS, days, strict=True):
                yield from _check_step_count(day, name, before, limits)
                before += len(day.steps)
        case _:
            pass


def _check_step_count(day: DaySchedule, name: str, before: int, limits: PumpLimits) -> Iterator[Violation]:
    if len(day.steps) > limits.max_steps:
        yield Violation(
            Limit.TOO_MANY_STEPS,
            before + limits.max_steps,
            f"{len(day.steps)} steps",
            f"at most {limits.max_steps}",
            subject=name,
            ratio=Fraction(len(day.steps), limits.max_steps),
        )
