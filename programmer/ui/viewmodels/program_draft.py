"""A program while it is being typed: texts and choices, and what they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.limits import Limit, Violation, check_program
from programmer.therapy.notation import NotAQuantity, decimal_text, flow_text, read_dose_number
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    Stopped,
    WeekSchedule,
)
from programmer.therapy.pump import PumpLimits
from programmer.therapy.quantities import NANOGRAMS_PER_MICROGRAM, NanogramsPerDay, SecondsOfDay, flow
from programmer.ui import phrases
from programmer.ui.viewmodels.program_state import MODE_CONTINUOUS, MODE_DAY_SCHEDULE, MODE_STOPPED

NO_SCHEDULE = "The steps of the day are not complete"
GIVES_NOTHING = "0 mcg per day gives nothing; choose Stopped if that is meant"


@dataclass(frozen=True, slots=True)
class ProgramDraft:
    """``dose_text`` is exactly as typed. ``schedule`` was the last that could be read, ``schedule_read`` whether the
    texts in the table still stand for it. ``touched`` once anything was changed by hand."""

    mode_key: str
    dose_text: str
    schedule: DaySchedule
    schedule_read: bool = True
    touched: bool = False


@dataclass(frozen=True, slots=True)
class DraftReading:
    """What a draft stands for: ``mode``, or why there is none; and what the pump cannot do, at which field."""

    mode: DeliveryMode | None
    dose_reason: str = ""
    dose_under: str = ""
    schedule_reason: str = ""
    step_reasons: tuple[tuple[int, str], ...] = ()

    @property
    def reason(self) -> str:
        """Why this cannot be sent; empty if it can."""
        return self.dose_reason or self.schedule_reason


def draft_of(program: PumpProgram) -> ProgramDraft:
    """A draft that says what the pump runs, with something sensible in the fields of the other modes."""
    mode = program.mode
    match mode:
        case Stopped():
            return ProgramDraft(MODE_STOPPED, "", _one_step(NanogramsPerDay(0)))
        case Continuous(dose):
            return ProgramDraft(MODE_CONTINUOUS, _dose_text(dose), _one_step(dose))
        case DaySchedule():
            return ProgramDraft(MODE_DAY_SCHEDULE, "", mode)
        case MinimumRate() | WeekSchedule() | PeriodicBolus():
            return ProgramDraft(MODE_CONTINUOUS, "", _one_step(NanogramsPerDay(0)))


def read_draft(draft: ProgramDraft, held: PumpProgram, limits: PumpLimits) -> DraftReading:
    """What the draft stands for in a pump that holds this drug and has these limits. Nothing is rounded."""
    match draft.mode_key:
        case "stopped":
            return DraftReading(Stopped())
        case "continuous":
            return _read_continuous(draft.dose_text, held, limits)
        case _:
            return _read_schedule(draft, held, limits)


def _read_continuous(text: str, held: PumpProgram, limits: PumpLimits) -> DraftReading:
    try:
        dose = read_dose_number(text)
    except NotAQuantity as refusal:
        return DraftReading(None, phrases.upper_first(str(refusal)))
    if not dose:
        return DraftReading(None, GIVES_NOTHING)
    mode = Continuous(dose)
    under = f"rate {flow_text(flow(dose, held.drug.concentration))}"
    violations = check_program(PumpProgram(held.drug, mode), limits)
    return DraftReading(mode, "; ".join(violation.sentence for violation in violations), under)


def _read_schedule(draft: ProgramDraft, held: PumpProgram, limits: PumpLimits) -> DraftReading:
    if not draft.schedule_read:
        return DraftReading(None, schedule_reason=NO_SCHEDULE)
    violations = check_program(PumpProgram(held.drug, draft.schedule), limits)
    if not violations and not any(step.dose for step in draft.schedule.steps):
        return DraftReading(None, schedule_reason=GIVES_NOTHING)
    reasons = "; ".join(_at_step(violation) for violation in violations)
    at_steps = tuple(
        (violation.step + 1, violation.sentence)
        for violation in violations
        if violation.limit is not Limit.TOO_MANY_STEPS
    )
    return DraftReading(draft.schedule, schedule_reason=reasons, step_reasons=at_steps)


def _at_step(violation: Violation) -> str:
    if violation.limit is Limit.TOO_MANY_STEPS:
        return violation.sentence
    return f"Step {violation.step + 1}: {violation.sentence}"


def _one_step(dose: NanogramsPerDay) -> DaySchedule:
    return DaySchedule((ScheduleStep(SecondsOfDay(0), dose),))


def _dose_text(dose: NanogramsPerDay) -> str:
    return decimal_text(Fraction(dose.value, NANOGRAMS_PER_MICROGRAM), grouped=False)


def with_mode(draft: ProgramDraft, key: str) -> ProgramDraft:
    """Another mode. A day schedule begins with the dose that was typed, where there is nothing else in it yet."""
    schedule, dose_text = draft.schedule, draft.dose_text
    if key == MODE_DAY_SCHEDULE and draft.schedule_read and len(schedule.steps) == 1:
        schedule = _from_dose(dose_text, schedule)
    return ProgramDraft(key, dose_text, schedule, draft.schedule_read, touched=True)


def _from_dose(text: str, otherwise: DaySchedule) -> DaySchedule:
    try:
        return _one_step(read_dose_number(text))
    except NotAQuantity:
        # What stands in the other field is no dose; then the step keeps the one it has.
        return otherwise
