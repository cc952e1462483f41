"""What a pump warns of, and how urgently."""

from __future__ import annotations

from enum import Enum, IntEnum


class Priority(IntEnum):
    """Urgency as in IEC 60601-1-8; a larger number is more urgent."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


class AlarmKind(Enum):
    """A condition the pump reports. The value is its bit in the alarm bitmaps."""

    LOW_RESERVOIR = 0
    EMPTY_RESERVOIR = 1
    STOPPED_TOO_LONG = 2
    BATTERY_REPLACE = 3
    MOTOR_STALL = 4
    END_OF_SERVICE = 5
    MEMORY_ERROR = 6
    RESET = 7
    UNKNOWN = 31  # stands for whatever a newer pump warns of and this program has no name for

    @property
    def priority(self) -> Priority:
        """How urgent it is for a person whose drug this is."""
        return _PRIORITY[self]

    @property
    def word(self) -> str:
        """Its name in files and JSON."""
        return self.name.lower().replace("_", "-")


# A stopped intrathecal pump is "death or irreversible harm, delayed onset": at least medium, and high once
# withdrawal is under way (48 h), or where nothing but a person makes it run again. A low reservoir is prompt to plan
# for, not yet harm. Argued line by line in docs/safety/alarms.md.
_PRIORITY = {
    AlarmKind.LOW_RESERVOIR: Priority.MEDIUM,
    AlarmKind.EMPTY_RESERVOIR: Priority.HIGH,
    AlarmKind.STOPPED_TOO_LONG: Priority.HIGH,
    AlarmKind.BATTERY_REPLACE: Priority.MEDIUM,
    AlarmKind.MOTOR_STALL: Priority.HIGH,
    AlarmKind.END_OF_SERVICE: Priority.HIGH,
    AlarmKind.MEMORY_ERROR: Priority.HIGH,
    AlarmKind.RESET: Priority.HIGH,
    AlarmKind.UNKNOWN: Priority.HIGH,
}
