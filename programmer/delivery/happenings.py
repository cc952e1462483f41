"""What can happen to a pump, and whether the pump itself knows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import ClassVar

from programmer.delivery.orders import Kind
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.pump import BolusKind, ChangedBy
from programmer.therapy.quantities import Nanolitres, PumpTime


class Hold(Enum):
    """What holds delivery."""

    STOPPED = "stopped"
    TELEMETRY = "telemetry"
    STALL = "stall"
    END_OF_SERVICE = "end of service"


class RefusalReason(Enum):
    """Why there is no bolus now."""

    NOT_PROGRAMMED = "the program has no patient bolus"
    STOPPED = "delivery is stopped or held"
    EMPTY = "the reservoir is empty"
    OPENING = "a priming or bridge bolus is running"
    LOW_RESERVOIR = "the reservoir is low"
    LOCKOUT = "the lockout is not over"
    MOST_PER_DAY = "as many as allowed began in the last 24 h"
    MOST_PER_WINDOW = "as many as allowed began in the window of the second limit"
    ALARM = "an alarm holds boluses back"
    UNDER_WAY = "a single bolus is under way"
    FLOW_TOO_HIGH = "with the basal rate it is faster than the pump can deliver"
    FLOW_TOO_LOW = "with the basal rate it is slower than the pump can deliver"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened: ``at`` in elapsed microseconds, ``time`` on the pump's clock.

    ``kind`` is its word in files; ``known`` says whether the pump knows it, or only the truth does.
    """

    kind: ClassVar[str]
    known: ClassVar[bool] = True
    at: int
    time: PumpTime


@dataclass(frozen=True, slots=True)
class BolusStarted(Happening):
    """A bolus began; it runs, or waits for the one that goes before it."""

    kind: ClassVar[str] = "bolus-started"
    bolus: BolusKind


@dataclass(frozen=True, slots=True)
class BolusSuspended(Happening):
    """A bolus gave way to another and waits with what it has left."""

    kind: ClassVar[str] = "bolus-suspended"
    bolus: BolusKind


@dataclass(frozen=True, slots=True)
class BolusResumed(Happening):
    """A bolus that waited goes on."""

    kind: ClassVar[str] = "bolus-resumed"
    bolus: BolusKind


@dataclass(frozen=True, slots=True)
class BolusFinished(Happening):
    """A bolus ended. ``missing`` is what of it was not pushed, nL, exact: 0 of one that ran to its end."""

    kind: ClassVar[str] = "bolus-finished"
    bolus: BolusKind
    missing: Fraction


@dataclass(frozen=True, slots=True)
class BolusRefused(Happening):
    """There is no bolus now; ``until`` is when this reason is over, where that is known: elapsed microseconds."""

    kind: ClassVar[str] = "bolus-refused"
    bolus: BolusKind
    reason: RefusalReason
    until: int | None = None


@dataclass(frozen=True, slots=True)
class OpeningStarted(Happening):
    """What opens a program began: prime, bridge or its single bolus, of ``volume`` nL, exact. One that waits or is
    carried on does not begin again."""

    kind: ClassVar[str] = "opening-started"
    opening: Kind
    volume: Fraction


@dataclass(frozen=True, slots=True)
class OpeningFinished(Happening):
    """Prime or bridge pushed the last of its volume."""

    kind: ClassVar[str] = "opening-finished"


@dataclass(frozen=True, slots=True)
class ModeBegan(Happening):
    """The program's mode began: periodic boluses count from here."""

    kind: ClassVar[str] = "mode-began"


@dataclass(frozen=True, slots=True)
class LowReservoir(Happening):
    """What the pump believes to be in the reservoir came to the mark."""

    kind: ClassVar[str] = "low-reservoir"


@dataclass(frozen=True, slots=True)
class EmptyReservoir(Happening):
    """The pump takes itself for empty."""

    kind: ClassVar[str] = "empty-reservoir"


@dataclass(frozen=True, slots=True)
class TrulyEmpty(Happening):
    """Nothing is left in the reservoir, whatever the pump believes."""

    kind: ClassVar[str] = "truly-empty"
    known: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Stalled(Happening):
    """The motor stands."""

    kind: ClassVar[str] = "stall"
    known: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class StallNoticed(Happening):
    """The pump noticed that its motor stands."""

    kind: ClassVar[str] = "stall-noticed"


@dataclass(frozen=True, slots=True)
class StallRecovered(Happening):
    """The motor turns again."""

    kind: ClassVar[str] = "stall-recovered"
    known: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class HoldBegan(Happening):
    """Something holds delivery from now."""

    kind: ClassVar[str] = "hold-began"
    hold: Hold


@dataclass(frozen=True, slots=True)
class HoldEnded(Happening):
    """It holds delivery no more; delivery goes on if nothing else does."""

    kind: ClassVar[str] = "hold-ended"
    hold: Hold


@dataclass(frozen=True, slots=True)
class Stopped(Happening):
    """Delivery was stopped."""

    kind: ClassVar[str] = "stopped"
    by: ChangedBy


@dataclass(frozen=True, slots=True)
class Resumed(Happening):
    """Delivery was resumed."""

    kind: ClassVar[str] = "resumed"


@dataclass(frozen=True, slots=True)
class ProgramChanged(Happening):
    """Another program is in force."""

    kind: ClassVar[str] = "program-changed"


@dataclass(frozen=True, slots=True)
class AlarmRaised(Happening):
    """An alarm is active from now."""

    kind: ClassVar[str] = "alarm-raised"
    alarm: AlarmKind


@dataclass(frozen=True, slots=True)
class AlarmCleared(Happening):
    """An alarm is active no more."""

    kind: ClassVar[str] = "alarm-cleared"
    alarm: AlarmKind


@dataclass(frozen=True, slots=True)
class ClockSet(Happening):
    """The pump's clock was set; ``time`` is the new one."""

    kind: ClassVar[str] = "clock-set"
    before: PumpTime


@dataclass(frozen=True, slots=True)
class RefillTold(Happening):
    """The pump was told what is in its reservoir."""

    kind: ClassVar[str] = "refill-told"
    volume: Nanolitres
