"""The implant's opcodes, status codes and enumerations, every pair at least four bits apart."""

from __future__ import annotations

from enum import IntEnum

from programmer.delivery.happenings import RefusalReason
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.limits import Limit
from programmer.therapy.pump import BatteryState, BolusKind, ChangedBy, Delivery, PumpEventKind


class Opcode(IntEnum):
    """What can be asked of the implant within a session; EVENT is never asked for, it comes."""

    STATUS = 0x0606
    LIMITS = 0x0909
    CATHETER = 0x0A0A
    PROGRAM_READ = 0x0C0C
    STAGE_BEGIN = 0x1111
    STAGE_CHUNK = 0x1212
    STAGE_VERIFY = 0x1414
    STAGE_READ = 0x1717
    STAGE_ABORT = 0x1818
    COMMIT = 0x1B1B
    STOP = 0x1D1D
    RESUME = 0x2121
    TOKEN_STATUS = 0x2222
    LOG_READ = 0x2424
    BOLUS = 0x2D2D
    BOLUS_CANCEL = 0x2E2E
    ALARM_ACKNOWLEDGE = 0x3030
    CLOCK_SET = 0x3333
    REFILL = 0x3535
    CHECKPOINT = 0x3636
    LINK_COUNTERS = 0x3939
    EVENT = 0x3A3A


class Status(IntEnum):
    """How the implant disposes of a request, beside the codes of the link."""

    CONFLICT = 0x0C0C
    REFUSED = 0x1111
    NO_STAGE = 0x1212
    BAD_OFFSET = 0x1414
    HASH_DIFFERS = 0x1717
    NOT_A_PROGRAM = 0x1818
    NOT_VERIFIED = 0x1B1B
    TOKEN_REUSED = 0x1D1D
    CANNOT_RESUME = 0x1E1E
    OTHER_DRUG = 0x2121
    BRIDGE_UNFINISHED = 0x2222
    BRIDGE_UNFOUNDED = 0x2424
    ALARM_BLOCKS = 0x2727
    BOLUS_STOPPED = 0x2E2E
    BOLUS_OPENING = 0x3030
    BOLUS_LOW_RESERVOIR = 0x3535
    BOLUS_ALARM = 0x3636
    BOLUS_UNDER_WAY = 0x3939
    BOLUS_TOO_FAST = 0x3A3A
    BOLUS_TOO_SLOW = 0x3C3C
    NO_BOLUS = 0x3F3F
    NOTHING_TO_END = 0x4141
    REFILL_TOO_LARGE = 0x4242
    CHECKPOINT_MADE = 0x4444


ALL_OPCODES: tuple[int, ...] = (*LinkOpcode, *Opcode)
ALL_STATUSES: tuple[int, ...] = (*LinkStatus, *Status)

DELIVERY_CODES = {Delivery.RUNNING: 0x1E, Delivery.STOPPED: 0x2D}
CHANGED_BY_CODES = {ChangedBy.PROGRAMMER: 0x33, ChangedBy.PUMP: 0x4B, ChangedBy.FACTORY: 0x55}
BATTERY_CODES = {BatteryState.GOOD: 0x66, BatteryState.ERI: 0x78, BatteryState.END_OF_SERVICE: 0x87}
LIMIT_CODES = {
    Limit.FLOW_TOO_HIGH: 0x99,
    Limit.FLOW_TOO_LOW: 0xAA,
    Limit.TOO_MANY_STEPS: 0xB4,
    Limit.BOLUS_FLOW_TOO_HIGH: 0xCC,
    Limit.BOLUS_FLOW_TOO_LOW: 0xD2,
    Limit.OPENING_FLOW_TOO_HIGH: 0xE1,
    Limit.OPENING_FLOW_TOO_LOW: 0x1E,
    Limit.MINIMUM_RATE_DIFFERS: 0x2D,
}
BOLUS_CODES = {BolusKind.PATIENT: 0x1E, BolusKind.SINGLE: 0x2D, BolusKind.PERIODIC: 0x33}
BOLUS_REFUSAL_CODES = {
    RefusalReason.NOT_PROGRAMMED: 0x4B,
    RefusalReason.STOPPED: 0x55,
    RefusalReason.EMPTY: 0x66,
    RefusalReason.OPENING: 0x78,
    RefusalReason.LOW_RESERVOIR: 0x87,
    RefusalReason.LOCKOUT: 0x99,
    RefusalReason.MOST_PER_DAY: 0xAA,
    RefusalReason.MOST_PER_WINDOW: 0xB4,
    RefusalReason.ALARM: 0xCC,
    RefusalReason.UNDER_WAY: 0xD2,
    RefusalReason.FLOW_TOO_HIGH: 0xE1,
    RefusalReason.FLOW_TOO_LOW: 0x1E,
}
# Why the implant does not give a single bolus. The other reasons are the patient's alone.
BOLUS_REFUSALS = {
    RefusalReason.STOPPED: Status.BOLUS_STOPPED,
    RefusalReason.OPENING: Status.BOLUS_OPENING,
    RefusalReason.LOW_RESERVOIR: Status.BOLUS_LOW_RESERVOIR,
    RefusalReason.ALARM: Status.BOLUS_ALARM,
    RefusalReason.UNDER_WAY: Status.BOLUS_UNDER_WAY,
    RefusalReason.FLOW_TOO_HIGH: Status.BOLUS_TOO_FAST,
    RefusalReason.FLOW_TOO_LOW: Status.BOLUS_TOO_SLOW,
}
TOKEN_CODES = {"not known": 0x1E, "done": 0x2D, "refused": 0x33}
EVENT_CODES = {
    PumpEventKind.MEMORY_MADE: 0x0303,
    PumpEventKind.PROGRAM_CHANGED: 0x0505,
    PumpEventKind.STOPPED: 0x0606,
    PumpEventKind.RESUMED: 0x0909,
    PumpEventKind.ALARM_RAISED: 0x0A0A,
    PumpEventKind.ALARM_CLEARED: 0x0C0C,
    PumpEventKind.BOLUS_BEGUN: 0x0F0F,
    PumpEventKind.BOLUS_ENDED: 0x1111,
    PumpEventKind.BOLUS_REFUSED: 0x1212,
    PumpEventKind.OPENING_FINISHED: 0x1414,
    PumpEventKind.CLOCK_SET: 0x1717,
    PumpEventKind.REFILL_TOLD: 0x1818,
    PumpEventKind.BOLUS_GIVEN: 0x1B1B,
    PumpEventKind.BOLUS_CANCELLED: 0x1D1D,
    PumpEventKind.ALARMS_ACKNOWLEDGED: 0x1E1E,
    PumpEventKind.CHECKPOINT: 0x2121,
}


def alarm_bitmap(alarms: tuple[AlarmKind, ...]) -> int:
    """The 32-bit map with one bit for each alarm."""
    return sum(1 << kind.value for kind in set(alarms))


def alarms_in(bitmap: int) -> tuple[AlarmKind, ...]:
    """The alarms of a bitmap, most urgent first. Bits not known here become the one alarm ``UNKNOWN``, so that
    nothing a newer pump warns of looks like silence."""
    found = {kind for kind in AlarmKind if bitmap >> kind.value & 1}
    if bitmap & ~alarm_bitmap(tuple(AlarmKind)):
        found.add(AlarmKind.UNKNOWN)
    return tuple(sorted(found, key=lambda kind: (-kind.priority, kind.value)))
