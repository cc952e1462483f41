"""A simulated pump without a scenario: hands and faults at one's own will, and what happens is heard."""

from __future__ import annotations

from collections.abc import Callable

from programmer.delivery.happenings import Happening
from programmer.randomness import Randomness
from programmer.simulator.scenarios.acting import Actor
from programmer.simulator.scenarios.actions import Action
from programmer.simulator.scenarios.events import Event
from programmer.simulator.scenarios.happening_words import event_of
from programmer.simulator.site import PumpSite
from programmer.therapy.quantities import PumpTime


class Practice:
    """Acts at a site; ``tell`` is called with each event that happens from now on."""

    def __init__(self, site: PumpSite, randomness: Randomness, tell: Callable[[Event], None]) -> None:
        self.site = site
        self._tell = tell
        self._begins = PumpTime(site.pump.now.value - site.elapsed_us)
        self._actor = Actor(site, randomness, self._true_clock)
        site.pump.listen(self._hear)

    @property
    def clock_error_us(self) -> int:
        """How far the pump's clock is ahead of the time that has truly passed."""
        return self.site.pump.now.value - self._true_clock().value

    def do(self, action: Action) -> None:
        """Do something now."""
        for deed in self._actor.do(action):
            self._tell(Event(self.site.elapsed_us, deed.kind, self.site.pump.now, False, deed.more))

    def _true_clock(self) -> PumpTime:
        return PumpTime(self._begins.value + self.site.elapsed_us)

    def _hear(self, happening: Happening) -> None:
        self._tell(event_of(happening, self.site.elapsed_us))
