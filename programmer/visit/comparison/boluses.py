"""The lines about boluses: periodic, the patient's, and what opens a program."""

from __future__ import annotations

from fractions import Fraction

from programmer.therapy.bolus_kinds import dose_of
from programmer.therapy.boluses import BridgeBolus, Opening, PatientBolus, PrimingBolus, SingleBolus
from programmer.therapy.calculations.window import DAY, most_boluses, most_by_spacing
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.moments import clock_text_seen_from
from programmer.therapy.notation import (
    decimal_text,
    dose_rate_text,
    duration_text,
    fill_text,
    flow_text,
    hourly_flow_text,
    mass_over_text,
    mass_text,
    volume_text,
)
from programmer.therapy.programs import DeliveryMode, PeriodicBolus, PumpProgram, basal_steps
from programmer.therapy.pump import BolusKind, PumpStatus
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND, SECONDS_PER_DAY, Nanograms, Seconds
from programmer.visit.comparison.lines import NOTHING, ComparedLine
from programmer.visit.interrogation import Interrogation

Rows = list[tuple[str, str]]
_ROUNDED_US = 100
"""Each turn of a bolus ends on a whole microsecond, at the later one."""


def bolus_lines(present: PumpProgram, proposed: PumpProgram, shown: DrugWords) -> list[ComparedLine]:
    """Every figure of every bolus of either side. An opening lies behind the present program, and is none of it."""
    units = shown.unit(present.drug.name), shown.unit(proposed.drug.name)
    return [
        *_beside(
            *(periodic_rows(one.mode, unit) for one, unit in zip((present, proposed), units, strict=True))
        ),
        *_beside(
            patient_rows(present.patient_bolus, units[0]), patient_rows(proposed.patient_bolus, units[1])
        ),
        *_beside([], opening_rows(proposed.opening, shown, units[1])),
    ]


def running_lines(interrogation: Interrogation, shown: DrugWords = AS_NAMED) -> list[ComparedLine]:
    """A bolus that runs ends when a new program takes effect, and what is left of it is not given."""
    status = interrogation.status
    dose = running_dose(interrogation.program, status)
    if status.bolus is None or status.bolus_until is None:
        return []
    amount = "" if dose is None else shown.mass(interrogation.program.drug.name, dose.value)
    runs = f"{amount}, until {clock_text_seen_from(status.pump_time, status.bolus_until)}".removeprefix(", ")
    ends = f"ends at once; what is left of {f'the {amount}' if amount else 'it'} is not given"
    return [ComparedLine(f"{status.bolus.value.capitalize()} under way", runs, ends)]


def running_dose(program: PumpProgram, status: PumpStatus) -> Nanograms | None:
    """How large the bolus is that runs; None if none does, or if a single one was ordered beside the program."""
    if status.bolus is None or (status.bolus is BolusKind.SINGLE and not _opens(program, status)):
        return None
    return dose_of(program, status.bolus)


def _opens(program: PumpProgram, status: PumpStatus) -> bool:
    """Whether the single bolus that runs can be the one that opened the program, by its end and by the dose rate.

    It began with the mode, and only boluses of the patient may have gone before it.
    """
    single, since, until = program.opening, status.mode_since, status.bolus_until
    if not isinstance(single, SingleBolus) or since is None or until is None:
        return False
    asked = program.patient_bolus
    waited = 0 if asked is None else status.patient_boluses_today * asked.duration.value
    latest = since.value + (single.duration.value + waited) * MICROSECONDS_PER_SECOND
    most = max(step.dose.value for step in basal_steps(program.mode))
    beside = status.dose_rate.value - single.dose.value * SECONDS_PER_DAY // single.duration.value
    return until.value <= latest + _ROUNDED_US and 0 <= beside <= most + 1


def _beside(present: Rows, proposed: Rows) -> list[ComparedLine]:
    before, after = dict(present), dict(proposed)
    subjects = dict.fromkeys([*before, *after])
    return [ComparedLine(name, before.get(name, NOTHING), after.get(name, NOTHING)) for name in subjects]


def periodic_rows(mode: DeliveryMode, unit: str = "") -> Rows:
    """Background, bolus and interval of a mode of periodic boluses, in the drug's ``unit``; nothing of another."""
    if not isinstance(mode, PeriodicBolus):
        return []
    return [
        ("Background", dose_rate_text(mode.background, unit=unit)),
        ("Periodic bolus", mass_over_text(mode.dose.value, mode.duration, unit=unit)),
        ("Interval", interval_text(mode.interval)),
    ]


def interval_text(interval: Seconds) -> str:
    """An interval with what it comes to: ``every 4 h 0 min = 6 per day``, ``every 5 h 0 min = at most 5 per day``."""
    mean = Fraction(SECONDS_PER_DAY, interval.value)
    most = most_by_spacing(interval, DAY)
    if mean == most:
        return f"every {duration_text(interval)} = {most} per day"
    return f"every {duration_text(interval)} = {decimal_text(mean, digits=4)} per day, at most {most}"


def patient_rows(bolus: PatientBolus | None, unit: str = "") -> Rows:
    """The patient's bolus in the drug's ``unit``, its lockout and limits, and what all of them come to."""
    if bolus is None:
        return []
    rows = [
        ("Patient bolus", mass_over_text(bolus.dose.value, bolus.duration, unit=unit)),
        ("Lockout from its end", duration_text(bolus.lockout)),
        ("Most patient boluses", f"{bolus.most_per_day} per 24 h"),
    ]
    if bolus.window is not None:
        rows.append(("Most in a window", f"{bolus.window.most} per {duration_text(bolus.window.length)}"))
    return [*rows, ("All of them taken", all_taken_text(bolus, unit))]


def all_taken_text(bolus: PatientBolus, unit: str = "") -> str:
    """The most that the patient can have: ``6 in 24 h, 60 mcg``."""
    most = most_boluses(bolus, DAY)
    return f"{most} in 24 h, {mass_text(most * bolus.dose.value, unit=unit)}"


def opening_rows(opening: Opening | None, shown: DrugWords, unit: str = "") -> Rows:
    """What is given once, when a program takes effect; a single bolus in the ``unit`` of the program's drug."""
    match opening:
        case None:
            return []
        case SingleBolus(dose, duration):
            return [
                ("Once, at the start", f"single bolus, {mass_over_text(dose.value, duration, unit=unit)}")
            ]
        case PrimingBolus(extent, volume, duration):
            rate = hourly_flow_text(opening.flow)
            what = (
                f"priming bolus, {extent.value}: {volume_text(volume)} in {duration_text(duration)}, {rate}"
            )
            return [("Once, at the start", what)]
        case BridgeBolus():
            return _bridge_rows(opening, shown)


def _bridge_rows(bridge: BridgeBolus, shown: DrugWords) -> Rows:
    """The bridge in the units of the OLD drug: in those of the new one its figures would be wrong."""
    old = bridge.old[0].name
    lasts = duration_text(Seconds(int(bridge.days * SECONDS_PER_DAY)))
    return [
        ("Bridge, first", f"{shown.rate(old, bridge.dose)} of the old {fill_text(bridge.old, shown)}"),
        ("Bridge rate", f"{flow_text(bridge.flow)} for {lasts}"),
        ("Bridge gives", f"{shown.mass(old, bridge.mass)} in {volume_text(bridge.path)}"),
    ]
