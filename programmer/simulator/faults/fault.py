"""One fault as it is described: its kind, when it strikes, how often, and how."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.device.implant.codes import ALL_OPCODES, Opcode, Status
from programmer.simulator.faults.kinds import (
    CONDITIONS,
    OPTIONS_OF,
    STEPS,
    Act,
    Direction,
    FaultKind,
    WriteStep,
)
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import MAX_UNDELIMITED
from programmer.therapy.programs import PumpProgram

MOST_DRIFT_PPM = 500_000
REFUSALS: tuple[int, ...] = (LinkStatus.UNKNOWN_REQUEST, LinkStatus.MALFORMED, *Status)
"""The status codes that a pump can refuse with."""
OPTION_FIELDS = {
    "direction": "direction",
    "delay": "delay_us",
    "at_byte": "at_byte",
    "bits": "bits",
    "step": "step",
    "chunk": "chunk",
    "status": "status",
    "lasts": "lasts_us",
    "ppm": "ppm",
    "records": "records",
    "act": "act",
    "program": "program",
}
"""In which field of ``Fault`` each option of a file ends."""
SERVED = CONDITIONS | {FaultKind.RESET, FaultKind.REFUSE}
"""Faults that strike at requests which the pump serves within a session."""
LINK_ONLY = frozenset({LinkOpcode.HELLO, LinkOpcode.VERSION_NOTICE})
_NEEDED = {FaultKind.DELAY: "delay", FaultKind.REFUSE: "status", FaultKind.DRIFT: "ppm"}
_LEAST = {"at_byte": 0, "delay_us": 1, "bits": 1, "chunk": 1, "lasts_us": 1, "records": 1}


class NotAFault(ValueError):
    """The options do not make a fault. The message says why, for a person."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, and when.

    ``opcode`` limits it to one request (None: any). ``times`` is how often it strikes, None until it is switched
    off. ``chance`` is the share of its opportunities that it takes, drawn from the pump's own randomness.
    ``delay_us`` is time of the link, ``lasts_us`` time of the pump. Options that its kind does not take stay None.
    Raises ``NotAFault``.
    """

    kind: FaultKind
    opcode: int | None = None
    direction: Direction | None = None
    times: int | None = 1
    chance: Fraction = Fraction(1)
    at_byte: int | None = None
    delay_us: int | None = None
    bits: int | None = None
    status: int | None = None
    step: WriteStep | None = None
    chunk: int | None = None
    lasts_us: int | None = None
    ppm: int | None = None
    records: int | None = None
    act: Act | None = None
    program: PumpProgram | None = None

    def __post_init__(self) -> None:
        self._check_options()
        self._check_numbers()
        if self.kind in CONDITIONS:
            self._check_condition()
        if self.kind is FaultKind.RESET:
            self._check_reset()
        if self.program is not None and self.act is not Act.PROGRAM:
            raise NotAFault("a program is for a second programmer whose act is “program”")

    @property
    def way(self) -> Direction:
        """Which way it strikes: back, unless said otherwise."""
        if self.kind is FaultKind.LOSE_REQUEST:
            return Direction.REQUEST
        if self.step is not None:
            return STEPS[self.step][1]
        if self.direction is not None:
            return self.direction
        before = self.kind is FaultKind.SECOND_PROGRAMMER
        return Direction.REQUEST if before else Direction.REPLY

    @property
    def at_once(self) -> bool:
        """Whether it is a condition that waits for no request."""
        return self.kind in CONDITIONS and self.opcode is None and self.chance == 1

    def meets(self, opcode: int | None) -> bool:
        """Whether a request with this opcode is one it is limited to; noise (None) is met only without a limit."""
        wanted = self.opcode if self.step is None else STEPS[self.step][0]
        return wanted is None or wanted == opcode

    def _check_options(self) -> None:
        allowed = OPTIONS_OF[self.kind]
        for option, name in OPTION_FIELDS.items():
            if getattr(self, name) is not None and option not in allowed:
                raise NotAFault(f"“{option}” is no option of {self.kind}; known are: {_listed(allowed)}")
        if self.opcode is not None and "opcode" not in allowed:
            raise NotAFault(f"{self.kind} cannot be limited to an opcode")
        needed = _NEEDED.get(self.kind)
        if needed is not None and getattr(self, OPTION_FIELDS[needed]) is None:
            raise NotAFault(f"{self.kind} needs “{needed}”")

    def _check_numbers(self) -> None:
        if self.opcode is not None and self.opcode not in ALL_OPCODES:
            raise NotAFault(f"{self.opcode:#06x} is no opcode")
        if self.opcode in LINK_ONLY and self.kind in SERVED:
            raise NotAFault(
                f"{opcode_name(self.opcode)} is answered by the link itself; {self.kind} never meets it"
            )
        if self.times is not None and self.times < 1:
            raise NotAFault("a fault strikes at least once")
        if not 0 < self.chance <= 1:
            raise NotAFault("a chance is more than 0% and at most 100%")
        if self.status is not None and self.status not in REFUSALS:
            raise NotAFault("a pump refuses with a status that says no")
        if self.ppm is not None and not 0 < abs(self.ppm) <= MOST_DRIFT_PPM:
            raise NotAFault(f"a drift is at most {MOST_DRIFT_PPM} parts per million, and not 0")
        for name, least in _LEAST.items():
            value = getattr(self, name)
            if value is not None and value < least:
                raise NotAFault(f"{name.removesuffix('_us')} is {least} or more, not {value}")
        self._check_bytes()

    def _check_bytes(self) -> None:
        if self.kind is FaultKind.SPLIT and self.at_byte == 0:
            raise NotAFault("pieces are of at least 1 byte")
        if (self.at_byte or 0) > MAX_UNDELIMITED:
            raise NotAFault(f"no frame has more than {MAX_UNDELIMITED} bytes")

    def _check_condition(self) -> None:
        if self.at_once and self.times not in {None, 1}:
            raise NotAFault(f"{self.kind} that strikes more than once needs an opcode or a chance")
        if self.at_once and self.times is None and self.lasts_us is not None:
            raise NotAFault(f"{self.kind} that lasts until it is switched off has no time that it lasts")

    def _check_reset(self) -> None:
        if self.step is not None and (self.opcode is not None or self.direction is not None):
            raise NotAFault("a reset has a step of writing, or an opcode and a direction")
        if self.chunk is not None and self.step is not WriteStep.CHUNK:
            raise NotAFault("“chunk” belongs to the step “chunk”")


def opcode_name(opcode: int | None) -> str:
    """The name of an opcode as files and people have it; empty for none."""
    if opcode is None:
        return ""
    return LinkOpcode(opcode).name if opcode in set(LinkOpcode) else Opcode(opcode).name


def status_name(status: int) -> str:
    """The name of a status code as files and people have it."""
    return LinkStatus(status).name if status in set(LinkStatus) else Status(status).name


def _listed(options: frozenset[str]) -> str:
    return ", ".join(sorted(options))
