"""What carries the story on: notices of the pump's thread, and what this window does itself."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.visit.notices import Notice
from programmer.visit.tasks import Task


@dataclass(frozen=True, slots=True)
class TaskAsked:
    """This window asked for a task; the pump's thread has not taken it up yet."""

    task: Task


@dataclass(frozen=True, slots=True)
class StopAsked:
    """STOP was pressed for the second time."""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Nothing happened but time."""


StoryEvent = Notice | TaskAsked | StopAsked | TimePassed
