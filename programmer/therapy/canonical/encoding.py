"""Writes a program as its canonical bytes."""

from __future__ import annotations

import struct

from programmer.therapy.boluses import BridgeBolus, Opening, PatientBolus, PrimingBolus, SingleBolus
from programmer.therapy.canonical.layout import (
    EXTENTS,
    MODE_CONTINUOUS,
    MODE_DAY_SCHEDULE,
    MODE_MINIMUM_RATE,
    MODE_PERIODIC_BOLUS,
    MODE_STOPPED,
    MODE_WEEK_SCHEDULE,
    OPENING_BRIDGE,
    OPENING_PRIMING,
    OPENING_SINGLE,
    SCHEMA,
    TAG_DELIVERY,
    TAG_DRUGS,
    TAG_OPENING,
    TAG_PATIENT_BOLUS,
)
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


def encode_program(program: PumpProgram) -> bytes:
    """Return the canonical bytes of a program."""
    encoded = struct.pack("<H", SCHEMA)
    encoded += _section(TAG_DRUGS, _encode_drugs(program.drugs))
    encoded += _section(TAG_DELIVERY, _encode_mode(program.mode))
    if program.patient_bolus is not None:
        encoded += _section(TAG_PATIENT_BOLUS, _encode_patient_bolus(program.patient_bolus))
    if program.opening is not None:
        encoded += _section(TAG_OPENING, _encode_opening(program.opening))
    return encoded


def _section(tag: int, body: bytes) -> bytes:
    return struct.pack("<BH", tag, len(body)) + body


def _encode_drugs(drugs: tuple[DrugFill, ...]) -> bytes:
    return struct.pack("<B", len(drugs)) + b"".join(_encode_drug(drug) for drug in drugs)


def _encode_drug(drug: DrugFill) -> bytes:
    name = drug.name.encode("ascii")
    return struct.pack("<B", len(name)) + name + struct.pack("<Q", drug.concentration.value)


def _encode_mode(mode: DeliveryMode) -> bytes:
    match mode:
        case Stopped():
            return struct.pack("<B", MODE_STOPPED)
        case MinimumRate(dose):
            return struct.pack("<BQ", MODE_MINIMUM_RATE, dose.value)
        case Continuous(dose):
            return struct.pack("<BQ", MODE_CONTINUOUS, dose.value)
        case DaySchedule():
            return struct.pack("<B", MODE_DAY_SCHEDULE) + _encode_day(mode)
        case WeekSchedule(days):
            return struct.pack("<B", MODE_WEEK_SCHEDULE) + b"".join(_encode_day(day) for day in days)
        case PeriodicBolus(background, dose, duration, interval):
            head = struct.pack("<BQQ", MODE_PERIODIC_BOLUS, background.value, dose.value)
            return head + struct.pack("<II", duration.value, interval.value)


def _encode_day(day: DaySchedule) -> bytes:
    rows = (struct.pack("<IQ", step.at.value, step.dose.value) for step in day.steps)
    return struct.pack("<B", len(day.steps)) + b"".join(rows)


def _encode_patient_bolus(bolus: PatientBolus) -> bytes:
    body = struct.pack(
        "<QIIH", bolus.dose.value, bolus.duration.value, bolus.lockout.value, bolus.most_per_day
    )
    if bolus.window is not None:
        body += struct.pack("<HI", bolus.window.most, bolus.window.length.value)
    return body


def _encode_opening(opening: Opening) -> bytes:
    match opening:
        case SingleBolus(dose, duration):
            return struct.pack("<BQI", OPENING_SINGLE, dose.value, duration.value)
        case PrimingBolus(extent, volume, duration):
            return struct.pack("<BBII", OPENING_PRIMING, EXTENTS[extent], volume.value, duration.value)
        case BridgeBolus(old, dose, path):
            return struct.pack("<BIQ", OPENING_BRIDGE, path.value, dose.value) + _encode_drugs(old)
