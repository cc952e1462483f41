"""Forms that are no program, for a pump on the bench to refuse: section 7 of the standard."""

from __future__ import annotations

import struct

from programmer.conformance.check import Check
from programmer.conformance.finding import Departure
from programmer.conformance.replies import expect
from programmer.conformance.stand import Stand
from programmer.device.implant.codes import Status


def other_forms_are_no_programs(stand: Stand) -> None:
    """Another schema, an unknown tag, an unknown mode, sections in another order."""
    program = stand.another_program()
    length = 3 + int.from_bytes(program[3:5], "little")
    drugs, delivery = program[2 : 2 + length], program[2 + length :]
    wrong = {
        "of schema 2": b"\x02" + program[1:],
        "with an unknown section": program + b"\x87\x00\x00",
        "of an unknown mode": program[: 2 + length] + delivery[:3] + b"\x99" + delivery[4:],
        "with its sections in another order": program[:2] + delivery + drugs,
    }
    for case, encoded in wrong.items():
        expect(stand.verify(stand.stage(encoded)), f"STAGE_VERIFY {case}", Status.NOT_A_PROGRAM)


def what_breaks_a_rule_is_no_program(stand: Stand) -> None:
    """A form for each rule of drugs, schedules and modes that a pump could be tempted to take."""
    for clause, case, delivery, more in _FORMS_THAT_ARE_NONE:
        encoded = _with(stand, delivery) + more
        if stand.verify(stand.stage(encoded)).status != Status.NOT_A_PROGRAM:
            raise Departure(f"a program with {case} was not answered NOT_A_PROGRAM", clause)
    for case, name in (("a name in upper case", b"BACLOFEN"), ("a name of one letter", b"b")):
        drugs = bytes([1, len(name)]) + name + (500_000).to_bytes(8, "little")
        encoded = _SCHEMA + _section(_DRUGS, drugs) + _section(_DELIVERY, b"\x33")
        if stand.verify(stand.stage(encoded)).status != Status.NOT_A_PROGRAM:
            raise Departure(f"a program with {case} was not answered NOT_A_PROGRAM", "N-4")


def _with(stand: Stand, delivery: bytes) -> bytes:
    """The drugs of the pump, delivered like that."""
    program = stand.program
    return program[: 5 + int.from_bytes(program[3:5], "little")] + _section(_DELIVERY, delivery)


def _section(tag: int, body: bytes) -> bytes:
    return bytes([tag]) + len(body).to_bytes(2, "little") + body


def _step(start: int) -> bytes:
    return start.to_bytes(4, "little") + (1000).to_bytes(8, "little")


def _periodic(duration: int, interval: int) -> bytes:
    return b"\x87" + bytes(8) + (1000).to_bytes(8, "little") + struct.pack("<II", duration, interval)


_SCHEMA, _DRUGS, _DELIVERY, _PATIENT = b"\x01\x00", 0x1E, 0x2D, 0x33
_EVERY_HOUR = struct.pack("<QIIH", 1000, 60, 3600, 4)
_FORMS_THAT_ARE_NONE = (
    ("N-5", "a schedule without steps", b"\x55\x00", b""),
    ("N-5", "a schedule that begins later than 0", b"\x55\x01" + _step(60), b""),
    ("N-5", "steps that do not rise", b"\x55\x02" + _step(0) + _step(0), b""),
    ("N-5", "a step beyond the day", b"\x55\x02" + _step(0) + _step(86_400), b""),
    ("N-5", "a week whose days are the same", b"\x78" + (b"\x01" + _step(0)) * 7, b""),
    ("N-6", "a periodic bolus as long as its interval", _periodic(3600, 3600), b""),
    ("N-6", "a periodic bolus of no duration", _periodic(0, 3600), b""),
    ("N-6", "a dose of 2^63", b"\x4b" + bytes(7) + b"\x80", b""),
    ("N-6", "nothing to deliver and a patient bolus", b"\x33", _section(_PATIENT, _EVERY_HOUR)),
)


CHECKS = (
    Check(("N-4", "N-5", "N-6"), what_breaks_a_rule_is_no_program),
    Check(("N-7",), other_forms_are_no_programs),
)
