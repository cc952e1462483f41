"""The Pump page's figures and facts, in words."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from programmer.delivery.told import flow_told
from programmer.therapy.calculations.to_come import still_to_come
from programmer.therapy.moments import clock_text, clock_text_seen_from, moment_text
from programmer.therapy.notation import (
    NO_BREAK,
    concentration_text,
    flow_text,
    mass_text,
    volume_text,
)
from programmer.therapy.programs import (
    DaySchedule,
    DeliveryMode,
    PeriodicBolus,
    PumpProgram,
    WeekSchedule,
    dose_per_day,
)
from programmer.therapy.pump import BatteryState, Delivery, PumpStatus
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND
from programmer.ui import phrases
from programmer.ui.viewmodels.banner import lines_of_the_pump
from programmer.ui.viewmodels.dose_unit import MG
from programmer.ui.viewmodels.opening_under_way import (
    WAITS,
    opening_figure,
    opening_lines,
    opening_under_way,
)
from programmer.ui.viewmodels.program_facts import (
    Shown,
    bolus_facts,
    day_may_bring_more,
    figure_in,
    mixture_facts,
    step_facts,
)
from programmer.ui.viewmodels.refill_due import RefillDue, in_days_words
from programmer.ui.viewmodels.story import PumpStory
from programmer.ui.widgets.big_figure import BigFigureState
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.ui.widgets.text_label import Tone
from programmer.visit.comparison import alarm_date_text, mode_text
from programmer.visit.comparison.boluses import running_dose
from programmer.visit.interrogation import Interrogation
from programmer.visit.program_rows import (
    mode_in_full,
    most_rows,
    opening_ends_at,
    opening_left_text,
    patient_now_rows,
)

LARGE_CLOCK_DIFFERENCE_US = 300 * MICROSECONDS_PER_SECOND


def figure_of(found: Interrogation, status: PumpStatus, shown: Shown, *, stale: bool) -> BigFigureState:
    """The dose per day of the program in force, large; what it is of, and what flows at the moment, under it.

    While a bridge or prime runs, what flows is not of that program: then the figure is theirs.
    """
    program = found.program
    opening = opening_under_way(program, status)
    if opening is not None:
        return opening_figure(opening, status, shown, stale=stale)
    stopped = status.delivery is Delivery.STOPPED
    label = "Delivery stopped" if stopped else _per_day(program.mode)
    label = f"{label} when last heard" if stale else label
    dose = Fraction(0) if stopped else dose_per_day(program.mode)
    return BigFigureState(
        f"{label}{phrases.DOT}{_mode_word(program.mode)}",
        *figure_in(dose, shown.unit(program.drug.name)),
        f"{shown(program.drug.name)} {concentration_text(program.drug.concentration)}",
        _momentary(found, status, shown, stale=stale),
        stale,
    )


def _mode_word(mode: DeliveryMode) -> str:
    """The mode, of a week without how it is made up: there is no room for it."""
    return "week schedule" if isinstance(mode, WeekSchedule) else mode_text(mode)


def _per_day(mode: DeliveryMode) -> str:
    """What the large figure is: of a week, and with periodic boluses, a mean."""
    return "Mean dose per day" if isinstance(mode, WeekSchedule | PeriodicBolus) else "Dose per day"


def _momentary(found: Interrogation, status: PumpStatus, shown: Shown, *, stale: bool) -> str:
    """What the pump gives at this moment, where that is not the same all day long."""
    mode, drug = found.program.mode, found.program.drug.name
    if status.delivery is Delivery.STOPPED:
        return f"instead of {shown.rate(drug, dose_per_day(mode))}"
    if isinstance(mode, DaySchedule | WeekSchedule | PeriodicBolus) or status.bolus is not None:
        return f"{'then' if stale else 'now'} at {shown.rate(drug, status.dose_rate)}"
    return flow_text(flow_told(found.program, status, found.limits))


def now_lines(program: PumpProgram, status: PumpStatus, shown: Shown) -> tuple[Fact, ...]:
    """What belongs to the large figure: what runs in place of the mode or beside it, and the other drugs."""
    opening = opening_under_way(program, status)
    return (
        *(
            mixture_facts(program, shown)
            if opening is None
            else opening_lines(program, opening, status, shown)
        ),
        *_bolus_under_way(program, status, shown),
    )


def program_lines(program: PumpProgram, status: PumpStatus, shown: Shown) -> tuple[Fact, ...]:
    """The rest of the program: boluses, the fullest day, and every step."""
    return (
        *bolus_facts(program, shown),
        *_patient_now(program, status),
        *_most(program, status, shown),
        *step_facts(program.mode, shown.unit(program.drug.name)),
    )


def _most(program: PumpProgram, status: PumpStatus, shown: Shown) -> tuple[Fact, ...]:
    """The most of each drug in any 24 hours, where that may be more than the mean."""
    ahead = still_to_come(program, status)
    if ahead.opening is None and not day_may_bring_more(program):
        return ()
    return tuple(Fact(name, value) for name, value in most_rows(ahead, shown))


def _bolus_under_way(program: PumpProgram, status: PumpStatus, shown: Shown) -> tuple[Fact, ...]:
    """How large the bolus is that runs, and until when."""
    if status.bolus is None or status.bolus_until is None:
        return ()
    dose = running_dose(program, status)
    size = "" if dose is None else f"{shown.mass(program.drug.name, dose.value)}, "
    until = f"until {clock_text_seen_from(status.pump_time, status.bolus_until, seconds=True)}"
    return (Fact(f"{phrases.upper_first(status.bolus.value)} under way", f"{size}{until}"),)


def _patient_now(program: PumpProgram, status: PumpStatus) -> tuple[Fact, ...]:
    """How many boluses the patient had, and whether the lockout holds the next one back."""
    return tuple(Fact(name, value) for name, value in patient_now_rows(program, status))


def opening_notice(found: Interrogation, status: PumpStatus, shown: Shown) -> tuple[Notice, ...]:
    """A bridge or prime under way: until it is over, the program's own mode has not begun."""
    words = opening_left_text(found.program, status, shown)
    if not words:
        return ()
    at = opening_ends_at(found.program, status)
    waits = f"; it {WAITS}" if at is None else f", until {moment_text(at)}"
    program = found.program
    after = f"{mode_in_full(program.mode)}, {shown.rate(program.drug.name, dose_per_day(program.mode))}"
    no_bolus = "" if found.program.patient_bolus is None else " Until then the patient gets no bolus."
    return (
        Notice(NoticeKind.CAUTION, f"{phrases.upper_first(words)}{waits}.", f"After it: {after}.{no_bolus}"),
    )


