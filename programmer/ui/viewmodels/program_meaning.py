"""What a program would mean for the patient and the reservoir, beside what the pump runs now."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from programmer.therapy.boluses import PrimingBolus
from programmer.therapy.calculations.reservoir import volume_per_day
from programmer.therapy.calculations.to_come import still_to_come
from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.limits import Limit, Violation
from programmer.therapy.moments import WEEKDAYS, clock_text_seen_from
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
    NanolitresPerDay,
    PumpTime,
    SecondsOfDay,
)
from programmer.ui import phrases
from programmer.ui.viewmodels.drug_lines import loss_words, watch_words, withdrawal_words
from programmer.ui.viewmodels.program_facts import day_may_bring_more, mixture_facts, most_facts
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.text_label import Tone
from programmer.visit.comparison import (
    BEYOND,
    FARTHEST_DAYS,
    alarm_date_text,
    alarm_time,
    deliverable_lines,
    dose_difference,
    most_difference,
    most_in_a_day,
    refill_by,
)
from programmer.visit.comparison.boluses import running_dose
from programmer.visit.interrogation import Interrogation

LARGE_STEP_PERCENT = 20
SAME = "The same as in the pump"
MOST_STEPS_NAMED = 3
# Where there was nothing before there is no per cent; it counts as the most extreme.
_FROM_NOTHING = Fraction(10**12)


def facts_of(found: Interrogation, proposed: PumpProgram, drugs: LibraryInForce) -> tuple[Fact, ...]:
    """The card "What this means". The change is in per cent only where the drug stays the same."""
    present, shown, drug = found.program.settled, DrugWords(drugs), proposed.drug.name
    in_force = still_to_come(found.program, found.status)
    now_at = alarm_time(found, in_force)
    then_at = now_at if proposed == present else alarm_time(found, proposed)
    more = day_may_bring_more(present) or day_may_bring_more(proposed) or proposed.opening is not None
    change = change_words(present, proposed, shown)
    refill, why = refill_by(found.status.pump_time, proposed, then_at, drugs)
    return (
        Fact("Dose per day", shown.rate(drug, dose_per_day(proposed.mode), digits=6)),
        Fact("Change", change or "none", Tone.PLAIN if change else Tone.MUTED),
        *mixture_facts(proposed, shown),
        *(most_facts(proposed, shown) if more else ()),
        Fact("Volume per day", flow_text(NanolitresPerDay(volume_per_day(proposed)))),
        *_deliverable(found, present, proposed, shown),
        Fact("Highest rate", shown.rate(drug, peak_dose_rate(proposed), digits=6)),
        Fact("Days to alarm", _days_words(found, then_at, now_at)),
        Fact("Alarm date", _date_words(found, then_at)),
        Fact("Refill by", refill),
        Fact("Refill day set by", why.partition(";")[0]),
    )


def _deliverable(
    found: Interrogation, present: PumpProgram, proposed: PumpProgram, shown: DrugWords
) -> Iterator[Fact]:
    """What a pump of whole steps makes of it, where that is less than was asked for."""
    for line in deliverable_lines(present, proposed, found.limits, shown):
        yield Fact(line.subject, line.proposed)


def change_words(present: PumpProgram, proposed: PumpProgram, shown: DrugWords) -> str:
    """How the dose changes: by itself, or where that stays, the most that 24 hours can bring."""
    change = dose_difference(present, proposed, shown)
    if change:
        return change
    for name, (before, after) in most_in_a_day(present, proposed).items():
        if before != after:
            return f"{most_difference(before, after, shown.unit(name))} at most in 24 h"
    return ""


def _date_words(found: Interrogation, then_at: PumpTime | None) -> str:
    if then_at is None:
        return phrases.NOTHING
    stopped = found.status.delivery is Delivery.STOPPED
    return f"{alarm_date_text(found.status.pump_time, then_at)}{' if resumed now' if stopped else ''}"


def _days_words(found: Interrogation, then_at: PumpTime | None, now_at: PumpTime | None) -> str:
    after, before = _days(found, then_at), _days(found, now_at)
    if found.status.delivery is Delivery.STOPPED:
        return after if then_at is None else f"{after} from resuming on"
    return after if after == before else f"{after} (was {before})"


def _days(found: Interrogation, at: PumpTime | None) -> str:
    if at is None:
        return "never"
    days = phrases.whole_days(at, found.status.pump_time)
    return BEYOND if days > FARTHEST_DAYS else f"{days:,}"


def difference_words(found: Interrogation, proposed: PumpProgram, shown: DrugWords) -> str:
    """Whether the program differs from the one in force, and how."""
    if proposed == found.program.settled:
        return SAME
    if proposed.drugs != found.program.drugs:
        return "Differs from the pump: another filling"
    change = change_words(found.program.settled, proposed, shown)
    same = "after a prime" if isinstance(proposed.opening, PrimingBolus) else "given otherwise"
    return f"Differs from the pump: {change or f'the same dose per day, {same}'}"


def considerations(
    found: Interrogation, proposed: PumpProgram, drugs: LibraryInForce, passed: tuple[Violation, ...]
) -> tuple[str, ...]:
    """What to think of before going on, each without its full stop. The limits ``passed`` are said elsewhere, with
    what they can mean."""
    present, shown = found.program.settled, DrugWords(drugs)
    return (
        *running_words(found, shown),
        *_large_steps(present, proposed, shown),
        *watch_words(drugs, present, proposed),
        *_less_words(drugs, present, proposed, passed),
    )


def _less_words(
    drugs: LibraryInForce, present: PumpProgram, proposed: PumpProgram, passed: tuple[Violation, ...]
) -> tuple[str, ...]:
    """What less of a drug can mean; how withdrawal shows is said once."""
    losses, withdrawal = (
        loss_words(drugs, present, proposed),
        withdrawal_words(drugs, present, proposed, passed),
    )
    told = withdrawal or any(one.limit in {Limit.STEP_DOWN, Limit.STEP_DOWN_AMOUNT} for one in passed)
    first = [words.partition(". ")[0] if told else words for words in losses]
    return (*dict.fromkeys(first), *withdrawal)


def running_words(found: Interrogation, shown: DrugWords) -> tuple[str, ...]:
    """What becomes of a bolus that runs when a new program takes effect."""
    status, dose = found.status, running_dose(found.program, found.status)
    if status.bolus is None or status.bolus_until is None:
        return ()
    size = "" if dose is None else f" of {shown.mass(found.program.drug.name, dose.value)}"
    until = clock_text_seen_from(status.pump_time, status.bolus_until)
    what = f"A {status.bolus.value}{size} is under way until {until}"
    return (f"{what}: a new program ends it at once, and what is left of it is not given",)


def _large_steps(before: PumpProgram, after: PumpProgram, shown: DrugWords) -> list[str]:
    """The times from which the rate changes the most, and by a lot, as they come: the sum of the day hides them."""
    schedules, present, proposed = DaySchedule | WeekSchedule, before.mode, after.mode
    if before.drug.name != after.drug.name:
        return []
    if not (dose_per_day(present) and dose_per_day(proposed)):
        return []
    if not isinstance(present, schedules) and not isinstance(proposed, schedules):
        return []
    unit, weeks = (
        shown.unit(before.drug.name),
        any(isinstance(mode, WeekSchedule) for mode in (present, proposed)),
    )
    changes = [
        _rate_change((present, proposed), day, at, f"{WEEKDAYS[day]} " if weeks else "", unit)
        for day in range(DAYS_PER_WEEK if weeks else 1)
        for at in sorted({step.at for mode in (present, proposed) for step in steps_on(mode, day)})
    ]
    large = [change for change in changes if change[0] > LARGE_STEP_PERCENT]
    named = sorted(large, key=lambda change: -change[0])[:MOST_STEPS_NAMED]
    return [words for extent, words in changes if (extent, words) in named]


def _rate_change(
    modes: tuple[DeliveryMode, DeliveryMode], day: int, at: SecondsOfDay, before_time: str, unit: str
) -> tuple[Fraction, str]:
    """By how many per cent the rate changes from that time of that day, up or down, and the words for it."""
    before, after = (dose_rate_at(mode, day, at.value) for mode in modes)
    change, time = after.value - before.value, f"{before_time}{time_of_day_text(at)}"
    if not before.value:
        extent = _FROM_NOTHING if change else Fraction(0)
        return extent, f"From {time}: +{dose_rate_text(after, unit=unit)}, from nothing"
    percent = Fraction(abs(change) * 100, before.value)
    return percent, f"From {time}: {'+' if change > 0 else '−'}{percent_text(percent)}"
