"""Every single fault at every place of every kind of visit, and pairs of them that are drawn."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.simulation.fates import (
    BASIC,
    PAST_THE_TIME_OUT,
    AtPoint,
    FrameFault,
    OnDisk,
    OnLine,
    Script,
    Way,
)
from tests.simulation.run import Verdict
from tests.simulation.trial import Trials
from tests.simulation.visits import VISITS

_BIT = 131
"""Which bit of a frame is flipped: one behind the header, in its payload or its tag."""
_RESETS = (OnLine.RESET_BEFORE, OnLine.RESET_AFTER)
_EVENTS = (AtPoint.CRASH, AtPoint.STOP)


@dataclass(frozen=True)
class Case:
    """A visit of a kind, under a script."""

    visit: str
    script: Script

    def __str__(self) -> str:
        return f"{self.visit}: {self.script}"


def single_faults(trials: Trials) -> tuple[Case, ...]:
    """Every case. Where the places are is learnt from each visit as it goes without a fault."""
    return tuple(case for visit in VISITS for case in _of_visit(visit, trials.visit(visit)))


def drawn_pair(singles: tuple[Case, ...], number: int) -> Case:
    """Two faults in one visit, drawn from a number; the second may strike while the first is being dealt with."""
    draw = random.Random(f"pair {number}")
    first = draw.choice(singles)
    others = [case for case in _near(singles, first) if case.script != first.script]
    second = draw.choice(others)
    return Case(
        first.visit,
        Script(
            {**first.script.frames, **second.script.frames},
            {**first.script.disks, **second.script.disks},
            {**first.script.points, **second.script.points},
        ),
    )


def _near(singles: tuple[Case, ...], first: Case) -> list[Case]:
    return [case for case in singles if case.visit == first.visit]


def _of_visit(visit: str, faultless: Verdict) -> Iterator[Case]:
    scripts = (*_on_the_line(faultless), *_on_the_disk(faultless), *_at_points(faultless))
    return (Case(visit, script) for script in scripts)


def _on_the_line(faultless: Verdict) -> Iterator[Script]:
    for way in Way:
        kinds = (*BASIC, *_RESETS) if way is Way.REQUEST else BASIC
        for number in range(1, faultless.frames[way] + 1):
            for kind in kinds:
                amount = PAST_THE_TIME_OUT if kind is OnLine.DELAY else _BIT
                yield Script(frames={(way, number): FrameFault(kind, amount)})


def _on_the_disk(faultless: Verdict) -> Iterator[Script]:
    for number in range(1, faultless.disk_operations + 1):
        for error in OnDisk:
            yield Script(disks={number: error})


def _at_points(faultless: Verdict) -> Iterator[Script]:
    for number in range(1, faultless.points + 1):
        for event in _EVENTS:
            yield Script(points={number: event})
