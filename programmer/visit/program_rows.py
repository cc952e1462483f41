"""A program, and how a pump carries it out at the moment, row by row in words."""

from __future__ import annotations

import math
from collections.abc import Iterator

from programmer.therapy.boluses import BridgeBolus, PrimingBolus
from programmer.therapy.calculations.reservoir import most_volume_per_day, volume_per_day
from programmer.therapy.calculations.window import DAY, largest_dose
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.moments import WEEKDAYS, moment_text
from programmer.therapy.notation import (
    dose_rate_text,
    fill_text,
    flow_text,
    time_of_day_text,
    volume_text,
)
from programmer.therapy.programs import (
    DaySchedule,
    DeliveryMode,
    PeriodicBolus,
    PumpProgram,
    WeekSchedule,
    dose_per_day,
    peak_dose_rate,
)
from programmer.therapy.pump import Delivery, PumpStatus
from programmer.therapy.quantities import Nanolitres, NanolitresPerDay, PumpTime
from programmer.visit.comparison.boluses import (
    interval_text,
    opening_rows,
    patient_rows,
    periodic_rows,
    running_dose,
)
from programmer.visit.comparison.drugs import most_text
from programmer.visit.comparison.lines import mode_text

__all__ = [
    "Rows",
    "Shown",
    "dose_rows",
    "fill_text",
    "mode_in_full",
    "most_rows",
    "opening_ends_at",
    "opening_left_text",
    "opening_volume_text",
    "patient_now_rows",
    "program_rows",
    "step_rows",
    "under_way_rows",
]

Rows = tuple[tuple[str, str], ...]
Shown = DrugWords


def mode_in_full(mode: DeliveryMode) -> str:
    """A mode for people; of periodic boluses with how often: ``periodic bolus, every 4 h 0 min = 6 per day``."""
    if isinstance(mode, PeriodicBolus):
        return f"{mode_text(mode)}, {interval_text(mode.interval)}"
    return mode_text(mode)


def program_rows(program: PumpProgram, shown: Shown = AS_NAMED) -> Rows:
    """Everything that a program says, its steps included."""
    mode, unit = program.mode, shown.unit(program.drug.name)
    return (
        ("Drug", fill_text((program.drug,), shown)),
        *(("With", fill_text((drug,), shown)) for drug in program.others),
        ("Mode", mode_in_full(mode)),
        *dose_rows(program, shown),
        ("Highest rate", dose_rate_text(peak_dose_rate(program), unit=unit)),
        *_volume_rows(program),
        *(row for row in periodic_rows(mode, unit) if row[0] != "Interval"),
        *patient_rows(program.patient_bolus, unit),
        *opening_rows(program.opening, shown, unit),
        *step_rows(mode, unit),
    )


def dose_rows(program: PumpProgram, shown: Shown = AS_NAMED) -> Rows:
    """The dose per day of each drug, and the most of each that any 24 hours can bring."""
    mean = dose_per_day(program.mode)
    rows = [("Dose per day", shown.rate(program.drug.name, mean))]
    rows += [
        (f"{shown(drug.name)} per day", shown.rate(drug.name, mean * program.share(drug)))
        for drug in program.others
    ]
    return (*rows, *most_rows(program, shown))


def most_rows(program: PumpProgram, shown: Shown = AS_NAMED) -> Rows:
    """The most of each drug that any 24 hours can bring, what opens the program included.

    A prime fills an empty path: it is no dose and not in it, and the row says so.
    """
    less = "; the prime is not counted" if isinstance(program.opening, PrimingBolus) else ""
    most = largest_dose(program, DAY)
    return tuple(
        (f"Most {shown(name)} in any 24 h", f"{most_text(name, dose, shown)}{less}")
        for name, dose in most.items()
    )


def step_rows(mode: DeliveryMode, unit: str = "") -> Rows:
    """The rates of a day, in the drug's ``unit``; of a week each day with what it brings, days alike together."""
    match mode:
        case DaySchedule():
            return tuple(_rates_of(mode, "From", unit))
        case WeekSchedule(days):
            return tuple(row for day in dict.fromkeys(days) for row in _rows_of_days(day, days, unit))
        case _:
            return ()


