"""Where every page reads the story of the pump and puts its wishes."""

from __future__ import annotations

import logging
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from programmer.clock import Clock
from programmer.ui.viewmodels.reduction import reduce
from programmer.ui.viewmodels.story import Now, PumpStory
from programmer.ui.viewmodels.story_events import StopAsked, StoryEvent, TaskAsked, TimePassed
from programmer.visit.notices import Notice, ThreadBroke
from programmer.visit.tasks import Task

_LOG = logging.getLogger(__name__)


class PumpCommands(Protocol):
    """What a window asks of the pump's thread; ``PumpBridge`` does."""

    def submit(self, task: Task) -> None: ...
    def stop_pump(self) -> None: ...
    def cancel(self) -> None: ...
    def count_link(self, wanted: bool) -> None: ...
    def close(self, note: str) -> None: ...


class PumpDesk(QObject):
    """``moved`` after every event and every tick; what was asked for is part of the story at once, so that no page
    can ask for it twice."""

    moved = Signal()

    def __init__(self, pump: PumpCommands, clock: Clock) -> None:
        super().__init__()
        self._pump = pump
        self._clock = clock
        self._story = PumpStory()

    @property
    def story(self) -> PumpStory:
        """What is known now."""
        return self._story

    @property
    def now(self) -> Now:
        """The workstation's time."""
        return Now(self._clock.utc_us(), self._clock.monotonic_us())

    @property
    def local_offset_us(self) -> int:
        """What makes UTC the time on the wall."""
        return self._clock.local_offset_us()

    def submit(self, task: Task) -> None:
        """Ask for a task."""
        self._carry_on(TaskAsked(task))
        self._pump.submit(task)

    def stop_pump(self) -> None:
        """STOP."""
        self._pump.stop_pump()
        self._carry_on(StopAsked())

    def cancel(self) -> None:
        """Give up what is under way, where that is still possible."""
        self._pump.cancel()

    def count_link(self, wanted: bool) -> None:
        """Have the pump tell now and then what its side of the link did not take, or no more."""
        self._pump.count_link(wanted)

    def take(self, notice: Notice) -> None:
        """Hear what the pump's thread tells."""
        if isinstance(notice, ThreadBroke):
            _LOG.error("the pump's thread broke: %s", notice.trace)
        self._carry_on(notice)

    def tick(self) -> None:
        """Let time pass."""
        self._carry_on(TimePassed())

    def _carry_on(self, event: StoryEvent) -> None:
        self._story = reduce(self._story, event, self.now)
        self.moved.emit()
