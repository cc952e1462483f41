"""What each fault does to the link or to the pump, in a line for people."""

from __future__ import annotations

from fractions import Fraction

from programmer.simulator.faults.fault import Fault, opcode_name, status_name
from programmer.simulator.faults.kinds import CONDITIONS, LINE_FAULTS, STEPS, Direction, FaultKind
from programmer.therapy.notation import decimal_text

KIND_WORDS: dict[FaultKind, str] = {
    FaultKind.LOSE_REQUEST: "The request is lost: the pump never hears it",
    FaultKind.LOSE_REPLY: "The reply is lost: the pump has done it, and nobody is told",
    FaultKind.DELAY: "It arrives late, while everything else goes on",
    FaultKind.CORRUPT: "Bits are flipped on the way",
    FaultKind.DUPLICATE: "It arrives twice",
    FaultKind.SPLIT: "It arrives in pieces",
    FaultKind.MERGE: "It waits for the next one, and both arrive as one block",
    FaultKind.DISCONNECT: "The line drops after some bytes",
    FaultKind.RESET: "The pump resets: its session and what was staged are gone, and delivery is stopped",
    FaultKind.REFUSE: "The pump says no and does nothing",
    FaultKind.STALL: "The motor stands still",
    FaultKind.DRIFT: "The pump's crystal runs fast or slow, and with it clock and motor",
    FaultKind.LOG_GAP: "Records of the pump's log cannot be read any more",
    FaultKind.SECOND_PROGRAMMER: "A second programmer greets the pump, which ends every other session",
}
"""One line for each kind, without its full stop."""


def fault_words(fault: Fault) -> str:
    """The fault in a line: ``The line drops after some bytes (reply to COMMIT, at byte 12, once)``."""
    parts = [_where(fault), *_how(fault), _how_often(fault), _chance(fault)]
    return f"{KIND_WORDS[fault.kind]} ({', '.join(part for part in parts if part)})"


def _where(fault: Fault) -> str:
    if fault.kind is FaultKind.LOG_GAP:
        return ""
    opcode = fault.opcode if fault.step is None else STEPS[fault.step][0]
    if opcode is None and fault.kind in CONDITIONS:
        return ""
    name = opcode_name(opcode) or "any request"
    if fault.kind in LINE_FAULTS:
        return name if fault.way is Direction.REQUEST else f"reply to {name}"
    if fault.kind in CONDITIONS or fault.kind is FaultKind.REFUSE:
        return f"at {name}"
    return f"{'before' if fault.way is Direction.REQUEST else 'after'} {name}"


def _how(fault: Fault) -> list[str]:
    return [
        *([f"chunk {fault.chunk}"] if fault.chunk is not None else []),
        *([f"at byte {fault.at_byte}"] if fault.at_byte is not None else []),
        *([f"{fault.bits} bits"] if fault.bits is not None else []),
        *([f"{_seconds(fault.delay_us)} s late"] if fault.delay_us is not None else []),
        *([f"with {status_name(fault.status)}"] if fault.status is not None else []),
        *([f"{fault.ppm:+d} parts per million"] if fault.ppm is not None else []),
        *([f"for {_seconds(fault.lasts_us)} s"] if fault.lasts_us is not None else []),
        *([f"{fault.records} records"] if fault.records is not None else []),
        *([fault.act.value] if fault.act is not None else []),
    ]


def _how_often(fault: Fault) -> str:
    if fault.times is None:
        return "until switched off"
    return "once" if fault.times == 1 else f"{fault.times} times"


def _chance(fault: Fault) -> str:
    return "" if fault.chance == 1 else f"with a chance of {decimal_text(fault.chance * 100)}%"


def _seconds(duration_us: int) -> str:
    return decimal_text(Fraction(duration_us, 1_000_000))
