"""Plays a scenario's timeline on a pump at its site: acts when it is due, and hears what happens."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from programmer.clock import Clock, ManualClock
from programmer.delivery.happenings import Happening
from programmer.randomness import Randomness, SeededRandomness
from programmer.simulator.factory import IN_USE_DAYS, FactoryState, engine_of
from programmer.simulator.pump import SimulatedPump
from programmer.simulator.scenarios.acting import Actor
from programmer.simulator.scenarios.actions import Action, Drift
from programmer.simulator.scenarios.events import Event
from programmer.simulator.scenarios.happening_words import event_of
from programmer.simulator.scenarios.over_the_link import require_tellable
from programmer.simulator.scenarios.scenario import Entry, Scenario
from programmer.simulator.site import PumpSite
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, PumpTime

DEFAULT_CLOCK = PumpTime(20_458 * MICROSECONDS_PER_DAY)
"""The midnight with which Monday 5 January 2026 begins, for scenarios that name no moment."""

_STRIDE_US = 30 * MICROSECONDS_PER_DAY


@dataclass(order=True, slots=True)
class _Due:
    at_us: int
    place: int
    entry: Entry = field(compare=False)
    left: int | None = field(compare=False)


class Play:
    """One scenario under way. Time passes through ``play_until``, or through the site while it is served.

    ``tell`` is called with each event, in order. ``begins`` is the true local time at the beginning, where the
    scenario names none. With a ``clock`` it is served; raises ``RefusedError`` for a pump that no link can tell of.
    """

    def __init__(
        self,
        scenario: Scenario,
        tell: Callable[[Event], None],
        *,
        clock: Clock | None = None,
        randomness: Randomness | None = None,
        begins: PumpTime = DEFAULT_CLOCK,
        speed: int = 1,
    ) -> None:
        if clock is not None:
            require_tellable(scenario.model)
        self.scenario = scenario
        self._begins = scenario.first.clock or begins
        self._tell = tell
        chance = randomness or SeededRandomness(scenario.seed or 0)
        factory = _factory(scenario)
        made = PumpTime(self._begins.value + scenario.first.clock_shift_us)
        pump = SimulatedPump(factory, made, chance)
        self.site = PumpSite(pump, clock or ManualClock(), chance, speed)
        self._actor = Actor(self.site, chance, self._true_clock)
        # What happens in the making is over before anybody can listen; an equal body tells it once more.
        self._heard: list[Happening] = engine_of(factory, made).take_happened()
        self._due: list[_Due] = []
        self._places = 0
        pump.listen(self._heard.append)
        self.site.timeline = self._act_up_to
        self._hear()
        if scenario.first.drift_ppm:
            self.do(Drift(scenario.first.drift_ppm))
        self.add(scenario.timeline)

    @property
    def pump(self) -> SimulatedPump:
        """The pump that it is played on."""
        return self.site.pump

    @property
    def elapsed_us(self) -> int:
        """True time since the beginning."""
        return self.site.elapsed_us

    @property
    def clock_error_us(self) -> int:
        """How far the pump's clock is ahead of the true local time."""
        return self.pump.now.value - self._true_clock().value

    @property
    def next_due_us(self) -> int | None:
        """When the timeline goes on; None where nothing is left of it."""
        return self._due[0].at_us if self._due else None

    def add(self, entries: Iterable[Entry], after_us: int = 0) -> None:
        """Put more entries onto the timeline; their times count from ``after_us``."""
        for entry in entries:
            self._places += 1
            heapq.heappush(self._due, _Due(after_us + entry.at_us, self._places, entry, entry.times))

    def play_until(self, until_us: int) -> None:
        """Let the pump live to that true time, and do everything that is due by then, that moment included."""
        self._act_up_to(until_us)
        self._live(until_us)

    def do(self, action: Action) -> None:
        """Do something now."""
        self._hear()
        for deed in self._actor.do(action):
            self._tell(Event(self.elapsed_us, deed.kind, self.pump.now, False, deed.more))
        self._hear()

    def _true_clock(self) -> PumpTime:
        return PumpTime(self._begins.value + self.site.elapsed_us)

    def _act_up_to(self, until_us: int) -> None:
        """Do what is due by then, each at its own moment; the pump itself may be left before that."""
        self._hear()
        while self._due and self._due[0].at_us <= until_us:
            due = self._due[0]
            self._live(due.at_us)
            self.do(due.entry.action)
            self._next(due)

    def _next(self, due: _Due) -> None:
        left = None if due.left is None else due.left - 1
        if left == 0:
            heapq.heappop(self._due)
        else:
            heapq.heapreplace(self._due, _Due(due.at_us + due.entry.every_us, due.place, due.entry, left))

    def _live(self, until_us: int) -> None:
        """In strides: what happens is told on the way, and not kept until the end of a century."""
        while self.elapsed_us < until_us - _STRIDE_US:
            self.site.live_until(self.elapsed_us + _STRIDE_US)
            self._hear()
        self.site.live_until(until_us)
        self._hear()

    def _hear(self) -> None:
        """Tell what happened since the last time."""
        heard = self._heard[:]
        self._heard.clear()
        for happening in heard:
            true_moment, exact = self.site.true_moment, not self.scenario.model.stroke_fl
            at_us = min(true_moment(happening.at), self.elapsed_us)
            self._tell(event_of(happening, at_us, true_moment, exact=exact))


def _factory(scenario: Scenario) -> FactoryState:
    first = scenario.first
    return FactoryState(
        _serial(scenario),
        scenario.model,
        scenario.program,
        first.believed,
        made_days_ago=first.battery_age_days,
        reservoir=first.true,
        contents=first.drugs,
        path=first.path,
        calibration_ppm=first.calibration_ppm,
        running=first.running,
        log_capacity=first.log_capacity,
        log_used=first.log_used,
        memory_days_ago=IN_USE_DAYS,
    )


def _serial(scenario: Scenario) -> str:
    """Of its own for each scenario: the records must not take one for another."""
    number = int.from_bytes(hashlib.sha256(scenario.name.encode()).digest()[:4], "big") % 100_000
    return f"SC{scenario.model.limits.capacity.value // 1_000_000:02d}-{number:05d}"
