"""What a program would mean for the patient and the reservoir, beside what the pump runs now."""

from __future__ import annotations

from fractions import Fraction

from programmer.therapy.calculations.reservoir import volume_per_day
from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.limits import Violation
from programmer.therapy.moments import WEEKDAYS
from programmer.therapy.notation import (
    dose_rate_text,
    flow_text,
    percent_text,
    time_of_day_text,
)
from programmer.therapy.programs import (
    DaySchedule,
    DeliveryMode,
    PumpProgram,
    WeekSchedule,
    dose_per_day,
    dose_rate_at,
    peak_dose_rate,
    steps_on,
)
from programmer.therapy.pump import Delivery
from programmer.therapy.quantities import (
    DAYS_PER_WEEK,
    MICROSECONDS_PER_DAY,
    NanolitresPerDay,
    PumpTime,
    SecondsOfDay,
)
from programmer.ui import phrases
from programmer.ui.viewmodels.drug_lines import loss_words, watch_words, withdrawal_words
from programmer.ui.viewmodels.program_facts import day_may_bring_more, mixture_facts, most_facts
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.text_label import Tone
from programmer.visit.comparison import alarm_time, difference_text
from programmer.visit.interrogation import Interrogation

LARGE_STEP_PERCENT = 20
SAME = "The same as in the pump"
MOST_STEPS_NAMED = 3
# Where there was nothing before there is no per cent; it counts as the most extreme.
_FROM_NOTHING = Fraction(10**12)


def facts_of(found: Interrogation, proposed: PumpProgram, drugs: LibraryInForce) -> tuple[Fact, ...]:
    """The card "What this means". The change is in per cent only where the drug stays the same."""
    present = found.program.settled
    before, after = dose_per_day(present.mode), dose_per_day(proposed.mode)
    change = difference_text(before, after, dose_rate_text(abs(after - before)))
    if proposed.drug.name != present.drug.name:
        change = "another drug"
    now_at, then_at = alarm_time(found, present), alarm_time(found, proposed)
    more = day_may_bring_more(present) or day_may_bring_more(proposed)
    return (
        Fact("Dose per day", dose_rate_text(after)),
        Fact("Change", change or "none", Tone.PLAIN if change else Tone.MUTED),
        *mixture_facts(proposed, drugs.shown_name),
        *(most_facts(proposed, drugs.shown_name) if more else ()),
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
    if proposed == found.program.settled:
        return SAME
    if proposed.drugs != found.program.drugs:
        return "Differs from the pump: another filling"
    before, after = dose_per_day(found.program.mode), dose_per_day(proposed.mode)
    change = difference_text(before, after, dose_rate_text(abs(after - before)))
    return f"Differs from the pump: {change or 'the same dose per day, given otherwise'}"


def considerations(
    found: Interrogation, proposed: PumpProgram, drugs: LibraryInForce, passed: tuple[Violation, ...]
) -> tuple[str, ...]:
    """What to think of before going on, each without its full stop. The limits ``passed`` are said elsewhere, with
    what they can mean."""
    present = found.program.settled
    return (
        *_large_steps(present.mode, proposed.mode),
        *watch_words(drugs, present, proposed),
        *loss_words(drugs, present, proposed),
        *withdrawal_words(drugs, present, proposed, passed),
    )


def _large_steps(present: DeliveryMode, proposed: DeliveryMode) -> list[str]:
    """Times from which the rate changes by a lot, the most extreme first: the sum of the day hides them."""
    schedules = DaySchedule | WeekSchedule
    if not (dose_per_day(present) and dose_per_day(proposed)):
        return []
    if not isinstance(present, schedules) and not isinstance(proposed, schedules):
        return []
    weeks = any(isinstance(mode, WeekSchedule) for mode in (present, proposed))
    changes = [
        _rate_change(present, proposed, day, at, f"{WEEKDAYS[day]} " if weeks else "")
        for day in range(DAYS_PER_WEEK if weeks else 1)
        for at in sorted({step.at for mode in (present, proposed) for step in steps_on(mode, day)})
    ]
    large = [change for change in changes if change[0] > LARGE_STEP_PERCENT]
    return [words for _, words in sorted(large, key=lambda change: -change[0])[:MOST_STEPS_NAMED]]


def _rate_change(
    present: DeliveryMode, proposed: DeliveryMode, day: int, at: SecondsOfDay, before_time: str
) -> tuple[Fraction, str]:
    """By how many per cent the rate changes from that time of that day, up or down, and the words for it."""
    before, after = (dose_rate_at(mode, day, at.value) for mode in (present, proposed))
    change, time = after.value - before.value, f"{before_time}{time_of_day_text(at)}"
    if not before.value:
        extent = _FROM_NOTHING if change else Fraction(0)
        return extent, f"From {time}: +{dose_rate_text(after)}, from nothing"
    percent = Fraction(abs(change) * 100, before.value)
    return percent, f"From {time}: {'+' if change > 0 else '−'}{percent_text(percent)}"
