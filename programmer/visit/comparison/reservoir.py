"""The lines about volume, days and the low-reservoir alarm."""

from __future__ import annotations

from fractions import Fraction

from programmer.therapy.calculations.reservoir import time_of_reaching, volume_per_day
from programmer.therapy.calculations.to_come import still_to_come
from programmer.therapy.deliverable import Deliverable, deliverable_per_day
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.moments import date_text, since_text
from programmer.therapy.notation import NO_BREAK, flow_text, volume_text
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import PumpLimits
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    NANOLITRES_PER_MILLILITRE,
    NanolitresPerDay,
    PumpTime,
)
from programmer.visit.comparison.lines import NOTHING, ComparedLine, difference_text
from programmer.visit.interrogation import Interrogation

FARTHEST_DAYS = 3653
"""Ten years: no battery of an implant lasts longer, so no alarm is foretold beyond it."""
BEYOND = "later than 10 years"


def volume_line(present: PumpProgram, proposed: PumpProgram) -> ComparedLine:
    """What the reservoir gives per day in the long run, without what the patient asks for."""
    before, after = volume_per_day(present), volume_per_day(proposed)
    change = difference_text(before, after, flow_text(NanolitresPerDay(abs(after - before))))
    return ComparedLine(
        "Volume per day", flow_text(NanolitresPerDay(before)), flow_text(NanolitresPerDay(after)), change
    )


def deliverable_lines(
    present: PumpProgram, proposed: PumpProgram, limits: PumpLimits, shown: DrugWords
) -> list[ComparedLine]:
    """What a pump of whole steps makes of it, where that is less than was asked for."""
    sides = [deliverable_per_day(program, limits) for program in (present, proposed)]
    if not any(side.share_missing for side in sides):
        return []
    programs = (present, proposed)
    words = [
        f"{side.sentence}: {shown.rate(program.drug.name, delivered_dose(program, side), digits=6)}"
        for program, side in zip(programs, sides, strict=True)
    ]
    return [ComparedLine("In this pump's steps", words[0], words[1])]


def delivered_dose(program: PumpProgram, flow: Deliverable) -> Fraction:
    """Ng of the primary drug that the flow brings per day as the pump's steps let it be, exact."""
    return flow.delivered.value * program.drug.concentration.value / NANOLITRES_PER_MILLILITRE


def reservoir_lines(interrogation: Interrogation, proposed: PumpProgram) -> list[ComparedLine]:
    """Days and date of the low-reservoir alarm, every allowed bolus taken."""
    now = interrogation.status.pump_time
    before = alarm_time(interrogation, still_to_come(interrogation.program, interrogation.status))
    after = alarm_time(interrogation, proposed)
    mark = volume_text(interrogation.limits.low_reservoir_mark)
    days = [None if at is None else (at.value - now.value) // MICROSECONDS_PER_DAY for at in (before, after)]
    return [
        ComparedLine(
            f"Days until {mark} are left", _days(days[0]), _days(days[1]), _days_change(days[0], days[1])
        ),
        ComparedLine(
            "Low-reservoir alarm",
            NOTHING if before is None else alarm_date_text(now, before),
            NOTHING if after is None else alarm_date_text(now, after),
        ),
    ]


def delivery_lines(interrogation: Interrogation) -> list[ComparedLine]:
    """A new program does not start a pump that was stopped."""
    status = interrogation.status
    return [
        ComparedLine(
            "Delivery", f"stopped {since_text(status.pump_time, status.delivery_since)}", "stays stopped"
        )
    ]


def stopped_lines(interrogation: Interrogation, proposed: PumpProgram) -> list[ComparedLine]:
    """While delivery is stopped no alarm comes nearer; what is proposed counts from resuming on."""
    after = alarm_time(interrogation, proposed)
    mark = volume_text(interrogation.limits.low_reservoir_mark)
    days, day = "never", "none"
    if after is not None:
        left = (after.value - interrogation.status.pump_time.value) // MICROSECONDS_PER_DAY
        at = alarm_date_text(interrogation.status.pump_time, after)
        days, day = f"{_days(left)} from resuming on", f"{at} if resumed now"
    return [
        ComparedLine(f"Days until {mark} are left", "never while stopped", days),
        ComparedLine("Low-reservoir alarm", "none while stopped", day),
    ]


def alarm_time(interrogation: Interrogation, program: PumpProgram) -> PumpTime | None:
    """When the low-reservoir mark would be reached if this program ran from the reading on; None if never."""
    status, limits = interrogation.status, interrogation.limits
    return time_of_reaching(program, status.reservoir, limits.low_reservoir_mark, status.pump_time)


def alarm_date_text(now: PumpTime, at: PumpTime) -> str:
    """The day of the alarm; a day that no pump lives to see is none."""
    if (at.value - now.value) // MICROSECONDS_PER_DAY > FARTHEST_DAYS:
        return BEYOND
    return date_text(at)


def _days(days: int | None) -> str:
    if days is None:
        return "never"
    if days > FARTHEST_DAYS:
        return BEYOND
    return f"{days:,}{NO_BREAK}day" if days == 1 else f"{days:,}{NO_BREAK}days"


def _days_change(before: int | None, after: int | None) -> str:
    if before is None or after is None or before == after or max(before, after) > FARTHEST_DAYS:
        return ""
    return f"{'+' if after > before else '−'}{_days(abs(after - before))}"
