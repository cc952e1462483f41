"""A pump's alarms in words for people."""

from __future__ import annotations

from programmer.therapy.alarms import AlarmKind

ALARMS = {
    AlarmKind.LOW_RESERVOIR: "Low reservoir",
    AlarmKind.EMPTY_RESERVOIR: "Reservoir empty, nothing is delivered",
    AlarmKind.STOPPED_TOO_LONG: "No drug has been given for more than 48 hours",
    AlarmKind.BATTERY_REPLACE: "Battery near its end, plan the replacement of the pump",
    AlarmKind.MOTOR_STALL: "The motor stood still, nothing was delivered meanwhile",
    AlarmKind.END_OF_SERVICE: "The pump is at the end of its service, nothing is delivered any more",
    AlarmKind.MEMORY_ERROR: "The pump's memory is damaged: write its program anew, nothing is delivered",
    AlarmKind.RESET: "The pump started anew and delivers nothing until it is resumed",
    AlarmKind.UNKNOWN: "The pump warns of something that this version does not know",
}
