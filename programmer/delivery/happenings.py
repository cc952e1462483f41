"""What can happen while a pump delivers, and what another part may have to be told of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import Nanolitres, PumpTime


class Crossing(Enum):
    """A level that the reservoir falls to."""

    LOW = "low"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class LevelReached:
    """The moment, to the microsecond, at which the whole-nanolitre level first is at the mark or below."""

    crossing: Crossing
    time: PumpTime


@dataclass(frozen=True, slots=True)
class BolusBegun:
    """A bolus began; it runs, or waits for the one that goes before it."""

    kind: BolusKind
    time: PumpTime


@dataclass(frozen=True, slots=True)
class BolusEnded:
    """A bolus ended. ``missing`` is what of it was not pushed, rounded up: 0 of one that ran to its end."""

    kind: BolusKind
    time: PumpTime
    missing: Nanolitres


@dataclass(frozen=True, slots=True)
class OpeningFinished:
    """Prime or bridge pushed the last of its volume."""

    time: PumpTime


Happening = LevelReached | BolusBegun | BolusEnded | OpeningFinished
