"""The Program page while a program is typed: every field, choice and sentence of it, made from the draft."""

from __future__ import annotations

from dataclasses import dataclass, replace

from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.limits import Situation
from programmer.therapy.moments import WEEKDAYS
from programmer.therapy.notation import NO_BREAK, dose_rate_text, flow_text, mass_text
from programmer.therapy.programs import DaySchedule, PeriodicBolus, PumpProgram, dose_per_day, steps_on
from programmer.therapy.quantities import flow
from programmer.ui import phrases
from programmer.ui.viewmodels.common_states import FieldState
from programmer.ui.viewmodels.dose_unit import MCG
from programmer.ui.viewmodels.drug_limits import limit_bars, limit_sources, limit_words, limits_not_known
from programmer.ui.viewmodels.drug_lines import library_lines
from programmer.ui.viewmodels.program_checks import DraftChecks
from programmer.ui.viewmodels.program_day import day_of_clock
from programmer.ui.viewmodels.program_draft import ProgramDraft, fields_can_say, patient_key_of
from programmer.ui.viewmodels.program_facts import FULL_DAYS, mode_facts, patient_facts
from programmer.ui.viewmodels.program_fields import BRIDGE_DOSE, DOSE
from programmer.ui.viewmodels.program_filling import drug_state
from programmer.ui.viewmodels.program_meaning import considerations, difference_words, facts_of
from programmer.ui.viewmodels.program_mixture import chosen_names
from programmer.ui.viewmodels.program_opening import opening_state, opening_word
from programmer.ui.viewmodels.program_reading import (
    NO_MINIMUM,
    NO_SCHEDULE,
    NO_WEEK,
    DraftReading,
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
    SCHEDULE,
    SCHEDULES,
    SECTION_DELIVERY,
    SECTION_DRUG,
    SECTION_OPENING,
    SECTION_PATIENT,
    EditState,
    LimitsState,
    PatientBolusState,
    ScheduleState,
)
from programmer.ui.widgets.segmented_control import Choice
from programmer.visit.comparison.boluses import all_taken_text, interval_text
from programmer.visit.interrogation import Interrogation
from programmer.visit.proposal import reason_gap

KEPT = Choice(MODE_KEPT, "As in the pump")
FINISH_DAY = "The steps of this day are not complete yet"
NEEDS_REASON = "Next stays off until a reason is written here; it is recorded with the program."
RECORDED = "It is recorded with the program."
MISSING = "still to be filled in"


@dataclass(frozen=True, slots=True)
class Editing:
    """A draft with what it stands for and what stands against it. ``found`` is the pump as it is now, and ``known``
    whether the program that was read is the one it runs. ``unbridged`` is what a bridge that is still missing would
    leave the patient with."""

    draft: ProgramDraft
    reading: DraftReading
    checks: DraftChecks
    found: Interrogation
    situation: Situation
    section: str
    reason: str
    known: bool
    unbridged: tuple[str, ...] = ()

    @property
    def words(self) -> DrugWords:
        """How drugs and doses are written by the library in force."""
        return DrugWords(self.situation.library)

    @property
    def present(self) -> PumpProgram:
        """What the pump runs, without what lies behind it."""
        return self.found.program.settled

    @property
    def drug_names(self) -> tuple[str, ...]:
        """The drugs that are chosen, whether the rest of the fields can be read or not."""
        if self.reading.program is not None:
            return tuple(drug.name for drug in self.reading.program.drugs)
        if self.draft.new_fill:
            return chosen_names(self.draft)
        return tuple(drug.name for drug in self.present.drugs)


def typed_state(now: Editing) -> EditState:
    """The page without what changes with every status: nothing here may depend on how the pump is at the moment."""
    return EditState(
        sections=_sections(now),
        section_key=now.section,
        modes=_modes(now),
        mode_key=now.draft.mode_key,
        fields=_fields(now),
        under_mode=_under_mode(now),
        kept=tuple(mode_facts(now.present.mode, now.words.unit(now.present.drug.name))),
        patient=_patient(now),
        opening=opening_state(now.draft, now.reading, now.situation),
        drug=drug_state(now.draft, now.reading, now.present, now.situation),
        unit=now.draft.unit,
        limits=_limits(now),
        library=library_lines(now.situation.library),
        proposed=now.reading.mode,
    )


def edit_state(now: Editing, typed: EditState) -> EditState:
    """Everything the page shows of it; ``typed`` is its ``typed_state``."""
    proposed, drugs = now.reading.program, now.situation.library
    edit = replace(
        typed, schedule=_schedule(now), day=day_of_clock(now.found, proposed, _weekday(now), drugs)
    )
    if proposed is None:
        return edit
    return replace(
        edit,
        difference=difference_words(now.found, proposed, now.words) if now.known else "",
        facts=facts_of(now.found, proposed, drugs),
        consider=considerations(now.found, proposed, drugs, now.checks.passed),
    )


# ---- choices --------------------------------------------------------------------------------------------------


