"""How a program spreads its dose: the fullest hour, the longest pause, and how soon a patient may ask again."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from programmer.therapy.boluses import PatientBolus
from programmer.therapy.calculations.window import largest_dose
from programmer.therapy.drug_library import DrugEntry, DrugLibrary, Figure, Row
from programmer.therapy.drug_library.dose_unit import unit_in
from programmer.therapy.limits.comparing import Asked, against
from programmer.therapy.limits.situation import Situation, treats
from programmer.therapy.limits.violations import Limit, Severity, Violation
from programmer.therapy.notation import duration_text, mass_text
from programmer.therapy.programs import (
    DeliveryMode,
    PeriodicBolus,
    PumpProgram,
    Stopped,
    WeekSchedule,
    steps_on,
)
from programmer.therapy.quantities import DAYS_PER_WEEK, SECONDS_PER_DAY, Seconds

_HOUR = Seconds(3600)
# This project's own bounds where a library has none: the shortest interval of periodic boluses that is not asked
# about, and a night.
_LEAST_LOCKOUT = Seconds(3600)
_LONGEST_PAUSE = Seconds(12 * 3600)


def check_rhythm(program: PumpProgram, situation: Situation, library: DrugLibrary) -> Iterator[Violation]:
    """What a dose per day that is within its limits may hide: all of it in one hour, and then nothing."""
    if isinstance(program.mode, Stopped):
        return
    pause = longest_pause(program.mode) if treats(program) else 0
    for name, hour in largest_dose(program, _HOUR).items():
        entry = library.entry(name)
        if entry is not None:
            row = entry.limits(situation.row)
            yield from _check_hour(hour, entry, row)
            if name in {drug.name for drug in program.drugs}:
                yield from _check_pause(Seconds(pause), entry, row)
    if program.patient_bolus is not None:
        yield from _check_lockout(program, program.patient_bolus, situation, library)


def longest_pause(mode: DeliveryMode) -> int:
    """The longest stretch of no delivery in s, but for what a patient asks for; 0 where there is none."""
    if isinstance(mode, PeriodicBolus):
        return 0 if mode.background else mode.interval.value - mode.duration.value
    days = DAYS_PER_WEEK if isinstance(mode, WeekSchedule) else 1
    rows = [
        (day * SECONDS_PER_DAY + step.at.value, step.dose.value)
        for day in range(days)
        for step in steps_on(mode, day)
    ]
    flowing = [number for number, (_, dose) in enumerate(rows) if dose]
    if not flowing:
        return 0
    ends = [*(start for start, _ in rows[1:]), days * SECONDS_PER_DAY]
    after = [*flowing[1:], flowing[0]]
    return max(
        (rows[later][0] - ends[one]) % (days * SECONDS_PER_DAY)
        for one, later in zip(flowing, after, strict=True)
    )


def _check_hour(hour: Fraction, entry: DrugEntry, row: Row) -> list[Violation]:
    """A gap blocks where a bolus is given; a program without one is held against the soft limit alone."""
    pair = row.dose_per_hour
    entered = f"{mass_text(hour, unit=unit_in(entry))} in the fullest hour, every allowed bolus taken"
    asked = Asked(Limit.DOSE_PER_HOUR, entry.shown.word, hour, entered)
    return against(pair.asking if pair.missing else pair, asked)


def _check_pause(pause: Seconds, entry: DrugEntry, row: Row) -> Iterator[Violation]:
    longest, figure = _bound(row.longest_pause, _LONGEST_PAUSE)
    if pause.value > longest.value:
        yield Violation(
            Limit.PAUSE_LONG,
            0,
            f"nothing for {duration_text(pause)}",
            f"usually at most {duration_text(longest)}",
            Severity.SOFT,
            entry.shown.word,
            reason=entry.withdrawal.word.rstrip("."),
            fact=None if figure is None else figure.fact,
        )


def least_lockout(
    program: PumpProgram, situation: Situation, library: DrugLibrary
) -> tuple[Seconds, Figure | None]:
    """How long a bolus is usually waited for after another, and where that comes from.

    Of a mixture the longest of its drugs holds, and it is said once.
    """
    entries = [entry for drug in program.drugs if (entry := library.entry(drug.name)) is not None]
    bounds = [_bound(entry.limits(situation.row).least_lockout, _LEAST_LOCKOUT) for entry in entries]
    return max(bounds, key=lambda one: one[0].value, default=(_LEAST_LOCKOUT, None))


def _check_lockout(
    program: PumpProgram, bolus: PatientBolus, situation: Situation, library: DrugLibrary
) -> Iterator[Violation]:
    least, figure = least_lockout(program, situation, library)
    if bolus.lockout.value < least.value:
        yield Violation(
            Limit.LOCKOUT_SHORT,
            0,
            f"{duration_text(bolus.lockout)} from the end of a patient bolus to the next",
            f"usually at least {duration_text(least)}",
            Severity.SOFT,
            reason="hours are usual, and minutes or seconds may have been typed for hours",
            fact=None if figure is None else figure.fact,
        )


def _bound(figure: Figure | None, otherwise: Seconds) -> tuple[Seconds, Figure | None]:
    """The library's, or this project's own."""
    return (otherwise, None) if figure is None else (Seconds(int(figure.amount)), figure)
