"""Why a pump cannot take delivery up again, by the status that the clinician saw."""

from __future__ import annotations

from dataclasses import replace

from programmer.delivery.alarm_table import stops_basal
from programmer.device.driver import CommandRefused
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.programs import PumpProgram, Stopped
from programmer.therapy.pump import Delivery, PumpStatus
from programmer.visit.alarm_words import ALARMS


def told_by_status(refused: CommandRefused, seen: PumpStatus, program: PumpProgram) -> CommandRefused:
    """The same refusal with the one reason of several that holds, where what was ``seen`` tells which.

    ``program`` is the one in force. What was refused because the pump has changed since stays as it is.
    """
    why = _why(seen, program) if refused.as_it_is else ""
    return replace(refused, reason=f"The pump cannot resume: {why}") if why else refused


def _why(seen: PumpStatus, program: PumpProgram) -> str:
    """Empty where the status does not tell."""
    if seen.delivery is Delivery.RUNNING:
        nothing = isinstance(program.mode, Stopped)
        return (
            "it is not stopped, and its program is one that gives nothing" if nothing else "it runs already"
        )
    return "; ".join(_in_the_way(kind) for kind in seen.active_alarms if _holds(kind))


def _holds(kind: AlarmKind) -> bool:
    """RESUME is what ends the alarm of a pump that started anew; one without a name may be anything."""
    return kind not in {AlarmKind.RESET, AlarmKind.UNKNOWN} and stops_basal(kind)


def _in_the_way(kind: AlarmKind) -> str:
    return (
        "its reservoir is empty"
        if kind is AlarmKind.EMPTY_RESERVOIR
        else f"an alarm holds it: {ALARMS[kind]}"
    )
