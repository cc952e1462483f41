"""When a kill comes: drawn from a seed, measured against a run that nothing happened to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import sqrt
from random import Random

from programmer.device.implant.codes import Opcode
from tests.trials.line import FrameSpan, Kill, KillingLine, Rest, Stream, Way

COMMANDS = {
    "program": Opcode.COMMIT,
    "stop": Opcode.STOP,
    "resume": Opcode.RESUME,
    "bolus": Opcode.BOLUS,
    "cancel-bolus": Opcode.BOLUS_CANCEL,
    "refill": Opcode.REFILL,
    "set-clock": Opcode.CLOCK_SET,
}
_WAITS_US = 1_500_000
_KEEPS_US = 6_000
_SLACK = 1.05


class Aim(Enum):
    """What a kill is aimed at; where it falls is seen afterwards."""

    ANY_TIME = "any time"
    ANY_BYTE_OUT = "any byte out"
    ANY_BYTE_BACK = "any byte back"
    INTENT = "the keeping of the intent"
    COMMAND = "a byte of the command"
    SILENCE = "waiting for an answer that never comes"
    ANSWER = "a byte of the answer"
    OUTCOME = "the keeping of the outcome"


_WEIGHTS = {
    Aim.ANY_TIME: 20,
    Aim.ANY_BYTE_OUT: 10,
    Aim.ANY_BYTE_BACK: 10,
    Aim.INTENT: 20,
    Aim.COMMAND: 15,
    Aim.SILENCE: 5,
    Aim.ANSWER: 10,
    Aim.OUTCOME: 10,
}


@dataclass(frozen=True, slots=True)
class Unharmed:
    """How a command goes when nothing happens to it: how long, and where in the bytes its frames stand.

    ``gap_us`` is the time between the last byte that came back before the command and its first byte; ``restart_us``
    how long the programmer takes that comes afterwards.
    """

    took_us: int
    bytes_out: int
    bytes_back: int
    command: FrameSpan
    answer: FrameSpan
    back_before: int
    gap_us: int
    restart_us: int = 0


def measure(line: KillingLine, command: str, took_us: int) -> Unharmed:
    """What is known of a run that came to its end over that line."""
    span = frame_of(line.out, command, response=False)
    answer = frame_of(line.back, command, response=True)
    assert span is not None
    assert answer is not None
    back_before = max(frame.ends for frame in line.back.frames() if frame.ends < answer.begins)
    return Unharmed(
        took_us,
        len(line.out.came),
        len(line.back.came),
        span,
        answer,
        back_before,
        line.out.came_at(span.ends) - line.back.came_at(back_before),
    )


def frame_of(stream: Stream, command: str, *, response: bool) -> FrameSpan | None:
    """The frame of a command, or of its answer; None if it did not come whole."""
    opcode = COMMANDS[command]
    return next((one for one in stream.frames() if one.opcode == opcode and one.response == response), None)


def plan(random: Random, usual: Unharmed) -> tuple[Aim, Kill]:
    """Draw a kill."""
    (aim,) = random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
    share, rest = random.random(), random.choice(list(Rest))
    return aim, Kill(*_moment(aim, share, usual), rest, silent=aim is Aim.SILENCE)


def _moment(aim: Aim, share: float, usual: Unharmed) -> tuple[Way, int, int]:
    """After how many bytes of which way, and how long after them."""
    match aim:
        case Aim.ANY_TIME:
            return Way.OUT, 0, int(share * usual.took_us * _SLACK)
        case Aim.ANY_BYTE_OUT:
            return Way.OUT, int(share * usual.bytes_out), 0
        case Aim.ANY_BYTE_BACK:
            return Way.BACK, int(share * usual.bytes_back), 0
        case Aim.INTENT:
            return (
                Way.BACK,
                usual.back_before,
                int(sqrt(share) * usual.gap_us * _SLACK),
            )  # it is kept near the end
        case Aim.COMMAND:
            return Way.OUT, _within(usual.command, share), 0
        case Aim.SILENCE:
            return Way.OUT, usual.command.ends, int(share * _WAITS_US)
        case Aim.ANSWER:
            return Way.BACK, _within(usual.answer, share), 0
        case Aim.OUTCOME:
            return Way.BACK, usual.answer.ends, int(share * _KEEPS_US)


def any_time(random: Random, took_us: int) -> Kill:
    """A kill of a programmer that is settling what the last one left."""
    return Kill(Way.OUT, 0, int(random.random() * took_us * _SLACK), random.choice(list(Rest)))


def _within(span: FrameSpan, share: float) -> int:
    """From before its first delimiter to behind its last."""
    return span.begins - 1 + round(share * (span.ends - span.begins + 1))