def prediction_words(program: PumpProgram) -> str:
    """What the calculated curve leaves out; nothing where it is all there is."""
    return "" if program.patient_bolus is None else "without the patient's boluses"


def refill_title(due: RefillDue) -> str:
    """What asks for the refill first."""
    if not due.by_stability or due.stability is None:
        return "Refill by: low-reservoir alarm"
    return f"Refill by: {due.stability.shown} keeps no longer"


def refill_line(found: Interrogation, status: PumpStatus, due: RefillDue) -> str:
    """What stands under the date: ``in 10 days``, or why there is none."""
    if due.by_stability and due.at is not None and due.stability is not None:
        kept = f"{phrases.days_text(due.stability.days)} stable, {due.stability.condition}"
        days = in_days_words(due.at, status.pump_time)
        return f"{days} if filled today, earlier if filled before: {kept}"
    if status.delivery is Delivery.STOPPED:
        return "while delivery is stopped the level stays"
    if due.alarm is None:
        return "the program in force gives nothing"
    if status.reservoir <= found.limits.low_reservoir_mark:
        return "the mark is reached"
    words = f"{in_days_words(due.alarm, status.pump_time)} with the program in force"
    return f"{words}, every allowed bolus taken" if found.program.patient_bolus is not None else words


def reservoir_facts(
    found: Interrogation, status: PumpStatus, due: RefillDue, shown: Shown
) -> tuple[Fact, ...]:
    """The level and what belongs to it; what was delivered is of the drug that is named, and of no other."""
    return (
        *_other_reasons(status, due),
        Fact("Level", volume_text(status.reservoir, places=3)),
        Fact("Alarm at", volume_text(found.limits.low_reservoir_mark)),
        Fact(
            f"{shown(found.program.drug.name)} delivered today",
            delivered_text(found.program.drug.name, status, shown),
        ),
    )


def delivered_text(name: str, status: PumpStatus, shown: Shown) -> str:
    """What was delivered since midnight, to a tenth of a microgram in either unit."""
    unit = shown.unit(name)
    return mass_text(status.delivered_today.value, places=4 if unit == MG else 1, unit=unit)


def _no_alarm(status: PumpStatus) -> str:
    return "none while stopped" if status.delivery is Delivery.STOPPED else "none to come"


def _other_reasons(status: PumpStatus, due: RefillDue) -> Iterator[Fact]:
    """What asks for the refill later than the date above, and what is not known of it."""
    if due.by_stability:
        at = due.alarm
        yield Fact(
            "Low-reservoir alarm", _no_alarm(status) if at is None else alarm_date_text(status.pump_time, at)
        )
    elif due.stability is not None:
        yield Fact(
            f"{due.stability.shown} keeps", f"{phrases.days_text(due.stability.days)} from the filling"
        )
    if due.unknown:
        yield Fact("Stability not known", ", ".join(due.unknown))


def clock_difference_us(story: PumpStory, status: PumpStatus, local_offset_us: int) -> int:
    """The pump's clock minus the clock on the wall, by the newest status."""
    return status.pump_time.value - story.read_utc_us - local_offset_us


def _alarms_fact(story: PumpStory, local_offset_us: int) -> Fact:
    """The very words of the banner, so that the two never contradict each other."""
    alarms = ", ".join(line.words for line in lines_of_the_pump(story, story.read_utc_us))
    if not story.live:
        since = f"not known since {phrases.local_clock(story.lost_utc_us, local_offset_us)}"
        return Fact("Alarms", f"{since}, before: {alarms}" if alarms else since, Tone.DANGER)
    return Fact("Alarms", alarms or "none active", Tone.DANGER if alarms else Tone.PLAIN)


def pump_facts(
    story: PumpStory, found: Interrogation, status: PumpStatus, local_offset_us: int
) -> tuple[Fact, ...]:
    """How the pump itself is."""
    clock_us = clock_difference_us(story, status, local_offset_us)
    clock_tone = Tone.DANGER if abs(clock_us) > LARGE_CLOCK_DIFFERENCE_US else Tone.PLAIN
    battery_good = status.battery.state is BatteryState.GOOD
    return (
        _alarms_fact(story, local_offset_us),
        Fact("Battery", phrases.battery_text(status.battery), Tone.PLAIN if battery_good else Tone.DANGER),
        Fact("Pump clock", phrases.clock_difference(clock_us), clock_tone),
        Fact("Log", f"complete to entry {status.log.last_sequence:,}"),
        Fact("Catheter", phrases.catheter_text(found.catheter)),
        Fact(
            "Running since" if status.delivery is Delivery.RUNNING else "Stopped since",
            f"{phrases.alarm_date(status.delivery_since)},{NO_BREAK}{clock_text(status.delivery_since)}",
        ),
    )
