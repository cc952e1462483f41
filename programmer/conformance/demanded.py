"""The requests that every pump serves, and the clause of the standard that each of them fails where it is missing."""

from __future__ import annotations

from programmer.conformance.finding import CannotTry
from programmer.conformance.replies import name_of
from programmer.device.implant.codes import Opcode
from programmer.device.implant.messages.commands import TOKEN_LENGTH
from programmer.telemetry.codes import LinkOpcode
from programmer.telemetry.wire import PayloadReader

DEMANDED_BY: dict[int, str] = {
    LinkOpcode.IDENT: "R-2",
    Opcode.STATUS: "R-2",
    Opcode.LIMITS: "R-2",
    Opcode.CATHETER: "R-2",
    Opcode.PROGRAM_READ: "R-5",
    Opcode.LOG_READ: "H-3",
    Opcode.LINK_COUNTERS: "E-5",
    Opcode.STAGE_BEGIN: "W-2",
    Opcode.STAGE_CHUNK: "W-3",
    Opcode.STAGE_VERIFY: "W-4",
    Opcode.STAGE_READ: "C-1",
    Opcode.STAGE_ABORT: "W-10",
    Opcode.COMMIT: "W-7",
    Opcode.STOP: "X-10",
    Opcode.RESUME: "X-12",
    Opcode.TOKEN_STATUS: "X-6",
    Opcode.BOLUS: "X-14",
    Opcode.BOLUS_CANCEL: "X-15",
    Opcode.ALARM_ACKNOWLEDGE: "X-16",
    Opcode.CLOCK_SET: "X-17",
    Opcode.REFILL: "X-18",
    Opcode.CHECKPOINT: "X-19",
}
"""Every opcode that is served within a session. STAGE_READ is named by a clause of the programmer alone (W-6), so that
what it fails is the table of opcodes."""

RIGHT_FORMS: dict[int, bytes] = {
    LinkOpcode.IDENT: b"",
    Opcode.STATUS: b"",
    Opcode.LIMITS: b"",
    Opcode.CATHETER: b"",
    Opcode.PROGRAM_READ: bytes(2),
    Opcode.LOG_READ: bytes(4) + b"\xff",
    Opcode.TOKEN_STATUS: bytes(TOKEN_LENGTH),
    Opcode.LINK_COUNTERS: b"",
}
"""How what only reads is asked rightly: whether it is served can be found out at any time."""


_NUMBERS: dict[int, tuple[tuple[str, int], ...]] = {
    Opcode.PROGRAM_READ: (("offset", 2),),
    Opcode.STAGE_READ: (("stage", 2), ("offset", 2)),
    Opcode.LOG_READ: (("from_sequence", 4), ("at_most", 1)),
}
"""Fields and their bytes of what is read piece by piece: a device may serve one piece and not know another."""


class NotServed(CannotTry):
    """What is tried needs a request of the standard that the device says it does not know. ``clause`` demands it.

    ``otherwise``: it knew the same request with another payload.
    """

    def __init__(self, opcode: int, payload: bytes, *, otherwise: bool = False) -> None:
        self.clause = DEMANDED_BY[opcode]
        asked = asked_words(opcode, payload)
        but = f"; other forms of {name_of(opcode)} it served" if otherwise else ""
        self.verdict = f"{asked} was answered UNKNOWN_REQUEST, and every pump serves it{but}"
        super().__init__(f"needs {asked}, which was answered UNKNOWN_REQUEST ({self.clause})")


def asked_words(opcode: int, payload: bytes) -> str:
    """``LOG_READ (from_sequence 0, at_most 255)``: a request, and the numbers of it that make its form."""
    fields = _NUMBERS.get(opcode, ())
    if sum(length for _, length in fields) != len(payload) or not fields:
        return name_of(opcode)
    reader = PayloadReader(payload)
    told = (f"{name} {int.from_bytes(reader.fixed(length), 'little')}" for name, length in fields)
    return f"{name_of(opcode)} ({', '.join(told)})"
