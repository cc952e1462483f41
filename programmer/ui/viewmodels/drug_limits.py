"""Where the dose of each drug lies among the limits of the library, and where every number comes from."""

from __future__ import annotations

import math
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
)
from programmer.therapy.notation import dose_rate_text
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import NanogramsPerDay
from programmer.ui.widgets.limit_bar import LimitBarState
from programmer.visit.indications import indication_text

_TAGS = {"V": "read at the source", "R": "recalled, to be checked", "D": "chosen, with its argument"}


def limit_bars(
    drugs: LibraryInForce, present: PumpProgram, proposed: PumpProgram | None, indication: Indication
) -> tuple[LimitBarState, ...]:
    """One bar for each drug that the library knows: the most in any 24 hours, every allowed bolus taken."""
    program = present.settled if proposed is None else proposed
    before = largest_dose(present.settled, DAY)
    after = {} if proposed is None else largest_dose(proposed, DAY)
    bars = []
    for drug in program.drugs:
        entry = drugs.entry(drug.name)
        row = None if entry is None else entry.limits(indication)
        if entry is not None and row is not None and _has_limits(row):
            label = f"Most {entry.shown.word} in any 24 h; {indication_text(indication)}"
            pair = row.dose_per_day
            bars.append(
                LimitBarState(
                    label,
                    _whole(before.get(drug.name)),
                    _whole(after.get(drug.name)),
                    _dose(row.usual_low),
                    _dose(pair.soft),
                    _dose(pair.hard),
                )
            )
    return tuple(bars)


def limits_not_known(drugs: LibraryInForce, program: PumpProgram, indication: Indication) -> str:
    """Which drugs have no limits to show; empty if all have."""
    names = []
    for drug in program.drugs:
        entry = drugs.entry(drug.name)
        if entry is None or not _has_limits(entry.limits(indication)):
            names.append(drugs.shown_name(drug.name))
    return f"Usual limits not known: {', '.join(names)}" if names else ""


def _has_limits(row: Row) -> bool:
    return row.dose_per_day.soft is not None or row.dose_per_day.hard is not None


def _whole(nanograms: Fraction | None) -> NanogramsPerDay | None:
    return None if nanograms is None else NanogramsPerDay(math.ceil(nanograms))


def _dose(figure: Figure | None) -> NanogramsPerDay | None:
    value = None if figure is None else figure.value
    return value if isinstance(value, NanogramsPerDay) else None


# ---- where from -----------------------------------------------------------------------------------------------


def limit_sources(drugs: LibraryInForce, program: PumpProgram, indication: Indication) -> tuple[str, ...]:
    """A line for each number of the bars: what it is, how sure, and where it comes from."""
    lines: list[str] = []
    for drug in program.drugs:
        entry = drugs.entry(drug.name)
        if entry is not None:
            lines += _lines_of(entry, entry.limits(indication))
    return tuple(lines)


def _lines_of(entry: DrugEntry, row: Row) -> Iterator[str]:
    named = (
        ("usual from", row.usual_low),
        ("usual to", row.usual_high),
        ("soft limit", row.dose_per_day.soft),
        ("hard limit", row.dose_per_day.hard),
    )
    for what, figure in named:
        dose = _dose(figure)
        if figure is not None and dose is not None:
            yield f"{entry.shown.word}, {what} {dose_rate_text(dose)}: {source_words(figure.fact)}"


def source_words(fact: Fact) -> str:
    """``[V, read at the source] Gablofen label``, with whose library it is where that is a clinic's."""
    tag = f"[{fact.tag}, {_TAGS.get(fact.tag, 'of a kind not known here')}]"
    words = f"{tag} {fact.source}"
    if fact.clinic is None:
        return words
    before = "" if fact.overridden is None else f", in place of {fact.overridden.word}"
    return f"{fact.clinic}{before}: {words}"
