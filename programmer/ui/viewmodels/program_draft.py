"""A program while it is being typed: texts and choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from programmer.therapy.boluses import PatientBolus
from programmer.therapy.notation import NotAQuantity, concentration_word, read_dose_number
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
    basal_steps,
    dose_per_day,
)
from programmer.therapy.quantities import DAYS_PER_WEEK, NanogramsPerDay, SecondsOfDay
from programmer.ui.viewmodels.program_fields import (
    BACKGROUND,
    BOLUS_DOSE,
    BRIDGE_DOSE,
    CONCENTRATION,
    DOSE,
    PERIODIC_DOSE,
    has_seconds,
    mcg_text,
    patient_texts,
    periodic_texts,
)
from programmer.ui.viewmodels.program_state import (
    MODE_CONTINUOUS,
    MODE_DAY_SCHEDULE,
    MODE_KEPT,
    MODE_MINIMUM,
    MODE_PERIODIC,
    MODE_STOPPED,
    MODE_WEEK_SCHEDULE,
    PATIENT_FIELDS,
    PATIENT_KEPT,
    PATIENT_NONE,
)

_SECONDS_PER_MINUTE = 60
_OF_ONE_DRUG = (CONCENTRATION, DOSE, BACKGROUND, PERIODIC_DOSE, BOLUS_DOSE)


@dataclass(frozen=True, slots=True)
class ProgramDraft:
    """``texts`` are exactly as typed, by field. ``schedule`` was the last of the table that could be read,
    ``schedule_read`` whether the texts in the table still stand for it; in a week it is that of ``day``, and ``week``
    has all seven. ``drug`` is the primary drug that is to be in the pump. ``touched`` once anything was changed by
    hand."""

    mode_key: str
    texts: Mapping[str, str]
    schedule: DaySchedule
    week: tuple[DaySchedule, ...]
    day: int = 0
    schedule_read: bool = True
    patient_key: str = PATIENT_NONE
    drug: str = ""
    new_fill: bool = False
    touched: bool = False

    def text(self, key: str) -> str:
        """What stands in that field."""
        return self.texts.get(key, "")


def draft_of(program: PumpProgram, *, today: int = 0) -> ProgramDraft:
    """A draft that says what the pump runs; ``today`` is the day of its week.

    What the fields cannot say is kept as it is, never turned into something else.
    """
    schedule, week = _one_step(NanogramsPerDay(0)), (_one_step(NanogramsPerDay(0)),) * DAYS_PER_WEEK
    texts: dict[str, str] = {}
    match program.mode:
        case Continuous(dose):
            texts[DOSE], schedule = mcg_text(dose), _one_step(dose)
        case DaySchedule():
            schedule = program.mode
        case WeekSchedule(days):
            schedule, week = days[today], days
        case PeriodicBolus():
            texts |= periodic_texts(program.mode)
        case Stopped() | MinimumRate():
            pass
    if program.patient_bolus is not None:
        texts |= patient_texts(program.patient_bolus)
    texts[CONCENTRATION] = concentration_word(program.drug.concentration)
    texts[BRIDGE_DOSE] = mcg_text(dose_per_day(program.mode)) if dose_per_day(program.mode) else ""
    return ProgramDraft(
        _key_of(program.mode),
        texts,
        schedule,
        week,
        day=today,
        patient_key=patient_key_of(program.patient_bolus),
        drug=program.drug.name,
    )


def _key_of(mode: DeliveryMode) -> str:
    if not fields_can_say(mode):
        return MODE_KEPT
    match mode:
        case Stopped():
            return MODE_STOPPED
        case MinimumRate():
            return MODE_MINIMUM
        case Continuous():
            return MODE_CONTINUOUS
        case DaySchedule():
            return MODE_DAY_SCHEDULE
        case WeekSchedule():
            return MODE_WEEK_SCHEDULE
        case PeriodicBolus():
            return MODE_PERIODIC


def fields_can_say(mode: DeliveryMode) -> bool:
    """The times of steps and intervals are typed in hours and minutes."""
    if isinstance(mode, PeriodicBolus):
        return not has_seconds(mode.interval)
    return all(step.at.value % _SECONDS_PER_MINUTE == 0 for step in basal_steps(mode))


def patient_key_of(bolus: PatientBolus | None) -> str:
    """Whether there is one, and whether hours and minutes can say it."""
    if bolus is None:
        return PATIENT_NONE
    odd = has_seconds(bolus.lockout) or (bolus.window is not None and has_seconds(bolus.window.length))
    return PATIENT_KEPT if odd else PATIENT_FIELDS


def _one_step(dose: NanogramsPerDay) -> DaySchedule:
    return DaySchedule((ScheduleStep(SecondsOfDay(0), dose),))


# ---- changes by hand ------------------------------------------------------------------------------------------


def with_text(draft: ProgramDraft, key: str, text: str) -> ProgramDraft:
    """The same with another text in a field."""
    return replace(draft, texts={**draft.texts, key: text}, touched=True)


def with_mode(draft: ProgramDraft, key: str) -> ProgramDraft:
    """Another mode. A schedule begins with the dose that was typed, where there is nothing else in it yet, and a
    week with seven days like the one that was there."""
    schedule, week = draft.schedule, draft.week
    if draft.schedule_read and key in {MODE_DAY_SCHEDULE, MODE_WEEK_SCHEDULE} and len(schedule.steps) == 1:
        schedule = _from_dose(draft.text(DOSE), schedule)
    if key == MODE_WEEK_SCHEDULE:
        week = (schedule,) * DAYS_PER_WEEK if len(set(week)) == 1 else week
        schedule = week[draft.day]
    return replace(draft, mode_key=key, schedule=schedule, week=week, touched=True)


def with_schedule(draft: ProgramDraft, schedule: DaySchedule | None) -> ProgramDraft:
    """What the table of steps stands for now; None while it is no schedule."""
    if schedule is None:
        return replace(draft, schedule_read=False, touched=True)
    week = draft.week
    if draft.mode_key == MODE_WEEK_SCHEDULE:
        week = tuple(schedule if day == draft.day else kept for day, kept in enumerate(week))
    return replace(draft, schedule=schedule, week=week, schedule_read=True, touched=True)


def with_day(draft: ProgramDraft, day: int) -> ProgramDraft:
    """Another day of the week in the table; not while the texts there stand for nothing and would be lost."""
    return replace(draft, day=day, schedule=draft.week[day]) if draft.schedule_read else draft


def with_day_everywhere(draft: ProgramDraft) -> ProgramDraft:
    """The day in the table on all seven days."""
    if not draft.schedule_read:
        return draft
    return replace(draft, week=(draft.schedule,) * DAYS_PER_WEEK, touched=True)


def with_drug(draft: ProgramDraft, name: str) -> ProgramDraft:
    """Another drug: no figure of the old one may stand for it, so concentration and doses are typed anew."""
    mode = MODE_PERIODIC if draft.mode_key == MODE_PERIODIC else MODE_CONTINUOUS
    texts = {**draft.texts, **dict.fromkeys(_OF_ONE_DRUG, "")}
    patient = PATIENT_NONE if draft.patient_key == PATIENT_NONE else PATIENT_FIELDS
    return replace(draft, drug=name, mode_key=mode, texts=texts, patient_key=patient, touched=True)


def _from_dose(text: str, otherwise: DaySchedule) -> DaySchedule:
    try:
        return _one_step(read_dose_number(text))
    except NotAQuantity:
        # What stands in the other field is no dose; then the step keeps the one it has.
        return otherwise
