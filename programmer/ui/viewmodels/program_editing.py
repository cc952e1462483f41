"""The Program page while a program is typed: every field, choice and sentence of it, made from the draft."""

from __future__ import annotations

from dataclasses import dataclass, replace

from programmer.therapy.limits import Situation
from programmer.therapy.notation import NO_BREAK, dose_rate_text, flow_text
from programmer.therapy.programs import DaySchedule, PeriodicBolus, PumpProgram, dose_per_day, steps_on
from programmer.therapy.quantities import flow
from programmer.ui import phrases
from programmer.ui.viewmodels.common_states import FieldState
from programmer.ui.viewmodels.drug_limits import limit_bars, limit_sources, limit_words, limits_not_known
from programmer.ui.viewmodels.drug_lines import library_lines
from programmer.ui.viewmodels.program_checks import DraftChecks
from programmer.ui.viewmodels.program_draft import ProgramDraft, fields_can_say, patient_key_of
from programmer.ui.viewmodels.program_facts import FULL_DAYS, all_taken, mode_facts, patient_facts
from programmer.ui.viewmodels.program_fields import BOLUS_DOSE, CONCENTRATION, DOSE, PERIODIC_DOSE
from programmer.ui.viewmodels.program_filling import drug_state
from programmer.ui.viewmodels.program_meaning import considerations, difference_words, facts_of
from programmer.ui.viewmodels.program_reading import NO_MINIMUM, DraftReading
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
    SCHEDULE,
    SCHEDULES,
    SECTION_DELIVERY,
    SECTION_DRUG,
    SECTION_PATIENT,
    EditState,
    LimitsState,
    PatientBolusState,
    ScheduleState,
)
from programmer.ui.widgets.segmented_control import Choice
from programmer.visit.comparison.boluses import interval_text
from programmer.visit.interrogation import Interrogation

KEPT = Choice(MODE_KEPT, "As in the pump")
FINISH_DAY = "The steps of this day are not complete yet"
NEEDS_REASON = "Next stays off until a reason is written here; it is recorded with the program."
RECORDED = "It is recorded with the program."


@dataclass(frozen=True, slots=True)
class Editing:
    """A draft with what it stands for and what stands against it. ``found`` is the pump as it is now, and ``known``
    whether the program that was read is the one it runs."""

    draft: ProgramDraft
    reading: DraftReading
    checks: DraftChecks
    found: Interrogation
    situation: Situation
    section: str
    reason: str
    known: bool

    @property
    def present(self) -> PumpProgram:
        """What the pump runs, without what lies behind it."""
        return self.found.program.settled

    @property
    def filling(self) -> PumpProgram:
        """The program, or what the pump holds while there is none."""
        return self.present if self.reading.program is None else self.reading.program


def edit_state(now: Editing) -> EditState:
    """Everything the page shows of it."""
    mode = now.reading.mode
    edit = EditState(
        sections=_sections(now),
        section_key=now.section,
        modes=_modes(now),
        mode_key=now.draft.mode_key,
        fields=_fields(now),
        under_mode=_under_mode(now),
        kept=tuple(mode_facts(now.present.mode)),
        schedule=_schedule(now),
        patient=_patient(now),
        drug=drug_state(now.draft, now.reading, now.present, now.situation),
        limits=_limits(now),
        library=library_lines(now.situation.library),
        present=now.present.mode,
        proposed=mode,
    )
    proposed = now.reading.program
    if proposed is None:
        return edit
    drugs = now.situation.library
    return replace(
        edit,
        difference=difference_words(now.found, proposed) if now.known else "",
        facts=facts_of(now.found, proposed, drugs),
        consider=considerations(now.found, proposed, drugs, now.checks.passed),
    )


# ---- choices --------------------------------------------------------------------------------------------------


def _sections(now: Editing) -> tuple[Choice, ...]:
    patient = {PATIENT_NONE: "Patient bolus: none"}.get(now.draft.patient_key, "Patient bolus")
    return (
        Choice(SECTION_DELIVERY, "Delivery"),
        Choice(SECTION_PATIENT, patient),
        Choice(SECTION_DRUG, "Drug and concentration"),
    )


def _modes(now: Editing) -> tuple[Choice, ...]:
    has_minimum = bool(now.found.limits.maintaining_flow)
    kept = () if fields_can_say(now.present.mode) else (KEPT,)
    return (
        *kept,
        Choice(MODE_STOPPED, "Stopped"),
        Choice(MODE_MINIMUM, "Minimum rate", has_minimum, "" if has_minimum else NO_MINIMUM),
        Choice(MODE_CONTINUOUS, "Continuous"),
        Choice(MODE_DAY_SCHEDULE, "Day schedule"),
        Choice(MODE_WEEK_SCHEDULE, "Week schedule"),
        Choice(MODE_PERIODIC, "Periodic bolus"),
    )


