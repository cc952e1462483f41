"""Reads a program from its canonical bytes, and nothing else from anything else."""

from __future__ import annotations

import struct
from collections.abc import Callable

from programmer.therapy.boluses import (
    BolusWindow,
    BridgeBolus,
    Opening,
    PatientBolus,
    PrimingBolus,
    SingleBolus,
)
from programmer.therapy.canonical.encoding import encode_program
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
    ScheduleStep,
    Stopped,
    WeekSchedule,
)
from programmer.therapy.quantities import (
    DAYS_PER_WEEK,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)


class NotCanonical(ValueError):
    """These bytes are not a program, or not the one encoding of it."""


def decode_program(encoded: bytes) -> PumpProgram:
    """Return the program that these bytes are. Raises ``NotCanonical`` for anything else."""
    try:
        program = _decode(encoded)
    except (struct.error, IndexError, ValueError) as trouble:
        raise NotCanonical(f"not a program: {trouble}") from trouble
    if encode_program(program) != encoded:
        raise NotCanonical("not the canonical form of this program")
    return program


def _decode(encoded: bytes) -> PumpProgram:
    (schema,) = struct.unpack_from("<H", encoded)
    if schema != SCHEMA:
        raise NotCanonical(f"program schema {schema} is not known here")
    sections = _split_sections(encoded[2:])
    _require_known(set(sections))
    primary, *others = _decode_drugs(sections[TAG_DRUGS])
    bolus, opening = sections.get(TAG_PATIENT_BOLUS), sections.get(TAG_OPENING)
    return PumpProgram(
        primary,
        _decode_mode(sections[TAG_DELIVERY]),
        tuple(others),
        None if bolus is None else _decode_patient_bolus(bolus),
        None if opening is None else _decode_opening(opening),
    )


def _require_known(tags: set[int]) -> None:
    required = {TAG_DRUGS, TAG_DELIVERY}
    if not required <= tags <= required | {TAG_PATIENT_BOLUS, TAG_OPENING}:
        raise NotCanonical("its sections are not those of schema 1")


def _split_sections(rest: bytes) -> dict[int, bytes]:
    sections: dict[int, bytes] = {}
    while rest:
        tag, length = struct.unpack_from("<BH", rest)
        body = rest[3 : 3 + length]
        if len(body) != length or tag in sections:
            raise NotCanonical("a section is cut short or stands twice")
        sections[tag] = body
        rest = rest[3 + length :]
    return sections


def _decode_drugs(body: bytes) -> tuple[DrugFill, ...]:
    drugs, at = [], 1
    for _ in range(body[0]):
        end = at + 1 + body[at]
        (concentration,) = struct.unpack_from("<Q", body, end)
        drugs.append(DrugFill(body[at + 1 : end].decode("ascii"), NanogramsPerMillilitre(concentration)))
        at = end + 8
    return tuple(drugs)


def _decode_mode(body: bytes) -> DeliveryMode:
    if body[0] not in _MODES:
        raise NotCanonical(f"delivery mode {body[0]:#04x} is not known here")
    return _MODES[body[0]](body[1:])


def _decode_stopped(_rest: bytes) -> Stopped:
    return Stopped()


def _decode_continuous(rest: bytes) -> Continuous:
    return Continuous(NanogramsPerDay(struct.unpack("<Q", rest)[0]))


def _decode_minimum_rate(rest: bytes) -> MinimumRate:
    return MinimumRate(NanogramsPerDay(struct.unpack("<Q", rest)[0]))


def _decode_day_schedule(rest: bytes) -> DaySchedule:
    return _decode_days(rest, 1)[0]


def _decode_week_schedule(rest: bytes) -> WeekSchedule:
    return WeekSchedule(_decode_days(rest, DAYS_PER_WEEK))


def _decode_periodic_bolus(rest: bytes) -> PeriodicBolus:
    background, dose, duration, interval = struct.unpack("<QQII", rest)
    return PeriodicBolus(NanogramsPerDay(background), Nanograms(dose), Seconds(duration), Seconds(interval))


_MODES: dict[int, Callable[[bytes], DeliveryMode]] = {
    MODE_STOPPED: _decode_stopped,
    MODE_CONTINUOUS: _decode_continuous,
    MODE_DAY_SCHEDULE: _decode_day_schedule,
    MODE_MINIMUM_RATE: _decode_minimum_rate,
    MODE_WEEK_SCHEDULE: _decode_week_schedule,
    MODE_PERIODIC_BOLUS: _decode_periodic_bolus,
}


def _decode_days(rest: bytes, count: int) -> tuple[DaySchedule, ...]:
    days = []
    for _ in range(count):
        end = 1 + 12 * rest[0]
        rows = struct.iter_unpack("<IQ", rest[1:end])
        days.append(
            DaySchedule(tuple(ScheduleStep(SecondsOfDay(at), NanogramsPerDay(dose)) for at, dose in rows))
        )
        rest = rest[end:]
    return tuple(days)


def _decode_patient_bolus(body: bytes) -> PatientBolus:
    dose, duration, lockout, most = struct.unpack_from("<QIIH", body)
    window = None
    if body[18:]:
        window_most, length = struct.unpack("<HI", body[18:])
        window = BolusWindow(window_most, Seconds(length))
    return PatientBolus(Nanograms(dose), Seconds(duration), Seconds(lockout), most, window)


def _decode_opening(body: bytes) -> Opening:
    if body[0] not in _OPENINGS:
        raise NotCanonical(f"opening {body[0]:#04x} is not known here")
    return _OPENINGS[body[0]](body[1:])


def _decode_single(rest: bytes) -> SingleBolus:
    dose, duration = struct.unpack("<QI", rest)
    return SingleBolus(Nanograms(dose), Seconds(duration))


def _decode_priming(rest: bytes) -> PrimingBolus:
    code, volume, duration = struct.unpack("<BII", rest)
    extents = {number: extent for extent, number in EXTENTS.items()}
    if code not in extents:
        raise NotCanonical(f"priming extent {code:#04x} is not known here")
    return PrimingBolus(extents[code], Nanolitres(volume), Seconds(duration))


def _decode_bridge(rest: bytes) -> BridgeBolus:
    path, dose = struct.unpack_from("<IQ", rest)
    return BridgeBolus(_decode_drugs(rest[12:]), NanogramsPerDay(dose), Nanolitres(path))


_OPENINGS: dict[int, Callable[[bytes], Opening]] = {
    OPENING_SINGLE: _decode_single,
    OPENING_PRIMING: _decode_priming,
    OPENING_BRIDGE: _decode_bridge,
}
