"""What the Pump page says of one reading, all of it worked out together."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.pump import PumpStatus
from programmer.ui.viewmodels.pump_facts import (
    figure_of,
    now_lines,
    opening_notice,
    program_lines,
    refill_line,
    refill_title,
    reservoir_facts,
)
from programmer.ui.viewmodels.refill_due import refill_due
from programmer.ui.widgets.big_figure import BigFigureState
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.notice_bar import Notice
from programmer.ui.widgets.reservoir_glass import ReservoirState
from programmer.visit.interrogation import Interrogation


@dataclass(frozen=True, slots=True)
class PumpTold:
    """Every part is that of ``PumpState`` of the same name; ``opening`` is the notice of a bridge or prime that is
    under way."""

    opening: tuple[Notice, ...]
    figure: BigFigureState
    now: tuple[Fact, ...]
    program: tuple[Fact, ...]
    reservoir: ReservoirState
    alarm_title: str
    alarm_date: str
    alarm_line: str
    reservoir_facts: tuple[Fact, ...]


def told_by(found: Interrogation, status: PumpStatus, drugs: LibraryInForce, *, live: bool) -> PumpTold:
    """What the pump said when it was read, in the light of its newest ``status``; ``live`` while it answers."""
    shown, due = DrugWords(drugs), refill_due(found, status, drugs)
    capacity, mark = found.limits.capacity, found.limits.low_reservoir_mark
    return PumpTold(
        opening=opening_notice(found, status, shown),
        figure=figure_of(found, status, shown, stale=not live),
        now=now_lines(found.program, status, shown),
        program=program_lines(found.program, status, shown),
        reservoir=ReservoirState(status.reservoir, capacity, mark, not live),
        alarm_title=refill_title(due),
        alarm_date=due.date,
        alarm_line=refill_line(found, status, due),
        reservoir_facts=reservoir_facts(found, status, due, shown),
    )
