"""The simulated pumps inside this program: those to practise with, and those of scenarios that were begun."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from programmer.clock import Clock
from programmer.known_error import UsageError
from programmer.randomness import Randomness
from programmer.simulator.bench import Bench, GuardedLine
from programmer.simulator.factory import IN_USE_DAYS
from programmer.simulator.fault_forms import fault_kinds
from programmer.simulator.lessons import lesson_words
from programmer.simulator.scenarios.reading import read_scenario, shipped_names, shipped_scenario
from programmer.simulator.scenarios.scenario import Scenario
from programmer.simulator.site import FACTORY_STATES
from programmer.telemetry.trust import Trust
from programmer.training import FaultWords, Lesson

SCHEME = "simulated"
SCENARIO = "scenario/"


class SimulatedRoom:
    """``programmer.training.TrainingRoom``; each pump goes on living between one visit and the next."""

    def __init__(self, clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._randomness = randomness
        self._benches: dict[str, Bench] = {}
        self._own: dict[str, Scenario] = {}

    def lessons(self) -> tuple[Lesson, ...]:
        """The scenarios that come with the program, by their titles."""
        lessons = (lesson_words(shipped_scenario(name)) for name in shipped_names())
        return tuple(sorted(lessons, key=lambda lesson: lesson.title.casefold()))

    def lesson_of(self, file: str) -> Lesson:
        """Read a scenario of one's own. Raises ``KnownError`` where it is refused."""
        scenario = read_scenario(Path(file))
        self._own[file] = scenario
        return lesson_words(scenario, file)

    def begin(self, lesson: str) -> str:
        """Make the pump of a lesson anew, up to where a trainee comes. Raises ``KnownError``."""
        own = self._own.get(lesson)
        scenario = own or shipped_scenario(lesson)
        # The link is seen in the window: it must not tell what is behind a title.
        place = f"{SCENARIO}{quote(scenario.name if own else scenario.alias, safe='')}"
        self._benches[place] = Bench(scenario, self._clock, self._randomness)
        return f"{SCHEME}:{place}"

    def fault_kinds(self) -> tuple[FaultWords, ...]:
        """Everything that can go wrong."""
        return fault_kinds()

    def bench(self, url: str) -> Bench | None:
        """The bench of the pump behind that link; None where there is none inside this program."""
        scheme, _, place = url.partition(":")
        return self._benches.get(place.partition("?")[0]) if scheme == SCHEME else None

    def line(self, url: str, place: str, speed: int | None, trust: Trust) -> GuardedLine:
        """A line to the pump at that place, at that speed from now on. Raises ``UsageError``.

        A pump inside this program needs no pairing: it is paired with ``trust`` here, where both are at hand.

        Where nobody says how fast it is to live, the pump of a scenario goes on as it is, and any other as in life.
        """
        bench = self._benches.get(place)
        if bench is None:
            bench = self._benches[place] = self._made(url, place)
        if speed is not None or not place.startswith(SCENARIO):
            bench.run_at(speed or 1)
        bench.introduce(trust)
        return bench.line()

    def _made(self, url: str, place: str) -> Bench:
        if place not in FACTORY_STATES:
            raise UsageError(
                f"{url} is no simulated pump",
                f"There is no model {place or 'of that name'}",
                f"Write simulated:{' or simulated:'.join(FACTORY_STATES)}, with ?speed=60 where wanted",
            )
        factory = replace(FACTORY_STATES[place](), memory_days_ago=IN_USE_DAYS)
        return Bench(factory, self._clock, self._randomness)
