"""Present beside proposed, line by line, with the difference in figures and per cent."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.calculations.reservoir import time_of_reaching, volume_per_day
from programmer.therapy.moments import clock_text, date_text
from programmer.therapy.notation import (
    NO_BREAK,
    concentration_text,
    dose_rate_text,
    flow_text,
    percent_text,
    time_of_day_text,
    volume_text,
)
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    Stopped,
    WeekSchedule,
    dose_per_day,
    dose_rate_at,
    peak_dose_rate,
    steps_on,
)
from programmer.therapy.pump import Delivery
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, NanolitresPerDay, PumpTime
from programmer.visit.interrogation import Interrogation

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One line: what it is about, what holds, what is proposed, and the difference in words."""

    subject: str
    present: str
    proposed: str
    change: str

    @property
    def changed(self) -> bool:
        """Whether the two sides differ."""
        return self.present != self.proposed


def compare(
    interrogation: Interrogation, proposed: PumpProgram, *, to_come: bool = True
) -> tuple[ComparedLine, ...]:
    """Every line that a clinician must see before confirming. ``proposed`` is what the pump read back.

    What holds for the whole day comes first; the rates of the single steps, of which there may be many, last.
    Of a stopped pump it says that a new program does not start it, unless the change is not ``to_come`` but past.
    """
    present = interrogation.program
    stays_stopped = to_come and interrogation.status.delivery is Delivery.STOPPED
    return (
        *(_delivery_lines(interrogation) if stays_stopped else ()),
        _line("Drug", present.drug.name, proposed.drug.name),
        _line(
            "Concentration",
            concentration_text(present.drug.concentration),
            concentration_text(proposed.drug.concentration),
        ),
        _line("Mode", mode_text(present.mode), mode_text(proposed.mode)),
        _dose_line("Dose per day", dose_per_day(present.mode), dose_per_day(proposed.mode)),
        _volume_line(present, proposed),
        *(_stopped_lines if stays_stopped else _reservoir_lines)(interrogation, proposed),
        _dose_line(
            "Highest rate",
            peak_dose_rate(present),
            peak_dose_rate(proposed),
        ),
        *_step_lines(present.mode, proposed.mode),
    )


def mode_text(mode: DeliveryMode) -> str:
    """A mode for people."""
    match mode:
        case Stopped():
            return "stopped"
        case MinimumRate():
            return "minimum rate"
        case Continuous():
            return "continuous"
        case WeekSchedule():
            return "schedule for each day of the week"
        case PeriodicBolus():
            return "periodic bolus"
        case DaySchedule(steps):
            return f"day schedule, {len(steps)} steps" if len(steps) > 1 else "day schedule, 1 step"


def difference_text(before: Fraction, after: Fraction, amount: str) -> str:
    """The change in figures and per cent, signed: ``+52 mcg per day, +14.9 %``; empty if there is none."""
    if before == after:
        return ""
    sign = "+" if after > before else "−"
    if not before:
        return f"{sign}{amount}, from nothing"
    percent = abs(after - before) * 100 / before
    return f"{sign}{amount}, {sign}{percent_text(percent)}"


def _line(subject: str, present: str, proposed: str, change: str = "") -> ComparedLine:
    return ComparedLine(subject, present, proposed, change)


def _dose_line(subject: str, before: Fraction, after: Fraction) -> ComparedLine:
    change = difference_text(before, after, dose_rate_text(abs(after - before)))
    return _line(subject, dose_rate_text(before), dose_rate_text(after), change)


def _step_lines(present: DeliveryMode, proposed: DeliveryMode) -> list[ComparedLine]:
    """One line for every time of day at which either program changes its rate."""
    if not isinstance(present, DaySchedule) and not isinstance(proposed, DaySchedule):
        return []
    times = sorted({step.at for mode in (present, proposed) for step in steps_on(mode, 0)})
    return [
        _dose_line(
            f"Rate from {time_of_day_text(at)}",
            Fraction(dose_rate_at(present, 0, at.value).value),
            Fraction(dose_rate_at(proposed, 0, at.value).value),
        )
        for at in times
    ]


def _volume_line(present: PumpProgram, proposed: PumpProgram) -> ComparedLine:
    before, after = volume_per_day(present), volume_per_day(proposed)
    change = difference_text(before, after, flow_text(NanolitresPerDay(abs(after - before))))
    return _line(
        "Volume per day", flow_text(NanolitresPerDay(before)), flow_text(NanolitresPerDay(after)), change
    )


def _reservoir_lines(interrogation: Interrogation, proposed: PumpProgram) -> list[ComparedLine]:
    now = interrogation.status.pump_time
    before = alarm_time(interrogation, interrogation.program)
    after = alarm_time(interrogation, proposed)
    mark = volume_text(interrogation.limits.low_reservoir_mark)
    days = [None if at is None else (at.value - now.value) // MICROSECONDS_PER_DAY for at in (before, after)]
    return [
        _line(f"Days until {mark} are left", _days(days[0]), _days(days[1]), _days_change(days[0], days[1])),
        _line(
            "Low-reservoir alarm",
            NOTHING if before is None else date_text(before),
            NOTHING if after is None else date_text(after),
        ),
    ]


def _delivery_lines(interrogation: Interrogation) -> list[ComparedLine]:
    since = clock_text(interrogation.status.delivery_since)
    return [_line("Delivery", f"stopped since {since}", "stays stopped")]


def _stopped_lines(interrogation: Interrogation, proposed: PumpProgram) -> list[ComparedLine]:
    """While delivery is stopped no alarm comes nearer; what is proposed counts from resuming on."""
    after = alarm_time(interrogation, proposed)
    mark = volume_text(interrogation.limits.low_reservoir_mark)
    days, day = "never", "none"
    if after is not None:
        left = (after.value - interrogation.status.pump_time.value) // MICROSECONDS_PER_DAY
        days, day = f"{_days(left)} from resuming on", f"{date_text(after)} if resumed now"
    return [
        _line(f"Days until {mark} are left", "never while stopped", days),
        _line("Low-reservoir alarm", "none while stopped", day),
    ]


def alarm_time(interrogation: Interrogation, program: PumpProgram) -> PumpTime | None:
    """When the low-reservoir mark would be reached if this program ran from the reading on; None if never."""
    status, limits = interrogation.status, interrogation.limits
    return time_of_reaching(program, status.reservoir, limits.low_reservoir_mark, status.pump_time)


def _days(days: int | None) -> str:
    if days is None:
        return "never"
    return f"{days:,}{NO_BREAK}day" if days == 1 else f"{days:,}{NO_BREAK}days"


def _days_change(before: int | None, after: int | None) -> str:
    if before is None or after is None or before == after:
        return ""
    return f"{'+' if after > before else '−'}{_days(abs(after - before))}"
