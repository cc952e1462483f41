"""What can be said of each kind of fault on a form, and the form read back into a switch."""

from __future__ import annotations

import re
from dataclasses import replace

from programmer.device.implant.codes import Opcode
from programmer.known_error import RefusedError
from programmer.simulator.faults.fault import LINK_ONLY, REFUSALS, SERVED, Fault, NotAFault, status_name
from programmer.simulator.faults.kinds import OPTIONS_OF, Act, Direction, FaultKind, WriteStep
from programmer.simulator.faults.passage import MERGE_WAIT_US, PIECE
from programmer.simulator.faults.reading import read_fault
from programmer.simulator.faults.switches import ArmedFault, FaultSwitches
from programmer.simulator.faults.words import KIND_WORDS, fault_words
from programmer.simulator.request_words import refusal_words, refusals_in_order, request_words
from programmer.telemetry.codes import LinkOpcode
from programmer.therapy.moments import clock_text
from programmer.training import FaultOption, FaultWords, SwitchWords, Words

_ANY = ("", "at any time")
_NUMBER = re.compile(r"[+-]?[0-9]+")
_NUMBERS = frozenset({"times", "at_byte", "bits", "chunk", "ppm", "records"})
_REQUESTS = (LinkOpcode.IDENT, LinkOpcode.HELLO, *Opcode)
_DIRECTIONS = {
    Direction.REQUEST: "to the pump, or before it is served",
    Direction.REPLY: "back from it, or after it was served",
}
_STEP_WORDS = {
    WriteStep.STAGE_BEGIN: "when the transfer begins",
    WriteStep.CHUNK: "at a piece of the transfer",
    WriteStep.VERIFY: "when it has verified",
    WriteStep.BEFORE_COMMIT: "before the commit is done",
    WriteStep.AFTER_COMMIT: "after the commit was done",
}
_ACTS = {
    Act.GREET: "only greets the pump",
    Act.STOP: "stops it",
    Act.RESUME: "resumes it",
    Act.PROGRAM: "writes nine tenths of the dose",
}


def fault_kinds() -> tuple[FaultWords, ...]:
    """Every kind, with its line and its options in the order in which they are asked for."""
    return tuple(
        FaultWords(kind.value, KIND_WORDS[kind], tuple(_options(kind, OPTIONS_OF[kind])))
        for kind in FaultKind
    )


def _options(kind: FaultKind, taken: frozenset[str]) -> list[FaultOption]:
    known = (_opcode(kind), *_CHOSEN, *_TYPED)
    return [_of_kind(kind, one) for one in known if one.key in taken]


def _of_kind(kind: FaultKind, option: FaultOption) -> FaultOption:
    """The option as this kind means it."""
    key = option.key
    needed = {FaultKind.DELAY: "delay", FaultKind.REFUSE: "status", FaultKind.DRIFT: "ppm"}.get(kind)
    without = _WITHOUT_IN.get((kind, key), _WITHOUT.get(key, ""))
    return replace(
        option,
        label=_LABELS_IN.get((kind, key), option.label),
        needed=key == needed,
        without="" if key == needed else without,
    )


def _opcode(kind: FaultKind) -> FaultOption:
    codes = (code for code in _REQUESTS if not (kind in SERVED and code in LINK_ONLY))
    return FaultOption("opcode", "When", (_ANY, *((code.name, request_words(code.name)) for code in codes)))


def _refusals() -> tuple[tuple[str, str], ...]:
    """Every refusal, the plain one first."""
    order, names = refusals_in_order(), {status_name(code) for code in REFUSALS}
    return tuple((name, refusal_words(name)) for name in sorted(names, key=order.index))


_CHOSEN = (
    FaultOption(
        "direction", "Which way", (("", "as usual"), *((way.value, _DIRECTIONS[way]) for way in Direction))
    ),
    FaultOption(
        "step",
        "While a program is written",
        (("", "at no particular step"), *((step.value, _STEP_WORDS[step]) for step in WriteStep)),
    ),
    FaultOption("status", "With what", _refusals()),
    FaultOption(
        "act",
        "What it does",
        (("", "only greets the pump"), *((act.value, _ACTS[act]) for act in Act if act is not Act.GREET)),
    ),
)
_TYPED = (
    FaultOption("delay", "How late", like="800 ms"),
    FaultOption("lasts", "For how long", like="2 h"),
    FaultOption("ppm", "Too fast by, in parts per million", like="500, or -500 for too slow"),
    FaultOption("at_byte", "From which byte on", like="12"),
    FaultOption("bits", "How many bits", like="3"),
    FaultOption("chunk", "At which piece", like="2"),
    FaultOption("records", "How many records", like="3"),
)
_LABELS_IN = {
    (FaultKind.SPLIT, "delay"): "Pause between the pieces",
    (FaultKind.SPLIT, "at_byte"): "Bytes in a piece",
    (FaultKind.MERGE, "delay"): "How long it waits for the next",
    (FaultKind.DISCONNECT, "at_byte"): "After how many bytes",
}
_WITHOUT = {"bits": "1 bit", "chunk": "any piece", "lasts": "until switched off", "records": "1 record"}
_WITHOUT_IN = {
    (FaultKind.SPLIT, "delay"): "no pause",
    (FaultKind.SPLIT, "at_byte"): f"{PIECE} bytes",
    (FaultKind.MERGE, "delay"): f"{MERGE_WAIT_US // 1_000} ms",
    (FaultKind.DISCONNECT, "at_byte"): "before the first byte",
    (FaultKind.CORRUPT, "at_byte"): "anywhere",
}
"""What an empty field means."""


def fault_of(wish: Words) -> Fault:
    """Read a form as it was filled in; empty fields are left out. Raises ``RefusedError``."""
    table = {key: _value(key, value) for key, value in wish.items() if value != ""}
    _require_needed(table)
    try:
        return read_fault(table)
    except NotAFault as trouble:
        reason = str(trouble)
        raise RefusedError(
            "The fault was not switched on",
            reason[:1].upper() + reason[1:],
            "Correct it, and switch it on again",
        ) from trouble


def _require_needed(table: Words) -> None:
    kind = next((one for one in fault_kinds() if one.key == table.get("fault")), None)
    for option in () if kind is None else kind.options:
        if option.needed and option.key not in table:
            raise RefusedError(
                "The fault was not switched on",
                f"“{option.label}” is missing",
                f"Write it like {option.like}",
            )


def _value(key: str, value: object) -> object:
    if key in _NUMBERS and isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return int(value)
    return value


def switch_words(switches: FaultSwitches) -> tuple[SwitchWords, ...]:
    """Every switch that was not taken back, with how often it struck, and when last on the pump's clock."""
    last = {
        strike.fault_number: f", last at {clock_text(strike.pump_time, seconds=True)}"
        for strike in switches.struck()
    }
    return tuple(
        SwitchWords(
            one.number,
            fault_words(one.fault),
            _struck(one) + last.get(one.number, ""),
            spent=one.spent and not one.in_force,
        )
        for one in switches.listed()
    )


def _struck(one: ArmedFault) -> str:
    if one.in_force:
        return "holds now"
    if not one.struck:
        return "has not struck yet"
    times = "once" if one.struck == 1 else f"{one.struck:,} times"
    return f"struck {times}"
