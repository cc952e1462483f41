"""The lines about what is in the reservoir, and about how much of each drug a day can bring."""

from __future__ import annotations

from fractions import Fraction

from programmer.therapy.calculations.window import DAY, largest_dose
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import concentration_text, masses_text
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    MinimumRate,
    PumpProgram,
    Stopped,
    dose_per_day,
)
from programmer.visit.comparison.lines import NOTHING, ComparedLine, difference_text, dose_line, primary_line

MOST_DIGITS = 6


def drug_lines(present: PumpProgram, proposed: PumpProgram, shown: DrugWords) -> list[ComparedLine]:
    """The primary drug with its concentration, then each of the others of either mixture."""
    return [
        ComparedLine("Drug", shown(present.drug.name), shown(proposed.drug.name)),
        ComparedLine(
            "Concentration",
            concentration_text(present.drug.concentration),
            concentration_text(proposed.drug.concentration),
        ),
        *(
            ComparedLine(f"With {shown(name)}", _held(present, name), _held(proposed, name))
            for name in _names(present.others, proposed.others)
        ),
    ]


def dose_lines(present: PumpProgram, proposed: PumpProgram, shown: DrugWords) -> list[ComparedLine]:
    """The dose per day of each drug, and the most that any 24 hours can bring where that may be more."""
    before, after = dose_per_day(present.mode), dose_per_day(proposed.mode)
    lines = [primary_line("Dose per day", (present, proposed), (before, after), shown)]
    for name in _names(present.others, proposed.others):
        share = [_share(program, name) for program in (present, proposed)]
        lines.append(
            dose_line(f"{shown(name)} per day", before * share[0], after * share[1], shown.unit(name))
        )
    if not (_even_or_daily(present) and _even_or_daily(proposed)):
        lines += _most_lines(present, proposed, shown)
    return lines


def _most_lines(present: PumpProgram, proposed: PumpProgram, shown: DrugWords) -> list[ComparedLine]:
    """With boluses, and in a week, a day can bring more than the mean; with every allowed bolus, this much."""
    return [
        _most_line(f"Most {shown(name)} in any 24 h", before, after, shown.unit(name))
        for name, (before, after) in most_in_a_day(present, proposed).items()
    ]


def most_in_a_day(present: PumpProgram, proposed: PumpProgram) -> dict[str, tuple[Fraction, Fraction]]:
    """The most of each drug of either program in any 24 hours, ng, every allowed bolus and what opens it included."""
    before, after = largest_dose(present, DAY), largest_dose(proposed, DAY)
    return {
        name: (before.get(name, Fraction(0)), after.get(name, Fraction(0)))
        for name in dict.fromkeys([*before, *after])
    }


def most_text(name: str, nanograms: Fraction, shown: DrugWords) -> str:
    """The most of a drug in any 24 hours as every place says it: ``≈ 104.583 mcg``."""
    return shown.mass(name, nanograms, digits=MOST_DIGITS)


def most_difference(before: Fraction, after: Fraction, unit: str) -> str:
    """How the most in any 24 hours changes, in figures and per cent; empty if it does not."""
    amount, _ = masses_text(abs(after - before), max(before, after), digits=MOST_DIGITS, unit=unit)
    return difference_text(before, after, amount)


def _most_line(subject: str, before: Fraction, after: Fraction, unit: str) -> ComparedLine:
    texts = masses_text(before, after, digits=MOST_DIGITS, unit=unit)
    return ComparedLine(subject, *texts, change=most_difference(before, after, unit))


def _even_or_daily(program: PumpProgram) -> bool:
    """Whether every stretch of 24 hours brings the same."""
    plain = isinstance(program.mode, Stopped | MinimumRate | Continuous | DaySchedule)
    return plain and program.patient_bolus is None and program.opening is None


def _names(*mixtures: tuple[DrugFill, ...]) -> list[str]:
    return list(dict.fromkeys(drug.name for mixture in mixtures for drug in mixture))


def _held(program: PumpProgram, name: str) -> str:
    found = [concentration_text(drug.concentration) for drug in program.drugs if drug.name == name]
    return found[0] if found else NOTHING


def _share(program: PumpProgram, name: str) -> Fraction:
    return sum((program.share(drug) for drug in program.drugs if drug.name == name), Fraction(0))
