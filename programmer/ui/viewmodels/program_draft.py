"""A program while it is being typed: texts and choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from programmer.therapy.boluses import PatientBolus
from programmer.therapy.notation import NotAQuantity, read_dose_number
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
from programmer.ui.viewmodels.dose_unit import MCG
from programmer.ui.viewmodels.program_fields import (
    BACKGROUND,
    BOLUS_DOSE,
    BRIDGE_DOSE,
    CONCENTRATION,
    DOSE,
    ON_LABEL,
    OTHERS,
    PERIODIC_DOSE,
    SINGLE_DOSE,
    has_seconds,
    other_keys,
    patient_texts,
    periodic_texts,
    too_long,
    typed_text,
)
from programmer.ui.viewmodels.program_state import (
    MODE_CONTINUOUS,
    MODE_DAY_SCHEDULE,
    MODE_KEPT,
    MODE_MINIMUM,
    MODE_PERIODIC,
    MODE_STOPPED,
    MODE_WEEK_SCHEDULE,
    OPENING_NONE,
    PATIENT_FIELDS,
    PATIENT_KEPT,
    PATIENT_NONE,
)

_SECONDS_PER_MINUTE = 60
_OF_ONE_DRUG = (CONCENTRATION, ON_LABEL, DOSE, BACKGROUND, PERIODIC_DOSE, BOLUS_DOSE, SINGLE_DOSE)


@dataclass(frozen=True, slots=True)
class ProgramDraft:
    """``texts`` are exactly as typed, by field. ``schedule`` was the last of the table that could be read,
    ``schedule_read`` whether the texts in the table still stand for it; in a week it is that of ``day``, and ``week``
    has all seven; ``blank`` while no rate of any step is known yet. ``drug`` is the primary drug that is to be in the
    pump, and ``unit`` the one in which its doses are typed; ``others`` is how many follow it in a mixture, the first
    named by the fields of ``other_keys(1)``. ``opening_key`` is what is given once. ``touched`` once anything was
    changed by hand."""

    mode_key: str
    texts: Mapping[str, str]
    schedule: DaySchedule
    week: tuple[DaySchedule, ...]
    day: int = 0
    schedule_read: bool = True
    patient_key: str = PATIENT_NONE
    drug: str = ""
    unit: str = MCG
    others: int = 0
    opening_key: str = OPENING_NONE
    new_fill: bool = False
    blank: bool = False
    touched: bool = False

    def text(self, key: str) -> str:
        """What stands in that field."""
        return self.texts.get(key, "")


def draft_of(program: PumpProgram, *, today: int = 0, unit: str = MCG) -> ProgramDraft:
    """A draft that says what the pump runs; ``today`` is the day of its week, ``unit`` that of the typed doses.

    What the fields cannot say is kept as it is, never turned into something else.
    """
    schedule, week = _one_step(NanogramsPerDay(0)), (_one_step(NanogramsPerDay(0)),) * DAYS_PER_WEEK
    texts: dict[str, str] = {}
    match program.mode:
        case Continuous(dose):
            texts[DOSE], schedule = typed_text(dose, unit), _one_step(dose)
        case DaySchedule():
            schedule = program.mode
        case WeekSchedule(days):
            schedule, week = days[today], days
        case PeriodicBolus():
            texts |= periodic_texts(program.mode, unit)
        case Stopped() | MinimumRate():
            pass
    if program.patient_bolus is not None:
        texts |= patient_texts(program.patient_bolus, unit)
    texts[BRIDGE_DOSE] = _held_text(program, unit)
    texts |= {other_keys(number)[0]: drug.name for number, drug in enumerate(program.others, start=1)}
    return ProgramDraft(
        _key_of(program.mode),
        texts,
        schedule,
        week,
        day=today,
        patient_key=patient_key_of(program.patient_bolus),
        drug=program.drug.name,
        unit=unit,
        others=len(program.others),
        blank=isinstance(program.mode, PeriodicBolus | Stopped | MinimumRate),
    )


def _held_text(program: PumpProgram, unit: str) -> str:
    """The dose a bridge would hold, where it is one that can be typed; another is for the clinician to choose."""
    dose = dose_per_day(program.mode)
    if not dose or dose.denominator != 1:
        return ""
    return typed_text(NanogramsPerDay(int(dose)), unit)


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
        return not (has_seconds(mode.interval) or too_long(mode.interval) or too_long(mode.duration))
    return all(step.at.value % _SECONDS_PER_MINUTE == 0 for step in basal_steps(mode))


def patient_key_of(bolus: PatientBolus | None) -> str:
    """Whether there is one, and whether hours and minutes can say it."""
    if bolus is None:
        return PATIENT_NONE
    times = (bolus.lockout,) if bolus.window is None else (bolus.lockout, bolus.window.length)
    odd = any(has_seconds(time) or too_long(time) for time in times) or too_long(bolus.duration)
    return PATIENT_KEPT if odd else PATIENT_FIELDS


def _one_step(dose: NanogramsPerDay) -> DaySchedule:
    return DaySchedule((ScheduleStep(SecondsOfDay(0), dose),))


# ---- changes by hand ------------------------------------------------------------------------------------------


def with_text(draft: ProgramDraft, key: str, text: str) -> ProgramDraft:
    """The same with another text in a field."""
    return replace(draft, texts={**draft.texts, key: text}, touched=True)


def with_mode(draft: ProgramDraft, key: str) -> ProgramDraft:
    """Another mode. A schedule begins with the dose that was typed, where there is nothing else in it yet, and a
    week with seven days like the one that was there. Where no dose is known none is made up: its rate is empty."""
    schedule, week = draft.schedule, draft.week
    if key in {MODE_DAY_SCHEDULE, MODE_WEEK_SCHEDULE} and draft.blank:
        typed = _dose_of(draft)
        if typed is None:
            return replace(draft, mode_key=key, schedule_read=False, touched=True)
        schedule = _one_step(typed)
        week = (schedule,) * DAYS_PER_WEEK
        draft = replace(draft, blank=False, schedule_read=True)
    if draft.schedule_read and key in {MODE_DAY_SCHEDULE, MODE_WEEK_SCHEDULE} and len(schedule.steps) == 1:
        typed = _dose_of(draft)
        schedule = schedule if typed is None else _one_step(typed)
    if key == MODE_WEEK_SCHEDULE:
        week = (schedule,) * DAYS_PER_WEEK if len(set(week)) == 1 else week
        schedule = week[draft.day]
    return replace(draft, mode_key=key, schedule=schedule, week=week, touched=True)


def with_schedule(draft: ProgramDraft, schedule: DaySchedule | None) -> ProgramDraft:
    """What the table of steps stands for now; None while it is no schedule."""
    if schedule is None:
        return replace(draft, schedule_read=False, touched=True)
    week = (schedule,) * DAYS_PER_WEEK if draft.blank else draft.week
    if draft.mode_key == MODE_WEEK_SCHEDULE:
        week = tuple(schedule if day == draft.day else kept for day, kept in enumerate(week))
    return replace(draft, schedule=schedule, week=week, schedule_read=True, blank=False, touched=True)


def with_day(draft: ProgramDraft, day: int) -> ProgramDraft:
    """Another day of the week in the table; not while the texts there stand for nothing and would be lost."""
    return replace(draft, day=day, schedule=draft.week[day]) if draft.schedule_read else draft


def with_day_everywhere(draft: ProgramDraft) -> ProgramDraft:
    """The day in the table on all seven days."""
    if not draft.schedule_read:
        return draft
    return replace(draft, week=(draft.schedule,) * DAYS_PER_WEEK, touched=True)


def with_new_fill(draft: ProgramDraft) -> ProgramDraft:
    """Another concentration, or drug, is to be in the reservoir; which one is left to be typed from the label. The
    names of a mixture stay: none of its drugs is dropped by itself."""
    others = [key for number in OTHERS for key in other_keys(number)[1:]]
    texts = {**draft.texts, **dict.fromkeys((CONCENTRATION, ON_LABEL, *others), "")}
    return replace(draft, new_fill=True, texts=texts, touched=True)


def with_drug(draft: ProgramDraft, name: str, unit: str) -> ProgramDraft:
    """Another drug: no figure of the old one may stand for it, so concentration and doses are typed anew."""
    mode = MODE_PERIODIC if draft.mode_key == MODE_PERIODIC else MODE_CONTINUOUS
    texts = {**draft.texts, **dict.fromkeys(_OF_ONE_DRUG, "")}
    patient = PATIENT_NONE if draft.patient_key == PATIENT_NONE else PATIENT_FIELDS
    return replace(
        draft,
        drug=name,
        unit=unit,
        mode_key=mode,
        texts=texts,
        patient_key=patient,
        blank=True,
        touched=True,
    )


def with_other(draft: ProgramDraft, number: int, name: str) -> ProgramDraft:
    """Another drug in that place of the mixture; no concentration of the one before may stand for it."""
    drug, *figures = other_keys(number)
    return replace(draft, texts={**draft.texts, drug: name, **dict.fromkeys(figures, "")}, touched=True)


def with_one_more(draft: ProgramDraft) -> ProgramDraft:
    """Room for one more drug; which one is left to be chosen."""
    if draft.others >= len(OTHERS):
        return draft
    return replace(with_other(draft, draft.others + 1, ""), others=draft.others + 1)


def without_other(draft: ProgramDraft, number: int) -> ProgramDraft:
    """The mixture without the drug in that place; those behind it move up with all that was typed for them."""
    texts = dict(draft.texts)
    for place in range(number, draft.others):
        for key, behind in zip(other_keys(place), other_keys(place + 1), strict=True):
            texts[key] = draft.text(behind)
    texts |= dict.fromkeys(other_keys(draft.others), "")
    return replace(draft, texts=texts, others=draft.others - 1, touched=True)


def _dose_of(draft: ProgramDraft) -> NanogramsPerDay | None:
    try:
        return read_dose_number(draft.text(DOSE), draft.unit) if draft.text(DOSE) else None
    except NotAQuantity:
        # What stands in the other field is no dose; then the step keeps the one it has.
        return None
