"""What can happen to a pump in a scenario: hands, conditions, requests, and faults of the link."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from programmer.simulator.faults.fault import Fault
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import Nanolitres, PumpTime


class Place(Enum):
    """Where a needle goes."""

    PORT = "port"
    POCKET = "pocket"
    CATHETER_PORT = "catheter port"


class Switch(Enum):
    """Actions that need nothing but their moment."""

    EMPTY = "empty"
    PRESS = "press"
    ENTER_SCANNER = "enter-scanner"
    LEAVE_SCANNER = "leave-scanner"
    STALL = "stall"
    RECOVER = "recover"
    OCCLUDE = "occlude"
    CLEAR_OCCLUSION = "clear-occlusion"
    DISCONNECT = "disconnect"
    MEND = "mend"
    MEMORY_ERROR = "memory-error"
    RESET = "reset"
    INTERROGATE = "interrogate"
    STOP = "stop"
    RESUME = "resume"


# ---- hands --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take that much out of the reservoir, or what comes."""

    volume: Nanolitres


@dataclass(frozen=True, slots=True)
class Fill:
    """Inject into a port, or beside it. ``drugs`` is None for what the program in force names."""

    volume: Nanolitres
    into: Place
    drugs: tuple[DrugFill, ...] | None


@dataclass(frozen=True, slots=True)
class TellRefill:
    """Tell the pump what it is to believe of its reservoir."""

    volume: Nanolitres


@dataclass(frozen=True, slots=True)
class Aspirate:
    """Draw that much out of the catheter's port."""

    volume: Nanolitres


@dataclass(frozen=True, slots=True)
class Dye:
    """Inject contrast into the catheter's port."""

    volume: Nanolitres


@dataclass(frozen=True, slots=True)
class ChangeCatheter:
    """Another catheter in place of the old one, filled with spinal fluid or empty. ``length_mm`` None keeps the
    length."""

    length_mm: int | None
    filled: bool


@dataclass(frozen=True, slots=True)
class TrimCatheter:
    """The catheter cut to a length, and then filled with spinal fluid or empty."""

    length_mm: int
    filled: bool


# ---- conditions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Leak:
    """That share of what leaves the pump is lost at the connector; 1,000,000 is all of it."""

    ppm: int


@dataclass(frozen=True, slots=True)
class Calibrate:
    """From now on each pulse moves that much more than it should; below 0 less."""

    ppm: int


@dataclass(frozen=True, slots=True)
class Drift:
    """From now on the pump's crystal is off by that much."""

    ppm: int


@dataclass(frozen=True, slots=True)
class TelemetryMode:
    """The pump is put into telemetry mode, or comes out of it. Left there by interference, every model holds
    delivery in it."""

    on: bool
    by_interference: bool


@dataclass(frozen=True, slots=True)
class BatteryLeft:
    """From now on the battery has that many days left."""

    days: int


# ---- requests -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WriteProgram:
    """A programmer writes a whole program; the pump refuses it as it would over the link."""

    program: PumpProgram


@dataclass(frozen=True, slots=True)
class GiveBolus:
    """The clinician gives one bolus now, on top of the program."""

    bolus: SingleBolus


@dataclass(frozen=True, slots=True)
class SetClock:
    """The pump's clock is set: ``to`` a moment, or to the true time where that is None."""

    to: PumpTime | None


@dataclass(frozen=True, slots=True)
class LinkFault:
    """A fault switch of the site is thrown."""

    fault: Fault


Action = (
    Switch
    | Withdraw
    | Fill
    | TellRefill
    | Aspirate
    | Dye
    | ChangeCatheter
    | TrimCatheter
    | Leak
    | Calibrate
    | Drift
    | TelemetryMode
    | BatteryLeft
    | WriteProgram
    | GiveBolus
    | SetClock
    | LinkFault
)