def _sections(now: Editing) -> tuple[Choice, ...]:
    patient = {PATIENT_NONE: "Patient bolus: none"}.get(now.draft.patient_key, "Patient bolus")
    return (
        Choice(SECTION_DELIVERY, "Delivery"),
        Choice(SECTION_PATIENT, patient),
        Choice(SECTION_OPENING, f"At the start: {opening_word(now.draft, now.reading)}"),
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
    return {key: _field(now, key) for key in keys}


def _field(now: Editing, key: str) -> FieldState:
    """What is empty is not wrong yet: it says so quietly, and Next says it too."""
    text, unread = now.draft.text(key), now.reading.reasons.get(key, "")
    if unread and not text.strip():
        return FieldState(text, under=MISSING)
    reason = phrases.upper_first(unread or now.checks.at_fields.get(key, ""))
    under = {DOSE: _under_dose, BRIDGE_DOSE: _under_held}.get(key)
    return FieldState(text, reason, "" if under is None else under(now))


def _under_dose(now: Editing) -> str:
    if now.reading.mode is None or now.reading.drug is None or now.draft.mode_key not in _EVEN:
        return ""
    dose = steps_on(now.reading.mode, 0)[0].dose
    rate = f"rate {flow_text(flow(dose, now.reading.drug.concentration))}"
    return rate if now.draft.unit == MCG else f"{dose_rate_text(dose, unit=now.draft.unit)}, {rate}"


def _under_held(now: Editing) -> str:
    """What the pump gives of the old drug now, by which the dose to hold is chosen."""
    return (
        f"in the pump now {now.words.rate(now.present.drug.name, dose_per_day(now.present.mode), digits=6)}"
    )


_EVEN = {MODE_CONTINUOUS, MODE_MINIMUM}


def _under_mode(now: Editing) -> str:
    """What follows from the fields of a periodic bolus."""
    mode = now.reading.mode
    if not isinstance(mode, PeriodicBolus):
        return ""
    mean = dose_rate_text(dose_per_day(mode), unit=now.draft.unit)
    return f"{interval_text(mode.interval)}: {mean} in the mean, background included"


def _schedule(now: Editing) -> ScheduleState:
    draft, present = now.draft, now.present.mode
    in_week = draft.mode_key == MODE_WEEK_SCHEDULE
    unread = now.reading.reasons.get(SCHEDULE, "")
    to_do = unread in {NO_WEEK, NO_SCHEDULE}
    return ScheduleState(
        day=None if draft.blank else draft.schedule,
        read=draft.schedule_read,
        present=DaySchedule(steps_on(present, _weekday(now))),
        days=_days(draft) if in_week else (),
        day_key=draft.day,
        totals=_totals(draft) if in_week else "",
        hint=phrases.upper_first(unread) if to_do else "",
        reason=phrases.upper_first("" if to_do else unread or now.checks.at_fields.get(SCHEDULE, "")),
        step_reasons=now.checks.step_reasons if draft.mode_key in SCHEDULES else (),
        most_steps=now.found.limits.max_steps,
    )


def _weekday(now: Editing) -> int:
    """The day of the week that table and picture show."""
    in_week = now.draft.mode_key == MODE_WEEK_SCHEDULE
    return now.draft.day if in_week else now.found.status.pump_time.weekday


def _totals(draft: ProgramDraft) -> str:
    """What each day brings, days that are the same together: ``Mon, Tue 96 mcg; Wed 90 mcg``."""
    if draft.blank or not draft.schedule_read:
        return ""
    words = []
    for dose in dict.fromkeys(day.dose for day in draft.week):
        which = [WEEKDAYS[index] for index, day in enumerate(draft.week) if day.dose == dose]
        words.append(f"{', '.join(which)} {mass_text(dose, digits=6, unit=draft.unit)}")
    return f"In 24 h: {'; '.join(words)}"


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
    facts = (
        tuple(patient_facts(now.present.patient_bolus, now.words.unit(now.present.drug.name))) if kept else ()
    )
    taken = "" if bolus is None else f"All of them taken:{NO_BREAK}{all_taken_text(bolus, now.draft.unit)}"
    return PatientBolusState(tuple(choices), now.draft.patient_key, facts, taken)


# ---- limits ---------------------------------------------------------------------------------------------------


def _limits(now: Editing) -> LimitsState:
    row, drugs, names = now.situation.row, now.situation.library, now.drug_names
    hard, soft = _with_whose_limits(now.checks)
    return LimitsState(
        bars=limit_bars(drugs, now.present, now.reading.program, row, names),
        words=limit_words(drugs, now.reading.program, row, names),
        not_known=limits_not_known(drugs, row, names),
        sources=limit_sources(drugs, row, names),
        hard=hard,
        soft=soft,
        reason=FieldState(now.reason, under=_under_reason(now.reason)),
        unbridged=now.unbridged,
    )


def _with_whose_limits(checks: DraftChecks) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sentences of hard and soft limits; whose they are, where that is not plain, once below the last of them."""
    hard, soft = tuple(checks.at_fields.values()), checks.soft
    if checks.whose_hard:
        return (*hard[:-1], f"{hard[-1]}\n{checks.whose_hard}"), soft
    if checks.whose_soft:
        return hard, (*soft[:-1], f"{soft[-1]}\n{checks.whose_soft}")
    return hard, soft


def _under_reason(reason: str) -> str:
    if not reason.strip():
        return NEEDS_REASON
    gap = reason_gap(reason)
    return f"{phrases.upper_first(gap)}." if gap else RECORDED
