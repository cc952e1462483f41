"""A scenario: the pump, the state it begins in, its program, and the timeline of what happens to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from programmer.simulator.factory import PathFill
from programmer.simulator.models import PumpModel
from programmer.simulator.scenarios.actions import Action
from programmer.simulator.scenarios.check import Check
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import Nanolitres, PumpTime

NEVER_ENDS = None


@dataclass(frozen=True, slots=True)
class FirstState:
    """How the pump is when the scenario begins. What it believes and what is so are told apart.

    ``clock`` is the true local time at the beginning, None where it does not matter; the pump's own clock is off by
    ``clock_shift_us``. ``log_used`` records were written before the beginning; there is room for ``log_capacity``.
    """

    believed: Nanolitres
    true: Nanolitres
    drugs: tuple[DrugFill, ...]
    path: tuple[DrugFill, ...] | PathFill
    running: bool
    battery_age_days: int
    calibration_ppm: int
    drift_ppm: int
    clock: PumpTime | None
    clock_shift_us: int
    log_capacity: int
    log_used: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline: an action at a moment, microseconds of true time since the beginning, and then every
    ``every_us``, ``times`` in all (``NEVER_ENDS``: for as long as the scenario runs)."""

    at_us: int
    action: Action
    every_us: int = 0
    times: int | None = 1


@dataclass(frozen=True, slots=True)
class Scenario:
    """``meet_us``: when a trainee comes to the pump. ``check`` knows whether they found what there is to find.

    ``title`` is the complaint, which gives nothing away; ``case`` the name of what is behind it, empty for none.
    """

    name: str
    title: str
    story: str
    find: str
    model: PumpModel
    first: FirstState
    program: PumpProgram
    timeline: tuple[Entry, ...] = ()
    seed: int | None = None
    meet_us: int = 0
    check: Check | None = None
    case: str = ""

    @property
    def alias(self) -> str:
        """The title as a word of a command line: ``spasms-back-after-a-fall``. The name may tell too much."""
        return "-".join(re.findall(r"[a-z0-9]+", self.title.casefold()))

    @property
    def called(self) -> str:
        """What it is called by who knows what is behind it."""
        return self.case or self.title

    @property
    def afterwards(self) -> str:
        """What is told when it has been judged: the case, and what there was to find."""
        return f"{self.case}. {self.find}".strip() if self.case else self.find
