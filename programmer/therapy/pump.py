"""A pump as the clinic knows it: who it is, what it can do, and how it is now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from programmer.therapy.alarms import AlarmKind
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, PumpTime


@dataclass(frozen=True, slots=True)
class PumpIdentity:
    """Which pump this is. ``simulated`` comes from the pump itself."""

    serial: str
    model: str
    firmware: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class PumpLimits:
    """What this pump's hardware can hold and deliver; flows in whole nL per day.

    A flow of zero is always possible; between zero and ``min_flow`` nothing is, but for ``maintaining_flow``, the
    pump's own least flow in the mode "minimum rate" (0 where it has no such mode). A flow is delivered in whole
    ``flow_step``s per day, rounded down (0 where it delivers any flow exactly).
    """

    capacity: Nanolitres
    low_reservoir_mark: Nanolitres
    min_flow: Nanolitres
    max_flow: Nanolitres
    max_steps: int
    maintaining_flow: Nanolitres = Nanolitres(0)  # noqa: RUF009 - frozen
    flow_step: Nanolitres = Nanolitres(0)  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Catheter:
    """The path from the reservoir to the spinal fluid. ``volume_per_cm`` in nL; ``length_mm`` as implanted."""

    model: str
    tubing: Nanolitres
    volume_per_cm: Nanolitres
    length_mm: int


class Delivery(Enum):
    """Whether the pump follows its program."""

    RUNNING = "running"
    STOPPED = "stopped"


class ChangedBy(Enum):
    """Who put delivery into the state it is in."""

    PROGRAMMER = "programmer"
    PUMP = "pump"
    FACTORY = "factory"


class BatteryState(Enum):
    """The battery's own judgement; ERI is the elective replacement indicator."""

    GOOD = "good"
    ERI = "replace soon"
    END_OF_SERVICE = "end of service"


@dataclass(frozen=True, slots=True)
class Battery:
    """``days_left`` is None where the pump does not know."""

    state: BatteryState
    days_left: int | None


@dataclass(frozen=True, slots=True)
class LogPosition:
    """Where the pump's event log stands. A new ``epoch`` (16 bytes) means the memory was made anew."""

    epoch: bytes
    first_sequence: int
    last_sequence: int


class BolusKind(Enum):
    """A bolus that adds to the basal rate, in the order in which they go before each other."""

    PATIENT = "patient bolus"
    SINGLE = "single bolus"
    PERIODIC = "periodic bolus"


@dataclass(frozen=True, slots=True)
class PumpStatus:
    """How the pump is at one moment of its own clock.

    ``opening_left`` is what a bridge or a prime still has to push, rounded up. ``mode_since``: when the program's
    mode began, from which periodic boluses count; None before, and while prime or bridge runs. ``bolus`` runs until
    ``bolus_until``; both None if none runs. ``patient_boluses_today``: those begun in the last 24 h.
    ``lockout_until``: None if no lockout holds a patient bolus back (the limits of number may).
    """

    pump_time: PumpTime
    delivery: Delivery
    delivery_since: PumpTime
    delivery_by: ChangedBy
    dose_rate: NanogramsPerDay
    reservoir: Nanolitres
    delivered_total: Nanolitres
    delivered_today: Nanograms
    battery: Battery
    active_alarms: tuple[AlarmKind, ...]
    latched_alarms: tuple[AlarmKind, ...]
    log: LogPosition
    program_hash: bytes
    state_rev: int
    opening_left: Nanolitres = Nanolitres(0)  # noqa: RUF009 - frozen
    mode_since: PumpTime | None = None
    bolus: BolusKind | None = None
    bolus_until: PumpTime | None = None
    patient_boluses_today: int = 0
    lockout_until: PumpTime | None = None


class PumpEventKind(Enum):
    """What the pump writes into its log. ``UNKNOWN`` keeps what a newer pump may say."""

    MEMORY_MADE = "memory-made"
    PROGRAM_CHANGED = "program-changed"
    STOPPED = "stopped"
    RESUMED = "resumed"
    ALARM_RAISED = "alarm-raised"
    ALARM_CLEARED = "alarm-cleared"
    BOLUS_BEGUN = "bolus-begun"
    BOLUS_ENDED = "bolus-ended"
    BOLUS_REFUSED = "bolus-refused"
    OPENING_FINISHED = "opening-finished"
    CLOCK_SET = "clock-set"
    REFILL_TOLD = "refill-told"
    BOLUS_GIVEN = "bolus-given"
    BOLUS_CANCELLED = "bolus-cancelled"
    ALARMS_ACKNOWLEDGED = "alarms-acknowledged"
    CHECKPOINT = "checkpoint"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PumpEvent:
    """One record of the pump's log. ``raw`` is the record as it was stored, its identity beyond doubt."""

    sequence: int
    pump_time: PumpTime
    kind: PumpEventKind
    detail: bytes
    raw: bytes
