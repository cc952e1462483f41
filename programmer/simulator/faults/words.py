"""What each fault does to the link or to the pump, in a line for people."""

from __future__ import annotations

from fractions import Fraction

from programmer.clock import MICROSECONDS
from programmer.simulator.faults.fault import Fault, opcode_name, status_name
from programmer.simulator.faults.kinds import CONDITIONS, LINE_FAULTS, STEPS, Direction, FaultKind
from programmer.therapy.notation import decimal_text, duration_word
from programmer.therapy.quantities import Seconds

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
        *([_bytes(fault, fault.at_byte)] if fault.at_byte is not None else []),
        *([f"{fault.bits} bits"] if fault.bits is not None else []),
        *([_late(fault, fault.delay_us)] if fault.delay_us is not None else []),
        *([f"with {status_name(fault.status)}"] if fault.status is not None else []),
        *([f"{fault.ppm:+d} parts per million"] if fault.ppm is not None else []),
        *([f"for {_lasting(fault.lasts_us)}"] if fault.lasts_us is not None else []),
        *([f"{fault.records} records"] if fault.records is not None else []),
        *([fault.act.value] if fault.act is not None else []),
    ]


def _bytes(fault: Fault, at_byte: int) -> str:
    return f"of {at_byte} bytes" if fault.kind is FaultKind.SPLIT else f"at byte {at_byte}"


def _late(fault: Fault, delay_us: int) -> str:
    """So many seconds of the link, which can be a part of one."""
    seconds = f"{decimal_text(Fraction(delay_us, MICROSECONDS))} s"
    match fault.kind:
        case FaultKind.SPLIT:
            return f"{seconds} apart"
        case FaultKind.MERGE:
            return f"for at most {seconds}"
        case _:
            return f"{seconds} late"


def _lasting(lasts_us: int) -> str:
    """So long on the pump's clock."""
    seconds, rest = divmod(lasts_us, MICROSECONDS)
    if rest:
        return f"{decimal_text(Fraction(lasts_us, MICROSECONDS))} s"
    return duration_word(Seconds(seconds))


def _how_often(fault: Fault) -> str:
    if fault.times is None or (fault.at_once and fault.lasts_us is None):
        return "until switched off"
    return "once" if fault.times == 1 else f"{fault.times} times"


def _chance(fault: Fault) -> str:
    return "" if fault.chance == 1 else f"with a chance of {decimal_text(fault.chance * 100)}%"
