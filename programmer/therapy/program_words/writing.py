"""Writes a program in the words of a program file."""

from __future__ import annotations

from typing import Any

from programmer.therapy.boluses import BridgeBolus, Opening, PatientBolus, PrimingBolus, SingleBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import (
    concentration_word,
    dose_word,
    duration_word,
    mass_word,
    time_of_day_text,
    volume_word,
)
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    Stopped,
    WeekSchedule,
    dose_per_day,
)
from programmer.therapy.quantities import Seconds

Words = dict[str, Any]

MODES = ("stopped", "minimum-rate", "continuous", "day-schedule", "week-schedule", "periodic-bolus")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def program_words(program: PumpProgram) -> dict[str, Any]:
    """The words for a program. ``dose`` is the mode's dose per day in the long run and stands beside its steps."""
    mode = program.mode
    words: Words = {
        "drug": _drug_words(program.drug),
        "program": {"mode": mode_word(mode), "dose": dose_word(dose_per_day(mode)), **_mode_words(mode)},
    }
    if program.others:
        words["others"] = [_drug_words(drug) for drug in program.others]
    if program.patient_bolus is not None:
        words["patient_bolus"] = _patient_words(program.patient_bolus)
    if program.opening is not None:
        words |= _opening_words(program.opening)
    return words


def mode_word(mode: DeliveryMode) -> str:
    """What a file calls this mode."""
    match mode:
        case Stopped():
            return "stopped"
        case MinimumRate():
            return "minimum-rate"
        case Continuous():
            return "continuous"
        case DaySchedule():
            return "day-schedule"
        case WeekSchedule():
            return "week-schedule"
        case PeriodicBolus():
            return "periodic-bolus"


def _drug_words(drug: DrugFill) -> Words:
    return {"name": drug.name, "concentration": concentration_word(drug.concentration)}


def _mode_words(mode: DeliveryMode) -> Words:
    match mode:
        case DaySchedule():
            return {"steps": _day_words(mode)}
        case WeekSchedule(days):
            return {name: _day_words(day) for name, day in zip(WEEKDAYS, days, strict=True)}
        case PeriodicBolus(background, dose, duration, interval):
            return {
                "background": dose_word(background),
                "bolus": mass_word(dose.value),
                "duration": duration_word(duration),
                "interval": _interval_word(interval),
            }
        case _:
            return {}


def _interval_word(interval: Seconds) -> str:
    """Hours and minutes, both, also where there are no hours."""
    word = duration_word(interval)
    return word if "h" in word else f"0 h {word}"


def _day_words(day: DaySchedule) -> list[Words]:
    return [{"at": time_of_day_text(step.at), "dose": dose_word(step.dose)} for step in day.steps]


def _patient_words(bolus: PatientBolus) -> Words:
    words: Words = {
        "dose": mass_word(bolus.dose.value),
        "duration": duration_word(bolus.duration),
        "lockout": duration_word(bolus.lockout),
        "most_per_day": bolus.most_per_day,
    }
    if bolus.window is not None:
        words |= {"window": duration_word(bolus.window.length), "most_per_window": bolus.window.most}
    return words


def _opening_words(opening: Opening) -> Words:
    match opening:
        case SingleBolus(dose, duration):
            return {"single_bolus": {"dose": mass_word(dose.value), "duration": duration_word(duration)}}
        case PrimingBolus(extent, volume, duration):
            rest = {"volume": volume_word(volume), "duration": duration_word(duration)}
            return {"priming_bolus": {"extent": extent.value, **rest}}
        case BridgeBolus(old, dose, path):
            words: Words = {"drug": _drug_words(old[0])}
            if old[1:]:
                words["others"] = [_drug_words(drug) for drug in old[1:]]
            return {"bridge_bolus": {**words, "dose": dose_word(dose), "path": volume_word(path)}}
