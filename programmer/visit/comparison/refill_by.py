"""The lines about the day of the refill: the alarm or the drug's stability, whichever is earlier, and the battery."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.therapy.calculations.refill import LimitedBy
from programmer.therapy.calculations.to_come import still_to_come
from programmer.therapy.drug_library import (
    LibraryInForce,
    Stability,
    drugs_of_unknown_stability,
    shortest_stability,
)
from programmer.therapy.moments import date_text
from programmer.therapy.notation import NO_BREAK
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import Delivery
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, PumpTime
from programmer.visit.comparison.lines import NOTHING, ComparedLine
from programmer.visit.comparison.reservoir import alarm_date_text, alarm_time
from programmer.visit.interrogation import Interrogation

Alarms = tuple[PumpTime | None, PumpTime | None]


@dataclass(frozen=True, slots=True)
class RefillDay:
    """``at`` is when the refill is due at the latest, None where nothing asks for it; ``limited_by`` what asks for it.
    ``text`` is that day and ``why`` what sets it, both for people."""

    at: PumpTime | None
    limited_by: LimitedBy | None
    text: str
    why: str


def refill_alarms(interrogation: Interrogation, proposed: PumpProgram, *, stays_stopped: bool) -> Alarms:
    """When the low-reservoir alarm comes now and as proposed, every allowed bolus taken; None for never."""
    now_to_come = still_to_come(interrogation.program, interrogation.status)
    before = None if stays_stopped else alarm_time(interrogation, now_to_come)
    return before, alarm_time(interrogation, proposed)


def refill_days(
    interrogation: Interrogation, proposed: PumpProgram, drugs: LibraryInForce
) -> tuple[RefillDay, RefillDay]:
    """By when the pump must be refilled as it is programmed now, and as proposed: the days of the comparison."""
    stopped = interrogation.status.delivery is Delivery.STOPPED
    alarms = refill_alarms(interrogation, proposed, stays_stopped=stopped)
    now, programs = interrogation.status.pump_time, (interrogation.program.settled, proposed)
    return refill_day(now, programs[0], alarms[0], drugs), refill_day(now, programs[1], alarms[1], drugs)


def refill_lines(
    interrogation: Interrogation, proposed: PumpProgram, alarms: Alarms, drugs: LibraryInForce
) -> list[ComparedLine]:
    """The day of the refill and what asks for it, then the battery if it ends before the alarm.

    ``alarms`` is when the low-reservoir alarm comes now and as proposed, None for never.
    """
    now = interrogation.status.pump_time
    programs = (interrogation.program.settled, proposed)
    sides = [refill_by(now, program, alarm, drugs) for program, alarm in zip(programs, alarms, strict=True)]
    return [
        ComparedLine("Refill by", sides[0][0], sides[1][0]),
        ComparedLine("Refill day set by", sides[0][1], sides[1][1]),
        *_battery_line(interrogation, alarms),
    ]


def refill_by(
    now: PumpTime, program: PumpProgram, alarm: PumpTime | None, drugs: LibraryInForce
) -> tuple[str, str]:
    """The day of ``refill_day`` and the reason, in words."""
    day = refill_day(now, program, alarm, drugs)
    return day.text, day.why


def refill_day(
    now: PumpTime, program: PumpProgram, alarm: PumpTime | None, drugs: LibraryInForce
) -> RefillDay:
    """The earlier of the alarm and the end of the drug's stability.

    The day of the filling is not known to the pump, so stability counts from ``now``, as if it was filled today: a
    filling that is older asks for its refill earlier. Of two on one day the alarm is named, as in ``calc refill``.
    """
    stability = shortest_stability(program.drugs, drugs)
    unknown = drugs_of_unknown_stability(program.drugs, drugs)
    missing = f"; no stability of {', '.join(unknown)} in the library" if unknown else ""
    stable = "" if stability is None else f"; {_stable(stability)}"
    if stability is not None:
        end = PumpTime(now.value + stability.days * MICROSECONDS_PER_DAY)
        if alarm is None or _day(end) < _day(alarm):
            order = "no alarm to come" if alarm is None else "before the alarm"
            why = f"{_stable(stability)}; {order}{missing}"
            return RefillDay(end, LimitedBy.STABILITY, date_text(end), why)
    if alarm is None:
        return RefillDay(None, None, NOTHING, f"no alarm to come{missing}")
    return RefillDay(alarm, LimitedBy.VOLUME, alarm_date_text(now, alarm), f"the alarm{stable}{missing}")


def _day(time: PumpTime) -> int:
    return time.value // MICROSECONDS_PER_DAY


def _stable(stability: Stability) -> str:
    return f"{stability.shown} {_days(stability.days)} stable ({stability.condition}) if filled today at the latest"


def _battery_line(interrogation: Interrogation, alarms: Alarms) -> list[ComparedLine]:
    """When the battery ends, where that is before an alarm that is to come."""
    now, left = interrogation.status.pump_time, interrogation.status.battery.days_left
    if left is None:
        return []
    end = PumpTime(now.value + left * MICROSECONDS_PER_DAY)
    if not any(alarm is not None and _day(end) < _day(alarm) for alarm in alarms):
        return []
    words = [_battery_words(end, left, alarm) for alarm in alarms]
    return [ComparedLine("Battery lasts until", words[0], words[1])]


def _battery_words(end: PumpTime, left: int, alarm: PumpTime | None) -> str:
    before = alarm is not None and _day(end) < _day(alarm)
    return f"{date_text(end)}, {_days(left)}{', before the alarm' if before else ''}"


def _days(days: int) -> str:
    return f"{days:,}{NO_BREAK}{'day' if days == 1 else 'days'}"
