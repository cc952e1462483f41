"""What goes wrong in a run and where: decided beforehand for a script, drawn from a seed for a random one."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from programmer.simulator.faults.kinds import Act

MILLISECOND = 1_000
SECOND = 1_000_000
DAY = 86_400 * SECOND
PAST_THE_TIME_OUT = 700 * MILLISECOND


class Way(Enum):
    """To the pump, or back."""

    REQUEST = "request"
    REPLY = "reply"


class OnLine(Enum):
    """What befalls one frame. The resets are of the pump, before or after it serves a request."""

    DROP = "drop"
    DUPLICATE = "duplicate"
    CORRUPT = "corrupt"
    DELAY = "delay"
    CUT_BEFORE = "disconnect before"
    CUT_AFTER = "disconnect after"
    CUT_WITHIN = "disconnect within"
    TRUNCATE = "truncate"
    SPLIT = "split"
    REPLAY = "replay"
    FORGE = "forge"
    OVERSIZE = "oversize"
    RESET_BEFORE = "pump reset before"
    RESET_AFTER = "pump reset after"
    OTHER_BEFORE = "second programmer before"
    OTHER_AFTER = "second programmer after"


AT_THE_PUMP = frozenset({OnLine.RESET_BEFORE, OnLine.RESET_AFTER, OnLine.OTHER_BEFORE, OnLine.OTHER_AFTER})
"""What can only befall a request."""
BASIC = (OnLine.DROP, OnLine.DUPLICATE, OnLine.CORRUPT, OnLine.DELAY, OnLine.CUT_BEFORE, OnLine.CUT_AFTER)
"""What the exhaustive trial does to every frame, both ways."""


class OnDisk(Enum):
    """How a statement or a commit fails: this once, or it and all that follow until the disk is mended."""

    ONCE = "disk error once"
    FROM_NOW_ON = "disk error from now on"


class AtPoint(Enum):
    """What happens between two steps of the programmer, from outside."""

    CRASH = "crash of the programmer"
    STOP = "STOP is pressed"
    CANCEL = "Cancel is pressed"
    CLOCK_JUMPS = "the workstation's clock is set"
    PATIENT = "the patient asks for a bolus"
    TIME_PASSES = "an hour passes at the pump"


@dataclass(frozen=True, slots=True)
class FrameFault:
    """``amount`` is microseconds of delay, or which bit or byte of the frame (taken modulo its length)."""

    kind: OnLine
    amount: int = 0
    act: Act = Act.GREET


class Fate(Protocol):
    """Asked once for each frame, statement and point, in their order."""

    def frame(self, way: Way, number: int) -> FrameFault | None: ...

    def disk(self, number: int) -> OnDisk | None: ...

    def point(self, number: int) -> AtPoint | None: ...


@dataclass(frozen=True)
class Script:
    """Faults at named places; everything is counted from 1."""

    frames: Mapping[tuple[Way, int], FrameFault] = field(default_factory=dict)
    disks: Mapping[int, OnDisk] = field(default_factory=dict)
    points: Mapping[int, AtPoint] = field(default_factory=dict)

    def frame(self, way: Way, number: int) -> FrameFault | None:
        return self.frames.get((way, number))

    def disk(self, number: int) -> OnDisk | None:
        return self.disks.get(number)

    def point(self, number: int) -> AtPoint | None:
        return self.points.get(number)

    def __str__(self) -> str:
        told = [f"{way.value} {number}: {fault}" for (way, number), fault in self.frames.items()]
        told += [f"disk operation {number}: {fault.value}" for number, fault in self.disks.items()]
        told += [f"point {number}: {event.value}" for number, event in self.points.items()]
        return "; ".join(told) or "no fault"


NO_FAULT = Script()

_FRAME_WEIGHTS = {
    OnLine.DROP: 8,
    OnLine.DUPLICATE: 4,
    OnLine.CORRUPT: 4,
    OnLine.DELAY: 6,
    OnLine.CUT_BEFORE: 2,
    OnLine.CUT_AFTER: 2,
    OnLine.CUT_WITHIN: 3,
    OnLine.TRUNCATE: 2,
    OnLine.SPLIT: 3,
    OnLine.REPLAY: 4,
    OnLine.FORGE: 4,
    OnLine.OVERSIZE: 1,
    OnLine.RESET_BEFORE: 2,
    OnLine.RESET_AFTER: 2,
    OnLine.OTHER_BEFORE: 2,
    OnLine.OTHER_AFTER: 3,
}
_DELAYS = (150 * MILLISECOND, PAST_THE_TIME_OUT, 2 * SECOND, 6 * SECOND, 30 * SECOND)
_POINT_WEIGHTS = {
    AtPoint.CRASH: 6,
    AtPoint.STOP: 3,
    AtPoint.CANCEL: 2,
    AtPoint.CLOCK_JUMPS: 2,
    AtPoint.PATIENT: 4,
    AtPoint.TIME_PASSES: 2,
}


class Drawn:
    """A fate from a seed: calm and rough lines, sound and failing disks, and sometimes none of it."""

    def __init__(self, seed: int) -> None:
        draw = random.Random(f"fate {seed}")
        self._frames, self._disks, self._points = (
            random.Random(f"{what} {seed}") for what in ("f", "d", "p")
        )
        self._frame_rate = draw.choice((0.0, 0.01, 0.03, 0.08, 0.2))
        self._disk_rate = draw.choice((0.0, 0.0, 0.0, 0.004, 0.02))
        self._point_rate = draw.choice((0.0, 0.0005, 0.002))
        self._kinds = list(_FRAME_WEIGHTS)
        self._weights = [_FRAME_WEIGHTS[kind] * draw.choice((0, 1, 1, 4)) + 1e-9 for kind in self._kinds]
        self._events = list(_POINT_WEIGHTS)
        self._event_weights = list(_POINT_WEIGHTS.values())
        self._next_point = self._gap()

    def frame(self, way: Way, number: int) -> FrameFault | None:
        draw = self._frames
        if draw.random() >= self._frame_rate:
            return None
        (kind,) = draw.choices(self._kinds, self._weights)
        if way is Way.REPLY and kind in AT_THE_PUMP:
            kind = OnLine.DROP
        amount = draw.choice(_DELAYS) if kind is OnLine.DELAY else draw.randrange(1 << 16)
        return FrameFault(kind, amount, draw.choice(list(Act)))

    def disk(self, number: int) -> OnDisk | None:
        if self._disk_rate == 0.0 or self._disks.random() >= self._disk_rate:
            return None
        return self._disks.choice(list(OnDisk))

    def point(self, number: int) -> AtPoint | None:
        if number != self._next_point:
            return None
        self._next_point = number + self._gap()
        return self._points.choices(self._events, self._event_weights)[0]

    def _gap(self) -> int:
        if self._point_rate == 0.0:
            return 1 << 60
        return 1 + int(self._points.expovariate(self._point_rate))
