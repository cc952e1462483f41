"""Runs a scenario to a time as fast as it can, without a link: its events, its totals, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from programmer.delivery.ledger import Totals
from programmer.simulator.scenarios.events import Event
from programmer.simulator.scenarios.play import Play
from programmer.simulator.scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True)
class TotalsAt:
    """What had been delivered at a true time since the beginning."""

    t_us: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class Run:
    """A scenario that was run: what happened, what had been delivered when, and the play as it stands at the end.

    ``events`` is empty where they were told on the way.
    """

    events: tuple[Event, ...]
    totals: tuple[TotalsAt, ...]
    play: Play


def run_scenario(
    scenario: Scenario,
    until_us: int,
    at_us: Iterable[int] = (),
    tell: Callable[[Event], None] | None = None,
) -> Run:
    """Run to a time; totals are told at the times named, in their order of time, and at the end.

    With ``tell`` each event is told as it happens, and none is kept: a long run needs no more memory than a short one.
    """
    events: list[Event] = []
    play = Play(scenario, events.append if tell is None else tell)
    totals: list[TotalsAt] = []
    for moment in sorted({*at_us, until_us}):
        play.play_until(moment)
        totals.append(TotalsAt(moment, play.pump.totals()))
    return Run(tuple(events), tuple(totals), play)
