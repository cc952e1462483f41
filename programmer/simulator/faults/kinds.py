"""The kinds of faults that can be switched on, and which options each of them takes."""

from __future__ import annotations

from enum import StrEnum

from programmer.device.implant.codes import Opcode


class FaultKind(StrEnum):
    """What goes wrong. The values are the words of files."""

    LOSE_REQUEST = "lose-request"
    LOSE_REPLY = "lose-reply"
    DELAY = "delay"
    CORRUPT = "corrupt"
    DUPLICATE = "duplicate"
    SPLIT = "split"
    MERGE = "merge"
    DISCONNECT = "disconnect"
    RESET = "reset"
    REFUSE = "refuse"
    STALL = "stall"
    DRIFT = "drift"
    LOG_GAP = "log-gap"
    SECOND_PROGRAMMER = "second-programmer"


class Direction(StrEnum):
    """Which way: to the pump, or back. For what happens at the pump: before a request is served, or after it."""

    REQUEST = "request"
    REPLY = "reply"


class WriteStep(StrEnum):
    """Where in the writing of a program the pump resets: after a step was served and before its reply, but for
    ``BEFORE_COMMIT``, where the commit has arrived and nothing of it is done."""

    STAGE_BEGIN = "stage-begin"
    CHUNK = "chunk"
    VERIFY = "verify"
    BEFORE_COMMIT = "before-commit"
    AFTER_COMMIT = "after-commit"


class Act(StrEnum):
    """What the second programmer does once it has greeted the pump, which ends every other session."""

    GREET = "greet"
    STOP = "stop"
    RESUME = "resume"
    PROGRAM = "program"


STEPS: dict[WriteStep, tuple[Opcode, Direction]] = {
    WriteStep.STAGE_BEGIN: (Opcode.STAGE_BEGIN, Direction.REPLY),
    WriteStep.CHUNK: (Opcode.STAGE_CHUNK, Direction.REPLY),
    WriteStep.VERIFY: (Opcode.STAGE_VERIFY, Direction.REPLY),
    WriteStep.BEFORE_COMMIT: (Opcode.COMMIT, Direction.REQUEST),
    WriteStep.AFTER_COMMIT: (Opcode.COMMIT, Direction.REPLY),
}
"""Which request each step is, and on which side of serving it."""

CONDITIONS = frozenset({FaultKind.STALL, FaultKind.DRIFT})
"""Faults that last, from when they strike until they are switched off or their time is over."""

LINE_FAULTS = frozenset(
    {
        FaultKind.LOSE_REQUEST,
        FaultKind.LOSE_REPLY,
        FaultKind.DELAY,
        FaultKind.CORRUPT,
        FaultKind.DUPLICATE,
        FaultKind.SPLIT,
        FaultKind.MERGE,
        FaultKind.DISCONNECT,
    }
)
"""Faults of the line: their opportunities are the frames that pass."""

_ALWAYS = frozenset({"opcode", "times", "chance"})
OPTIONS_OF: dict[FaultKind, frozenset[str]] = {
    FaultKind.LOSE_REQUEST: _ALWAYS,
    FaultKind.LOSE_REPLY: _ALWAYS,
    FaultKind.DELAY: _ALWAYS | {"direction", "delay"},
    FaultKind.CORRUPT: _ALWAYS | {"direction", "at_byte", "bits"},
    FaultKind.DUPLICATE: _ALWAYS | {"direction"},
    FaultKind.SPLIT: _ALWAYS | {"direction", "at_byte", "delay"},
    FaultKind.MERGE: _ALWAYS | {"direction", "delay"},
    FaultKind.DISCONNECT: _ALWAYS | {"direction", "at_byte"},
    FaultKind.RESET: _ALWAYS | {"direction", "step", "chunk"},
    FaultKind.REFUSE: _ALWAYS | {"status"},
    FaultKind.STALL: _ALWAYS | {"lasts"},
    FaultKind.DRIFT: _ALWAYS | {"ppm", "lasts"},
    FaultKind.LOG_GAP: frozenset({"times", "chance", "records"}),
    FaultKind.SECOND_PROGRAMMER: _ALWAYS | {"direction", "act", "program"},
}
"""The options that a kind takes, by their names in files."""