def _rows_of_days(day: DaySchedule, week: tuple[DaySchedule, ...], unit: str) -> Iterator[tuple[str, str]]:
    """``Mon, Tue`` with what each of them brings, then ``Mon, Tue from 07:00`` with its rate."""
    which = ", ".join(name for name, one in zip(WEEKDAYS, week, strict=True) if one == day)
    yield which, dose_rate_text(day.dose, unit=unit)
    yield from _rates_of(day, f"{which} from", unit)


def _rates_of(day: DaySchedule, since: str, unit: str) -> Iterator[tuple[str, str]]:
    return (
        (f"{since} {time_of_day_text(step.at)}", dose_rate_text(step.dose, unit=unit)) for step in day.steps
    )


def under_way_rows(program: PumpProgram, status: PumpStatus, shown: Shown = AS_NAMED) -> Rows:
    """What of opening and boluses runs, was taken, or is held back at the moment of that status."""
    rows = []
    if opening := opening_left_text(program, status, shown):
        rows.append(("Under way", opening))
    if status.bolus is not None and status.bolus_until is not None:
        rows.append(
            (
                "Under way",
                f"{_running_words(program, status, shown)} until {moment_text(status.bolus_until, seconds=True)}",
            )
        )
    return (*rows, *patient_now_rows(program, status))


def _running_words(program: PumpProgram, status: PumpStatus, shown: Shown) -> str:
    """``single bolus of 50 mcg``."""
    dose = running_dose(program, status)
    kind = "" if status.bolus is None else status.bolus.value
    return kind if dose is None else f"{kind} of {shown.mass(program.drug.name, dose.value)}"


def patient_now_rows(program: PumpProgram, status: PumpStatus) -> Rows:
    """What the patient had of the boluses in the last 24 h, and until when the lockout holds."""
    if program.patient_bolus is None:
        return ()
    taken, most = status.patient_boluses_today, program.patient_bolus.most_per_day
    return (
        ("Taken in the last 24 h", f"{taken} of {most}"),
        ("Next patient bolus", _next_bolus(program, status)),
    )


def _next_bolus(program: PumpProgram, status: PumpStatus) -> str:
    """What holds the patient's next bolus back; how often one was asked for in a window the pump does not tell."""
    bolus, until = program.patient_bolus, status.lockout_until
    if status.delivery is Delivery.STOPPED:
        return "none while delivery is stopped"
    if status.opening_left:
        return f"none until the {'bridge' if isinstance(program.opening, BridgeBolus) else 'priming bolus'} is over"
    if until is not None:
        return f"locked out until {moment_text(until, seconds=True)}"
    if bolus is not None and status.patient_boluses_today >= bolus.most_per_day:
        return "none now, the most in 24 h were taken"
    return "not locked out"


def opening_ends_at(program: PumpProgram, status: PumpStatus) -> PumpTime | None:
    """When a bridge or prime will be over, by its own flow; None if none runs, and while delivery is stopped."""
    opening = program.opening
    runs = status.opening_left and status.delivery is Delivery.RUNNING
    if not runs or not isinstance(opening, BridgeBolus | PrimingBolus):
        return None
    lasts = math.ceil(status.opening_left.value / opening.flow.per_microsecond)
    return PumpTime(status.pump_time.value + lasts)


def opening_volume_text(status: PumpStatus) -> str:
    """What is still to push, to the microlitre, rounded up as the pump rounds: never told too small."""
    return volume_text(Nanolitres(-(-status.opening_left.value // 1000) * 1000))


def opening_left_text(program: PumpProgram, status: PumpStatus, shown: Shown = AS_NAMED) -> str:
    """What is left of a bridge or prime: ``bridge: 0.21 mL still to push, old drug baclofen 500 mcg/mL``."""
    if not status.opening_left:
        return ""
    left = f"{opening_volume_text(status)} still to push"
    match program.opening:
        case BridgeBolus(old):
            return f"bridge: {left}, old drug {fill_text(old, shown)}"
        case PrimingBolus():
            return f"priming bolus: {left}"
        case _:
            return ""


def _volume_rows(program: PumpProgram) -> Rows:
    even, most = volume_per_day(program), most_volume_per_day(program)
    rows = [("Volume per day", flow_text(NanolitresPerDay(even)))]
    if most != even:
        rows.append(("With every bolus", flow_text(NanolitresPerDay(most))))
    return tuple(rows)
