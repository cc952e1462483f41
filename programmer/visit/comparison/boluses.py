"""The lines about boluses: periodic, the patient's, and what opens a program."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from programmer.therapy.bolus_kinds import dose_of
from programmer.therapy.boluses import BridgeBolus, Opening, PatientBolus, PrimingBolus, SingleBolus
from programmer.therapy.calculations.window import DAY, most_boluses, most_by_spacing
from programmer.therapy.moments import clock_text
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
from programmer.therapy.programs import DeliveryMode, PeriodicBolus, PumpProgram
from programmer.therapy.pump import PumpStatus
from programmer.therapy.quantities import SECONDS_PER_DAY, Nanograms, Seconds
from programmer.visit.comparison.lines import NOTHING, ComparedLine
from programmer.visit.interrogation import Interrogation

Rows = list[tuple[str, str]]


def bolus_lines(
    present: PumpProgram, proposed: PumpProgram, shown: Callable[[str], str]
) -> list[ComparedLine]:
    """Every figure of every bolus of either side. An opening lies behind the present program, and is none of it."""
    return [
        *_beside(periodic_rows(present.mode), periodic_rows(proposed.mode)),
        *_beside(patient_rows(present.patient_bolus), patient_rows(proposed.patient_bolus)),
        *_beside([], opening_rows(proposed.opening, shown)),
    ]


def running_lines(interrogation: Interrogation) -> list[ComparedLine]:
    """A bolus that runs ends when a new program takes effect, and what is left of it is not given."""
    status = interrogation.status
    dose = running_dose(interrogation.program, status)
    if status.bolus is None or status.bolus_until is None or dose is None:
        return []
    runs = f"{mass_text(dose.value)}, until {clock_text(status.bolus_until)}"
    ends = f"ends at once; what is left of the {mass_text(dose.value)} is not given"
    return [ComparedLine(f"{status.bolus.value.capitalize()} under way", runs, ends)]


def running_dose(program: PumpProgram, status: PumpStatus) -> Nanograms | None:
    """How large the bolus is that runs; None if none does."""
    return None if status.bolus is None else dose_of(program, status.bolus)


def _beside(present: Rows, proposed: Rows) -> list[ComparedLine]:
    before, after = dict(present), dict(proposed)
    subjects = dict.fromkeys([*before, *after])
    return [ComparedLine(name, before.get(name, NOTHING), after.get(name, NOTHING)) for name in subjects]


def periodic_rows(mode: DeliveryMode) -> Rows:
    """Background, bolus and interval of a mode of periodic boluses; nothing of another."""
    if not isinstance(mode, PeriodicBolus):
        return []
    return [
        ("Background", dose_rate_text(mode.background)),
        ("Periodic bolus", mass_over_text(mode.dose.value, mode.duration)),
        ("Interval", interval_text(mode.interval)),
    ]


def interval_text(interval: Seconds) -> str:
    """An interval with what it comes to: ``every 4 h 0 min = 6 per day``, ``every 5 h 0 min = at most 5 per day``."""
    mean = Fraction(SECONDS_PER_DAY, interval.value)
    most = most_by_spacing(interval, DAY)
    if mean == most:
        return f"every {duration_text(interval)} = {most} per day"
    return f"every {duration_text(interval)} = {decimal_text(mean, digits=4)} per day, at most {most}"


def patient_rows(bolus: PatientBolus | None) -> Rows:
    """The patient's bolus with its lockout and limits, and what all of them together come to."""
    if bolus is None:
        return []
    rows = [
        ("Patient bolus", mass_over_text(bolus.dose.value, bolus.duration)),
        ("Lockout from its end", duration_text(bolus.lockout)),
        ("Most patient boluses", f"{bolus.most_per_day} per 24 h"),
    ]
    if bolus.window is not None:
        rows.append(("Most in a window", f"{bolus.window.most} per {duration_text(bolus.window.length)}"))
    return [*rows, ("All of them taken", all_taken_text(bolus))]


def all_taken_text(bolus: PatientBolus) -> str:
    """The most that the patient can have: ``6 in 24 h, 60 mcg``."""
    most = most_boluses(bolus, DAY)
    return f"{most} in 24 h, {mass_text(most * bolus.dose.value)}"


def opening_rows(opening: Opening | None, shown: Callable[[str], str]) -> Rows:
    """What is given once, when a program takes effect."""
    match opening:
        case None:
            return []
        case SingleBolus(dose, duration):
            return [("Once, at the start", f"single bolus, {mass_over_text(dose.value, duration)}")]
        case PrimingBolus(extent, volume, duration):
            rate = hourly_flow_text(opening.flow)
            what = (
                f"priming bolus, {extent.value}: {volume_text(volume)} in {duration_text(duration)}, {rate}"
            )
            return [("Once, at the start", what)]
        case BridgeBolus():
            return _bridge_rows(opening, shown)


def _bridge_rows(bridge: BridgeBolus, shown: Callable[[str], str]) -> Rows:
    """The bridge in the units of the OLD drug: in those of the new one its figures would be wrong."""
    lasts = duration_text(Seconds(int(bridge.days * SECONDS_PER_DAY)))
    return [
        ("Bridge, first", f"{dose_rate_text(bridge.dose)} of the old {fill_text(bridge.old, shown)}"),
        ("Bridge rate", f"{flow_text(bridge.flow)} for {lasts}"),
        ("Bridge gives", f"{mass_text(bridge.mass)} in {volume_text(bridge.path)}"),
    ]
