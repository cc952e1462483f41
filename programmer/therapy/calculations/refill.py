"""When a pump must be refilled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

from programmer.therapy.calculations import told
from programmer.therapy.calculations.demand import Demand
from programmer.therapy.calculations.rate import rate_of
from programmer.therapy.calculations.replace_by import day_after
from programmer.therapy.calculations.working import CannotBe, Steps, require_not_negative, require_some
from programmer.therapy.moments import day_text
from programmer.therapy.quantities import (
    NANOLITRES_PER_MILLILITRE,
    SECONDS_PER_DAY,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    NanolitresPerDay,
    Seconds,
)


class LimitedBy(Enum):
    """What asks for the refill first."""

    VOLUME = "volume"
    STABILITY = "stability"


_HOUR_NOT_KNOWN = (
    (
        "whole days from the day of the refill, whatever its hour: by the clock the level is there on this date or on "
        "the day after it, never before; a pump that was read tells the moment"
    ),
)


@dataclass(frozen=True, slots=True)
class Refill:
    """Rate and dose with every allowed bolus; whole days, rounded down, None where the level never falls and
    the drug keeps; the date, None where it is not known."""

    rate: NanolitresPerDay
    dose_max_per_day: NanogramsPerDay
    days: int | None
    date: date | None
    limited_by: LimitedBy | None
    steps: Steps


@dataclass(frozen=True, slots=True)
class AllowedBoluses:
    """A bolus the patient may ask for, and how often; how long one lasts, 0 where that is not known."""

    dose: Nanograms
    demand: Demand
    duration: Seconds = Seconds(0)  # noqa: RUF009 - frozen

    def rate_with(self, even: NanolitresPerDay, concentration: NanogramsPerMillilitre) -> NanolitresPerDay:
        """The flow while one runs on top of ``even``; that alone where it is not known how long one lasts.

        Source: V = dose / C; rate = even rate + V / duration.
        """
        if not self.duration:
            return even
        volume = Fraction(self.dose.value * NANOLITRES_PER_MILLILITRE, concentration.value)
        return NanolitresPerDay(even.value + volume * SECONDS_PER_DAY / self.duration.value)


def refill(
    fill: Nanolitres,
    alarm: Nanolitres,
    dose: NanogramsPerDay,
    concentration: NanogramsPerMillilitre,
    *,
    boluses: AllowedBoluses | None = None,
    stability_days: int | None = None,
    filled_on: date | None = None,
    unit: str = "",
) -> Refill:
    """Days from ``fill`` to the low-reservoir ``alarm``, never more than the drug is stable.

    Source: days = (Vfill - Valarm) / Q with every allowed bolus used, rounded down; then the smaller of that and
    the drug's stability; the date is always the earlier one. Where both fall on one day the volume is named. The
    drug is told in ``unit``, mcg or mg, if there is one.
    """
    _require_fill(fill, alarm, stability_days)
    most, dose_steps = _most_dose(dose, boluses, unit)
    rate = rate_of(most, concentration, unit)
    by_volume, volume_step = _days_by_volume(fill, alarm, rate.rate)
    days, limited_by = _earlier(by_volume, stability_days)
    day = None if filled_on is None or days is None else day_after(filled_on, days)
    steps = (
        *dose_steps,
        rate.steps[0],
        volume_step,
        *(() if stability_days is None else (f"the drug is stable for {_days(stability_days)}",)),
        *_date_steps(filled_on, days, day),
        *(_HOUR_NOT_KNOWN if day is not None and limited_by is LimitedBy.VOLUME else ()),
    )
    return Refill(rate.rate, most, days, day, limited_by, steps)


def _require_fill(fill: Nanolitres, alarm: Nanolitres, stability_days: int | None) -> None:
    require_some("the fill", fill)
    require_not_negative("the level of the alarm", alarm)
    if stability_days is not None:
        require_some("the days a drug is stable", stability_days)
    if fill < alarm:
        raise CannotBe(
            f"a fill of {told.volume(fill)} is below the alarm at {told.volume(alarm)} from the start"
        )


def _most_dose(
    dose: NanogramsPerDay, boluses: AllowedBoluses | None, unit: str
) -> tuple[NanogramsPerDay, Steps]:
    require_not_negative("a dose", dose)
    if boluses is None:
        return dose, ()
    require_some("a bolus", boluses.dose)
    count = boluses.demand.most_per_day
    most = NanogramsPerDay(dose.value + count * boluses.dose.value)
    step = (
        f"most a day = dose + boluses = {told.dose(dose, unit)} + {told.number(count)} × "
        f"{told.mass(boluses.dose.value, unit)} = {told.dose(most, unit)}"
    )
    return most, (*boluses.demand.steps, step)


def _days_by_volume(fill: Nanolitres, alarm: Nanolitres, rate: NanolitresPerDay) -> tuple[int | None, str]:
    if not rate.value:
        return None, "nothing is delivered, so the level never falls to the alarm"
    exact = Fraction(fill.value - alarm.value) / rate.value
    step = (
        f"days = (fill - alarm) / rate = ({told.volume(fill)} - {told.volume(alarm)}) / {told.rate(rate)} "
        f"= {told.number(exact)}, rounded down to {_days(int(exact))}"
    )
    return int(exact), step


def _earlier(by_volume: int | None, stability: int | None) -> tuple[int | None, LimitedBy | None]:
    if stability is not None and (by_volume is None or stability < by_volume):
        return stability, LimitedBy.STABILITY
    return by_volume, None if by_volume is None else LimitedBy.VOLUME


def _date_steps(filled_on: date | None, days: int | None, day: date | None) -> Steps:
    if filled_on is None or days is None:
        return ()
    if day is None:
        return (f"{_days(days)} after {day_text(filled_on)} is beyond the calendar",)
    return (f"date = {day_text(filled_on)} + {_days(days)} = {day_text(day)}",)


def _days(count: int) -> str:
    return f"{count:,} {'day' if count == 1 else 'days'}"
