"""What a program would mean for the patient and the reservoir, beside what the pump runs now."""

from __future__ import annotations

from fractions import Fraction

from programmer.therapy.calculations.reservoir import volume_per_day
from programmer.therapy.notation import (
    NO_BREAK,
    decimal_text,
    dose_rate_text,
    flow_text,
    percent_text,
    time_of_day_text,
)
from programmer.therapy.programs import (
    DaySchedule,
    DeliveryMode,
    PumpProgram,
    dose_per_day,
    dose_rate_at,
    peak_dose_rate,
    steps_on,
)
from programmer.therapy.pump import Delivery
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, NanolitresPerDay, PumpTime, SecondsOfDay
from programmer.ui import phrases
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.text_label import Tone
from programmer.visit.comparison import alarm_time, difference_text
from programmer.visit.interrogation import Interrogation

LARGE_STEP_PERCENT = 20
SAME = "The same as in the pump"
MOST_STEPS_NAMED = 3
# Where there was nothing before there is no per cent; it counts as the most extreme.
_FROM_NOTHING = Fraction(10**12)
_TENS = (10, 100, 1000)
_NEAR = Fraction(15, 100)


def facts_of(found: Interrogation, proposed: PumpProgram) -> tuple[Fact, ...]:
    """The card "What this means"."""
    before, after = dose_per_day(found.program.mode), dose_per_day(proposed.mode)
    change = difference_text(before, after, dose_rate_text(abs(after - before)))
    now_at, then_at = alarm_time(found, found.program), alarm_time(found, proposed)
    return (
        Fact("Dose per day", dose_rate_text(after)),
        Fact("Change", change or "none", Tone.PLAIN if change else Tone.MUTED),
        Fact("Volume per day", flow_text(NanolitresPerDay(volume_per_day(proposed)))),
        Fact("Highest rate", dose_rate_text(peak_dose_rate(proposed))),
        Fact("Days to alarm", _days_words(found, then_at, now_at)),
        Fact("Alarm date", _date_words(found, then_at)),
    )


def _date_words(found: Interrogation, then_at: PumpTime | None) -> str:
    stopped = found.status.delivery is Delivery.STOPPED and then_at is not None
    return f"{phrases.alarm_date(then_at)}{' if resumed now' if stopped else ''}"


def _days_words(found: Interrogation, then_at: PumpTime | None, now_at: PumpTime | None) -> str:
    after, before = _days(found, then_at), _days(found, now_at)
    if found.status.delivery is Delivery.STOPPED:
        return after if then_at is None else f"{after} from resuming on"
    return after if after == before else f"{after} (was {before})"


def _days(found: Interrogation, at: PumpTime | None) -> str:
    if at is None:
        return "never"
    return f"{(at.value - found.status.pump_time.value) // MICROSECONDS_PER_DAY:,}"


def difference_words(found: Interrogation, proposed: PumpProgram) -> str:
    """Whether the program differs from the one in force, and how."""
    if proposed == found.program:
        return SAME
    before, after = dose_per_day(found.program.mode), dose_per_day(proposed.mode)
    change = difference_text(before, after, dose_rate_text(abs(after - before)))
    return f"Differs from the pump: {change or 'the same dose per day, given otherwise'}"


def considerations(found: Interrogation, proposed: PumpProgram, loss: str) -> tuple[str, ...]:
    """What to think of before going on. ``loss`` says what less of this drug can mean."""
    before, after = dose_per_day(found.program.mode), dose_per_day(proposed.mode)
    words = []
    if before and after:
        percent = abs(after - before) * 100 / before
        direction = "Increase" if after > before else "Decrease"
        if percent > LARGE_STEP_PERCENT:
            text = decimal_text(percent, places=1)
            words.append(
                f"{direction} of {text}{NO_BREAK}%: more than {LARGE_STEP_PERCENT}{NO_BREAK}% in one step"
            )
        words += _large_steps(found.program.mode, proposed.mode)
        words += _tenfold(before, after)
    if after < before:
        words.append(loss)
    return tuple(words)


def _large_steps(present: DeliveryMode, proposed: DeliveryMode) -> list[str]:
    """Times of day from which the rate changes by a lot, the most extreme first: the day's sum hides them."""
    if not isinstance(present, DaySchedule) and not isinstance(proposed, DaySchedule):
        return []
    times = sorted({step.at for mode in (present, proposed) for step in steps_on(mode, 0)})
    changes = [_rate_change(present, proposed, at) for at in times]
    large = [change for change in changes if change[0] > LARGE_STEP_PERCENT]
    return [words for _, words in sorted(large, key=lambda change: -change[0])[:MOST_STEPS_NAMED]]


def _rate_change(present: DeliveryMode, proposed: DeliveryMode, at: SecondsOfDay) -> tuple[Fraction, str]:
    """By how many per cent the rate changes from that time of day, up or down, and the words for it."""
    before, after = (dose_rate_at(mode, 0, at.value) for mode in (present, proposed))
    change, time = after.value - before.value, time_of_day_text(at)
    if not before.value:
        extent = _FROM_NOTHING if change else Fraction(0)
        return extent, f"From {time}: +{dose_rate_text(after)}, from nothing"
    percent = Fraction(abs(change) * 100, before.value)
    return percent, f"From {time}: {'+' if change > 0 else '−'}{percent_text(percent)}"


def _tenfold(before: Fraction, after: Fraction) -> list[str]:
    """A slip of the decimal point looks like this."""
    ratio = max(before, after) / min(before, after)
    near = [ten for ten in _TENS if abs(ratio / ten - 1) <= _NEAR]
    than = "more" if after > before else "less"
    return [f"About {ten} times {than} than now: check the decimal point" for ten in near]
