"""One line of a comparison, and the words that several of them share."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.notation import APPROXIMATELY, dose_rates_text, percent_text
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
)

NOTHING = "–"
ANOTHER_DRUG = "another drug"
_DIGITS = 6  # of a difference: more would only feign exactness


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One line: what it is about, what holds, what is proposed, and the difference in words."""

    subject: str
    present: str
    proposed: str
    change: str = ""

    @property
    def changed(self) -> bool:
        """Whether the two sides differ; the same figure of another drug is not the same."""
        return self.present != self.proposed or bool(self.change)


def mode_text(mode: DeliveryMode) -> str:
    """A mode for people."""
    match mode:
        case Stopped():
            return "stopped"
        case MinimumRate():
            return "minimum rate"
        case Continuous():
            return "continuous"
        case DaySchedule(steps):
            return f"day schedule, {len(steps)} steps" if len(steps) > 1 else "day schedule, 1 step"
        case WeekSchedule():
            return "week schedule, a schedule for each day"
        case PeriodicBolus():
            return "periodic bolus"


def difference_text(before: Fraction, after: Fraction, amount: str) -> str:
    """The change in figures and per cent, signed: ``+52 mcg per day, +14.9 %``; empty if there is none."""
    if before == after:
        return ""
    sign = "+" if after > before else "−"
    exact = amount.removeprefix(APPROXIMATELY)
    signed = f"{sign}{exact}" if exact == amount else f"{APPROXIMATELY}{sign}{exact}"
    if not before:
        return f"{signed}, from nothing"
    percent = abs(after - before) * 100 / before
    return f"{signed}, {sign}{percent_text(percent)}"


def dose_line(subject: str, before: Fraction, after: Fraction, unit: str = "") -> ComparedLine:
    """Two doses per day in ng, and their difference, all in one unit: that of their drug, where it is known."""
    amount, _ = dose_rates_text(abs(after - before), max(before, after), digits=_DIGITS, unit=unit)
    return ComparedLine(
        subject, *dose_rates_text(before, after, unit=unit), change=difference_text(before, after, amount)
    )


def primary_line(
    subject: str,
    programs: tuple[PumpProgram, PumpProgram],
    doses: tuple[Fraction, Fraction],
    shown: DrugWords,
) -> ComparedLine:
    """Two doses per day of the primary drug of either program, ng; of two drugs there is no difference, and each
    is named."""
    present, proposed = programs
    if present.drug.name == proposed.drug.name:
        return dose_line(subject, *doses, unit=shown.unit(present.drug.name))
    words = [
        f"{shown.rate(program.drug.name, dose)} of {shown(program.drug.name)}"
        for program, dose in zip(programs, doses, strict=True)
    ]
    return ComparedLine(subject, words[0], words[1], ANOTHER_DRUG)


def dose_difference(present: PumpProgram, proposed: PumpProgram, shown: DrugWords) -> str:
    """How the dose per day changes, in figures and per cent; empty if it does not."""
    if present.drug.name != proposed.drug.name:
        return ANOTHER_DRUG
    unit = shown.unit(present.drug.name)
    return dose_line("", dose_per_day(present.mode), dose_per_day(proposed.mode), unit).change
