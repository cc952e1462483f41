"""Runs by seed and by script, and the one place where the process is made ready for them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.simulation.clinician import Act
from tests.simulation.disk import EnginesKept
from tests.simulation.fates import NO_FAULT, Drawn, Fate
from tests.simulation.run import Run, Verdict
from tests.simulation.template import folder, template
from tests.simulation.visits import VISITS, drawn_visit

SCRIPT_SEED = 2
"""The seed of scripted runs: a pump with a button for the patient, which is stopped in the end."""


class Trials:
    """Makes one run after the other in a folder that is emptied between them."""

    def __init__(self, engines: EnginesKept, place: Path) -> None:
        self._engines = engines
        self._place = place

    def seed(self, seed: int, *, trace: bool = False) -> Verdict:
        """The random run of that seed."""
        return self._run(seed, drawn_visit(seed), Drawn(seed), trace=trace)

    def visit(
        self, name: str, fate: Fate = NO_FAULT, *, seed: int = SCRIPT_SEED, trace: bool = False
    ) -> Verdict:
        """A visit of that kind under that fate."""
        return self._run(seed, VISITS[name], fate, trace=trace)

    def _run(self, seed: int, acts: tuple[Act, ...], fate: Fate, *, trace: bool) -> Verdict:
        verdict = Run(seed, acts, fate, self._engines, self._place, trace=trace).verdict()
        for left in self._place.iterdir():
            left.unlink()
        return verdict


@contextmanager
def trials() -> Iterator[Trials]:
    """Make this process ready for runs, and leave nothing behind."""
    template()
    place = folder()
    engines = EnginesKept()
    try:
        with engines.in_place():
            made = Trials(engines, place)
            # The first connection of an engine asks more than later ones do: no run is to be the first.
            made.visit("interrogate")
            yield made
    finally:
        shutil.rmtree(place)
        shutil.rmtree(template().parent)
        template.cache_clear()
