"""What the product reads in the bytes of a program, under the names of the standard."""

from __future__ import annotations

from programmer.therapy.boluses import BridgeBolus, Opening, PatientBolus, PrimingBolus, SingleBolus
from programmer.therapy.canonical import decode_program, layout
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    Stopped,
    WeekSchedule,
)
from tests.conformance.stranger import Value, Values


def program_fields(canonical: bytes) -> Values:
    """The fields of a program, sections and all. Raises ``NotCanonical``."""
    program, sections, at = decode_program(canonical), list[Value](), 2
    while at < len(canonical):
        tag, length = canonical[at], int.from_bytes(canonical[at + 1 : at + 3], "little")
        sections.append({"tag": tag, "length": length, "body": _body(tag, program)})
        at += 3 + length
    return {"schema": layout.SCHEMA, "sections": sections}


def _body(tag: int, program: PumpProgram) -> Values:
    if tag == layout.TAG_DRUGS:
        return {"drugs": _drugs(program.drugs)}
    if tag == layout.TAG_DELIVERY:
        return _delivery(program.mode)
    if tag == layout.TAG_PATIENT_BOLUS:
        assert program.patient_bolus is not None
        return _patient_bolus(program.patient_bolus)
    assert program.opening is not None
    return _opening(program.opening)


def _drugs(drugs: tuple[DrugFill, ...]) -> list[Value]:
    return [{"name": one.name, "concentration_ng_per_ml": one.concentration.value} for one in drugs]


def _delivery(mode: DeliveryMode) -> Values:
    match mode:
        case Stopped():
            return {"mode": layout.MODE_STOPPED, "body": {}}
        case MinimumRate(dose):
            return {"mode": layout.MODE_MINIMUM_RATE, "body": {"dose_ng_per_day": dose.value}}
        case Continuous(dose):
            return {"mode": layout.MODE_CONTINUOUS, "body": {"dose_ng_per_day": dose.value}}
        case DaySchedule():
            return {"mode": layout.MODE_DAY_SCHEDULE, "body": _day(mode)}
        case WeekSchedule(days):
            return {"mode": layout.MODE_WEEK_SCHEDULE, "body": {"days": [_day(one) for one in days]}}
        case PeriodicBolus(background, dose, duration, interval):
            body: Values = {
                "background_ng_per_day": background.value,
                "dose_ng": dose.value,
                "duration_s": duration.value,
                "interval_s": interval.value,
            }
            return {"mode": layout.MODE_PERIODIC_BOLUS, "body": body}


def _day(day: DaySchedule) -> Values:
    return {"steps": [{"start_s": one.at.value, "dose_ng_per_day": one.dose.value} for one in day.steps]}


def _patient_bolus(bolus: PatientBolus) -> Values:
    window = bolus.window
    return {
        "dose_ng": bolus.dose.value,
        "duration_s": bolus.duration.value,
        "lockout_s": bolus.lockout.value,
        "most_per_day": bolus.most_per_day,
        "window": {} if window is None else {"most": window.most, "length_s": window.length.value},
    }


def _opening(opening: Opening) -> Values:
    body: Values
    match opening:
        case SingleBolus(dose, duration):
            body = {"dose_ng": dose.value, "duration_s": duration.value}
            return {"kind": layout.OPENING_SINGLE, "body": body}
        case PrimingBolus(extent, volume, duration):
            told = layout.EXTENTS[extent]
            body = {"extent": told, "volume_nl": volume.value, "duration_s": duration.value}
            return {"kind": layout.OPENING_PRIMING, "body": body}
        case BridgeBolus(old, dose, path):
            body = {"path_nl": path.value, "dose_ng_per_day": dose.value, "old_drugs": _drugs(old)}
            return {"kind": layout.OPENING_BRIDGE, "body": body}
