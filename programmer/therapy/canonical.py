"""A program as bytes: one encoding only, so that equal bytes mean equal programs.

Schema 1, little-endian, no padding:

======  ====  =======================================================================
offset  size  field
======  ====  =======================================================================
0       2     schema, 1
2       …     sections in rising order of tag, each once: tag u8, length u16, body
======  ====  =======================================================================

====  ==========  ==================================================================
tag   section     body
====  ==========  ==================================================================
0x1E  drugs       count u8 (1), then: name length u8, name ASCII, concentration u64 in ng/mL
0x2D  delivery    mode u8, then by mode
                  0x33 stopped: nothing
                  0x4B continuous: dose u64 in ng per day
                  0x55 day schedule: count u8, then per step: start u32 in s, dose u64 in ng per day
====  ==========  ==================================================================

It holds dose and concentration and never a rate: 97 mcg per day of 500 mcg/mL is 8,083 1/3 nL per hour
and no whole number. Unknown schemas, sections and modes are refused, never skipped.
"""

from __future__ import annotations

import hashlib
import struct

from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    PumpProgram,
    ScheduleStep,
    Stopped,
)
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, SecondsOfDay

SCHEMA = 1
TAG_DRUGS = 0x1E
TAG_DELIVERY = 0x2D
MODE_STOPPED = 0x33
MODE_CONTINUOUS = 0x4B
MODE_DAY_SCHEDULE = 0x55


class NotCanonical(ValueError):
    """These bytes are not a program, or not the one encoding of it."""


def encode_program(program: PumpProgram) -> bytes:
    """Return the canonical bytes of a program."""
    return (
        struct.pack("<H", SCHEMA)
        + _section(TAG_DRUGS, _encode_drugs(program.drug))
        + _section(TAG_DELIVERY, _encode_mode(program.mode))
    )


def decode_program(encoded: bytes) -> PumpProgram:
    """Return the program that these bytes are. Raises ``NotCanonical`` for anything else."""
    try:
        program = _decode(encoded)
    except (struct.error, IndexError, ValueError) as trouble:
        raise NotCanonical(f"not a program: {trouble}") from trouble
    if encode_program(program) != encoded:
        raise NotCanonical("not the canonical form of this program")
    return program


def program_hash(encoded: bytes) -> bytes:
    """The 32-byte SHA-256 by which a program is named on the link and in the records."""
    return hashlib.sha256(encoded).digest()


def _section(tag: int, body: bytes) -> bytes:
    return struct.pack("<BH", tag, len(body)) + body


def _encode_drugs(drug: DrugFill) -> bytes:
    name = drug.name.encode("ascii")
    return struct.pack("<BB", 1, len(name)) + name + struct.pack("<Q", drug.concentration.value)


def _encode_mode(mode: DeliveryMode) -> bytes:
    match mode:
        case Stopped():
            return struct.pack("<B", MODE_STOPPED)
        case Continuous(dose):
            return struct.pack("<BQ", MODE_CONTINUOUS, dose.value)
        case DaySchedule(steps):
            head = struct.pack("<BB", MODE_DAY_SCHEDULE, len(steps))
            return head + b"".join(struct.pack("<IQ", step.at.value, step.dose.value) for step in steps)


def _decode(encoded: bytes) -> PumpProgram:
    (schema,) = struct.unpack_from("<H", encoded)
    if schema != SCHEMA:
        raise NotCanonical(f"program schema {schema} is not known here")
    sections = _split_sections(encoded[2:])
    if list(sections) != [TAG_DRUGS, TAG_DELIVERY]:
        raise NotCanonical("its sections are not those of schema 1")
    return PumpProgram(_decode_drugs(sections[TAG_DRUGS]), _decode_mode(sections[TAG_DELIVERY]))


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


def _decode_drugs(body: bytes) -> DrugFill:
    count, length = struct.unpack_from("<BB", body)
    if count != 1:
        raise NotCanonical(f"{count} drugs; this schema holds one")
    name = body[2 : 2 + length].decode("ascii")
    (concentration,) = struct.unpack("<Q", body[2 + length :])
    return DrugFill(name, NanogramsPerMillilitre(concentration))


def _decode_mode(body: bytes) -> DeliveryMode:
    code, rest = body[0], body[1:]
    if code == MODE_STOPPED and not rest:
        return Stopped()
    if code == MODE_CONTINUOUS:
        return Continuous(NanogramsPerDay(struct.unpack("<Q", rest)[0]))
    if code == MODE_DAY_SCHEDULE:
        rows = list(struct.iter_unpack("<IQ", rest[1:]))
        if len(rows) != rest[0]:
            raise NotCanonical("the schedule holds another number of steps than it says")
        return DaySchedule(tuple(ScheduleStep(SecondsOfDay(at), NanogramsPerDay(dose)) for at, dose in rows))
    raise NotCanonical(f"delivery mode {code:#04x} is not known here")
