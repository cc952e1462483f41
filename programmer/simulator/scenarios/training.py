"""One trainee with one scenario: brought to the pump when its time has come, watched, and judged at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from programmer.clock import Clock
from programmer.randomness import Randomness
from programmer.simulator.scenarios.actions import Action
from programmer.simulator.scenarios.check import Check, Point, PumpConditions, Witness
from programmer.simulator.scenarios.events import Event
from programmer.simulator.scenarios.judging import judge
from programmer.simulator.scenarios.play import Play
from programmer.simulator.scenarios.scenario import Entry, Scenario
from programmer.simulator.scenarios.witness import witness_of
from programmer.therapy.quantities import PumpTime

_NOTHING_ASKED = Check((), PumpConditions())


class Training:
    """A scenario played up to the moment at which the trainee comes.

    ``tell`` is called with each event that happens after it. ``meets`` is the true local time of that moment, for a
    scenario that names none; None for one that is played for itself. Nothing is kept of events but their kinds and
    the sum of what was withdrawn.
    """

    def __init__(
        self,
        scenario: Scenario,
        tell: Callable[[Event], None],
        *,
        clock: Clock | None = None,
        randomness: Randomness | None = None,
        meets: PumpTime | None = None,
        speed: int = 1,
    ) -> None:
        self._tell = tell
        self._met = False
        self._happened: set[str] = set()
        self._withdrawn = Fraction(0)
        self._in_time: Witness | None = None
        begins = {} if meets is None else {"begins": PumpTime(meets.value - scenario.meet_us)}
        self.play = Play(scenario, self._hear, clock=clock, randomness=randomness, speed=speed, **begins)
        self.play.play_until(scenario.meet_us)
        self._met = True
        self._act_up_to = self.play.site.timeline
        self.play.site.timeline = self._pass
        self.play.site.run_at(speed)

    @property
    def check(self) -> Check:
        """What the scenario asks."""
        return self.play.scenario.check or _NOTHING_ASKED

    def conduct(self, entries: Iterable[Entry]) -> None:
        """Do at once what a trainee does, at times that count from their coming, and wait until it is judged."""
        came = self.play.scenario.meet_us
        done = tuple(entries)
        self.play.add(done, after_us=came)
        last = max((entry.at_us for entry in done), default=0)
        end = came + max(last, self.check.after_us)
        self._look_in_time(end)
        self.play.play_until(end)

    def do(self, action: Action) -> None:
        """Do one thing now."""
        self.play.do(action)

    def judged(self, answers: Mapping[str, Fraction | str]) -> tuple[Point, ...]:
        """What the check makes of the answers and of the pump as it is now."""
        return judge(self.check, answers, self._witness(), self._in_time)

    def _witness(self) -> Witness:
        return witness_of(self.play, frozenset(self._happened), self._withdrawn)

    def _pass(self, until_us: int) -> None:
        """The timeline of the served pump, which stands still for a look when the time of the check runs out."""
        self._look_in_time(until_us)
        if self._act_up_to is not None:
            self._act_up_to(until_us)

    def _look_in_time(self, until_us: int) -> None:
        within = self.check.within_us
        if within is None or self._in_time is not None:
            return
        ends = self.play.scenario.meet_us + within
        if until_us >= ends:
            self.play.play_until(ends)
            self._in_time = self._witness()

    def _hear(self, event: Event) -> None:
        if self._met:
            self._happened.add(event.kind)
            if event.kind == "withdrawn":
                self._withdrawn += Fraction(str(event.more["volume_nl"]))
            self._tell(event)
