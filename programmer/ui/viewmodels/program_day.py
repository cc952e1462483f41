"""The 24 hours that a program brings, beside those of the program in the pump, for the picture of them."""

from __future__ import annotations

from programmer.therapy.boluses import BridgeBolus, PrimingBolus, SingleBolus
from programmer.therapy.calculations.course_of_day import course_of_day
from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.moments import clock_text
from programmer.therapy.notation import (
    concentration_text,
    duration_text,
)
from programmer.therapy.programs import PeriodicBolus, PumpProgram, WeekSchedule
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    SECONDS_PER_DAY,
    PumpTime,
    Seconds,
)
from programmer.ui.viewmodels.dose_unit import unit_of
from programmer.ui.viewmodels.program_facts import FULL_DAYS
from programmer.ui.widgets.day_picture import IN_THE_PUMP, DayPictureState, mode_said
from programmer.visit.interrogation import Interrogation

_MINUTE_US = 60 * MICROSECONDS_PER_SECOND


def day_of_clock(
    found: Interrogation, proposed: PumpProgram | None, weekday: int, drugs: LibraryInForce
) -> DayPictureState:
    """From midnight to midnight of that day of the week while only schedules are at work, else the next 24 hours."""
    present = found.program.settled
    if any(one is not None and _counts_from_now(one) for one in (proposed, present)):
        return next_hours(found, proposed, drugs)
    now = found.status.pump_time
    midnight = now.value - now.value % MICROSECONDS_PER_DAY
    begins = PumpTime(midnight + (weekday - now.weekday) * MICROSECONDS_PER_DAY)
    weeks = any(one is not None and isinstance(one.mode, WeekSchedule) for one in (proposed, present))
    return _picture(found, proposed, begins, FULL_DAYS[weekday] if weeks else "One day", drugs)


def next_hours(found: Interrogation, proposed: PumpProgram | None, drugs: LibraryInForce) -> DayPictureState:
    """The 24 hours from the reading on, as if the program took effect then."""
    now = found.status.pump_time
    begins = PumpTime(now.value - now.value % _MINUTE_US)
    return _picture(found, proposed, begins, f"24 h from {clock_text(begins)}", drugs)


def _counts_from_now(program: PumpProgram) -> bool:
    """Whether the times of what it gives depend on when it takes effect."""
    return program.opening is not None or isinstance(program.mode, PeriodicBolus)


def _picture(
    found: Interrogation, proposed: PumpProgram | None, begins: PumpTime, title: str, drugs: LibraryInForce
) -> DayPictureState:
    present = found.program.settled
    same_drug = proposed is None or proposed.drug.name == present.drug.name
    since = found.status.mode_since or begins
    shown = present if proposed is None else proposed
    return DayPictureState(
        title,
        () if proposed is None else course_of_day(proposed, begins),
        course_of_day(present, begins, since) if same_drug else (),
        begins.value % MICROSECONDS_PER_DAY // MICROSECONDS_PER_SECOND,
        _words(present, proposed, drugs, same_drug=same_drug),
        "" if proposed is None else _opening_words(proposed, drugs),
        unit_of(drugs, shown.drug.name),
        _said(present, proposed, begins.weekday, drugs),
    )


def _words(
    present: PumpProgram, proposed: PumpProgram | None, drugs: LibraryInForce, *, same_drug: bool
) -> tuple[str, ...]:
    words = [IN_THE_PUMP]
    if not same_drug:
        words = [f"not drawn: {drugs.shown_name(present.drug.name)}, in the pump now"]
    for program in dict.fromkeys(one for one in (proposed, present) if one is not None):
        if isinstance(program.mode, PeriodicBolus) and (same_drug or program is proposed):
            whose = "each bolus" if program is proposed or proposed is None else "dashed, each bolus"
            words.append(f"{whose} {_each_bolus(program, program.mode, drugs)}")
    if (present if proposed is None else proposed).patient_bolus is not None:
        words.append("without the patient's boluses")
    return tuple(words)


def _each_bolus(program: PumpProgram, mode: PeriodicBolus, drugs: LibraryInForce) -> str:
    return DrugWords(drugs).mass_over(program.drug.name, mode.dose.value, mode.duration)


def _opening_words(program: PumpProgram, drugs: LibraryInForce) -> str:
    """What is given in place of the mode, until when, and of which drug."""
    match program.opening:
        case BridgeBolus() as bridge:
            old = drugs.shown_name(bridge.old[0].name)
            strength = concentration_text(bridge.old[0].concentration)
            lasts = duration_text(Seconds(int(bridge.days * SECONDS_PER_DAY)))
            return f"bridge, {lasts}: old {old} {strength} at {DrugWords(drugs).rate(bridge.old[0].name, bridge.dose)}"
        case PrimingBolus(extent, _, duration):
            return f"prime, {extent.value}, {duration_text(duration)}"
        case SingleBolus(dose):
            return f"single bolus {DrugWords(drugs).mass(program.drug.name, dose.value)}"
        case _:
            return ""


def _said(present: PumpProgram, proposed: PumpProgram | None, weekday: int, drugs: LibraryInForce) -> str:
    """The pump's own side only where it is of the same drug."""
    same_drug = proposed is None or proposed.drug.name == present.drug.name
    unit = unit_of(drugs, (present if proposed is None else proposed).drug.name)
    said = [] if proposed is None else [f"proposed: {mode_said(proposed.mode, weekday, unit)}"]
    if same_drug:
        said.append(f"in the pump now: {mode_said(present.mode, weekday, unit)}")
    return "; ".join(said)
