"""A fault in the words of a file, read whole or refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from programmer.device.implant.codes import Opcode
from programmer.simulator.faults.fault import OPTION_FIELDS, REFUSALS, Fault, NotAFault, status_name
from programmer.simulator.faults.kinds import OPTIONS_OF, Act, Direction, FaultKind, WriteStep
from programmer.telemetry.codes import LinkOpcode
from programmer.therapy.notation import NotAQuantity, read_duration, read_percent
from programmer.therapy.program_words import NotAProgram, program_from_words
from programmer.therapy.programs import PumpProgram

Word = TypeVar("Word", bound=StrEnum)

FAULT_NAMES: tuple[str, ...] = tuple(FaultKind)
ALWAYS = "always"
_LINK_TIME = re.compile(r"(\d{1,7}(?:\.\d{1,6})?) ?(ms|s|min)")
_MICROSECONDS = {"ms": 1_000, "s": 1_000_000, "min": 60_000_000}
_OPCODES = {code.name: int(code) for code in (LinkOpcode.IDENT, LinkOpcode.HELLO, *Opcode)}
_STATUSES = {status_name(code): code for code in REFUSALS}


def read_fault(table: Mapping[str, object]) -> Fault:
    """Read ``fault = "lose-reply"`` with its options, as docs/faults.md lists them. Raises ``NotAFault``."""
    kind = _word(FaultKind, table.get("fault"), "fault")
    strangers = sorted(set(table) - {"fault"} - OPTIONS_OF[kind])
    if strangers:
        known = ", ".join(sorted(OPTIONS_OF[kind]))
        raise NotAFault(f"“{strangers[0]}” is no option of {kind}; known are: {known}")
    read = {OPTION_FIELDS.get(key, key): _READ[key](value) for key, value in table.items() if key != "fault"}
    return Fault(kind, **read)  # type: ignore[arg-type]  # each reader gives what its field holds


def _text(value: object, option: str) -> str:
    if not isinstance(value, str):
        raise NotAFault(f"“{option}” is a text in quotes, not {value!r}")
    return value


def _word(words: type[Word], value: object, option: str) -> Word:
    text = _text(value, option)
    if text not in set(words):
        raise NotAFault(f"“{text}” is no {option}; known are: {', '.join(words)}")
    return words(text)


def _number(value: object, option: str) -> int:
    if type(value) is not int:
        raise NotAFault(f"“{option}” is a whole number without quotes, not {value!r}")
    return value


def _code(codes: Mapping[str, int], value: object, option: str) -> int:
    text = _text(value, option)
    if text not in codes:
        raise NotAFault(f"“{text}” is no {option}; known are: {', '.join(codes)}")
    return codes[text]


def _times(value: object) -> int | None:
    if value == ALWAYS:
        return None
    if type(value) is not int:
        raise NotAFault(f"“times” is a whole number, or “{ALWAYS}”, not {value!r}")
    return value


def _chance(value: object) -> Fraction:
    try:
        return read_percent(_text(value, "chance")) / 100
    except NotAQuantity as trouble:
        raise NotAFault(f"chance: {trouble}") from trouble


def _link_time(value: object) -> int:
    """So many microseconds of the link: unlike a treatment's, they may be a part of a second."""
    text = _text(value, "delay")
    match = _LINK_TIME.fullmatch(text.strip())
    if match is None:
        raise NotAFault(f"“{text}” is no delay; write it like 800 ms, 1.5 s or 2 min")
    return int(Decimal(match[1]) * _MICROSECONDS[match[2]])


def _pump_time(value: object) -> int:
    try:
        return read_duration(_text(value, "lasts")).value * 1_000_000
    except NotAQuantity as trouble:
        raise NotAFault(f"lasts: {trouble}") from trouble


def _program(value: object) -> PumpProgram:
    if not isinstance(value, Mapping):
        raise NotAFault("“program” is a table as in a program file")
    try:
        return program_from_words(dict(value))
    except NotAProgram as trouble:
        raise NotAFault(str(trouble)) from trouble


_READ: dict[str, Callable[[object], object]] = {
    "opcode": lambda value: _code(_OPCODES, value, "opcode"),
    "direction": lambda value: _word(Direction, value, "direction"),
    "times": _times,
    "chance": _chance,
    "at_byte": lambda value: _number(value, "at_byte"),
    "delay": _link_time,
    "bits": lambda value: _number(value, "bits"),
    "status": lambda value: _code(_STATUSES, value, "status"),
    "step": lambda value: _word(WriteStep, value, "step"),
    "chunk": lambda value: _number(value, "chunk"),
    "lasts": _pump_time,
    "ppm": lambda value: _number(value, "ppm"),
    "records": lambda value: _number(value, "records"),
    "act": lambda value: _word(Act, value, "act"),
    "program": _program,
}
