"""Whether the reservoir can hold what is in it and give what the program asks."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from programmer.therapy.calculations.reservoir import days_until, most_volume_per_day, opening_volume
from programmer.therapy.limits.situation import Situation
from programmer.therapy.limits.violations import Limit, Severity, Violation
from programmer.therapy.notation import volume_text
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import Nanolitres


def check_reservoir(program: PumpProgram, situation: Situation) -> Iterator[Violation]:
    """More than it holds, empty within a day, or at its alarm within a few days."""
    if situation.reservoir > situation.limits.capacity:
        yield _overfilled(situation)
    days = days_until(program, situation.reservoir, situation.limits.low_reservoir_mark)
    if _needed(program) > situation.reservoir.value:
        yield _too_small(program, situation)
    elif days is not None and days < situation.days_to_alarm:
        yield _alarm_soon(days, situation)


def _needed(program: PumpProgram) -> Fraction:
    """Nanolitres of the opening and of 24 hours, every allowed bolus taken."""
    return opening_volume(program) + most_volume_per_day(program)


def _overfilled(situation: Situation) -> Violation:
    reservoir, capacity = situation.reservoir, situation.limits.capacity
    return Violation(
        Limit.RESERVOIR_OVERFILLED,
        0,
        volume_text(reservoir),
        f"this model holds {volume_text(capacity)}",
        ratio=Fraction(reservoir.value, capacity.value),
        reason="another reservoir size may be meant than this pump has",
    )


def _too_small(program: PumpProgram, situation: Situation) -> Violation:
    """Soft where the program asks no more than the present one: less must stay possible in a pump that runs dry."""
    present = situation.present
    asks_more = present is None or most_volume_per_day(program) > most_volume_per_day(present)
    return Violation(
        Limit.RESERVOIR_TOO_SMALL,
        0,
        f"{volume_text(situation.reservoir)} in it",
        f"the first 24 hours can take {volume_text(_needed(program))}",
        Severity.HARD if asks_more or program.opening is not None else Severity.SOFT,
    )


def _alarm_soon(days: int, situation: Situation) -> Violation:
    mark: Nanolitres = situation.limits.low_reservoir_mark
    word = "day" if days == 1 else "days"
    return Violation(
        Limit.ALARM_SOON,
        0,
        f"{days} {word} until {volume_text(mark)} are left, every allowed bolus taken",
        f"fewer than {situation.days_to_alarm} days need a reason",
        Severity.SOFT,
    )
