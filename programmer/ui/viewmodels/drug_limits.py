"""Where the dose of each drug lies among the limits of the library, and where every number comes from."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from programmer.therapy.calculations.window import DAY, largest_dose
from programmer.therapy.drug_library import (
    DrugEntry,
    Fact,
    Figure,
    Indication,
    LibraryInForce,
    Row,
    figure_text,
)
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.notation import dose_rate_text
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import NanogramsPerDay
from programmer.ui.viewmodels.dose_unit import unit_of
from programmer.ui.widgets.limit_bar import LimitBarState
from programmer.visit.comparison import most_text
from programmer.visit.indications import indication_text

_TAGS = {"V": "read at the source", "R": "recalled, to be checked", "D": "chosen, with its argument"}


def limit_bars(
    drugs: LibraryInForce,
    present: PumpProgram,
    proposed: PumpProgram | None,
    indication: Indication,
    names: tuple[str, ...],
) -> tuple[LimitBarState, ...]:
    """One bar for each of these drugs that the library knows: the most in any 24 hours, every allowed bolus taken."""
    before = largest_dose(present, DAY)
    after = {} if proposed is None else largest_dose(proposed, DAY)
    bars = []
    for name in names:
        entry = drugs.entry(name)
        row = None if entry is None else entry.limits(indication)
        if entry is not None and row is not None and _has_limits(row):
            label = f"Most {entry.shown.word} in any 24 h; {indication_text(indication)}"
            pair = row.dose_per_day
            bars.append(
                LimitBarState(
                    label,
                    before.get(name),
                    after.get(name),
                    _dose(row.usual_low),
                    _dose(pair.soft),
                    _dose(pair.hard),
                    _usual_high(row),
                    unit_of(drugs, name),
                )
            )
    return tuple(bars)


def limit_words(
    drugs: LibraryInForce, program: PumpProgram | None, indication: Indication, names: tuple[str, ...]
) -> tuple[str, ...]:
    """What the colours of the bars say, a sentence for each of these drugs that the library knows; without the dose's
    place while there is no program."""
    sentences, words = [], DrugWords(drugs)
    doses = {} if program is None else largest_dose(program, DAY)
    for name in names:
        entry = drugs.entry(name)
        row = None if entry is None else entry.limits(indication)
        if entry is not None and row is not None and _has_limits(row):
            dose, shown = doses.get(name), entry.shown.word
            place = (
                "" if dose is None else f"{most_text(name, dose, words)} in 24 h: {place_words(dose, row)}; "
            )
            sentences.append(f"{shown}: {place}{_range_words(row, words.unit(name))}.")
    return tuple(sentences)


def place_words(dose: Fraction, row: Row) -> str:
    """Where a dose in any 24 hours, ng, lies among the limits."""
    low, pair = row.usual_low, row.dose_per_day
    high = _usual_high(row)
    if pair.hard is not None and dose > pair.hard.amount:
        return "above the hard limit"
    if pair.soft is not None and dose > pair.soft.amount:
        return "above the soft limit"
    if high is not None and dose > high.value:
        return "above the usual range, within the limits"
    if low is not None and dose < low.amount:
        return "below the usual range"
    return "within the usual range" if low is not None and high is not None else "within the limits"


def _range_words(row: Row, unit: str) -> str:
    low, high, pair = (_dose(row.usual_low), _usual_high(row), row.dose_per_day)
    words = []
    if low is not None and high is not None:
        words.append(f"usual {dose_rate_text(low, unit=unit)} to {dose_rate_text(high, unit=unit)}")
    if (soft := _dose(pair.soft)) is not None:
        words.append(f"above {dose_rate_text(soft, unit=unit)} only with a reason")
    if (hard := _dose(pair.hard)) is not None:
        words.append(f"never above {dose_rate_text(hard, unit=unit)}")
    return "; ".join(words)


def _usual_high(row: Row) -> NanogramsPerDay | None:
    """The end of the usual range: nothing is usual above a limit that asks for a reason."""
    ends = [one for one in (_dose(row.usual_high), _dose(row.dose_per_day.soft)) if one is not None]
    return None if row.usual_high is None else min(ends, key=lambda one: one.value)


def limits_not_known(drugs: LibraryInForce, indication: Indication, names: tuple[str, ...]) -> str:
    """Which of these drugs have no limits to show; empty if all have."""
    words = []
    for name in names:
        entry = drugs.entry(name)
        if entry is None:
            words.append(f"{name}: this drug is not in the drug library")
        elif not _has_limits(entry.limits(indication)):
            words.append(f"{entry.shown.word}: usual limits not known")
    return "\n".join(words)


def _has_limits(row: Row) -> bool:
    return row.dose_per_day.soft is not None or row.dose_per_day.hard is not None


def _dose(figure: Figure | None) -> NanogramsPerDay | None:
    value = None if figure is None else figure.value
    return value if isinstance(value, NanogramsPerDay) else None


# ---- where from -----------------------------------------------------------------------------------------------


def limit_sources(drugs: LibraryInForce, indication: Indication, names: tuple[str, ...]) -> tuple[str, ...]:
    """A line for each limit of these drugs: what it is, how sure, and where it comes from."""
    lines: list[str] = []
    for name in names:
        entry = drugs.entry(name)
        if entry is not None:
            lines += _lines_of(entry, entry.limits(indication))
    return tuple(lines)


def _lines_of(entry: DrugEntry, row: Row) -> Iterator[str]:
    named = (
        ("usual from", row.usual_low),
        ("usual to", row.usual_high),
        ("soft limit", row.dose_per_day.soft),
        ("hard limit", row.dose_per_day.hard),
        ("soft limit to begin with", row.start_dose.soft),
        ("hard limit to begin with", row.start_dose.hard),
        ("a bolus, soft limit", row.bolus.soft),
        ("a bolus, hard limit", row.bolus.hard),
        ("a step up, soft limit", row.step_up_percent.soft),
        ("a step up, hard limit", row.step_up_percent.hard),
        ("a step up, soft limit", row.step_up_amount.soft),
        ("a step up, hard limit", row.step_up_amount.hard),
        ("a step down, soft limit", row.step_down_percent.soft),
        ("a step down, hard limit", row.step_down_percent.hard),
        ("a step down, soft limit", row.step_down_amount.soft),
        ("a step down, hard limit", row.step_down_amount.hard),
    )
    for what, figure in named:
        if figure is not None:
            yield f"{entry.shown.word}, {what} {figure_text(figure)}: {source_words(figure.fact)}"


def source_words(fact: Fact) -> str:
    """``[V, read at the source] Gablofen label``, with whose library it is where that is a clinic's."""
    tag = f"[{fact.tag}, {_TAGS.get(fact.tag, 'of a kind not known here')}]"
    words = f"{tag} {fact.source}"
    if fact.clinic is None:
        return words
    before = "" if fact.overridden is None else f", in place of {fact.overridden.word}"
    return f"{fact.clinic}{before}: {words}"