# ---- fields ---------------------------------------------------------------------------------------------------


def _fields(now: Editing) -> dict[str, FieldState]:
    """Every field as typed; a hard limit stands at its field like a text that cannot be read."""
    keys = {**now.draft.texts, **now.reading.reasons, **now.checks.at_fields}
    return {
        key: FieldState(
            now.draft.text(key),
            phrases.upper_first(now.reading.reasons.get(key) or now.checks.at_fields.get(key, "")),
            _under_dose(now) if key == DOSE else "",
        )
        for key in keys
    }


def _under_dose(now: Editing) -> str:
    if now.reading.mode is None or now.reading.drug is None or now.draft.mode_key not in _EVEN:
        return ""
    dose = steps_on(now.reading.mode, 0)[0].dose
    return f"rate {flow_text(flow(dose, now.reading.drug.concentration))}"


_EVEN = {MODE_CONTINUOUS, MODE_MINIMUM}


def _under_mode(now: Editing) -> str:
    """What follows from the fields of a periodic bolus."""
    mode = now.reading.mode
    if not isinstance(mode, PeriodicBolus):
        return ""
    return f"{interval_text(mode.interval)}: {dose_rate_text(dose_per_day(mode))} in the mean, background included"


def _schedule(now: Editing) -> ScheduleState:
    draft, present = now.draft, now.present.mode
    in_week = draft.mode_key == MODE_WEEK_SCHEDULE
    weekday = draft.day if in_week else now.found.status.pump_time.weekday
    return ScheduleState(
        day=draft.schedule,
        present=DaySchedule(steps_on(present, weekday)),
        days=_days(draft) if in_week else (),
        day_key=draft.day,
        reason=phrases.upper_first(
            now.reading.reasons.get(SCHEDULE) or now.checks.at_fields.get(SCHEDULE, "")
        ),
        step_reasons=now.checks.step_reasons if draft.mode_key in SCHEDULES else (),
        most_steps=now.found.limits.max_steps,
        weekday=weekday,
    )


def _days(draft: ProgramDraft) -> tuple[Choice, ...]:
    free = draft.schedule_read
    return tuple(
        Choice(day, name[:3], free or day == draft.day, "" if free else FINISH_DAY)
        for day, name in enumerate(FULL_DAYS)
    )


def _patient(now: Editing) -> PatientBolusState:
    bolus = now.reading.patient_bolus
    kept = patient_key_of(now.present.patient_bolus) == PATIENT_KEPT
    choices = [Choice(PATIENT_NONE, "None"), Choice(PATIENT_FIELDS, "Patient bolus")]
    if kept:
        choices.insert(0, Choice(PATIENT_KEPT, "As in the pump"))
    facts = tuple(patient_facts(now.present.patient_bolus)) if kept else ()
    taken = "" if bolus is None else f"All of them taken:{NO_BREAK}{all_taken(bolus)}"
    return PatientBolusState(tuple(choices), now.draft.patient_key, facts, taken)


# ---- limits ---------------------------------------------------------------------------------------------------


def _limits(now: Editing) -> LimitsState:
    row, drugs = now.situation.row, now.situation.library
    return LimitsState(
        bars=limit_bars(drugs, now.present, now.reading.program, row),
        words=limit_words(drugs, now.filling, row, read=now.reading.program is not None),
        not_known=limits_not_known(drugs, now.filling, row),
        sources=limit_sources(drugs, now.filling, row),
        hard=tuple(words for key, words in now.checks.at_fields.items() if key not in _in_sight(now)),
        soft=now.checks.soft,
        reason=FieldState(now.reason, under=RECORDED if now.reason.strip() else NEEDS_REASON),
    )


def _in_sight(now: Editing) -> set[str]:
    """The fields that say a hard limit themselves."""
    if now.section == SECTION_PATIENT:
        return {BOLUS_DOSE} if now.draft.patient_key == PATIENT_FIELDS else set()
    if now.section == SECTION_DRUG:
        return {CONCENTRATION} if now.draft.new_fill else set()
    return {
        MODE_CONTINUOUS: {DOSE},
        MODE_MINIMUM: {DOSE},
        MODE_PERIODIC: {PERIODIC_DOSE},
        MODE_DAY_SCHEDULE: {SCHEDULE},
        MODE_WEEK_SCHEDULE: {SCHEDULE},
    }.get(now.draft.mode_key, set())
